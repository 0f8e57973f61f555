"""Dates known to the day, the month or only the year: "2024-03-18", "2024-03", "2024".

ISO 8601 in its extended form, without guessing what is missing.
"""

from __future__ import annotations

import datetime
import re

_FORM = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def check(value: str) -> str:
    """`value` itself, where it is a year, a month or a day that the calendar has.

    Raises ValueError with the remedy.
    """
    form = _FORM.fullmatch(value)
    if form is None:
        raise ValueError(
            f"{value!r:.40} is no date. Give a year (2024), a month (2024-02) or a day "
            "(2024-02-29)."
        )
    year, month, day = (int(part) if part else 1 for part in form.groups())
    try:
        datetime.date(year, month, day)
    except ValueError as error:
        raise ValueError(
            f"{value} is not in the calendar: {error}. Correct it, or give only the month or year."
        ) from None
    return value
