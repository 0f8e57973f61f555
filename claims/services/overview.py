"""Where the work stands: what is to do, how it goes from week to week, on whom the copy rests.

Each figure is of what one person may read, and of a list that this person can open. What is sealed
for a confidential source is in no figure: a number would tell of it whom the lists tell nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import (
    Aggregate,
    CharField,
    Count,
    DateField,
    DurationField,
    F,
    Q,
    Value,
)
from django.db.models.functions import Coalesce, TruncWeek

from claims import access
from claims.domain.policy import Severity
from claims.domain.vocabulary import Status
from claims.domain.weeks import Weeks
from claims.models import Attribution, Claim, StoredFinding, VerificationEvent
from claims.querysets import in_weeks
from sources.domain.vocabulary import CONFIDENTIAL_NAMINGS

if TYPE_CHECKING:
    from newsroom.common.models import User


class Median(Aggregate):
    """The middle one, or what lies between the two in the middle."""

    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True, slots=True)
class Pace:
    """How many claims were verified for the first time in a week, and how long it took."""

    week: date
    count: int
    median: timedelta


@dataclass(frozen=True, slots=True)
class Share:
    """Of the rows of sourcing on a desk's articles: how many, and how many are anonymous.

    `desk` None: of articles without one.
    """

    desk: UUID | None
    name: str
    rows: int
    anonymous: int


@dataclass(frozen=True, slots=True)
class Frequent:
    """A rule, and of how many claims it finds something; `severity` is the gravest of these."""

    rule: str
    severity: Severity
    claims: int


def claims_by_week(user: User, weeks: Weeks) -> Mapping[date, Mapping[Status, int]]:
    """By the Monday of the week in which they were logged, how many claims have which status."""
    rows = (
        Claim.objects.visible_to(user)
        .logged_in(weeks)
        .order_by()
        .values_list(TruncWeek("created_at", output_field=DateField()), "status")
        .annotate(count=Count("pk"))
    )
    found: dict[date, dict[Status, int]] = defaultdict(dict)
    for week, status, count in rows:
        found[week][Status(status)] = count
    return found


def time_to_verification(user: User, weeks: Weeks) -> list[Pace]:
    """From the logging of a claim to its first verification, by the week of the latter."""
    events = VerificationEvent.objects.visible_to(user).first_checks().filter(in_weeks("at", weeks))
    rows = (
        events.order_by()
        .values(week=TruncWeek("at", output_field=DateField()))
        .annotate(count=Count("pk"), median=_took())
        .order_by("week")
    )
    return [Pace(**row) for row in rows]


def _took() -> Median:
    return Median(F("at") - F("claim__created_at"))


def anonymous_shares(user: User, weeks: Weeks) -> list[Share]:
    """How much of the standing sourcing of the claims logged in `weeks` is anonymous, by desk."""
    unnamed = Q(source__naming__in=sorted(CONFIDENTIAL_NAMINGS))
    rows = (
        Attribution.objects.visible_to(user)
        .standing()
        .logged_in(weeks)
        .order_by()
        .values(
            desk=F("claim__article__desk"),
            name=Coalesce("claim__article__desk__name", Value("", CharField())),
        )
        .annotate(rows=Count("pk"), anonymous=Count("pk", filter=unnamed))
        .order_by(F("name"), "desk")
    )
    return [Share(**row) for row in rows]


def top_findings(user: User, weeks: Weeks, limit: int) -> list[Frequent]:
    """The rules that find something of the most claims logged in `weeks`, the most frequent first.

    Nothing sealed is counted, whoever asks.
    """
    rows: Any = (
        StoredFinding.objects.filter(
            access.readable_articles(user, "article__"),
            in_weeks("claim__created_at", weeks),
            sealed=[],
        )
        .order_by()
        .values("rule")
        .annotate(
            claims=Count("claim", distinct=True),
            blocks=BoolOr(Q(severity=Severity.BLOCK)),
            warns=BoolOr(Q(severity=Severity.WARN)),
        )
        .order_by("-claims", "rule")
        .values_list("rule", "claims", "blocks", "warns")[:limit]
    )
    return [Frequent(rule, _gravest(blocks, warns), claims) for rule, claims, blocks, warns in rows]


def _gravest(blocks: bool, warns: bool) -> Severity:
    if blocks:
        return Severity.BLOCK
    return Severity.WARN if warns else Severity.INFO
