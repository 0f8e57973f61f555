"""The house's rules: the register, the profiles that settle them, and how often they find."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.api.serializers_policy import SEVERITIES
from claims.domain import policy
from claims.domain.policy.parameters import Choice, Flag, Number, Parameter, Words
from claims.models import PolicyProfile, PolicyProfileVersion, PolicySetting
from newsroom.common.api.serializers import AudienceSerializer, StrictSerializer

_TYPES: dict[type[Parameter], str] = {
    Number: "number",
    Flag: "flag",
    Choice: "choice",
    Words: "words",
}


class SettingSerializer(StrictSerializer):
    """How a profile settles one rule; a parameter that is not given has its default."""

    severity = serializers.ChoiceField(choices=SEVERITIES, required=False)
    enabled = serializers.BooleanField(required=False)
    parameters = serializers.DictField(required=False)
    cites = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)


class SettingsField(serializers.DictField):
    """The settings of a profile by the code of the rule, from its prefetched rows."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=SettingSerializer(), **kwargs)

    def get_attribute(self, instance: PolicyProfile) -> dict[str, PolicySetting]:
        return {row.rule: row for row in instance.settings.all() if row.rule in policy.REGISTRY}


class ProfileSerializer(AudienceSerializer):
    """A profile; `settings` by the code of the rule. Of what is not named, nothing changes."""

    settings = SettingsField(required=False)
    note = serializers.CharField(
        required=False, write_only=True, max_length=300, help_text="What was changed, and why."
    )

    class Meta:
        model = PolicyProfile
        fields = [
            "id",
            "version",
            "created_at",
            "updated_at",
            "name",
            "title",
            "is_shipped",
            "blocks_verifying",
            "settings",
            "note",
        ]
        read_only_fields = ["id", "version", "created_at", "updated_at", "name", "is_shipped"]


class NewProfileSerializer(StrictSerializer):
    """A profile of the newsroom's own, made like another."""

    name = serializers.CharField(max_length=40)
    title = serializers.CharField(max_length=200)
    like = serializers.PrimaryKeyRelatedField(
        queryset=PolicyProfile.objects.all(), pk_field=serializers.UUIDField()
    )
    note = serializers.CharField(required=False, max_length=300)


class RestoreSerializer(StrictSerializer):
    note = serializers.CharField(required=False, max_length=300)


class ProfileVersionSerializer(serializers.ModelSerializer[PolicyProfileVersion]):
    """A profile as it once stood, whole."""

    settings = serializers.DictField(child=SettingSerializer())

    class Meta:
        model = PolicyProfileVersion
        fields = ["id", "number", "blocks_verifying", "settings", "note", "at", "by"]


class ParameterSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    type = serializers.SerializerMethodField()
    asks = serializers.CharField()
    default = serializers.SerializerMethodField("the_default")
    bounds = serializers.CharField()
    least = serializers.IntegerField(required=False)
    most = serializers.IntegerField(required=False)
    choices = serializers.ListField(child=serializers.CharField(), required=False)

    @extend_schema_field(serializers.ChoiceField(choices=sorted(_TYPES.values())))
    def get_type(self, parameter: Parameter) -> str:
        return _TYPES[type(parameter)]

    def the_default(self, parameter: Parameter) -> Any:
        return parameter.default


class PracticeSerializer(serializers.Serializer[Any]):
    handbook = serializers.CharField()
    says = serializers.CharField()


class RuleSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    title = serializers.CharField()
    asks = serializers.CharField()
    why = serializers.CharField()
    practice = PracticeSerializer(many=True)
    severity = serializers.ChoiceField(choices=SEVERITIES)
    scope = serializers.CharField(help_text="What it judges: a claim, or the article.")
    own_copy_only = serializers.BooleanField()
    english_only = serializers.BooleanField()
    parameters = ParameterSerializer(many=True)


class TallySerializer(serializers.Serializer[Any]):
    """Findings of one rule on one desk's articles, by the week in which they came up."""

    rule = serializers.CharField()
    severity = serializers.ChoiceField(choices=SEVERITIES)
    desk = serializers.UUIDField(allow_null=True)
    desk_name = serializers.CharField()
    week = serializers.CharField(source="iso_week", help_text="Of ISO 8601: 2026-W48.")
    count = serializers.IntegerField(help_text="All that came up then, mended since or not.")
    standing = serializers.IntegerField(help_text="Those of them that still stand.")


class StatisticsQuerySerializer(StrictSerializer):
    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)
    desk = serializers.UUIDField(required=False)
    rule = serializers.CharField(required=False, max_length=60)
