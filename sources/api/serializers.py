from __future__ import annotations

from typing import Any

from rest_framework import serializers

from newsroom.common.api.serializers import AudienceSerializer, StrictSerializer
from newsroom.common.models import User
from sources.access import CONFIDENTIAL_FIELDS
from sources.models import Source
from sources.projection import SOURCE

NO_SOURCE = {
    "does_not_exist": "No such source: {pk_value}. Create it first at sources/.",
    "incorrect_type": "Give the id (a UUID) of a source.",
}


class SourceField(serializers.PrimaryKeyRelatedField[Source]):
    """A source by its id; a missing one is answered with the remedy."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", NO_SOURCE)
        kwargs.setdefault("pk_field", serializers.UUIDField())
        if not kwargs.get("read_only"):
            kwargs.setdefault("queryset", Source.objects.all())
        super().__init__(**kwargs)


class OpenSourceField(SourceField):
    """A conduit or origin by its id; null in every answer where that source is confidential."""

    def use_pk_only_optimization(self) -> bool:
        return False

    def to_representation(self, value: Any) -> Any:
        return None if value.is_confidential else super().to_representation(value)


class PersonField(serializers.PrimaryKeyRelatedField[User]):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("pk_field", serializers.UUIDField())
        kwargs.setdefault("queryset", User.objects.filter(is_active=True))
        super().__init__(**kwargs)


class SourceSerializer(AudienceSerializer):
    """Of a confidential source, affiliation, role, motive, known_to and notes can be written here
    and are never shown.
    """

    projection = SOURCE

    speaks_for = SourceField(required=False, allow_null=True)
    handler = PersonField(required=False, allow_null=True)
    known_to = serializers.PrimaryKeyRelatedField(
        many=True,
        required=False,
        queryset=User.objects.filter(is_active=True),
        pk_field=serializers.UUIDField(),
    )

    compromised_reason = serializers.CharField(
        read_only=True, allow_null=True, help_text="Null of a confidential source."
    )

    class Meta:
        model = Source
        fields = [
            "id",
            "version",
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
            "known_to",
            "notes",
            "compromised_at",
            "compromised_by",
            "compromised_reason",
            "merged_into",
            "created_at",
            "updated_at",
        ]
        read_only_fields = [
            "id",
            "version",
            "compromised_at",
            "compromised_by",
            "compromised_reason",
            "merged_into",
            "created_at",
            "updated_at",
        ]

    def to_representation(self, instance: Source) -> dict[str, Any]:
        data = super().to_representation(instance)
        if instance.is_confidential:
            closed = [name for name in CONFIDENTIAL_FIELDS if name in data]
            for name in closed:
                del data[name]
            if "compromised_reason" in closed:
                data["compromised_reason"] = None  # set by no write, so always there
        return data


class ConfidentialSerializer(serializers.ModelSerializer[Source]):
    """What of a source is for handler, known_to and approver alone. Never who it is."""

    handler = PersonField(read_only=True, allow_null=True, queryset=None)
    known_to: Any = serializers.PrimaryKeyRelatedField(
        many=True, read_only=True, pk_field=serializers.UUIDField()
    )
    custodians: Any = serializers.PrimaryKeyRelatedField(
        many=True, read_only=True, pk_field=serializers.UUIDField()
    )
    identity_sealed = serializers.SerializerMethodField(
        help_text="Whether an identity is sealed. It is opened by a custodian, in the admin."
    )

    class Meta:
        model = Source
        fields = [
            "id",
            "affiliation",
            "role",
            "motive",
            "anonymity_reason",
            "handler",
            "known_to",
            "notes",
            "compromised_reason",
            "identity_sealed",
            "custodians",
        ]
        read_only_fields = fields

    def get_identity_sealed(self, source: Source) -> bool:
        return source.sealed_identities.exists()


class MergeSerializer(StrictSerializer):
    into = SourceField(help_text="The source that stays.")


class CompromisedSerializer(StrictSerializer):
    compromised = serializers.BooleanField(help_text="False takes the mark back.")
    reason = serializers.CharField(
        max_length=300, help_text="What compromised it, or why it no longer is."
    )


class SourceHandOverSerializer(StrictSerializer):
    to = PersonField(help_text="Who handles it from now on.")
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=300)
