"""New keys for old: every data key wrapped under the newest of the house's keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from uuid import UUID

from newsroom.common.transactions import whole
from sources import vault
from sources.domain.sealing import KeyFileMissing, SealingError, key_id_of, rewrap, unwrap
from sources.models import SealedIdentity, Source


class Outcome(StrEnum):
    REWRAPPED = "rewrapped"
    CURRENT = "current"
    ORPHAN = "orphan"
    SWEPT = "swept"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Rotated:
    source: UUID
    outcome: Outcome
    why: str = ""


def to_rotate() -> list[UUID]:
    """Every source of which a key is kept, or should be."""
    sealed = SealedIdentity.objects.order_by().values_list("source_id", flat=True).distinct()
    return sorted({*vault.store().sources(), *sealed})


def rotate(sources: list[UUID], *, sweep: bool = False) -> Iterator[Rotated]:
    """Wrap the data key of each source under the newest key, while others seal and open.

    Each is done whole or not at all, so it may be broken off and begun again. A key of which no
    identity is sealed is an orphan: removed where `sweep` says so. Raises NoKeys.
    """
    newest = vault.ring().newest
    for one in sources:
        yield whole(partial(_rotate, one, newest, sweep=sweep))


def _rotate(source: UUID, newest: str, *, sweep: bool) -> Rotated:
    list(Source.objects.locked([source]))  # nobody seals or shreds it meanwhile
    store, ring = vault.store(), vault.ring()
    store.remove_drafts(source)
    if not SealedIdentity.objects.filter(source=source).exists():
        if sweep or not store.has(source):
            store.remove(source)
            return Rotated(source, Outcome.SWEPT)
        return Rotated(source, Outcome.ORPHAN)
    try:
        wrapped = store.read(source)
        if key_id_of(wrapped) == newest:
            unwrap(wrapped, source=source, ring=ring)
            return Rotated(source, Outcome.CURRENT)
        store.write(source, rewrap(wrapped, source=source, ring=ring))
    except SealingError as problem:
        return Rotated(source, Outcome.FAILED, str(problem))
    return Rotated(source, Outcome.REWRAPPED)


def left_on() -> Counter[str]:
    """How many data keys are kept under which of the house's keys."""
    store, found = vault.store(), Counter[str]()
    for one in store.sources():
        try:
            found[key_id_of(store.read(one))] += 1
        except KeyFileMissing:
            continue  # removed meanwhile, or a draft alone
        except SealingError:
            found["(damaged)"] += 1
    return found
