"""The queue of claims to check: what is still to do, overdue, or lying about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from claims.domain.vocabulary import ArticleStatus, Importance, Status

OPEN = frozenset({Status.UNVERIFIED, Status.IN_REVIEW})
# What a night desk lets go out with a check by one person, for the next shift to verify.
OUT = frozenset({ArticleStatus.READY, ArticleStatus.PUBLISHED, ArticleStatus.CORRECTED})
# From what is wanted first to what can wait.
IMPORTANCE_ORDER = (Importance.HIGH, Importance.NORMAL, Importance.LOW)


@dataclass(frozen=True, slots=True)
class Marks:
    overdue: bool
    stale: bool


def marks(
    status: Status,
    due_at: datetime | None,
    touched_at: datetime,
    now: datetime,
    stale_after: timedelta,
) -> Marks:
    """Overdue: open past its due time. Stale: in review, and nobody has touched it for so long."""
    return Marks(
        overdue=status in OPEN and due_at is not None and due_at < now,
        stale=status is Status.IN_REVIEW and touched_at < now - stale_after,
    )


def waits_for_second(
    status: Status, article: ArticleStatus, checked_at: datetime, decided_at: datetime | None
) -> bool:
    """Whether it went out on the check of one person, which nobody has followed by a decision.

    What has changed since that check waits all the more.
    """
    return status in OPEN and article in OUT and (decided_at is None or decided_at < checked_at)


def is_theirs_alone(person: object, checkers: Iterable[object]) -> bool:
    """Whether nobody but `person` has checked what waits: then it is not theirs to verify."""
    return set(checkers) == {person}
