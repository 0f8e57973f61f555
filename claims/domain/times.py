"""When something was published: an instant if the zone is known, else the words as they stand.

A zone is never guessed: "2024-03-19T05:26" names a different instant in London and in Beijing.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

# ISO 8601, extended form; a blank for the "T" is what many content systems write.
_FORM = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?P<time>[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)?"
    r"(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Published:
    """Exactly one of both: an aware `instant`, or `local`, a date or time without a zone."""

    instant: datetime.datetime | None
    local: str | None


def split_published(value: str) -> Published:
    """A publication time as given: with a zone an instant, without one (or a date only) its text.

    Raises ValueError with the remedy where it is neither, or not in the calendar.
    """
    text = value.strip()
    form = _FORM.fullmatch(text)
    if form is None or (form["zone"] and not form["time"]):
        raise ValueError(
            f"{value!r:.60} is no publication time. Give 2024-03-19T05:26:00+08:00 or …Z; "
            "without the zone (2024-03-19T05:26), or only the date, if that is all that is known."
        )
    try:
        moment = datetime.datetime.fromisoformat(text.upper())
    except ValueError as error:
        raise ValueError(f"{text} is not in the calendar: {error}. Correct it.") from None
    if moment.tzinfo is None:
        return Published(instant=None, local=text)
    return Published(instant=_in_range(moment, text), local=None)


def _in_range(moment: datetime.datetime, text: str) -> datetime.datetime:
    """`moment` in UTC, unless no clock there could show it (year 1 east of Greenwich and so on)."""
    try:
        return moment.astimezone(datetime.UTC)
    except OverflowError:
        raise ValueError(f"{text} lies outside the years 1 to 9999. Correct it.") from None
