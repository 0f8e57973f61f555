"""Writes to a source that no claim stands on yet. What touches claims goes through hooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from newsroom.common import records
from newsroom.common.history import write
from sources.models import Source

if TYPE_CHECKING:
    from newsroom.common.models import User

FIELDS = (
    "kind",
    "naming",
    "name",
    "description",
    "headcount",
    "affiliation",
    "role",
    "speaks_for",
    "reliability",
    "motive",
    "anonymity_reason",
    "handler",
    "notes",
)
# Of the fields that only handler and known_to may read, those which somebody must be able to read.
_RESTRICTED = ("affiliation", "role", "motive", "notes")


@write
def source_create(
    *, by: User, fields: Mapping[str, Any], known_to: Iterable[User] | None = None
) -> Source:
    """Record a source; `fields` are of FIELDS. Raises ValidationError by field.

    Whoever records restricted facts of a confidential source without naming a handler becomes
    the handler: otherwise nobody could read them again.
    """
    records.refuse_unknown(fields, FIELDS)
    source = Source(**fields)
    list(Source.objects.locked([pk for pk in [source.speaks_for_id] if pk]))
    check_speaks_for(source)
    people = list(known_to or [])
    restricted = any(getattr(source, name) for name in _RESTRICTED)
    if source.is_confidential and restricted and source.handler is None and not people:
        source.handler = by
    records.create(source)
    source.known_to.set(people)
    return source


@write
def source_delete(*, by: User, source_id: UUID, seen: int | None = None) -> None:
    """Delete a source that stands in no sheet. Raises Refused where it does, or Stale."""
    source = Source.objects.select_for_update().filter(pk=source_id).first()
    if source is None:
        raise ValidationError({"source": f"No source {source_id}."})
    records.check_seen(source, seen)
    try:
        source.delete()
    except ProtectedError as error:
        raise records.Refused(
            "The source stands in a sheet and is kept. Withdraw the attribution instead, "
            "or merge it into another source."
        ) from error


def check_speaks_for(source: Source) -> None:
    """Raise ValidationError where the principal was merged, or the chain of principals comes back
    to the source itself. Lock them first.
    """
    principal, seen = source.speaks_for_id, {source.pk}
    if principal is None:
        return
    rows = Source.objects.filter(pk=principal).values_list("merged_into_id", flat=True)
    if into := rows.first():
        raise ValidationError({"speaks_for": f"That source was merged; use {into} in its place."})
    while principal is not None:
        if principal in seen:
            raise ValidationError(
                {"speaks_for": "That source speaks, in the end, for this one: break the circle."}
            )
        seen.add(principal)
        further = Source.objects.filter(pk=principal).values_list("speaks_for_id", flat=True)
        principal = further.first()
