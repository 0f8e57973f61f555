from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.http import FileResponse, HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from claims.access import may_check_claims
from claims.api.filters import EvidenceFilter
from claims.api.prefetch import evidence_rows
from claims.api.serializers_checking import EvidenceSerializer
from claims.api.views.shared import elsewhere, keep
from claims.models import Evidence
from claims.services.evidence import evidence_add, evidence_remove, evidence_update
from newsroom.common.api.parsing import BoundedJSONParser
from newsroom.common.api.views import RecordViewSet, seen_version

# What is handed out is kept as a file by the browser: never shown, never run.
SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
}


class EvidenceViewSet(RecordViewSet):
    """Links and files on which checks rest. Adding evidence bars nobody from deciding."""

    queryset = Evidence.objects.all()
    serializer_class = EvidenceSerializer
    filterset_class = EvidenceFilter
    parser_classes = [BoundedJSONParser, MultiPartParser]
    may_write = staticmethod(may_check_claims)

    def get_queryset(self) -> Any:
        return evidence_rows(super().get_queryset(), self.person)

    def create_record(self, data: dict[str, Any]) -> Evidence:
        claim, upload = data.pop("claim"), data.pop("file", None)
        return evidence_add(by=self.person, claim_id=claim.pk, fields=data, upload=upload)

    def change_record(self, record: Evidence, data: dict[str, Any], seen: int | None) -> Evidence:
        keep("claim", record.claim_id, data)
        for name in ("file", "url"):
            if name in data and data.pop(name) != getattr(record, name):
                raise elsewhere(name, "It stays as it is: add other evidence, and remove this.")
        return evidence_update(by=self.person, evidence_id=record.pk, changes=data, seen=seen)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Remove evidence; where a decision names it, it stays (409)."""
        evidence = self.get_object()
        evidence_remove(by=self.person, evidence_id=evidence.pk, seen=seen_version(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses={(200, "*/*"): OpenApiTypes.BINARY})
    @action(detail=True)
    def file(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The file, to be saved."""
        evidence = self.get_object()
        if not evidence.file:
            raise NotFound("This evidence is a link: follow its url.")
        try:
            content = evidence.file.open("rb")
        except FileNotFoundError as error:
            raise NotFound("The file is not in the store of evidence any more.") from error
        response = FileResponse(
            content,
            as_attachment=True,
            filename=self._name_of(evidence),
            content_type=evidence.media_type,
            headers=SAFE_HEADERS,
        )
        response["Content-Length"] = str(evidence.size)
        return response

    def _name_of(self, evidence: Evidence) -> str:
        """What a browser saves it as; whatever the house calls a file may name a source."""
        ending = PurePath(evidence.name).suffix
        return f"evidence-{evidence.pk}{ending}" if self.is_public else evidence.name
