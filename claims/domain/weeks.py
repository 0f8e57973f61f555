"""Weeks as ISO 8601 writes them: 2026-W48, Monday first; and spans of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Weeks:
    """Whole weeks from the Monday `first` up to, and without, the Monday `end`."""

    first: date
    end: date

    def __str__(self) -> str:
        """What `read` understands: 2026-W48, or 2026-W37/2026-W48."""
        mondays = self.mondays
        if len(mondays) == 1:
            return iso(self.first)
        return f"{iso(self.first)}/{iso(mondays[-1])}"

    @property
    def mondays(self) -> list[date]:
        count = (self.end - self.first).days // 7
        return [self.first + timedelta(weeks=number) for number in range(count)]


def iso(day: date) -> str:
    """The week in which `day` lies, as ISO 8601 writes it."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02}"


def week_of(day: date) -> Weeks:
    monday = day - timedelta(days=day.weekday())
    return Weeks(monday, monday + timedelta(weeks=1))


def last(count: int, today: date) -> Weeks:
    """The week of `today`, and those before it: `count` in all."""
    end = week_of(today).end
    return Weeks(end - timedelta(weeks=count), end)


def read(text: str) -> Weeks | None:
    """The week, or the first and the last of several; None for what says no such thing."""
    first, slash, until = text.partition("/")
    begins, ends = _monday(first), _monday(until if slash else first)
    if begins is None or ends is None or ends < begins:
        return None
    return Weeks(begins, ends + timedelta(weeks=1))


def _monday(text: str) -> date | None:
    found = _WEEK.fullmatch(text)
    try:
        # the years at both ends of the calendar have weeks that begin or end outside it
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else None
    except ValueError:
        return None
    return monday if monday and date(1000, 1, 1) < monday < date(9000, 1, 1) else None
