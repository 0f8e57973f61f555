"""Sealing who a source is, and saying that two are one person."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.views.decorators.debug import sensitive_variables

from newsroom.common import records
from newsroom.common.history import write
from sources import vault
from sources.access import is_custodian, may_seal
from sources.domain.identity import LONGEST, Identity, packed, same_name
from sources.domain.sealing import new_data_key, seal, tag, unwrap, wrap
from sources.domain.vocabulary import NoticeKind, TagKind
from sources.models import SamePersonTag, SealedIdentity, Source
from sources.services.custody import lock, tell

if TYPE_CHECKING:
    from newsroom.common.models import User


@sensitive_variables("identity", "data_key")
def identity_seal(*, by: User, source_id: UUID, identity: Identity) -> SealedIdentity:
    """Seal who a confidential source is, as its next version; those before stay sealed.

    The key's file is on the disk before the row is committed; a file whose row never came is
    harmless. Raises PermissionDenied, ValidationError by field, Refused, or a SealingError.
    """
    _check(identity)
    return _identity_seal(by=by, source_id=source_id, identity=identity)


@write
@sensitive_variables("identity", "data_key")
def _identity_seal(*, by: User, source_id: UUID, identity: Identity) -> SealedIdentity:
    source = lock(source_id)
    if not source.is_confidential:
        raise records.Refused("Only of an anonymous or withheld source is the identity sealed.")
    if not may_seal(by, source):
        raise PermissionDenied("Only those who know the source, and its custodians, seal it.")
    refuse_while_shredding(source)
    if not any(is_custodian(one, source) for one in source.custodians.all()):
        raise records.Refused("Name a custodian first: nobody else could open what is sealed.")
    before = source.sealed_identities.order_by("-version").values_list("version", flat=True)
    version = (before.first() or 0) + 1
    data_key = _data_key(source, is_first=version == 1)
    name = same_name(identity.name)
    sealed = SealedIdentity.objects.create(
        source=source,
        version=version,
        ciphertext=seal(packed(identity), source=source.pk, version=version, data_key=data_key),
        name_tag=tag(data_key, TagKind.NAME, name) if name else b"",
        two_persons=settings.IDENTITY_TWO_PERSONS,
        sealed_by=by,
    )
    tell(source, NoticeKind.SEALED, by)
    return sealed


@sensitive_variables("data_key")
def _data_key(source: Source, *, is_first: bool) -> bytes:
    """The source's own key, made where there is none yet. One that is there is never replaced."""
    if not is_first or vault.store().has(source.pk):
        return unwrap(vault.store().read(source.pk), source=source.pk, ring=vault.ring())
    data_key = new_data_key()
    vault.store().write(source.pk, wrap(data_key, source=source.pk, ring=vault.ring()))
    return data_key


@sensitive_variables("identity", "given")
def _check(identity: Identity) -> None:
    given = asdict(identity)
    problems = {
        name: f"At most {longest} characters."
        for name, longest in LONGEST.items()
        if len(given[name]) > longest
    }
    if not identity.name.strip():
        problems["name"] = "Give the name, or leave the identity unsealed: “known to” needs none."
    if problems:
        raise ValidationError(problems)


def refuse_while_shredding(source: Source) -> None:
    if source.shreddings.filter(finished_at=None).exists():
        raise records.Refused(
            "Its identity is being shredded, which was broken off. Shred it again to finish that."
        )


@write
def same_person_set(*, by: User, source_id: UUID, other_id: UUID, same: bool) -> None:
    """Say that a sealed source is the same person as another, or that it is not, for all that
    their names are alike.

    Kept as a tag that only the sealed source's own key can tell: nobody reads there of whom.
    Raises PermissionDenied, ValidationError, Refused, or a SealingError.
    """
    source = lock(source_id)
    if not is_custodian(by, source):
        raise PermissionDenied("Only a custodian of the source says so.")
    if not source.sealed_identities.exists():
        raise records.Refused("Seal the identity first: what is said here is sealed with it.")
    if source_id == other_id:
        raise ValidationError({"other": "Another source than this one."})
    if not Source.objects.filter(pk=other_id).exists():
        raise ValidationError({"other": f"No source {other_id}."})
    key = vault.data_key(source.pk)
    yes, no = (tag(key, kind, str(other_id)) for kind in (TagKind.SOURCE, TagKind.OTHER))
    rows = SamePersonTag.objects.filter(source=source)
    rows.filter(tag=no if same else yes).delete()
    if not rows.filter(tag=yes if same else no).exists():
        SamePersonTag.objects.create(source=source, tag=yes if same else no, by=by)
