"""Evidence: links and files on which a check rests. Adding it bars nobody from deciding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from claims.domain.vocabulary import EvidenceKind
from claims.models import Claim, Evidence, VerificationEvent
from claims.services import core, files
from newsroom.common import records
from newsroom.common.history import write
from newsroom.common.transactions import undone

if TYPE_CHECKING:
    from newsroom.common.models import User

CHANGEABLE = ("archived_url", "locator", "note", "is_public")
FIELDS = ("url", *CHANGEABLE)
FOLDER = "evidence"  # of the store, in which Evidence.file puts everything


@write
def evidence_add(
    *,
    by: User,
    claim_id: UUID,
    fields: Mapping[str, Any],
    upload: files.Upload | None = None,
    seen: int | None = None,
) -> Evidence:
    """Add a link (`url` of FIELDS) or a file to a claim; a decided claim goes back to review.

    `seen` is the version of the claim. Raises ValidationError by field (the same file twice on one
    claim, a type that is not kept), or Stale. Where nothing comes of the record, no file stays
    behind; where the server died meanwhile, `sweep` finds it.
    """
    records.refuse_unknown(fields, FIELDS)
    claim = core.lock_claim(claim_id, seen)
    evidence = Evidence(claim=claim, added_by=by, kind=EvidenceKind.LINK, **fields)
    _check_links(evidence)
    if upload is None:
        records.create(evidence)
    else:
        _store(evidence, upload)
    core.touch([claim], by, "evidence was added", internal=not evidence.is_public)
    return evidence


@write
def evidence_update(
    *, by: User, evidence_id: UUID, changes: Mapping[str, Any], seen: int | None = None
) -> Evidence:
    """Change what is said about evidence, of CHANGEABLE; the link or file itself stays.

    Raises ValidationError by field, or Stale.
    """
    records.refuse_unknown(changes, CHANGEABLE)
    claim, evidence = _lock(evidence_id, seen)
    locator, was_public = evidence.locator, evidence.is_public
    if not records.change(evidence, changes):
        return evidence
    _check_links(evidence)
    records.save(evidence)
    cause = "the place in its evidence was changed" if evidence.locator != locator else ""
    core.touch([claim], by, cause, internal=not (was_public or evidence.is_public))
    return evidence


@write
def evidence_remove(*, by: User, evidence_id: UUID, seen: int | None = None) -> None:
    """Remove evidence; its history stays, a file does not. Raises Stale, or Refused where a
    decision names it.
    """
    claim, evidence = _lock(evidence_id, seen)
    decisions = VerificationEvent.objects.filter(claim=claim)
    if decisions.filter(evidence__contains=[evidence.pk]).exists():
        raise records.Refused("A decision rests on it, so it stays. Add what supersedes it.")
    stored = evidence.file.name
    evidence.delete()
    core.touch([claim], by, "evidence was removed", internal=not evidence.is_public)
    if stored:
        # the record is gone by then: what the store does not give up now, `sweep` will find
        transaction.on_commit(partial(default_storage.delete, stored), robust=True)


def same_file(evidence: Evidence, user: User) -> QuerySet[Claim]:
    """The other claims that `user` may read, of which the same file is evidence."""
    if not evidence.sha256:
        return Claim.objects.none()
    rows = Claim.objects.visible_to(user).filter(evidence__sha256=evidence.sha256)
    found: QuerySet[Claim] = rows.exclude(pk=evidence.claim_id).distinct()
    return found


def sweep(older_than: timedelta) -> list[str]:
    """Delete stored files that no evidence names and that are at least so old; their names.

    Such are left where the server died, or a transaction was taken back, after a file was stored.
    """
    known = set(Evidence.objects.exclude(file="").values_list("file", flat=True))
    before = timezone.now() - older_than
    strays = [
        name
        for name in _stored(FOLDER)
        if name not in known and default_storage.get_modified_time(name) <= before
    ]
    for name in strays:
        default_storage.delete(name)
    return strays


def _stored(folder: str) -> Iterator[str]:
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in names)
    for inner in folders:
        yield from _stored(f"{folder}/{inner}")


def _store(evidence: Evidence, upload: files.Upload) -> None:
    """Keep the file under the evidence's own id. Where nothing comes of the row, the file goes."""
    if evidence.url:
        raise ValidationError({"url": "Give the link, or upload the file, not both."})
    found = files.inspect(upload)
    evidence.kind = EvidenceKind.FILE
    evidence.name, evidence.sha256 = found.name, found.sha256
    evidence.size, evidence.media_type = found.size, found.media_type
    evidence.file.name = "pending"  # so that the record is checked before anything is kept
    records.clean(evidence)
    # Copied, for a storage would move a temporary file, and a second attempt finds it gone.
    evidence.file.save(f"{evidence.pk}.{found.ending}", File(upload.file), save=False)
    undone(partial(default_storage.delete, evidence.file.name))
    evidence.save(force_insert=True)


def _check_links(evidence: Evidence) -> None:
    for name in ("url", "archived_url"):
        value = getattr(evidence, name)
        if value and not value.lower().startswith(("http://", "https://")):
            raise ValidationError({name: "An address that begins with https:// or http://."})


def _lock(evidence_id: UUID, seen: int | None) -> tuple[Claim, Evidence]:
    claim_id = Evidence.objects.filter(pk=evidence_id).values_list("claim_id", flat=True).first()
    if claim_id is None:
        raise ValidationError({"evidence": f"No evidence {evidence_id}."})
    claim = core.lock_claim(claim_id)
    evidence = Evidence.objects.filter(pk=evidence_id).first()
    if evidence is None:
        raise ValidationError({"evidence": "It has been removed meanwhile."})
    records.check_seen(evidence, seen)
    return claim, evidence
