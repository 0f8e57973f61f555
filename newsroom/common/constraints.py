"""Closed vocabularies as model choices and as database constraints."""

from enum import StrEnum

from django.db import models

NOT_STATED_LABEL = "not stated"


def choices(vocabulary: type[StrEnum]) -> list[tuple[str, str]]:
    """(value, label) pairs for a model or serializer field; an empty value reads 'not stated'."""
    return [(m.value, m.value.replace("_", " ") or NOT_STATED_LABEL) for m in vocabulary]


def known(table: str, field: str, vocabulary: type[StrEnum]) -> models.CheckConstraint:
    """A check that `field` holds a word of `vocabulary`, whatever wrote it."""
    words = [m.value for m in vocabulary]
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": words}),
        name=f"{table}_{field}_known",
        violation_error_code=field,
        violation_error_message=f"One of {', '.join(w or repr('') for w in words)}.",
    )
