"""Who may open a sealed identity, and what custodians and handler are told."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from newsroom.common import records
from newsroom.common.history import write
from newsroom.common.roles import Role, has_role, is_in_house
from sources import hooks
from sources.access import is_custodian, may_name_custodians, may_see_confidential
from sources.domain.vocabulary import NoticeKind
from sources.models import CustodyNotice, Source
from sources.services.notes import note_same_person, notes_for, notes_read

if TYPE_CHECKING:
    from newsroom.common.models import User

MOST_SHOWN = 30
_log = logging.getLogger(__name__)
_SAME_PERSON = (
    "After a change by {by}, the policy finds in an article that {source} is the same person as "
    "somebody else there. Those who know the source read which article it is, among its findings."
)
# What a letter says: of the source its id alone, for a letter is read on its way.
_TOLD = {
    NoticeKind.SEALED: "{by} sealed an identity for source {source}.",
    NoticeKind.OPENED: "{by} opened the sealed identity of source {source}.",
    NoticeKind.NOT_OPENED: "{by} tried to open the sealed identity of source {source}: it failed.",
    NoticeKind.ASKED: "{by} asks for leave to open the sealed identity of source {source}.",
    NoticeKind.APPROVED: "{by} gave leave to open the sealed identity of source {source}.",
    NoticeKind.CUSTODIANS: "{by} changed who may open the sealed identity of source {source}.",
    NoticeKind.HANDED_OVER: "{by} handed source {source} over, which is in your custody.",
    NoticeKind.SHREDDED: "{by} had the sealed identity of source {source} destroyed.",
    NoticeKind.WRONG_PROOF: "{by} gave a wrong password where the identity of source {source} was "
    "to be opened.",
}


def lock(source_id: UUID) -> Source:
    """The source, locked. Raises ValidationError where there is none, Refused of a tombstone."""
    source: Source | None = Source.objects.locked([source_id]).first()
    if source is None:
        raise ValidationError({"source": f"No source {source_id}."})
    if source.merged_into_id:
        raise records.Refused(f"The source was merged into {source.merged_into_id}: go there.")
    return source


def may_read_confidential(user: User, source: Source) -> bool:
    """Whether `user` may read what is restricted of `source`: handler, known_to, and who approved
    its use.
    """
    if may_see_confidential(user, source):
        return True
    return is_in_house(user) and user.pk in hooks.writes().approvers_of(source.pk)


@write
def source_set_custodians(
    *, by: User, source_id: UUID, custodians: Iterable[User], seen: int | None = None
) -> Source:
    """Say who may open the sealed identity of a source; those who could so far are told.

    Nobody lets themselves in: `by` is among them only where `by` knows the source or was one
    before. Raises PermissionDenied, ValidationError by field, Refused or Stale.
    """
    source = lock(source_id)
    records.check_seen(source, seen)
    if not may_name_custodians(by, source):
        raise PermissionDenied("Only those who know the source, and its custodians, name others.")
    before = {one.pk: one for one in source.custodians.all()}
    wanted = {one.pk: one for one in custodians}
    if wanted.keys() == before.keys():
        return source
    _check_custodians(source, by, [one for pk, one in wanted.items() if pk not in before])
    if source.sealed_identities.exists() and not any(map(_holds_the_role, wanted.values())):
        raise ValidationError(
            {"custodians": "An identity is sealed: one custodian stays, or nobody can open it."}
        )
    source.custodians.set(wanted.values())
    records.save(source)
    tell(source, NoticeKind.CUSTODIANS, by, also=before.values())
    return source


def _check_custodians(source: Source, by: User, new: list[User]) -> None:
    for one in new:
        if not _holds_the_role(one):
            raise ValidationError(
                {"custodians": f"{one} is no custodian: an admin gives that role, on their page."}
            )
    knows = may_see_confidential(by, source) or is_custodian(by, source)
    if not knows and by.pk in {one.pk for one in new}:
        raise ValidationError(
            {"custodians": "Nobody lets themselves in. Have somebody else name you."}
        )


def _holds_the_role(person: User) -> bool:
    return has_role(person, Role.CUSTODIAN)


# --- Notices ------------------------------------------------------------------------------------


def tell(
    source: Source, kind: NoticeKind, by: User | None, *, also: Iterable[User] = ()
) -> list[CustodyNotice]:
    """Tell the custodians of `source`, its handler and `also`, but for `by`, what was done.

    On their pages until they acknowledge it, and by mail once the transaction stands.
    """
    people = {one.pk: one for one in (*source.custodians.all(), *also)}
    if source.handler is not None:
        people[source.handler.pk] = source.handler
    if by is not None:
        people.pop(by.pk, None)
    made = CustodyNotice.objects.bulk_create(
        CustodyNotice(source=source, person=one, kind=kind, by=by) for one in people.values()
    )
    addresses = [one.email for one in people.values() if one.email and one.is_active]
    if addresses:
        transaction.on_commit(partial(_send, said_by_mail(source, kind, by), addresses))
    return made


def said_by_mail(source: Source, kind: NoticeKind, by: User | None) -> str:
    said = _TOLD[kind].format(by=by or "somebody", source=source.pk)
    return f"{said}\n\n{timezone.now():%Y-%m-%d %H:%M} UTC. If you do not know why, ask them."


def _send(text: str, addresses: list[str]) -> None:
    """One letter each: nobody learns who else has it in custody. A failure is logged, not raised:
    what was done stands, and the notice stands on the pages.
    """
    try:
        with mail.get_connection() as connection:
            connection.send_messages(
                [
                    mail.EmailMessage("Newsroom: custody of a source", text, to=[one])
                    for one in addresses
                ]
            )
    except Exception:
        _log.exception("A notice to custodians could not be sent by mail.")


@dataclass(frozen=True, slots=True)
class Told:
    """A notice in words, with the page at which to look at it."""

    text: str
    at: datetime
    page: str


def notices_of(person: User, source: Source | None = None) -> list[Told]:
    """What `person` was told and has not acknowledged, newest first, of one source or of all."""
    rows = CustodyNotice.objects.filter(person=person.pk, acknowledged_at=None)
    sealed = Source.objects.filter(
        Q(custodians=person.pk) | Q(handler=person.pk), sealed_identities__isnull=False
    )
    if source is not None:
        rows, sealed = rows.filter(source=source), sealed.filter(pk=source.pk)
    told = [
        _told(one.source, _TOLD[NoticeKind(one.kind)], one.by, one.at)
        for one in rows.select_related("source", "by")[:MOST_SHOWN]
    ]
    told += [
        _told(one, _SAME_PERSON, note.by, note.at)
        for one in sealed.distinct()
        for note in notes_for(person, one.pk)
    ]
    return sorted(told, key=lambda one: one.at, reverse=True)[:MOST_SHOWN]


def _told(source: Source, text: str, by: object, at: datetime) -> Told:
    page = reverse("admin:sources_source_identity", args=[source.pk])
    return Told(text.format(by=by or "somebody", source=f"“{source}”"), at, page)


def tell_same_person(source: Source, article_id: UUID, by: User | None) -> None:
    """Tell custodians and handler that the policy has found out who a source is, sealed.

    Whoever logs a name to see whether the policy stirs does not do so unseen.
    """
    if source.sealed_identities.exists():
        note_same_person(source, article_id, by)


@write
def notice_acknowledge(*, by: User, source_id: UUID) -> int:
    """Take the notices of a source off the pages of `by`; how many there were."""
    rows = CustodyNotice.objects.filter(source=source_id, person=by, acknowledged_at=None)
    notes_read(by, source_id)
    return rows.update(acknowledged_at=timezone.now())
