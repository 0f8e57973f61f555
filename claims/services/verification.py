"""Moves of a claim's verification status; every one of them with the event that tells of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError

from claims import access, facts
from claims.domain.vocabulary import Status
from claims.domain.workflow import Closed, Refusal, moves, refusal
from claims.models import Claim, Evidence
from claims.services import core
from claims.services.policy import pass_verification
from newsroom.common.history import write
from newsroom.common.records import Refused

if TYPE_CHECKING:
    from newsroom.common.models import User

_FIELD = {Closed.NO_REASON: "reason", Closed.NO_GROUNDS: "evidence"}


@write
def claim_transition(
    *,
    by: User,
    claim_id: UUID,
    to: Status,
    reason: str = "",
    evidence: Sequence[Evidence] = (),
    override: str = "",
    seen: int | None = None,
) -> Claim:
    """Move a claim to the status `to`; to where it stands already changes and logs nothing.

    `evidence` is what the decision rests on, of this claim; `override` says why it is verified in
    spite of a block of the policy, where the profile lets these stand against it. Raises
    ValidationError (a reason, grounds or the override are missing, nothing to override),
    PermissionDenied (role, four eyes), Refused (no such move), or Stale.
    """
    claim = core.lock_claim(claim_id, seen)
    if claim.status == to:
        return claim
    ids = [one.pk for one in evidence]
    if claim.evidence.filter(pk__in=ids).count() != len(set(ids)):
        raise ValidationError({"evidence": "Evidence that is on file for this claim only."})
    closed = refusal(
        facts.claim_state(claim), to, person=by.pk, powers=access.workflow_powers(by), reason=reason
    )
    if closed:
        _raise(closed)
    found = pass_verification(claim, by, to, override)
    core.move(
        claim,
        by,
        to,
        found,
        reason=reason.strip(),
        evidence=ids,
        override_reason=override.strip(),
        overridden_by=by if override.strip() else None,
    )
    return claim


def moves_of(claim: Claim, person: User) -> dict[Status, Refusal | None]:
    """Each move there is for `claim`, with None, or why it is closed to `person`."""
    return moves(facts.claim_state(claim), person.pk, access.workflow_powers(person))


def _raise(closed: Refusal) -> None:
    if closed.code in _FIELD:
        raise ValidationError({_FIELD[closed.code]: closed.message})
    if closed.code in (Closed.NOT_YOURS, Closed.FOUR_EYES):
        raise PermissionDenied(closed.message)
    raise Refused(closed.message)
