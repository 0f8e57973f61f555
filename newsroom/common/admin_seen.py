"""What a page of the admin showed of a record, sealed into its form.

A save is judged by what the person had before them, not by what stands when it arrives. So a form
carries the state that it showed (a record's version; the newest history row of one without), which
fields it showed, and what stood in those that are no columns. The seal is a signature: a form that
says nothing, or what nobody sealed, is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.signing import BadSignature, Signer
from django.db import models

from newsroom.common import history

FIELD = "seen"
UNSEEN = (
    "This form does not say which version of the record you saw, so nothing was saved. "
    "Compare it with what stands now, and send it again."
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page showed: the state by its mark, which fields, and the values of `more`."""

    mark: int
    fields: frozenset[str] = frozenset()
    more: Mapping[str, Any] = field(default_factory=dict)


def seal(
    record: models.Model, fields: Iterable[str] = (), more: Mapping[str, Any] | None = None
) -> str:
    """The text that a form carries, of a `record` as it stands."""
    said = {
        "of": _name(record),
        "mark": history.mark(record),
        "fields": sorted(fields),
        "more": dict(more or {}),
    }
    return _signer().sign_object(said, compress=True)


def unseal(sealed: str, record: models.Model) -> Seen | None:
    """What the form that carries `sealed` showed of `record`; None where nobody sealed that."""
    try:
        said = _signer().unsign_object(sealed)
    except BadSignature:
        return None
    if said["of"] != _name(record):
        return None
    return Seen(said["mark"], frozenset(said["fields"]), said["more"])


def mark_in(posted: Mapping[str, Any], record: models.Model) -> int:
    """The state of `record` that a page showed. Raises ValidationError where it says none."""
    seen = unseal(posted.get(FIELD, ""), record)
    if seen is None:
        raise ValidationError({NON_FIELD_ERRORS: UNSEEN})
    return seen.mark


def _signer() -> Signer:
    return Signer(salt="newsroom.admin.seen")


def _name(record: models.Model) -> str:
    return f"{record._meta.label_lower}:{record.pk}"
