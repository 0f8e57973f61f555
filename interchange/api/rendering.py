"""Formats that are JSON underneath, by the media types that they have of their own."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response


class LinkedData(JSONRenderer):
    media_type = "application/ld+json"  # `format` stays JSON's: asked for by Accept alone


class PlainText(JSONRenderer):
    """Text as it is; what is no text, such as a problem, is JSON."""

    media_type = "text/plain"

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        if isinstance(data, str):
            return data.encode()
        return bytes(super().render(data, *args, **kwargs))


def is_asked_as_json(request: Request) -> bool:
    return bool(request.accepted_renderer.media_type == JSONRenderer.media_type)


def answer(
    request: Request,
    data: Any,
    *,
    content_type: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpResponseBase:
    """`data` with an ETag of its content, or 304 where the caller has it already."""
    content = data.encode() if isinstance(data, str) else JSONRenderer().render(data)
    etag = quote_etag(hashlib.sha256(content).hexdigest()[:32])
    response = Response(data, content_type=content_type, headers=dict(headers or {}))
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    asked = request._request
    found: HttpResponseBase | None = get_conditional_response(asked, etag=etag, response=response)
    return response if found is None else found
