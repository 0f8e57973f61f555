from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims.access import may_write_claims
from claims.api import published
from claims.api.filters import CommentRequestFilter
from claims.api.prefetch import request_rows
from claims.api.serializers import AttemptSerializer, CommentRequestSerializer
from claims.api.views.shared import elsewhere, keep
from claims.domain.publishing import PublicKind
from claims.models import CommentRequest
from claims.services.comments import (
    comment_attempt_log,
    comment_request_create,
    comment_request_update,
)
from newsroom.common.api import conditional
from newsroom.common.api.views import RecordViewSet


class CommentRequestViewSet(RecordViewSet):
    """Whom we asked about which claims, how often, and what came of it."""

    queryset = CommentRequest.objects.all()
    serializer_class = CommentRequestSerializer
    filterset_class = CommentRequestFilter
    may_write = staticmethod(may_write_claims)

    def get_queryset(self) -> Any:
        return request_rows(super().get_queryset())

    def stored(self, pk: str) -> conditional.Stored | None:
        return published.record(PublicKind.COMMENT_REQUEST, pk)

    def create_record(self, data: dict[str, Any]) -> CommentRequest:
        article = data.pop("article")
        return comment_request_create(
            by=self.person,
            article_id=article.pk,
            claims=data.pop("claims", []),
            attempts=data.pop("attempts", []),
            anchor=data.pop("anchor", None),
            fields=data,
        )

    def change_record(
        self, record: CommentRequest, data: dict[str, Any], seen: int | None
    ) -> CommentRequest:
        keep("article", record.article_id, data)
        if "attempts" in data:
            raise elsewhere("attempts", "Log a further one at attempts/ of this request.")
        return comment_request_update(
            by=self.person,
            request_id=record.pk,
            claims=data.pop("claims", None),
            anchor=data.pop("anchor", None),
            changes=data,
            seen=seen,
        )

    @extend_schema(request=AttemptSerializer, responses=CommentRequestSerializer)
    @action(detail=True, methods=["post"])
    def attempts(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Log one attempt at reaching the party."""
        asked = AttemptSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        comment_attempt_log(
            by=self.person,
            request_id=self.get_object().pk,
            fields=asked.validated_data,
        )
        return self.answer(self.kwargs["pk"])
