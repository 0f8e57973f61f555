"""How often which rule finds something, by desk and week: what a house has to talk about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, DateField, Q, TextField
from django.db.models.functions import Cast, Concat, TruncWeek

from claims import access
from claims.domain import policy
from claims.models import FindingSpell
from newsroom.common.models import Desk

if TYPE_CHECKING:
    from newsroom.common.models import User


@dataclass(frozen=True, slots=True)
class Tally:
    """How many findings of a rule came up in one week, on a desk's articles.

    `week` is its Monday; `desk` None: of articles without one. `count` are all that came up then,
    mended since or not; `standing` are those that still stand. What is mended and comes up once
    more in the same week is one.
    """

    rule: str
    severity: str
    desk: UUID | None
    desk_name: str
    week: date
    count: int
    standing: int

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
    """What was found on articles that `user` may read, counted; both days are included.

    What is sealed for a confidential source is left out for everybody: its rule, beside a desk and
    a week, would give the source away. Raises ValidationError by field.
    """
    _check(since, until, desk, rule)
    rows = FindingSpell.objects.filter(access.readable_articles(user, "article__"))
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
        .annotate(count=_found(), standing=_found(ended_at=None))
    )
    return [
        Tally(rule, severity, desk_id, name or "", week, count, standing)
        for rule, severity, desk_id, name, week, count, standing in counted.values_list(
            *by, "count", "standing"
        )
    ]


def _found(**which: Any) -> Count:
    """Different findings of one rule, however often each came up."""
    ids = (Cast(one, TextField()) for one in ("article_id", "claim_id", "record_id"))
    return Count(Concat(*ids), distinct=True, filter=Q(**which) or None)


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
