"""The records of a sheet, in house and for the public. One serializer defines each."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims import projection
from claims.api.fields import (
    AnchorSerializer,
    ArticleField,
    ClaimField,
    CurrentAnchorField,
    PublishedField,
)
from claims.api.serializers_checking import EvidenceRowSerializer, NoticeSerializer
from claims.domain import comment
from claims.domain.vocabulary import CommentOutcome, Status
from claims.models import (
    Approval,
    Article,
    ArticleVersion,
    Attribution,
    Claim,
    CommentAttempt,
    CommentRequest,
    PolicyProfile,
)
from claims.models.counts import COUNT_FIELDS
from newsroom.common.api.serializers import (
    PUBLIC,
    AudienceSerializer,
    StrictSerializer,
    ZonedDateTimeField,
)
from newsroom.common.constraints import choices
from newsroom.common.models import User
from sources.api.serializers import OpenSourceField, PersonField, SourceField, SourceSerializer

CONFIDENTIAL = "Null where that source is confidential; null sent back then leaves it as it is."
BOOKKEEPING = ["version", "created_at", "updated_at"]


class ArticleSerializer(AudienceSerializer):
    projection = projection.ARTICLE

    body = serializers.CharField(required=False, allow_blank=True, max_length=2_000_000)
    text = serializers.CharField(source="current_version.text", read_only=True)
    version_number = serializers.IntegerField(source="current_version.number", read_only=True)
    published_at = PublishedField()
    published_at_zone_stated = serializers.SerializerMethodField()
    embargo_until = ZonedDateTimeField(required=False, allow_null=True)
    readers = serializers.PrimaryKeyRelatedField(
        many=True,
        required=False,
        queryset=User.objects.filter(is_active=True),
        pk_field=serializers.UUIDField(),
    )
    policy_profile = serializers.PrimaryKeyRelatedField(
        required=False,
        allow_null=True,
        queryset=PolicyProfile.objects.all(),
        pk_field=serializers.UUIDField(),
        help_text="By which it is judged; null: by that of its provenance.",
    )
    change_note = serializers.CharField(
        required=False, write_only=True, max_length=300, help_text="What was changed in the text."
    )

    class Meta:
        model = Article
        fields = [
            "id",
            *BOOKKEEPING,
            "headline",
            "body",
            "text",
            "version_number",
            "byline",
            "outlet",
            "section",
            "topics",
            "language",
            "url",
            "published_at",
            "published_at_zone_stated",
            "embargo_until",
            "provenance",
            "access",
            "desk",
            "readers",
            "status",
            "policy_profile",
            "change_note",
        ]
        read_only_fields = ["id", *BOOKKEEPING]

    def get_published_at_zone_stated(self, article: Article) -> bool | None:
        if article.published_at is None and not article.published_local:
            return None
        return article.published_at is not None


class VersionSerializer(AudienceSerializer):
    class Meta:
        model = ArticleVersion
        fields = ["id", "number", "headline", "text", "note", "created_at", "created_by"]


class AttributionRowSerializer(AudienceSerializer):
    """A row of a claim's sourcing, as it stands within the claim."""

    projection = projection.ATTRIBUTION

    source = SourceField()  # type: ignore[assignment]  # the record's field, not DRF's attribute
    via = OpenSourceField(required=False, allow_null=True, help_text=CONFIDENTIAL)
    knows_from = OpenSourceField(required=False, allow_null=True, help_text=CONFIDENTIAL)
    terms_agreed_by = PersonField(required=False, allow_null=True)
    anchor = CurrentAnchorField()

    def to_representation(self, instance: Attribution) -> dict[str, Any]:
        """For the public a confidential source says what the copy prints of it, and no more."""
        data = super().to_representation(instance)
        if self.context.get(PUBLIC) and instance.source.is_confidential:
            blank = {**projection.BLANK}
            if not instance.is_printed:  # type: ignore[attr-defined]
                blank["quote"] = ""
            data.update((name, blank[name]) for name in data.keys() & blank)
        return data

    class Meta:
        model = Attribution
        fields = [
            "id",
            *BOOKKEEPING,
            "source",
            "stance",
            "headcount",
            "others",
            "terms",
            "terms_agreed_on",
            "terms_agreed_by",
            "medium",
            "via",
            "knows_from",
            "knowledge",
            "independent",
            "basis",
            "basis_note",
            "scope",
            "quotation",
            "quote",
            "quote_language",
            "translator",
            "stated_on",
            "occasion",
            "note",
            "information_vital",
            "unavailable_on_record",
            "reliable_and_placed",
            "conditions_attested_by",
            "conditions_attested_at",
            "withdrawn_at",
            "withdrawn_by",
            "withdrawn_reason",
            "anchor",
        ]
        read_only_fields = [
            "id",
            *BOOKKEEPING,
            "conditions_attested_by",
            "conditions_attested_at",
            "withdrawn_at",
            "withdrawn_by",
            "withdrawn_reason",
        ]


class AttributionSerializer(AttributionRowSerializer):
    claim = ClaimField()

    class Meta(AttributionRowSerializer.Meta):
        fields = ["claim", *AttributionRowSerializer.Meta.fields]


class WithdrawSerializer(StrictSerializer):
    reason = serializers.CharField(max_length=300, help_text="Why it no longer stands.")


class CountsSerializer(serializers.Serializer[Any]):
    source_count = serializers.IntegerField()
    origin_count = serializers.IntegerField()
    independent_confirmations = serializers.IntegerField()
    documented_confirmations = serializers.IntegerField()
    denials = serializers.IntegerField()
    partial_confirmations = serializers.IntegerField()
    uncounted = serializers.BooleanField()
    circular = serializers.BooleanField()


class LineSerializer(serializers.Serializer[Any]):
    attribution = serializers.UUIDField()
    counted = serializers.BooleanField()
    code = serializers.CharField()
    voices = serializers.IntegerField()
    origins = serializers.IntegerField()
    independent = serializers.IntegerField()
    documented = serializers.IntegerField()
    text = serializers.CharField()


class ExplanationSerializer(CountsSerializer):
    """The count of a claim with a line for each attribution: counted as what, or why not."""

    claim = serializers.UUIDField()
    lines = LineSerializer(many=True)


class CheckByOneSerializer(serializers.ModelSerializer[Approval]):
    """Who alone has checked a claim, and when."""

    class Meta:
        model = Approval
        fields = ["by", "at"]


class ClaimSerializer(AudienceSerializer):
    """A claim with its sourcing. Counts and status are the public's own for the public; in house
    they are the internal ones, with the public ones beside.
    """

    projection = projection.CLAIM

    article = ArticleField()
    assignee = PersonField(required=False, allow_null=True)
    due_at = ZonedDateTimeField(required=False, allow_null=True)
    anchors = AnchorSerializer(many=True, required=False, source="current_anchors")
    anchor = AnchorSerializer(required=False, write_only=True, help_text="Short for one anchor.")
    attributions = AttributionRowSerializer(many=True, required=False, source="shown_attributions")
    comment_requests = serializers.SerializerMethodField()
    evidence = EvidenceRowSerializer(many=True, read_only=True, source="shown_evidence")
    public_counts = serializers.SerializerMethodField()
    public_status = serializers.ChoiceField(choices=choices(Status), read_only=True)
    overdue = serializers.SerializerMethodField()
    stale = serializers.SerializerMethodField()
    checked_by_one = CheckByOneSerializer(
        read_only=True,
        allow_null=True,
        help_text="On which it went out; null: not, or a second person decided.",
    )

    class Meta:
        model = Claim
        fields = [
            "id",
            *BOOKKEEPING,
            "article",
            "label",
            "statement",
            "kind",
            "is_lead",
            "hedge",
            "as_of",
            "importance",
            "assignee",
            "due_at",
            "overdue",
            "stale",
            "checked_by_one",
            "exemption",
            "exemption_reason",
            "note",
            "status",
            "public_status",
            "outcome",
            "outcome_on",
            "outcome_note",
            *COUNT_FIELDS,
            "public_counts",
            "anchors",
            "anchor",
            "attributions",
            "comment_requests",
            "evidence",
        ]
        read_only_fields = ["id", *BOOKKEEPING, "status", *COUNT_FIELDS]

    def get_comment_requests(self, claim: Claim) -> list[str]:
        return [str(request.pk) for request in claim.shown_requests]  # type: ignore[attr-defined]

    @extend_schema_field(CountsSerializer)
    def get_public_counts(self, claim: Claim) -> dict[str, Any]:
        return {name: getattr(claim, f"public_{name}") for name in COUNT_FIELDS}

    def get_overdue(self, claim: Claim) -> bool:
        return claim.marks.overdue

    def get_stale(self, claim: Claim) -> bool:
        return claim.marks.stale

    def to_representation(self, instance: Claim) -> dict[str, Any]:
        data = super().to_representation(instance)
        if self.context.get(PUBLIC):
            shown = {**self.get_public_counts(instance), "status": instance.public_status}
            data.update((name, shown[name]) for name in data.keys() & shown)
        return data


class AttemptSerializer(AudienceSerializer):
    at = ZonedDateTimeField()
    by = PersonField(required=False)

    class Meta:
        model = CommentAttempt
        fields = ["id", "at", "channel", "by", "reached", "note"]
        read_only_fields = ["id"]


class CommentRequestSerializer(AudienceSerializer):
    projection = projection.COMMENT_REQUEST

    article = ArticleField()
    source = SourceField(  # type: ignore[assignment]  # the record's field, not DRF's attribute
        help_text="The party that was asked."
    )
    claims = serializers.PrimaryKeyRelatedField(
        many=True, required=False, queryset=Claim.objects.all(), pk_field=serializers.UUIDField()
    )
    asked_by = PersonField(required=False, allow_null=True)
    deadline = ZonedDateTimeField(required=False, allow_null=True)
    responded_at = ZonedDateTimeField(required=False, allow_null=True)
    attempts = AttemptSerializer(many=True, required=False)
    sentence = serializers.SerializerMethodField()
    anchor = CurrentAnchorField()

    class Meta:
        model = CommentRequest
        fields = [
            "id",
            *BOOKKEEPING,
            "article",
            "source",
            "claims",
            "reached",
            "question",
            "asked_by",
            "deadline",
            "outcome",
            "not_asked_reason",
            "response",
            "responded_at",
            "recorded",
            "attempts",
            "sentence",
            "anchor",
        ]
        read_only_fields = ["id", *BOOKKEEPING]

    def get_sentence(self, request: CommentRequest) -> str:
        """The sentence for the copy."""
        return comment.sentence(request.source.label, CommentOutcome(request.outcome))


class SheetSerializer(serializers.Serializer[Any]):
    """The whole sourcing sheet of an article; sources are referred to by id, each given once."""

    article = ArticleSerializer()
    claims = ClaimSerializer(many=True)
    comment_requests = CommentRequestSerializer(many=True)
    notices = NoticeSerializer(many=True)
    sources = SourceSerializer(many=True)
