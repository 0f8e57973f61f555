"""Lengths of time, in the units in which people think of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

UNITS = (
    ("days", timedelta(days=1)),
    ("hours", timedelta(hours=1)),
    ("minutes", timedelta(minutes=1)),
)


def parts(length: timedelta) -> list[tuple[str, int]]:
    """The two largest units that say something; less than a minute is "0 minutes"."""
    found: list[tuple[str, int]] = []
    rest = max(length, timedelta())
    for name, unit in UNITS:
        number, rest = divmod(rest, unit)
        if found or number:
            found.append((name, number))
        if len(found) == 2:
            break
    return [one for one in found if one[1]] or [("minutes", 0)]


def best_unit(lengths: Iterable[timedelta]) -> str:
    """The largest unit of which the longest has two; minutes where there are none."""
    longest = max(lengths, default=timedelta())
    return next((name for name, unit in UNITS if longest >= 2 * unit), "minutes")
