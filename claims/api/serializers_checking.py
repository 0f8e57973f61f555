"""What checking a claim leaves behind: evidence, links, notices, hand-overs, the timeline."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from uuid import UUID

from rest_framework import serializers

from claims import projection
from claims.api.fields import ArticleField, ClaimField
from claims.domain.vocabulary import ArticleStatus, Status
from claims.models import Claim, ClaimLink, Evidence, HandOver, Notice
from claims.services.timeline import Did
from newsroom.common.api.serializers import AudienceSerializer, StrictSerializer, ZonedDateTimeField
from newsroom.common.constraints import choices
from newsroom.common.models import User
from sources.api.serializers import PersonField

BOOKKEEPING = ["version", "created_at", "updated_at"]


class EvidenceRowSerializer(AudienceSerializer):
    """A link or a file, as it stands within its claim. `download` hands the file out."""

    projection = projection.EVIDENCE

    download = serializers.SerializerMethodField()

    class Meta:
        model = Evidence
        fields = [
            "id",
            *BOOKKEEPING,
            "kind",
            "url",
            "archived_url",
            "locator",
            "note",
            "is_public",
            "name",
            "media_type",
            "size",
            "sha256",
            "download",
            "added_by",
        ]
        read_only_fields = [
            "id",
            *BOOKKEEPING,
            "kind",
            "name",
            "media_type",
            "size",
            "sha256",
            "added_by",
        ]

    def get_download(self, evidence: Evidence) -> str | None:
        return f"/api/v1/evidence/{evidence.pk}/file/" if evidence.file else None


class EvidenceSerializer(EvidenceRowSerializer):
    claim = ClaimField()
    file = serializers.FileField(
        required=False, write_only=True, help_text="In a multipart body, in place of the url."
    )
    also_on = serializers.ListField(
        child=serializers.UUIDField(), read_only=True, help_text="Other claims with the same file."
    )

    class Meta(EvidenceRowSerializer.Meta):
        fields = ["claim", *EvidenceRowSerializer.Meta.fields, "file", "also_on"]


class TransitionSerializer(StrictSerializer):
    to = serializers.ChoiceField(choices=choices(Status))
    reason = serializers.CharField(required=False, allow_blank=True, default="")
    override = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        help_text="Why it is moved although a finding of the policy stands against it.",
    )
    evidence = serializers.PrimaryKeyRelatedField(
        many=True, required=False, queryset=Evidence.objects.all(), pk_field=serializers.UUIDField()
    )


class MoveSerializer(serializers.Serializer[Any]):
    """A move from where the claim stands; `closed` says why it is not open to the caller."""

    to = serializers.ChoiceField(choices=choices(Status))
    open = serializers.BooleanField()
    closed = serializers.CharField()
    needs_reason = serializers.BooleanField()


class MovesSerializer(serializers.Serializer[Any]):
    status = serializers.ChoiceField(choices=choices(Status))
    moves = MoveSerializer(many=True)


class AssignmentSerializer(StrictSerializer):
    """To whom: an id, `me`, or null to hand back."""

    to = serializers.CharField(allow_null=True, help_text="Id of a person, `me`, or null.")
    due_at = ZonedDateTimeField(required=False, allow_null=True)

    def validate_to(self, value: str | None) -> User | None:
        """The person that `value` names."""
        if value is None:
            return None
        if value == "me":
            person: User = self.context["request"].user
            return person
        found: User = PersonField().run_validation(value)
        return found


class BulkAssignmentSerializer(AssignmentSerializer):
    claims = serializers.ListField(child=ClaimField(), min_length=1, max_length=200)


class ClaimLinkSerializer(AudienceSerializer):
    from_claim = ClaimField()
    to_claim = ClaimField()

    class Meta:
        model = ClaimLink
        fields = ["id", "from_claim", "kind", "to_claim", "created_at", "created_by"]
        read_only_fields = ["id", "created_at", "created_by"]
        validators: list[Any] = []  # the service says it with the remedy


class NoticeSerializer(AudienceSerializer):
    """A dated note to readers; what was wrong and why stays inside the house."""

    projection = projection.NOTICE

    article = ArticleField()
    dated = ZonedDateTimeField()
    claims = ClaimField(many=True, required=False)

    class Meta:
        model = Notice
        fields = [
            "id",
            *BOOKKEEPING,
            "article",
            "kind",
            "dated",
            "public_note",
            "what_was_wrong",
            "right_wording",
            "cause",
            "told",
            "claims",
            "created_by",
        ]
        read_only_fields = ["id", *BOOKKEEPING, "created_by"]


class HandOverSerializer(AudienceSerializer):
    """A queue or a source that passed from one person to another."""

    from_person = PersonField(queryset=User.objects.all(), help_text="Who may have left by now.")
    to_person = PersonField()
    claims = serializers.SerializerMethodField(help_text="Of the queue, those you may read.")

    class Meta:
        model = HandOver
        fields = [
            "id",
            "what",
            "source",
            "claims",
            "from_person",
            "to_person",
            "by",
            "reason",
            "at",
        ]
        read_only_fields = ["id", "what", "source", "by", "at"]

    def get_claims(self, step: HandOver) -> list[str]:
        return [str(pk) for pk in step.claims if pk in self._readable]

    @cached_property
    def _readable(self) -> frozenset[UUID]:
        """Of the claims of all steps that are rendered."""
        steps: Any = [self.instance] if self.parent is None else self.parent.instance
        ids = {pk for step in steps for pk in step.claims}
        rows = Claim.objects.visible_to(self.context["request"].user).filter(pk__in=ids)
        return frozenset(rows.values_list("pk", flat=True))


class NamedPersonSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="pk")
    name = serializers.CharField(source="__str__")


class ChangeSerializer(serializers.Serializer[Any]):
    field = serializers.CharField()
    before = serializers.JSONField()
    after = serializers.JSONField()


class TouchedSerializer(serializers.Serializer[Any]):
    record = serializers.CharField()
    id = serializers.CharField()
    act = serializers.ChoiceField(choices=choices(Did))
    changes = ChangeSerializer(many=True)


class StepSerializer(serializers.Serializer[Any]):
    """What one request did: when, who, through which door, to which records."""

    at = serializers.DateTimeField()
    by = NamedPersonSerializer(allow_null=True)
    origin = serializers.CharField()
    request = serializers.CharField()
    touched = TouchedSerializer(many=True)


class TimelineSerializer(serializers.Serializer[Any]):
    """A page of a timeline, newest first; `labels` puts words to ids of people and sources."""

    next = serializers.CharField(allow_null=True)
    results = StepSerializer(many=True, source="steps")
    labels = serializers.DictField(child=serializers.CharField())


class AffectedClaimSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="claim.pk")
    label = serializers.CharField(  # type: ignore[assignment]  # the record's field
        source="claim.label"
    )
    statement = serializers.CharField(source="claim.statement")
    status = serializers.ChoiceField(choices=choices(Status), source="claim.status")
    article = serializers.UUIDField(source="claim.article.pk")
    headline = serializers.CharField(source="claim.article.headline")
    article_status = serializers.ChoiceField(
        choices=choices(ArticleStatus), source="claim.article.status"
    )
    people = NamedPersonSerializer(many=True)


class AffectedSerializer(serializers.Serializer[Any]):
    """The claims that say the same elsewhere; `because` is empty while nothing is wrong."""

    because = serializers.CharField()
    results = AffectedClaimSerializer(many=True)


class SegmentSerializer(serializers.Serializer[Any]):
    piece = serializers.ChoiceField(choices=["same", "removed", "added"])
    text = serializers.CharField()


class TouchedClaimSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="claim.pk")
    label = serializers.CharField(  # type: ignore[assignment]  # the record's field
        source="claim.label"
    )
    statement = serializers.CharField(source="claim.statement")
    orphaned = serializers.BooleanField()


class ComparisonSerializer(serializers.Serializer[Any]):
    """What became of headline and text between two versions, and the claims that it touches."""

    old = serializers.IntegerField(source="old.number")
    new = serializers.IntegerField(source="new.number")
    note = serializers.CharField(source="new.note")
    headline = SegmentSerializer(many=True)
    text = SegmentSerializer(many=True)
    claims = TouchedClaimSerializer(many=True)
