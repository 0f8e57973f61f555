"""Sources that are compromised, and sources that pass from one reporter to another."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from claims.domain.vocabulary import HandedOver
from claims.models import HandOver
from claims.services.sources import refuse_tombstone, reopen_all, with_claims
from newsroom.common import records
from newsroom.common.roles import is_in_house
from sources.access import may_hand_over
from sources.domain.vocabulary import NoticeKind
from sources.models import Source
from sources.services.custody import tell

if TYPE_CHECKING:
    from newsroom.common.models import User


def source_set_compromised(
    *, by: User, source_id: UUID, compromised: bool, reason: str, seen: int | None = None
) -> Source:
    """Mark a source as compromised, with the reason, or take the mark back.

    Marking sends every decided claim on which it stands back to review, those of who speaks for it
    included. Raises ValidationError (no reason), Refused (already so), or Stale.
    """

    def mark(locked: dict[UUID, Source], claims: list[UUID]) -> Source:
        source = locked[source_id]
        records.check_seen(source, seen)
        refuse_tombstone(source)
        if compromised == (source.compromised_at is not None):
            raise records.Refused("It is marked already." if compromised else "It is not marked.")
        if not reason.strip():
            raise ValidationError({"reason": "Say what compromised it, or why it no longer is."})
        source.compromised_at = timezone.now() if compromised else None
        source.compromised_by = by if compromised else None
        source.compromised_reason = reason.strip() if compromised else ""
        records.save(source)
        if compromised:
            reopen_all(claims, by, source)
        return source

    return with_claims(by, [source_id], mark)


def source_hand_over(
    *, by: User, source_id: UUID, to: User, reason: str = "", seen: int | None = None
) -> Source:
    """Make `to` the handler of a source, on record. Who had it stays in known_to.

    Raises PermissionDenied unless `by` is its handler, or may write where it has none;
    ValidationError, Refused or Stale.
    """

    def hand_over(locked: dict[UUID, Source], claims: list[UUID]) -> Source:
        source = locked[source_id]
        records.check_seen(source, seen)
        refuse_tombstone(source)
        if not may_hand_over(by, source):
            raise PermissionDenied("Only its handler hands a source over.")
        if not to.is_active or not is_in_house(to):
            raise ValidationError({"to": f"{to} does not work here."})
        if source.handler_id == to.pk:
            raise ValidationError({"to": f"{to} is its handler already."})
        if source.handler_id != by.pk and to.pk == by.pk and source.custodians.exists():
            raise PermissionDenied("A source in custody is handed to somebody else than oneself.")
        before = source.handler
        if before is not None:
            source.known_to.add(before)
        source.handler = to
        records.save(source)
        records.create(
            HandOver(
                what=HandedOver.SOURCE,
                source=source,
                from_person=before,
                to_person=to,
                by=by,
                reason=reason,
            )
        )
        if source.custodians.exists():
            tell(source, NoticeKind.HANDED_OVER, by, also=[before] if before else [])
        return source

    return with_claims(by, [source_id], hand_over)
