"""Filters that refuse what they cannot read, where the library's own would pass it over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from django_filters import rest_framework as filters
from django_filters.fields import MultipleChoiceField

from newsroom.common.projection import NOTHING
from newsroom.common.roles import is_in_house

_TRUTH = {"true": True, "1": True, "false": False, "0": False}


def instant(given: str) -> datetime | None:
    """The instant that a query names; None for anything else, a time without a zone included.

    In UTC, for the database knows fewer offsets than ISO 8601; but at the ends of time, where
    only the database can reckon on.
    """
    try:
        moment = parse_datetime(given.replace(" ", "+"))  # a plus sign that nobody encoded
    except ValueError:
        return None
    if moment is None or moment.tzinfo is None:
        return None
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return moment


class _TruthField(forms.Field):
    def to_python(self, value: Any) -> bool | None:
        if value in self.empty_values:
            return None
        if str(value).lower() not in _TRUTH:
            raise ValidationError("true or false.")
        return _TRUTH[str(value).lower()]


class _InstantField(forms.Field):
    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        moment = instant(str(value))
        if moment is None:
            raise ValidationError("An instant with its zone, such as 2024-03-19T05:26:00Z.")
        return moment


class _WordsField(MultipleChoiceField):
    def validate(self, value: Any) -> None:
        known = [one for one, _ in self.choices]
        if unknown := [one for one in value if one not in known]:
            raise ValidationError(
                f"There is no {', '.join(map(repr, unknown))}. One of: {', '.join(known)}."
            )


class AudienceFilterSet(filters.FilterSet):
    """Filters of a list; for the public those of the projection, and no other is known."""

    projection = NOTHING

    @classmethod
    def known(cls, *, public: bool = False) -> set[str]:
        return set(cls.projection.filters if public else cls.base_filters)

    @property
    def in_house(self) -> bool:
        return is_in_house(self.request.user)


class WordFilter(django_filters.MultipleChoiceFilter):
    """By a word of a closed vocabulary; given several times, by any of them.

    Another word is refused with those that there are.
    """

    field_class = _WordsField

    def __init__(self, field_name: str | None = None, *, of: Iterable[str], **kwargs: Any) -> None:
        words = [(str(one), str(one)) for one in of]
        kwargs.setdefault("label", "given several times: any of them")
        super().__init__(field_name, choices=words, null_label=None, **kwargs)

    def filter(self, rows: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        return rows.filter(**{f"{self.field_name}__in": value}) if value else rows


class BooleanFilter(django_filters.BooleanFilter):
    field_class = _TruthField


class WholeNumberFilter(django_filters.NumberFilter):
    field_class = forms.IntegerField


def spans(field: str, name: str = "") -> dict[str, Any]:
    """Filters `NAME_after` (that instant included) and `NAME_before` (excluded) of `field`."""
    name = name or field.rsplit("__", maxsplit=1)[-1].removesuffix("_at")
    return {
        f"{name}_after": InstantFilter(field, "gte"),
        f"{name}_before": InstantFilter(field, "lt"),
    }


class InstantFilter(django_filters.IsoDateTimeFilter):
    """An instant; a time without a zone is refused, never guessed."""

    field_class = _InstantField
