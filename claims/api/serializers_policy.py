"""Whether an article may be published, and what stands against it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from claims.domain.policy import RecordKind, Severity
from claims.domain.vocabulary import ApprovalKind
from claims.models import Approval, FindingOverride
from claims.services.approvals import OF_VERSION
from newsroom.common.api.serializers import StrictSerializer, ZonedDateTimeField
from newsroom.common.constraints import choices

RECORD_KINDS = choices(RecordKind)
SEVERITIES = choices(Severity)


class RecordSerializer(StrictSerializer):
    """The record at which to mend it."""

    kind = serializers.ChoiceField(choices=RECORD_KINDS)
    id = serializers.UUIDField()


class OverrideRowSerializer(serializers.ModelSerializer[FindingOverride]):
    class Meta:
        model = FindingOverride
        fields = ["id", "rule", "claim", "message", "by", "reason", "at", "expires_at"]


class ApprovalSerializer(serializers.ModelSerializer[Approval]):
    class Meta:
        model = Approval
        fields = ["id", "kind", "by", "rank", "at", "note"]


class NewApprovalSerializer(StrictSerializer):
    """An approval of a claim, by the caller, in the rank that they have now."""

    kind = serializers.ChoiceField(
        choices=[(one.value, one.value) for one in ApprovalKind if one not in OF_VERSION]
    )
    note = serializers.CharField(required=False, max_length=300, default="", allow_blank=True)


class LetPassSerializer(serializers.Serializer[Any]):
    """Who let the finding pass, why, and until when."""

    by = serializers.UUIDField()
    reason = serializers.CharField()
    expires_at = serializers.DateTimeField()


class FindingSerializer(serializers.Serializer[Any]):
    rule = serializers.CharField()
    severity = serializers.ChoiceField(choices=SEVERITIES)
    record = RecordSerializer()
    claim = serializers.UUIDField(allow_null=True)
    message = serializers.CharField()
    remedy = serializers.CharField()
    override = LetPassSerializer(allow_null=True)


class ReadinessSerializer(serializers.Serializer[Any]):
    """`ready` is true where no block stands; `holds_until` is when an override runs out."""

    ready = serializers.BooleanField()
    profile = serializers.CharField()
    profile_version = serializers.IntegerField()
    version = serializers.UUIDField()
    holds_until = serializers.DateTimeField(allow_null=True)
    findings = FindingSerializer(many=True)
    next_shift = serializers.ListField(
        child=serializers.UUIDField(), help_text="Claims checked by one person only."
    )


class OverrideSerializer(StrictSerializer):
    """One block on the current version, named as `readiness/` has it."""

    rule = serializers.CharField(max_length=60)
    record = RecordSerializer()
    claim = serializers.UUIDField(required=False, allow_null=True, default=None)
    reason = serializers.CharField(help_text="Why it may be published all the same.")
    expires_at = ZonedDateTimeField(
        required=False, allow_null=True, default=None, help_text="In two hours by default."
    )
