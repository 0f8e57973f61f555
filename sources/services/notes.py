"""Notes that would give a source away: kept sealed beside its key, outside of the database.

That the policy finds an anonymous source to be somebody who stands in an article is half of who it
is; a row that says so, with its time, would be the other half to the thief of a backup. So such a
note is sealed under the source's own key, and goes with it when it is shredded.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from sources import vault
from sources.domain.sealing import SealingError, seal, unseal
from sources.models import Source

if TYPE_CHECKING:
    from newsroom.common.models import User

AGAIN_AFTER = timedelta(hours=1)
BLOCK = 1024
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Note:
    """That a source was found to be the same person as another in an article; by whose change."""

    by: str
    at: datetime


def note_same_person(source: Source, article_id: UUID, by: User | None) -> None:
    """Put down, once the transaction stands, that the policy finds `source` to be somebody who
    stands in the article; at most once an hour.
    """
    told = [str(one.pk) for one in source.custodians.all()]
    if source.handler_id:
        told.append(str(source.handler_id))
    said = {
        "article": str(article_id),
        "by": str(by or "somebody"),
        "told": [one for one in told if by is None or one != str(by.pk)],
    }
    transaction.on_commit(partial(_keep, source.pk, said))


def _keep(source: UUID, said: dict[str, Any]) -> None:
    """What was done stands already: a failure is logged."""
    try:
        recent = timezone.now() - AGAIN_AFTER
        for one in _read(source):
            if one.get("article") == said["article"] and _at(one) > recent:
                return
        _add(source, said)
    except Exception:
        _log.exception("A note to custodians could not be kept.")


def notes_for(person: User, source: UUID) -> list[Note]:
    """What `person` was told of and has not acknowledged. Empty where it cannot be read."""
    found: list[Note] = []
    try:
        for one in _read(source):
            if one.get("read") == str(person.pk):
                found = []
            elif str(person.pk) in one.get("told", ()):
                found.append(Note(one["by"], _at(one)))
    except SealingError as problem:
        _log.error("The notes on a source cannot be read: %s", type(problem).__name__)
    return found


def notes_read(person: User, source: UUID) -> None:
    """Take them off the pages of `person`."""
    if notes_for(person, source):
        _add(source, {"read": str(person.pk)})


def _read(source: UUID) -> Iterator[dict[str, Any]]:
    sealed = vault.store().notes(source)
    if not sealed:
        return
    key = vault.data_key(source)
    for one in sealed:
        content = unseal(one, source=source, version=0, data_key=key, use="note")
        yield json.loads(content)


def _add(source: UUID, said: dict[str, Any]) -> None:
    content = json.dumps(said | {"at": timezone.now().isoformat()}).encode()
    padded = content + b" " * (-len(content) % BLOCK)
    key = vault.data_key(source)
    sealed = seal(padded, source=source, version=0, data_key=key, use="note")
    vault.store().add_note(source, sealed)


def _at(one: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(one["at"])
