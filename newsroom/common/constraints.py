"""Closed vocabularies as model choices and as database constraints."""

from enum import StrEnum
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models, router
from django.db.models.functions import Coalesce

NOT_STATED_LABEL = "not stated"


def choices(vocabulary: type[StrEnum]) -> list[tuple[str, str]]:
    """(value, label) pairs for a model or serializer field; an empty value reads 'not stated'."""
    return [(m.value, m.value.replace("_", " ") or NOT_STATED_LABEL) for m in vocabulary]


class _Known(models.CheckConstraint):
    """A check against a vocabulary: told here what to say of a record, without asking the
    database.
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


def are_kept(record: models.Model) -> bool:
    """Whether `record` keeps all constraints of its model.

    Its checks are one question to the database here; Django's own `validate_constraints` asks
    once for each, which tells them apart where one is broken. A condition that the database
    cannot judge counts as broken.
    """
    using = router.db_for_write(type(record), instance=record)
    try:
        return all(
            _kept(record, model, listed, using) for model, listed in record.get_constraints()
        )
    except ValidationError:
        return False


def _kept(record: Any, model: Any, listed: Any, using: str) -> bool:
    """Raises ValidationError where a constraint of another kind than a check is broken."""
    for constraint in listed:
        if not _is_check(constraint):
            constraint.validate(model, record, using=using)
    broken, others = _question(model, tuple(one.name for one in listed if _is_check(one)))
    if not broken:
        return True
    told = record._get_field_expression_map(model._meta, exclude=others)
    return not broken.check(told, using)  # True as well where a condition cannot be evaluated


def _is_check(constraint: models.BaseConstraint) -> bool:
    return type(constraint) is models.CheckConstraint


@cache
def _question(model: Any, names: tuple[str, ...]) -> tuple[models.Q, frozenset[str]]:
    """Whether one of these checks is broken, and the fields of `model` that none speaks of."""
    broken, fields = models.Q(), set()
    for constraint in model._meta.constraints:
        if constraint.name in names:
            kept = Coalesce(constraint.condition, True, output_field=models.BooleanField())
            broken |= ~models.Q(kept)  # not broken where it is NULL, as in SQL
            fields |= {path[0] for path in model._get_expr_references(constraint.condition)}
    every = {"pk", *(one.name for one in model._meta.local_concrete_fields)}
    return broken, frozenset(every - fields)
