from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from claims.api.sheet import public_sheets
from claims.domain.vocabulary import ArticleStatus
from claims.domain.workflow import DECIDED
from claims.models import Article, Claim
from interchange import reading
from interchange.api.rendering import LinkedData, PlainText, answer, is_asked_as_json
from interchange.domain import claim_review, provenance, web_annotations
from newsroom.common.api.ordering import NEWEST_FIRST
from newsroom.common.api.views import (
    UUID_PATTERN,
    ByPredicate,
    anybody,
    nobody,
    refuse_unknown,
)

LINKED = {(200, "application/ld+json"): OpenApiTypes.OBJECT}
TEXT = {(200, "text/plain"): OpenApiTypes.STR}
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag of what you have: 304 where it is still so.",
)
UNCHANGED = {304: OpenApiResponse(description="You have it already.")}


class PublicFormat(viewsets.GenericViewSet[Any]):
    """Reads the public sheet in another shape: the same for a consumer and for the house."""

    permission_classes = [ByPredicate]
    renderer_classes = [LinkedData, JSONRenderer]
    filter_backends: list[Any] = []
    lookup_value_regex = UUID_PATTERN
    may_read = staticmethod(anybody)
    may_write = staticmethod(nobody)

    def sheet(self, request: Request) -> Any:
        """Of the article in the address. Raises NotFound, and refuses parameters."""
        refuse_unknown(request.query_params, frozenset())
        return reading.sheet_for(request.user, UUID(self.kwargs["pk"]))


class ArticleFormats(PublicFormat):
    queryset = Article.objects.all()

    @extend_schema(parameters=[IF_NONE_MATCH], responses=LINKED | UNCHANGED)
    @action(detail=True, pagination_class=None)
    def annotations(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Claims and sourcing as W3C Web Annotations of the published text."""
        made = web_annotations.collection(self.sheet(request), reading.addresses(request))
        wants_json = is_asked_as_json(request)
        return answer(request, made, content_type=None if wants_json else web_annotations.PROFILE)

    @extend_schema(parameters=[IF_NONE_MATCH], responses=LINKED | UNCHANGED)
    @action(detail=True, pagination_class=None)
    def provenance(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Where its claims come from, in the W3C provenance ontology (PROV-O)."""
        at = reading.addresses(request)
        return answer(request, provenance.provenance(self.sheet(request), at, reading.house()))

    @extend_schema(parameters=[IF_NONE_MATCH], responses=TEXT | UNCHANGED)
    @action(detail=True, pagination_class=None, renderer_classes=[PlainText, JSONRenderer])
    def text(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The published text, verbatim: the one in which places are counted, in code points."""
        wants_json = is_asked_as_json(request)
        content_type = None if wants_json else "text/plain; charset=utf-8"
        return answer(request, self.sheet(request)["article"]["text"], content_type=content_type)


class ClaimFormats(PublicFormat):
    queryset = Claim.objects.all()

    @extend_schema(parameters=[IF_NONE_MATCH], responses=LINKED | UNCHANGED)
    @action(detail=True, pagination_class=None, url_path="claim-review")
    def claim_review(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The published check of a decided claim as ClaimReview; 404 where there is none."""
        refuse_unknown(request.query_params, frozenset())
        sheet, claim = reading.claim_for(request.user, UUID(self.kwargs["pk"]))
        if why := claim_review.refusal(sheet, claim):
            raise NotFound(why)
        at = reading.addresses(request)
        return answer(request, claim_review.claim_review(sheet, claim, at, reading.house()))


class ClaimReviewFeed(PublicFormat):
    queryset = Claim.objects.filter(public_status__in=sorted(DECIDED)).exclude(
        article__status=ArticleStatus.RETRACTED
    )
    orders = NEWEST_FIRST

    @extend_schema(
        operation_id="claim_reviews_list",
        parameters=[
            OpenApiParameter("cursor", str, description="From the `Link` of the page before."),
            OpenApiParameter(
                "page_size",
                {"type": "integer", "minimum": 1, "maximum": 200},
                description="How many of a page, 1 to 200; 50 by default.",
            ),
            IF_NONE_MATCH,
        ],
        responses=LINKED | UNCHANGED,
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """All published checks as a DataFeed of ClaimReviews, the last claim logged first.

        The header `Link` has the pages beside (rel="next", rel="prev").
        """
        refuse_unknown(request.query_params, {"cursor", "page_size"})
        rows: Any = self.get_queryset()
        rows = rows.visible_to(AnonymousUser()).only("id", "article_id")
        page = self.paginate_queryset(rows) or []
        sheets = public_sheets({one.article_id for one in page}, [one.pk for one in page])
        at, house = reading.addresses(request), reading.house()
        made = {
            one["identifier"]: one
            for sheet in sheets.values()
            for one in claim_review.reviews(sheet, at, house)
        }
        found = [made[str(one.pk)] for one in page if str(one.pk) in made]
        url = request.build_absolute_uri(request.path)
        return answer(request, claim_review.feed(found, url, house), headers=self._links())

    def _links(self) -> dict[str, str]:
        paginator: Any = self.paginator
        beside = {"next": paginator.next_link, "prev": paginator.previous_link}
        links = [f'<{url}>; rel="{name}"' for name, url in beside.items() if url]
        return {"Link": ", ".join(links)} if links else {}
