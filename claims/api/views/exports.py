from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request

from claims.api.exporting import FORMS, Export
from claims.api.views.claims import ClaimViewSet
from newsroom.common.api.errors import Busy
from newsroom.common.api.listing import FIELDS
from newsroom.common.streams import has_gone

AT_ONCE = 2  # of a process: each holds a thread and a connection as long as its reader reads
CURSOR = OpenApiParameter(
    "cursor", OpenApiTypes.UUID, description="Id of the last claim that you have: go on behind it."
)
SPARSE = OpenApiParameter(FIELDS, OpenApiTypes.STR, description="These fields alone, by commas.")
_slots = threading.BoundedSemaphore(AT_ONCE)


CHUNK = 32_768  # bytes at least that are handed on at once


class ManyExports(Busy):
    default_detail = "Others export just now. Try again in a moment."
    wait = 10


class _Named(BaseContentNegotiation):
    """The address says what comes; a refusal is JSON as everywhere."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class Slot:
    """Lines of an export in chunks. It gives its place free when it is closed, read or not."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        if not _slots.acquire(blocking=False):
            raise ManyExports
        self._chunks, self._held = _chunks(lines), True

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._chunks)

    def close(self) -> None:
        if self._held:
            self._held = False
            _slots.release()


def _chunks(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Each chunk goes from thread to thread, which costs more than a line."""
    held: list[bytes] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= CHUNK:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


class ClaimExportViewSet(ClaimViewSet):
    """All claims that you may read, filtered as the list is, as a stream."""

    http_method_names = ["get", "options"]
    pagination_class = None
    content_negotiation_class = _Named
    lists = True  # with a list's filters
    form = "ndjson"

    @classmethod
    def list_parameters(cls) -> frozenset[str]:
        return frozenset({CURSOR.name, FIELDS})

    def known_fields(self) -> tuple[str, ...]:
        return tuple(name for name in super().known_fields() if name not in self.marks)

    def exported(self, request: Request) -> StreamingHttpResponse:
        media_type, written = FORMS[self.form]
        export = Export(
            rows=self.filter_queryset(self.get_queryset()),
            public=self.is_public,
            after=_after(request),
            wanted=self.wanted,
            has_gone=has_gone(request._request),
        )
        response = StreamingHttpResponse(Slot(written(export)), content_type=media_type)
        response["Content-Disposition"] = f'attachment; filename="claims.{self.form}"'
        response["Cache-Control"] = "no-store"
        response["X-Accel-Buffering"] = "no"  # a proxy in front hands on at once
        return response


def _after(request: Request) -> UUID | None:
    given = request.query_params.get(CURSOR.name)
    if given is None:
        return None
    try:
        return UUID(given)
    except ValueError as error:
        said = "The id (a UUID) of the last claim that you have."
        raise ValidationError({CURSOR.name: said}) from error


def _described(media_type: str, operation: str) -> Any:
    return extend_schema(
        operation_id=operation,
        filters=True,
        parameters=[CURSOR, SPARSE],
        responses={(200, media_type): OpenApiTypes.STR},
    )


class ClaimLinesViewSet(ClaimExportViewSet):
    @_described("application/x-ndjson", "exports_claims_ndjson")
    def export(self, request: Request, *args: Any, **kwargs: Any) -> StreamingHttpResponse:
        """A line of JSON for each claim, as logged; the last line says whether they are all."""
        return self.exported(request)


class ClaimTableViewSet(ClaimExportViewSet):
    form = "csv"

    @_described("text/csv", "exports_claims_csv")
    def export(self, request: Request, *args: Any, **kwargs: Any) -> StreamingHttpResponse:
        """CSV: a row for each claim, as logged; what is a list is JSON within its cell."""
        return self.exported(request)
