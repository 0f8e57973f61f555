"""Lists narrowed to weeks: what is behind a figure of the front page."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.domain import weeks

SHOWN = 12  # weeks on the front page


def shown() -> weeks.Weeks:
    """The weeks that the front page looks back on, this one included."""
    return weeks.last(SHOWN, timezone.localdate())


class WeeksFilter(admin.SimpleListFilter):
    """By weeks of which the address may name any: 2026-W48, 2026-W37/2026-W48."""

    selection: ClassVar[str]  # of the queryset

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        today = timezone.localdate()
        offered = {
            str(weeks.week_of(today)): _("this week"),
            weeks.iso(weeks.last(2, today).first): _("last week"),
            str(shown()): _("the last 12 weeks"),
        }
        asked = self.value()
        if asked and weeks.read(asked):
            offered.setdefault(asked, asked)
        return list(offered.items())

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        asked = weeks.read(self.value() or "")
        return getattr(queryset, self.selection)(asked) if asked else queryset


class LoggedFilter(WeeksFilter):
    title = gettext_lazy("when it was logged")
    parameter_name = "logged"
    selection = "logged_in"


class VerifiedFilter(WeeksFilter):
    title = gettext_lazy("when it was first verified")
    parameter_name = "verified"
    selection = "verified_in"
