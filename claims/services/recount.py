"""Whether the stored counts are what counting afresh gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from claims import facts
from claims.models import Claim
from claims.services import core

BATCH = 500


@dataclass(frozen=True, slots=True)
class Drift:
    """A claim whose stored counts differ: field name to (stored, counted afresh)."""

    claim: UUID
    fields: dict[str, tuple[int, int]]


def recount(
    *, mend: bool = False, claim_ids: Iterable[UUID] | None = None
) -> Iterator[list[Drift]]:
    """Check all claims (or those given) in batches, yielding the drift found in each batch.

    With `mend` the claims that drifted are written as counted, and their version rises.
    """
    ids = list(
        Claim.objects.order_by("pk").values_list("pk", flat=True)
        if claim_ids is None
        else sorted(claim_ids)
    )
    for start in range(0, len(ids), BATCH):
        yield _batch(ids[start : start + BATCH], mend)


@transaction.atomic
def _batch(ids: list[UUID], mend: bool) -> list[Drift]:
    claims = list(Claim.objects.locked(ids))
    afresh = facts.counts_of(ids)
    drifted: list[Drift] = []
    for claim in claims:
        before = {name: getattr(claim, name) for name in core.STORED}
        if core.store_counts(claim, afresh[claim.pk]):
            drifted.append(Drift(claim.pk, _differences(before, claim)))
            if mend:
                core.save_counts(claim)
    return drifted


def _differences(before: dict[str, int], claim: Claim) -> dict[str, tuple[int, int]]:
    return {
        name: (stored, getattr(claim, name))
        for name, stored in before.items()
        if stored != getattr(claim, name)
    }
