"""Values of a record as people read them: labels for ids and choices, dates in full."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format

EMPTY = "empty"
UNKNOWN = "unknown"


def label(model: type[models.Model], name: str) -> str:
    """What the field `name` of `model` is called; any other name with its underscores opened."""
    field = _field(model, name)
    return str(getattr(field, "verbose_name", None) or name.replace("_", " "))


def value(model: type[models.Model], name: str, given: Any) -> str:
    """`given`, a value of the field `name` of `model` (of a reference its id), in words."""
    field = _field(model, name)
    choices = dict(getattr(field, "flatchoices", None) or ())
    if isinstance(given, str) and given in choices:
        return str(choices[given])
    if isinstance(field, models.BooleanField) and given in (None, ""):
        return UNKNOWN
    if given is None or given in ("", []):
        return EMPTY
    if field is not None and field.is_relation:
        return _named(field.related_model, given if isinstance(given, list) else [given])
    return _plain(given)


def moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "j F Y, H:i")


def _field(model: type[models.Model], name: str) -> Any:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if field.concrete else None  # what others point here with is no value


def _named(model: Any, ids: Iterable[Any]) -> str:
    try:
        found = model._base_manager.filter(pk__in=list(ids))
        return ", ".join(sorted(map(str, found))) or EMPTY
    except (ValidationError, ValueError):
        return EMPTY


def _plain(given: Any) -> str:
    match given:
        case bool():
            return "yes" if given else "no"
        case datetime():
            return moment(given)
        case date():
            return date_format(given, "j F Y")
        case list():
            return ", ".join(map(str, given))
    return str(given)
