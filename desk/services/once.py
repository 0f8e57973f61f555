"""A form that is sent twice is done once: by its draft's id, in one transaction with the write."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection

from desk.models import Draft
from newsroom.common.models import RepeatableRequest
from newsroom.common.transactions import whole

if TYPE_CHECKING:
    from newsroom.common.models import User

PATH = "desk"  # of the receipts; the API's name an address
_NOT_TYPED = frozenset({"csrfmiddlewaretoken"})


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a form: the id of what was written. `again`: it had been sent before, and
    `differs` from what was sent then.
    """

    id: UUID
    again: bool = False
    differs: bool = False


def once(
    by: User, draft_id: UUID, typed: Mapping[str, list[str]], work: Callable[[], UUID]
) -> Done:
    """Do `work`, which returns the id of what it wrote, unless it was done under `draft_id`.

    The draft goes in the same transaction. What `work` raises leaves all as it was.
    """
    digest = _digest(typed)

    def first() -> Done:
        hold(draft_id)
        row, is_new = RepeatableRequest.objects.get_or_create(
            person=by,
            method="POST",
            path=PATH,
            key=str(draft_id),
            defaults={"body_digest": digest},
        )
        if not is_new:
            return Done(UUID(row.answer), again=True, differs=row.body_digest != digest)
        done = Done(work())
        row.status, row.answer = 201, str(done.id)
        row.save(update_fields=["status", "answer"])
        Draft.objects.filter(pk=draft_id, by=by).delete()
        return done

    return whole(first)


def hold(draft_id: UUID) -> None:
    """Until the transaction ends nobody else keeps or sends the form of that draft: one that is
    kept while it is sent would otherwise stay behind.
    """
    with connection.cursor() as cursor:
        key = int.from_bytes(draft_id.bytes[:8], "big", signed=True)
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def was_done(by: User, draft_id: UUID) -> bool:
    """Whether the form of that draft has been sent and done."""
    receipts = RepeatableRequest.objects.filter(person=by, method="POST", path=PATH)
    return receipts.filter(key=str(draft_id)).exists()


def _digest(typed: Mapping[str, list[str]]) -> str:
    plain = {name: typed[name] for name in sorted(typed) if name not in _NOT_TYPED}
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()
