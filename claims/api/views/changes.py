from __future__ import annotations

from typing import Any

from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_serializer,
)
from rest_framework import serializers, viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from claims.api import feed
from claims.api.views import shared
from claims.domain.publishing import Act, PublicKind
from claims.models import PublicChange
from newsroom.common.api.conditional import mark
from newsroom.common.api.problems import CONTENT_TYPE, REF
from newsroom.common.api.views import ByPredicate, anybody, nobody
from newsroom.common.constraints import choices

_ADDRESSES = {
    PublicKind.ARTICLE: "article-detail",
    PublicKind.CLAIM: "claim-detail",
    PublicKind.COMMENT_REQUEST: "comment-request-detail",
    PublicKind.NOTICE: "notice-detail",
    PublicKind.SOURCE: "source-detail",
}


class PublicChangeSerializer(serializers.Serializer[PublicChange]):
    """A record that the public may read now, or another way than before, or no more."""

    cursor = serializers.CharField(source="number", help_text="To go on after this change.")
    kind = serializers.ChoiceField(choices=choices(PublicKind))
    id = serializers.UUIDField(source="record_id")
    article = serializers.UUIDField(source="article_id")
    change = serializers.ChoiceField(choices=choices(Act), source="act")
    at = serializers.DateTimeField()
    etag = serializers.CharField(
        allow_blank=True, help_text="Of the record as it then stood, without quotes."
    )
    url = serializers.SerializerMethodField(help_text="Where the record is to be had.")

    def get_url(self, change: PublicChange) -> str:
        return reverse(_ADDRESSES[PublicKind(change.kind)], args=[change.record_id])


@extend_schema_serializer(many=False)
class ChangesSerializer(serializers.Serializer[Any]):
    changes = PublicChangeSerializer(many=True)
    cursor = serializers.CharField(help_text="To go on after all of these.")
    more = serializers.BooleanField(help_text="Whether there are more already.")


def _number(name: str, least: int, most: int, usual: int, said: str) -> OpenApiParameter:
    schema = {"type": "integer", "minimum": least, "maximum": most, "default": usual}
    return OpenApiParameter(name, schema, description=said)


class ChangeViewSet(viewsets.GenericViewSet[PublicChange]):
    """The feed of what changes for the public, whoever asks."""

    queryset = PublicChange.objects.all()
    serializer_class = ChangesSerializer
    permission_classes = [ByPredicate]
    filter_backends = []
    pagination_class = None
    may_read = staticmethod(anybody)
    may_write = staticmethod(nobody)

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "cursor",
                {"type": "string", "pattern": r"^([0-9]{1,18}|now)$"},
                description="`cursor` of the page or change before; `now` for that of this moment. "
                "Without it: from the first change that is kept.",
            ),
            _number("limit", 1, feed.MOST, feed.USUAL, "How many at most."),
            _number("wait", 0, feed.LONGEST_WAIT, 0, "Seconds to wait where there is none."),
        ],
        responses={
            200: ChangesSerializer,
            (410, CONTENT_TYPE): OpenApiResponse(REF, feed.Gone.default_detail),
        },
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Changes in the order of their commits, each once. As `text/event-stream` they are sent as
        they happen.
        """
        shared.only(request, "cursor", "limit", "wait")
        _within(request, "wait", 0, feed.LONGEST_WAIT, 0)
        limit = _within(request, "limit", 1, feed.MOST, feed.USUAL)
        page = feed.page(request.query_params.get("cursor"), limit)
        response = Response(ChangesSerializer(page).data)
        mark(response)
        return response


def _within(request: Request, name: str, least: int, most: int, usual: int) -> int:
    """A number of the query. Raises ValidationError for any other."""
    given = request.query_params.get(name)
    if given is None:
        return usual
    if not given.isascii() or not given.isdigit() or not least <= int(given[:9]) <= most:
        raise ValidationError({name: f"A number from {least} to {most}."})
    return int(given)
