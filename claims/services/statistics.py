"""How often which rule finds something, by desk and week: what a house has to talk about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, DateField
from django.db.models.functions import TruncWeek

from claims import access
from claims.domain import policy
from claims.models import StoredFinding
from newsroom.common.models import Desk

if TYPE_CHECKING:
    from newsroom.common.models import User


@dataclass(frozen=True, slots=True)
class Tally:
    """How many findings of a rule stand that were first seen in one week, on a desk's articles.

    `week` is its Monday; `desk` None: of articles without one.
    """

    rule: str
    severity: str
    desk: UUID | None
    desk_name: str
    week: date
    count: int

    @property
    def iso_week(self) -> str:
        """As ISO 8601 writes it: 2026-W48."""
        year, week, _ = self.week.isocalendar()
        return f"{year}-W{week:02}"


def finding_tallies(
    user: User,
    *,
    since: date | None = None,
    until: date | None = None,
    desk: UUID | None = None,
    rule: str = "",
) -> list[Tally]:
    """The stored findings on articles that `user` may read, counted; both days are included.

    What is sealed for a confidential source is left out for everybody: its rule, beside a desk and
    a week, would give the source away. Raises ValidationError by field.
    """
    _check(since, until, desk, rule)
    rows = StoredFinding.objects.filter(access.readable_articles(user, "article__"), sealed=[])
    given = {
        "first_seen_at__date__gte": since,
        "first_seen_at__date__lte": until,
        "article__desk": desk,
        "rule": rule or None,
    }
    rows = rows.filter(**{name: value for name, value in given.items() if value is not None})
    by = ("rule", "severity", "article__desk", "article__desk__name", "week")
    counted = (
        rows.annotate(week=TruncWeek("first_seen_at", output_field=DateField()))
        .order_by("week", "rule", "severity", "article__desk__name", "article__desk")
        .values(*by)
        .annotate(count=Count("pk"))
    )
    return [
        Tally(rule, severity, desk_id, name or "", week, count)
        for rule, severity, desk_id, name, week, count in counted.values_list(*by, "count")
    ]


def _check(since: date | None, until: date | None, desk: UUID | None, rule: str) -> None:
    problems = {}
    if since and until and until < since:
        problems["to"] = "It is before the first day. Give the same day or a later one."
    if desk and not Desk.objects.filter(pk=desk).exists():
        problems["desk"] = "No such desk. Give the id of one."
    if rule and rule not in policy.REGISTRY:
        problems["rule"] = "No rule has this code. Take one from the register of rules."
    if problems:
        raise ValidationError(problems)
