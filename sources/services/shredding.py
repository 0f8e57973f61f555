"""Destroying a sealed identity for good: first its key, then every version of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from newsroom.common import records
from newsroom.common.history import write
from sources import vault
from sources.access import may_shred
from sources.domain.vocabulary import NoticeKind
from sources.models import IdentityShredding, SamePersonTag, SealedIdentity
from sources.services.custody import lock, tell

if TYPE_CHECKING:
    from newsroom.common.models import User


def identity_shred(*, by: User, source_id: UUID, reason: str) -> IdentityShredding:
    """Destroy the key of a sealed identity, then all its versions; that it was is kept for good.

    That it is to be is committed first, so that whatever is broken off is finished by doing it
    again. Raises PermissionDenied, ValidationError, Refused, or a SealingError where the store
    cannot be written.
    """
    begun = _begin(by=by, source_id=source_id, reason=reason.strip())
    return _finish(by=by, shredding=begun)


def shreddings_finish() -> Iterator[IdentityShredding]:
    """Finish what was broken off, one after the other."""
    for one in IdentityShredding.objects.filter(finished_at=None).select_related("by"):
        yield _finish(by=one.by, shredding=one)


@write
def _begin(*, by: User, source_id: UUID, reason: str) -> IdentityShredding:
    source = lock(source_id)
    if not may_shred(by, source):
        raise PermissionDenied("Only a custodian of the source, or its handler, shreds it.")
    begun = source.shreddings.filter(finished_at=None).first()
    if begun is not None:
        return begun
    if not reason:
        raise ValidationError({"reason": "Say why: it stays on record."})
    if not source.sealed_identities.exists():
        raise records.Refused("No identity is sealed for this source.")
    return IdentityShredding.objects.create(source=source, by=by, reason=reason)


@write
def _finish(*, by: User, shredding: IdentityShredding) -> IdentityShredding:
    source = lock(shredding.source_id)
    shredding.refresh_from_db()
    if shredding.finished_at is not None:
        return shredding
    vault.store().remove(source.pk)
    SamePersonTag.objects.filter(source=source).delete()
    SealedIdentity.objects.filter(source=source).delete()
    shredding.finished_at = timezone.now()
    shredding.save(update_fields=["finished_at"])
    tell(source, NoticeKind.SHREDDED, by)
    return shredding
