"""Fact-checks of others over the API: for the house alone."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers

from claims.access import may_check_claims, may_read_history
from claims.api.fields import ClaimField
from interchange.domain.vocabulary import MatchedBy
from interchange.models import ExternalFactCheck
from interchange.services import BODY, external_import, external_match
from newsroom.common.api.filters import AudienceFilterSet, BooleanFilter
from newsroom.common.api.ordering import NEWEST_FIRST
from newsroom.common.api.serializers import AudienceSerializer
from newsroom.common.api.views import RecordViewSet
from newsroom.common.constraints import choices


class ExternalFactCheckSerializer(AudienceSerializer):
    """What another house found; POST takes it as ClaimReview, and reads the rest out of it."""

    claim_review = serializers.JSONField(
        write_only=True, help_text="One ClaimReview of schema.org, as JSON-LD."
    )
    claim = ClaimField(
        required=False,
        allow_null=True,
        help_text="Of ours. Without it, the one that the review's addresses name.",
    )
    matched_by = serializers.ChoiceField(choices=choices(MatchedBy), read_only=True)

    class Meta:
        model = ExternalFactCheck
        fields = [
            "id",
            "version",
            "created_at",
            "updated_at",
            "claim_review",
            "url",
            "publisher",
            "statement",
            "rating",
            "rating_value",
            "worst_rating",
            "best_rating",
            "published_on",
            "language",
            "claim",
            "matched_by",
            "imported_by",
        ]
        read_only_fields = ["id", "version", "created_at", "updated_at", "imported_by"]


class ExternalFactCheckFilter(AudienceFilterSet):
    claim = django_filters.UUIDFilter("claim")
    matched = BooleanFilter(method="by_match", label="whether a claim of ours is named")

    class Meta:
        model = ExternalFactCheck
        fields: list[str] = []

    def by_match(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        return rows.filter(claim__isnull=not value)


class ExternalFactCheckViewSet(RecordViewSet):
    """Fact-checks of other houses, each linked to the claim of ours that it is about."""

    queryset = ExternalFactCheck.objects.all()
    serializer_class = ExternalFactCheckSerializer
    filterset_class = ExternalFactCheckFilter
    http_method_names = ["get", "post", "patch", "head", "options"]
    orders = NEWEST_FIRST
    may_read = staticmethod(may_read_history)
    may_write = staticmethod(may_check_claims)

    def create_record(self, data: dict[str, Any]) -> ExternalFactCheck:
        return external_import(by=self.person, data=data[BODY], claim=data.get("claim"))

    def change_record(
        self, record: ExternalFactCheck, data: dict[str, Any], seen: int | None
    ) -> ExternalFactCheck:
        if BODY in data:
            said = "It stays as it came. Change its claim alone."
            raise serializers.ValidationError({BODY: said})
        if "claim" not in data:
            raise serializers.ValidationError(
                {"claim": "Give the claim that it is about, or null."}
            )
        return external_match(by=self.person, check_id=record.pk, claim=data["claim"], seen=seen)
