"""What all serializers share: nothing unknown is passed over, nothing trimmed, no zone guessed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.dateparse import parse_datetime
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import empty

from newsroom.common.projection import NOTHING

PUBLIC = "public"


class StrictMixin:
    """Refuses fields it does not know, or that cannot be set, by name and with the remedy."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            self._refuse(data)
        return super().to_internal_value(data)  # type: ignore[misc]

    def _refuse(self, data: Mapping[str, Any]) -> None:
        fields = self.fields  # type: ignore[attr-defined]
        writable = sorted(name for name, field in fields.items() if not field.read_only)
        problems = {
            name: f"Unknown. Known: {', '.join(writable)}."
            if name not in fields
            else "Cannot be set here: it follows from other things, or has an address of its own."
            for name in data
            if name not in writable
        }
        if problems:
            raise serializers.ValidationError(problems)


class StrictSerializer(StrictMixin, serializers.Serializer[Any]):
    pass


class AudienceSerializer(StrictMixin, serializers.ModelSerializer[Any]):
    """A record in two renderings: in house whole, and by its projection for the public.

    The context's `public` says which. Text is kept verbatim.
    """

    projection = NOTHING

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        for field in fields.values():
            if isinstance(field, serializers.CharField):
                field.trim_whitespace = False
        if self.context.get(PUBLIC):
            return {name: fields[name] for name in self.projection.fields if name in fields}
        return fields


@extend_schema_field(OpenApiTypes.DATETIME)
class ZonedDateTimeField(serializers.DateTimeField):
    """An instant: ISO 8601 with its zone. A time without one is refused, never guessed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default_timezone=ZoneInfo("UTC"), **kwargs)

    def to_internal_value(self, value: Any) -> datetime:
        if isinstance(value, str):
            try:
                parsed = parse_datetime(value.strip())
            except ValueError:
                parsed = None
            if parsed is not None and parsed.tzinfo is None:
                raise serializers.ValidationError(
                    "Without a time zone this is no instant. Write 2024-03-19T05:26:00+00:00."
                )
        return super().to_internal_value(value)


def given(data: Mapping[str, Any], name: str) -> Any:
    """The value of `name`, or None where it was not sent."""
    value = data.get(name, empty)
    return None if value is empty else value
