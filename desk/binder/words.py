"""Values of records in the words and by the clock of whoever prints them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from claims.domain import wording

NOT_STATED = "not stated"

if TYPE_CHECKING:
    from newsroom.common.models import User


def moment(at: datetime | None) -> str:
    """Day and time, in the zone that the binder names; empty where there is none."""
    return date_format(timezone.localtime(at), "j F Y, H:i") if at else ""


def day(on: date | None) -> str:
    return date_format(on, "j F Y") if on else ""


def said(label: object) -> str:
    """The label of one of a closed set, in the reader's language."""
    return _(str(label)) if str(label) else ""


def stated(value: str, label: object) -> str:
    """The label of one of a closed set; empty where nobody stated it."""
    return "" if value in ("", NOT_STATED) else said(label)


def published(at: datetime | None, as_given: str) -> str:
    """When an article was published; a time that came without a zone as it came."""
    if at is not None or not as_given:
        return moment(at)
    return _("%(time)s, zone not stated") % {"time": as_given}


def term(value: str) -> str:
    """One of a closed set by its value, as pages show it."""
    return _(value.replace("_", " ")) if value else ""


def yes_no(given: bool | None) -> str:
    if given is None:
        return _("unknown")
    return _("yes") if given else _("no")


def printed(by: User | None) -> str:
    """When it is printed, by whom, and whose clock all times are by."""
    now = timezone.localtime(timezone.now())
    stamp = f"{moment(now)} ({timezone.get_current_timezone_name()})"
    if by is None:
        return _("Printed %(at)s") % {"at": stamp}
    return _("Printed %(at)s by %(who)s") % {"at": stamp, "who": by}


def counts_in_words(counts: wording.Tally) -> str:
    """The counts of a claim, without those that are none."""
    told = [
        _("sources %(n)s") % {"n": counts.source_count},
        _("origins %(n)s") % {"n": counts.origin_count},
        _("independent confirmations %(n)s") % {"n": counts.independent_confirmations},
    ]
    if counts.documented_confirmations:
        told.append(_("documented %(n)s") % {"n": counts.documented_confirmations})
    if counts.denials:
        told.append(_("denials %(n)s") % {"n": counts.denials})
    if counts.partial_confirmations:
        told.append(_("partly confirm %(n)s") % {"n": counts.partial_confirmations})
    told += [_("an uncounted group")] * counts.uncounted + [_("a circle")] * counts.circular
    return " · ".join(told)
