from __future__ import annotations

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from newsroom.common.api.views import RecordViewSet, seen_version
from sources import hooks
from sources.access import may_read_sources, may_write_sources
from sources.api.filters import SourceFilter
from sources.api.serializers import (
    CompromisedSerializer,
    ConfidentialSerializer,
    MergeSerializer,
    SourceHandOverSerializer,
    SourceSerializer,
)
from sources.models import Source
from sources.services import source_create, source_delete
from sources.services.custody import may_read_confidential

# As Django says it of an id that there is not.
NO_SUCH = "No Source matches the given query."


class SourceViewSet(RecordViewSet):
    """Who or what stands behind statements. A merged source stays, and names the one it became."""

    queryset: Any = Source.objects.prefetch_related("known_to")
    serializer_class = SourceSerializer
    filterset_class = SourceFilter
    may_write = staticmethod(may_write_sources)

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return rows.standing() if self.action == "list" else rows

    def create_record(self, data: dict[str, Any]) -> Source:
        known_to = data.pop("known_to", None)
        return source_create(by=self.person, fields=data, known_to=known_to)

    def change_record(self, record: Source, data: dict[str, Any], seen: int | None) -> Source:
        known_to = data.pop("known_to", None)
        return hooks.writes().source_update(
            by=self.person, source_id=record.pk, changes=data, known_to=known_to, seen=seen
        )

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Delete a source that stands in no sheet; any other is kept (409)."""
        source_delete(by=self.person, source_id=self.get_object().pk, seen=seen_version(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses=ConfidentialSerializer)
    @action(detail=True, methods=["get"])
    def confidential(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What is restricted of a source: for its handler, those who know it, and who approved its
        use. To everybody else, whatever their rank, there is no such source. Never who it is.
        """
        source = self.get_object()
        if not may_read_confidential(self.person, source):
            raise Http404(NO_SUCH)
        answer = Response(ConfidentialSerializer(source).data)
        answer["Cache-Control"] = "no-store"
        return answer

    @extend_schema(request=MergeSerializer, responses=SourceSerializer)
    @action(detail=True, methods=["post"], names_version=True)
    def merge(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Merge this source into another, which takes over all that stands on it."""
        source, seen = self.get_object(), seen_version(request)
        asked = MergeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        stays = hooks.writes().source_merge(
            by=self.person,
            source_id=source.pk,
            into_id=asked.validated_data["into"].pk,
            seen=seen,
        )
        return self.answer(stays.pk)

    @extend_schema(request=CompromisedSerializer, responses=SourceSerializer)
    @action(detail=True, methods=["post"], names_version=True)
    def compromised(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Mark the source as compromised, which reopens all its decided claims; or take it back."""
        source, seen = self.get_object(), seen_version(request)
        asked = CompromisedSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        hooks.writes().source_set_compromised(
            by=self.person, source_id=source.pk, seen=seen, **asked.validated_data
        )
        return self.answer(source.pk)

    @extend_schema(request=SourceHandOverSerializer, responses=SourceSerializer)
    @action(
        detail=True,
        methods=["post"],
        url_path="hand-over",
        names_version=True,
        may_write=staticmethod(may_read_sources),
    )
    def hand_over(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Hand the source over to another reporter, as one step on record; its handler's to do,
        whatever their role.
        """
        source, seen = self.get_object(), seen_version(request)
        asked = SourceHandOverSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        hooks.writes().source_hand_over(
            by=self.person, source_id=source.pk, seen=seen, **asked.validated_data
        )
        return self.answer(source.pk)
