"""Closed vocabularies as model choices and as database constraints."""

from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models

NOT_STATED_LABEL = "not stated"


def choices(vocabulary: type[StrEnum]) -> list[tuple[str, str]]:
    """(value, label) pairs for a model or serializer field; an empty value reads 'not stated'."""
    return [(m.value, m.value.replace("_", " ") or NOT_STATED_LABEL) for m in vocabulary]


class _Known(models.CheckConstraint):
    """A check against a vocabulary: told here what to say of a record, without asking the database,
    which is asked once for each of a record's other checks.
    """

    def validate(
        self, model: Any, instance: Any, exclude: Any = None, using: str = DEFAULT_DB_ALIAS
    ) -> None:
        """Raise ValidationError unless the field is excluded or holds one of the words."""
        condition: Any = self.condition
        ((lookup, words),) = condition.children
        field = lookup.removesuffix("__in")
        if field not in (exclude or ()) and getattr(instance, field) not in words:
            message = self.get_violation_error_message()
            raise ValidationError(message, code=self.violation_error_code)

    def deconstruct(self) -> Any:
        """To migrations it is the library's own."""
        _, args, kwargs = super().deconstruct()
        return "django.db.models.CheckConstraint", args, kwargs


def known(table: str, field: str, vocabulary: type[StrEnum]) -> models.CheckConstraint:
    """A check that `field` holds a word of `vocabulary`, whatever wrote it."""
    words = [m.value for m in vocabulary]
    return _Known(
        condition=models.Q(**{f"{field}__in": words}),
        name=f"{table}_{field}_known",
        violation_error_code=field,
        violation_error_message=f"One of {', '.join(w or repr('') for w in words)}.",
    )
