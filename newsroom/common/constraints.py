"""Closed vocabularies as model choices and as database constraints."""

from contextlib import nullcontext
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models, router, transaction
from django.db.models.functions import Coalesce
from django.db.models.sql import Query

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
    question = _question(model, tuple(one.name for one in listed if _is_check(one)), using)
    return question is None or not question.is_answered(record, connections[using])


def _is_check(constraint: models.BaseConstraint) -> bool:
    return type(constraint) is models.CheckConstraint


class _Told(models.Expression):
    """The value of a field, for which the field itself stands as long as nothing is asked.

    No `Value`: of these the library knows already whether they are NULL.
    """

    def __init__(self, field: Any) -> None:
        super().__init__(output_field=field)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        field: Any = self.output_field
        has_own = hasattr(field, "get_placeholder")
        return field.get_placeholder(field, compiler, connection) if has_own else "%s", (field,)


@dataclass(frozen=True, slots=True)
class _Question:
    """A statement that finds a row where a check is broken: compiled once, asked for each record.

    Compiling it took longer than the answer. Of the parameters, fields stand for their values.
    """

    sql: str
    params: tuple[Any, ...]

    def is_answered(self, record: Any, connection: Any) -> bool:
        """Whether a check is broken; also where one cannot be evaluated."""
        given = [
            one.get_db_prep_value(getattr(record, one.attname), connection)
            if isinstance(one, models.Field)
            else one
            for one in self.params
        ]
        apart = (
            transaction.atomic(connection.alias) if connection.in_atomic_block else nullcontext()
        )
        try:
            with apart, connection.cursor() as cursor:
                cursor.execute(self.sql, given)
                return cursor.fetchone() is not None
        except DatabaseError:
            return True


@cache
def _question(model: Any, names: tuple[str, ...], using: str) -> _Question | None:
    """Whether one of these checks of `model` is broken; None where there is none."""
    broken, named = models.Q(), set()
    for constraint in model._meta.constraints:
        if constraint.name in names:
            kept = Coalesce(constraint.condition, True, output_field=models.BooleanField())
            broken |= ~models.Q(kept)  # not broken where it is NULL, as in SQL
            named |= {path[0] for path in model._get_expr_references(constraint.condition)}
    if not broken:
        return None
    query = Query(None)
    for name in named:
        field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        query.add_annotation(_Told(field), name, select=False)
    query.add_annotation(models.Value(1), "_check")
    query.add_q(broken)
    sql, params = query.get_compiler(using=using).as_sql()
    return _Question(sql, tuple(params))
