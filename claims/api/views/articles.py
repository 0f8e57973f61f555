from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims.access import may_override, may_write_claims
from claims.api import embedding, highlights, orders, published
from claims.api.filters import ArticleFilter
from claims.api.parameters import BEFORE, NEW, OLD
from claims.api.readiness import readiness_of
from claims.api.serializers import ArticleSerializer, SheetSerializer, VersionSerializer
from claims.api.serializers_checking import ComparisonSerializer, TimelineSerializer
from claims.api.serializers_policy import (
    OverrideRowSerializer,
    OverrideSerializer,
    ReadinessSerializer,
)
from claims.api.sheet import sheet_of
from claims.api.views import shared
from claims.api.views.shared import IN_HOUSE
from claims.domain.policy import Record, RecordKind
from claims.domain.publishing import PublicKind
from claims.models import Article
from claims.services.articles import article_create, article_update
from claims.services.comparison import compare
from claims.services.policy import finding_override
from claims.services.timeline import article_timeline
from newsroom.common.api import conditional
from newsroom.common.api.views import RecordViewSet
from newsroom.common.roles import is_in_house


class ArticleViewSet(RecordViewSet):
    """Articles. A changed headline or body is a new version, on which anchors are found again."""

    queryset = Article.objects.select_related("current_version").prefetch_related("readers")
    serializer_class = ArticleSerializer
    filterset_class = ArticleFilter
    orders = orders.OF_ARTICLES
    includes = {"claims": embedding.claims_of}
    marks = {shared.HIGHLIGHT: highlights.OF_ARTICLE}
    may_write = staticmethod(may_write_claims)

    def mark(self, page: Any, data: Any, wanted: frozenset[str] | None) -> Any:
        return shared.highlit(self.request, page, data, wanted, highlights.of_articles)

    def create_record(self, data: dict[str, Any]) -> Article:
        readers = data.pop("readers", None)
        data.pop("change_note", None)
        return article_create(by=self.person, fields=data, readers=readers)

    def change_record(self, record: Article, data: dict[str, Any], seen: int | None) -> Article:
        readers, note = data.pop("readers", None), data.pop("change_note", "")
        return article_update(
            by=self.person,
            article_id=record.pk,
            changes=data,
            readers=readers,
            note=note,
            seen=seen,
        )

    def stored(self, pk: str) -> conditional.Stored | None:
        return published.record(PublicKind.ARTICLE, pk)

    @extend_schema(responses=SheetSerializer)
    @action(detail=True, filter_backends=[], filterset_class=None, pagination_class=None)
    def sheet(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """The whole sourcing sheet in one request."""
        shared.only(request)
        if self.is_public:
            kept = published.sheet(kwargs["pk"])
            return conditional.answer(request, kept or published.sheet_afresh(self.get_object()))
        parts = sheet_of(self.get_object(), self.person)
        return Response(SheetSerializer(parts, context=self.get_serializer_context()).data)

    @extend_schema(responses=VersionSerializer(many=True))
    @action(detail=True, pagination_class=None, filterset_class=None)
    def versions(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Headline and text as they once stood; in house only, the public has the current text."""
        article = self.get_object()
        rows = article.versions.all() if is_in_house(request.user) else article.versions.none()
        return Response(VersionSerializer(rows, many=True).data)

    @extend_schema(parameters=[OLD, NEW], responses=ComparisonSerializer)
    @action(detail=True, **IN_HOUSE)
    def compare(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What changed between two versions, and the claims whose words that touches.

        Without numbers, the last change: from the version before to the one that stands.
        """
        shared.only(request, "old", "new")
        article = self.get_object()
        numbers = {name: shared.number_of(request, name) for name in ("old", "new")}
        return Response(ComparisonSerializer(compare(article, **numbers)).data)

    @extend_schema(parameters=[BEFORE], responses=TimelineSerializer)
    @action(detail=True, **IN_HOUSE)
    def history(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What happened to the article and to the status of its claims, newest first."""
        shared.only(request, "before")
        page = article_timeline(self.get_object(), self.person, shared.before_of(request))
        return Response(TimelineSerializer(shared.timeline_answer(request, page)).data)

    @extend_schema(responses=ReadinessSerializer)
    @action(detail=True, **IN_HOUSE)
    def readiness(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """May the current version be published? What stands against it, and how to mend it."""
        found = readiness_of(self.get_object(), self.person)
        return Response(ReadinessSerializer(found).data)

    @extend_schema(request=OverrideSerializer, responses={201: OverrideRowSerializer})
    @action(detail=True, methods=["post"], may_write=staticmethod(may_override))
    def overrides(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let one block on the current version pass for a limited time; it stays on record."""
        article = self.get_object()
        asked = OverrideSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        made = finding_override(
            by=self.person,
            article_id=article.pk,
            rule=given["rule"],
            record=Record(RecordKind(given["record"]["kind"]), given["record"]["id"]),
            claim_id=given["claim"],
            reason=given["reason"],
            expires_at=given["expires_at"],
        )
        return Response(OverrideRowSerializer(made).data, status.HTTP_201_CREATED)
