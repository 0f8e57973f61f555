"""Formats that are JSON underneath, by the media types that they have of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponseBase
from django.utils.encoding import force_bytes
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from newsroom.common.api import conditional


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
    """`data` by the renderer that was asked for, or 304 where the caller has it already."""
    renderer = request.accepted_renderer
    kept = conditional.afresh(force_bytes(renderer.render(data)))
    shown = content_type or renderer.media_type
    return conditional.answer(request, kept, content_type=shown, headers=headers)
