"""Answers that a client keeps and asks about again: ETag, If-None-Match, Last-Modified, gzip.

An ETag is that of the bytes sent (RFC 9110, 8.8.3), strong: the packed answer has its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.utils.http import http_date, parse_etags, quote_etag
from rest_framework.request import Request

PACKED = "-gzip"
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Stored:
    """An answer as it is kept, maybe by gzip as well, with its digest."""

    body: bytes
    etag: str
    changed_at: datetime | None = None
    packed: bytes | None = None


def afresh(body: bytes) -> Stored:
    """What was rendered now, and is kept nowhere."""
    return Stored(body, digest(body))


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def answer(
    request: Request,
    stored: Stored,
    *,
    content_type: str = JSON,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """What is stored, or 304 where the client has it: whole, or packed where it takes that."""
    is_packed = stored.packed is not None and takes_gzip(request.headers.get("Accept-Encoding", ""))
    if _has(request, stored.etag):
        response = HttpResponse(status=304)
        del response["Content-Type"]
    else:
        body = stored.packed if is_packed else stored.body
        response = HttpResponse(body, content_type=content_type)
        if is_packed:
            response["Content-Encoding"] = "gzip"
    response["ETag"] = quote_etag(stored.etag + (PACKED if is_packed else ""))
    if stored.changed_at is not None:
        response["Last-Modified"] = http_date(stored.changed_at.timestamp())
    for name, value in (headers or {}).items():
        response[name] = value
    return mark(response)


def mark(response: HttpResponse) -> HttpResponse:
    """To be kept by whoever asked alone, and asked about again each time: rights may change."""
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Accept, Accept-Encoding, Authorization, Cookie"
    return response


def _has(request: Request, etag: str) -> bool:
    """Whether the client says that it has what is called `etag`, in whatever packing."""
    known = {
        one.removeprefix("W/") for one in parse_etags(request.headers.get("If-None-Match", ""))
    }
    return bool(known & {"*", quote_etag(etag), quote_etag(etag + PACKED)})


def takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding has gzip (RFC 9110, 12.5.3), and not only to refuse it."""
    for one in accepted.lower().split(","):
        name, _, weight = one.partition(";")
        if name.strip() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
