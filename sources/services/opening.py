"""Opening a sealed identity: proven again, with a reason, on record before anything is shown."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from newsroom.common import records, security_log
from newsroom.common.history import write
from newsroom.common.proof import proven
from sources import vault
from sources.access import is_custodian
from sources.domain.identity import Identity, Unreadable, unpacked
from sources.domain.sealing import ContentDamaged, SealingError, unseal
from sources.domain.vocabulary import NoticeKind
from sources.models import (
    FailedProof,
    IdentityOpening,
    OpeningApproval,
    OpeningFailure,
    OpeningRequest,
    SealedIdentity,
    Source,
)
from sources.services.custody import lock, tell
from sources.services.identity import refuse_while_shredding

if TYPE_CHECKING:
    from newsroom.common.models import User

MOST_FAILURES = 5
FAILURES_WITHIN = timedelta(minutes=15)
NOT_A_CUSTODIAN = "Only a custodian named on the source opens its identity."
_log = logging.getLogger(__name__)


@sensitive_variables("password", "identity")
def identity_open(
    *, by: User, source_id: UUID, password: str, reason: str, opening_id: UUID | None = None
) -> Identity:
    """The newest sealed identity of a source. That it was opened is committed before.

    `opening_id` is the form's: sent a second time it opens nothing. Must not run inside another
    transaction, which could take the record back. Raises PermissionDenied, ValidationError by
    field, Refused, or a SealingError; of the last the failure is on record too.
    """
    with transaction.atomic(durable=True):
        pass  # raises where a transaction is open
    _prove(by=by, source_id=source_id, password=password)
    opening, sealed = _log_opening(
        by=by, source_id=source_id, reason=reason.strip(), opening_id=opening_id
    )
    of: dict[str, Any] = {"source": source_id, "opening": opening.pk}
    security_log.event("identity_opened", by=by, **of, version=sealed.version)
    try:
        return _opened(sealed)
    except SealingError as problem:
        _log.error("A sealed identity could not be opened: %s", type(problem).__name__)
        _log_failure(by=by, opening=opening, what=type(problem).__name__)
        security_log.event("identity_open_failed", by=by, **of, why=type(problem).__name__)
        raise


def _opened(sealed: SealedIdentity) -> Identity:
    content = unseal(
        bytes(sealed.ciphertext),
        source=sealed.source_id,
        version=sealed.version,
        data_key=vault.data_key(sealed.source_id),
    )
    try:
        return unpacked(content)
    except Unreadable as problem:
        raise ContentDamaged from problem


@write
def _log_opening(
    *, by: User, source_id: UUID, reason: str, opening_id: UUID | None
) -> tuple[IdentityOpening, SealedIdentity]:
    source = lock(source_id)
    if not is_custodian(by, source):
        raise PermissionDenied(NOT_A_CUSTODIAN)
    refuse_while_shredding(source)
    _check_reason(reason)
    sealed = source.sealed_identities.order_by("-version").first()
    if sealed is None:
        raise records.Refused("No identity is sealed for this source.")
    if opening_id and IdentityOpening.objects.filter(pk=opening_id).exists():
        raise records.Refused("That opening was shown already. Open it anew if you need it again.")
    approval = _leave(source, by) if needs_two(source) else None
    given = {"id": opening_id} if opening_id else {}
    opening = IdentityOpening.objects.create(
        source=source, version=sealed.version, by=by, reason=reason, approval=approval, **given
    )
    tell(source, NoticeKind.OPENED, by)
    return opening, sealed


@write
def _log_failure(*, by: User, opening: IdentityOpening, what: str) -> None:
    OpeningFailure.objects.create(opening=opening, what=what)
    tell(opening.source, NoticeKind.NOT_OPENED, by)


# --- Proof --------------------------------------------------------------------------------------


@sensitive_variables("password")
def _prove(*, by: User, source_id: UUID, password: str) -> None:
    """Raise ValidationError where the password is wrong, Refused after too many wrong ones.

    A code of their app will do in its place: no password is all digits.
    Each wrong one is on record, and custodians are told: somebody sits at another's screen.
    """
    source = Source.objects.filter(pk=source_id).first()
    if source is None or not is_custodian(by, source):
        raise PermissionDenied(NOT_A_CUSTODIAN)
    recent = FailedProof.objects.filter(person=by, at__gt=timezone.now() - FAILURES_WITHIN)
    if recent.count() >= MOST_FAILURES:
        minutes = FAILURES_WITHIN.seconds // 60
        raise records.Refused(f"Too many wrong passwords. Try again in {minutes} minutes.")
    given = {"code": password} if password.isdigit() else {"password": password}
    if not proven(by, **given):
        _log_wrong_proof(by=by, source=source)
        security_log.event("identity_open_refused", by=by, source=source.pk)
        raise ValidationError({"password": "That is neither your password nor a code of your app."})


@write
def _log_wrong_proof(*, by: User, source: Source) -> None:
    FailedProof.objects.create(source=source, person=by)
    tell(source, NoticeKind.WRONG_PROOF, by)


# --- Two persons --------------------------------------------------------------------------------


def needs_two(source: Source) -> bool:
    """Whether a second custodian has to give leave: by the setting, or as it was sealed."""
    return bool(
        settings.IDENTITY_TWO_PERSONS or source.sealed_identities.filter(two_persons=True).exists()
    )


def _leave(source: Source, by: User) -> OpeningApproval:
    """The unused leave of `by` to open `source`. Raises Refused where there is none."""
    rows = OpeningApproval.objects.filter(
        request__source=source,
        request__by=by,
        request__expires_at__gt=timezone.now(),
        opening=None,
    )
    approval = rows.order_by("-at").first()
    if approval is None:
        raise records.Refused(
            "A second custodian has to give leave first. Ask for it, and open it afterwards."
        )
    return approval


@write
def opening_ask(*, by: User, source_id: UUID, reason: str) -> OpeningRequest:
    """Ask the other custodians of a source for leave to open it, once and for a limited time.

    Raises PermissionDenied, ValidationError or Refused.
    """
    source = lock(source_id)
    if not is_custodian(by, source):
        raise PermissionDenied(NOT_A_CUSTODIAN)
    refuse_while_shredding(source)
    _check_reason(reason.strip())
    if not source.sealed_identities.exists():
        raise records.Refused("No identity is sealed for this source.")
    others = [one for one in source.custodians.all() if one.pk != by.pk]
    if not any(is_custodian(one, source) for one in others):
        raise records.Refused("There is no second custodian who could give leave: name one.")
    now = timezone.now()
    asked = OpeningRequest.objects.create(
        source=source,
        by=by,
        reason=reason.strip(),
        asked_at=now,
        expires_at=now + settings.IDENTITY_LEAVE,
    )
    tell(source, NoticeKind.ASKED, by)
    return asked


@sensitive_variables("password")
def opening_approve(*, by: User, request_id: UUID, password: str) -> OpeningApproval:
    """Give another custodian leave to open a source once.

    Raises PermissionDenied (no custodian, or one's own request), ValidationError or Refused.
    """
    asked = OpeningRequest.objects.filter(pk=request_id).first()
    if asked is None:
        raise ValidationError({"request": "No such request."})
    _prove(by=by, source_id=asked.source_id, password=password)
    return _opening_approve(by=by, asked=asked)


@write
def _opening_approve(*, by: User, asked: OpeningRequest) -> OpeningApproval:
    source = lock(asked.source_id)
    if asked.by_id == by.pk or not is_custodian(by, source):
        raise PermissionDenied("Another custodian of the source gives leave.")
    refuse_while_shredding(source)
    if asked.expires_at <= timezone.now():
        raise records.Refused("The request has expired. Have them ask again.")
    if OpeningApproval.objects.filter(request=asked).exists():
        raise records.Refused("Somebody gave leave already.")
    approval = OpeningApproval.objects.create(request=asked, by=by)
    tell(source, NoticeKind.APPROVED, by, also=[asked.by])
    return approval


def _check_reason(reason: str) -> None:
    if not reason:
        raise ValidationError({"reason": "Say why: it stays on record."})
