"""Who checks what: claims are assigned, taken, handed back, and handed over as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models

from claims import access
from claims.domain.queue import OPEN
from claims.domain.vocabulary import HandedOver, Status
from claims.models import Claim, HandOver
from newsroom.common import records
from newsroom.common.history import write

if TYPE_CHECKING:
    from newsroom.common.models import User


class _Keep:
    """The due time stays as it is."""


KEEP = _Keep()


@write
def claims_assign(
    *,
    by: User,
    claim_ids: Sequence[UUID],
    to: User | None,
    due_at: datetime | _Keep | None = KEEP,
) -> list[Claim]:
    """Give claims to a person to check, or to nobody (`to` None: handed back); all or none.

    Whoever may check takes what is nobody's and hands back what is theirs; an editor assigns to
    anybody. Raises ValidationError, PermissionDenied, or Refused where another has a claim.
    """
    if not access.may_check_claims(by):
        raise PermissionDenied("Only a fact-checker or an editor can do that.")
    rows = Claim.objects.visible_to(by)
    return [_assign(claim, by, to, due_at) for claim in _lock(rows, claim_ids)]


def _lock(rows: Any, claim_ids: Iterable[UUID]) -> list[Claim]:
    """Claims of `rows`, locked. Raises ValidationError where one is not among them."""
    wanted = set(claim_ids)
    claims = list(rows.locked(wanted).with_checks())
    models.prefetch_related_objects(claims, "article", "assignee")
    missing = wanted - {claim.pk for claim in claims}
    if missing:
        raise ValidationError({"claims": f"No claim {min(missing)}."})
    return claims


def _assign(claim: Claim, by: User, to: User | None, due_at: datetime | _Keep | None) -> Claim:
    _check_allowed(claim, by, to)
    _check_receiver(claim, by, to)
    changes: dict[str, Any] = {"assignee": to}
    if not isinstance(due_at, _Keep):
        changes["due_at"] = due_at
    if records.change(claim, changes):
        records.save(claim)
    return claim


def _check_allowed(claim: Claim, by: User, to: User | None) -> None:
    if to is not None and Status(claim.status) not in OPEN:
        raise records.Refused(f"“{claim}” is {claim.status}: nothing is left to check.")
    if access.may_assign(by):
        return
    if to is not None and to != by:
        raise PermissionDenied("Only an editor assigns claims to others.")
    has = claim.assignee
    if has not in (None, by) and not claim.is_checked_alone_by(has):
        raise records.Refused(f"{has} has “{claim}”. Ask them, or an editor, to hand it over.")


def check_assignee(claim: Claim, to: User | None) -> None:
    """Raise ValidationError where that person could not do the work, or has done it already."""
    if to is None:
        return
    if not to.is_active or not access.may_check_claims(to):
        raise ValidationError({"assignee": f"{to} is no fact-checker or editor."})
    if not access.may_read_article(to, claim.article):
        raise ValidationError({"assignee": f"{to} may not read the article."})
    if claim.is_checked_alone_by(to):
        raise ValidationError(
            {"assignee": f"{to} alone has checked it: give it to somebody else to verify."}
        )


@write
def queue_hand_over(*, by: User, from_person: User, to: User, reason: str = "") -> HandOver:
    """Hand all open claims of one person over to another, as one recorded step.

    Raises ValidationError, Refused where it is empty, or PermissionDenied where it is neither
    one's own queue nor an editor's doing.
    """
    if by != from_person and not access.may_assign(by):
        raise PermissionDenied("Only an editor hands over the queue of somebody else.")
    if from_person == to:
        raise ValidationError({"to": "Another person than the one who has it."})
    theirs = Claim.objects.filter(assignee=from_person).open()
    moved = []
    for claim in _lock(Claim.objects.all(), theirs.values_list("pk", flat=True)):
        # handed on or decided before the lock was had
        if claim.assignee_id != from_person.pk or Status(claim.status) not in OPEN:
            continue
        _check_receiver(claim, by, to)
        claim.assignee = to
        records.save(claim)
        moved.append(claim.pk)
    if not moved:
        raise records.Refused(f"{from_person} has no open claims to hand over.")
    return records.create(
        HandOver(
            what=HandedOver.QUEUE,
            claims=moved,
            from_person=from_person,
            to_person=to,
            by=by,
            reason=reason,
        )
    )


def _check_receiver(claim: Claim, by: User, to: User | None) -> None:
    """Raise ValidationError under `to`, and name the claim where `by` may read it."""
    try:
        check_assignee(claim, to)
    except ValidationError as error:
        named = f" (“{claim}”)" if access.may_read_article(by, claim.article) else ""
        raise ValidationError({"to": [one + named for one in error.messages]}) from error
