"""Moves of a claim's verification status; every one of them with the event that tells of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError

from claims import access, facts
from claims.domain.vocabulary import Status
from claims.domain.workflow import Closed, Refusal, refusal
from claims.models import Claim, Evidence
from claims.services import core
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

    `evidence` is what the decision rests on, of this claim; `override` says why it is moved in
    spite of a finding of the policy. Raises ValidationError (a reason or grounds are missing,
    nothing to override), PermissionDenied (role, four eyes), Refused (no such move), or Stale.
    """
    claim = core.lock_claim(claim_id, seen)
    if claim.status == to:
        return claim
    if override.strip():
        raise ValidationError({"override": "No finding of the policy stands against this move."})
    ids = [one.pk for one in evidence]
    if claim.evidence.filter(pk__in=ids).count() != len(set(ids)):
        raise ValidationError({"evidence": "Evidence that is on file for this claim only."})
    closed = refusal(
        facts.claim_state(claim), to, person=by.pk, powers=access.workflow_powers(by), reason=reason
    )
    if closed:
        _raise(closed)
    core.move(claim, by, to, reason=reason.strip(), evidence=ids)
    return claim


def _raise(closed: Refusal) -> None:
    if closed.code in _FIELD:
        raise ValidationError({_FIELD[closed.code]: closed.message})
    if closed.code in (Closed.NOT_YOURS, Closed.FOUR_EYES):
        raise PermissionDenied(closed.message)
    raise Refused(closed.message)
