"""What every service does with a record: check it, save it, refuse a stale write.

One error type goes up from here for bad input, Django's ValidationError with a dict of fields;
the API and the admin show it, each in its own way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db import models

from newsroom.common import constraints

if TYPE_CHECKING:
    from newsroom.common.models import Versioned

Record = TypeVar("Record", bound=models.Model)
Editable = TypeVar("Editable", bound="Versioned")


class Stale(Exception):
    """A write that names a version which no longer stands. Holds the `record` as it is now."""

    def __init__(self, record: Versioned, seen: int) -> None:
        super().__init__(
            f"You saw version {seen}; version {record.version} stands now. "
            "Read it again and repeat your change on what stands."
        )
        self.record = record
        self.seen = seen


class Refused(Exception):
    """A request that is understood and well formed, but not allowed as things stand."""


class Contended(Refused):
    """A write that the database called off again and again, because others wrote to the same."""

    def __init__(self) -> None:
        super().__init__(
            "Others are changing the same records just now, and nothing was written. "
            "Try again in a moment."
        )


def check_seen(record: Versioned, seen: int | None) -> None:
    """Raise Stale unless `seen`, where given, is the version that stands (take the lock first)."""
    if seen is not None and seen != record.version:
        raise Stale(record, seen)


def clean(record: models.Model) -> None:
    """Validate `record` with its database constraints.

    Raises ValidationError by field: a constraint names its field by its violation_error_code.
    """
    try:
        _refuse_nulls(record)
        if not _faultless(record):
            record.full_clean()
    except ValidationError as error:
        by_field: dict[str, list[ValidationError]] = {}
        for field, problems in error.error_dict.items():
            for problem in problems:
                target = _field_of(record, problem) if field == NON_FIELD_ERRORS else field
                by_field.setdefault(target, []).append(problem)
        raise ValidationError(by_field) from error


def _faultless(record: models.Model) -> bool:
    """Whether nothing is wrong with `record`, in few queries, which do not say what is."""
    try:
        record.full_clean(validate_constraints=False)
    except ValidationError:
        return False
    return constraints.are_kept(record)


def _refuse_nulls(record: models.Model) -> None:
    """PostgreSQL keeps no null character; better to say so than to fail on the way there."""
    for field in record._meta.concrete_fields:
        if "\x00" in str(record.__dict__.get(field.attname, "")):
            raise ValidationError({field.name: "Remove the null characters: no text has any."})


def _field_of(record: models.Model, problem: ValidationError) -> str:
    try:
        record._meta.get_field(problem.code or "")
    except FieldDoesNotExist:
        return NON_FIELD_ERRORS
    return problem.code or NON_FIELD_ERRORS


def create(record: Record) -> Record:
    """Validate and insert `record`. Raises ValidationError."""
    clean(record)
    record.save(force_insert=True)
    return record


def change(record: Editable, changes: Mapping[str, Any]) -> bool:
    """Apply `changes` (field name to value) to `record`, in memory; True where one differs."""
    differs = False
    for name, value in changes.items():
        if getattr(record, name) != value:
            setattr(record, name, value)
            differs = True
    return differs


def save(record: Editable) -> Editable:
    """Validate and save a changed `record` with its version raised. Raises ValidationError."""
    record.version += 1
    clean(record)
    record.save()
    return record


def refuse_unknown(changes: Iterable[str], allowed: Iterable[str]) -> None:
    """Raise ValidationError for each name in `changes` that is not in `allowed`."""
    known = set(allowed)
    unknown = [name for name in changes if name not in known]
    if unknown:
        raise ValidationError(
            {
                name: f"Cannot be changed here. Known: {', '.join(sorted(known))}."
                for name in unknown
            }
        )
