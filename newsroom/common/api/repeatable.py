"""Idempotency-Key: a POST that is sent again after a broken connection is done once.

The answer is stored in the transaction of the write itself, for 24 hours, under the person, method,
path and key; so that either both are there or neither. A refused request stores nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from newsroom.common.api.errors import Conflict
from newsroom.common.models import RepeatableRequest
from newsroom.common.transactions import whole

HEADER = "Idempotency-Key"
KEPT = timedelta(hours=24)
SENT_ALONG = ("ETag", "Location")


def once(view: Any, handler: Callable[..., Response], request: Request, **kwargs: Any) -> Response:
    """Answer a write by `handler`, in one transaction with the answer: it shows what was written.

    A POST whose key has been answered already is answered the same again. Permissions have been
    checked by then, and the record is looked for again. Raises Conflict (409) where the key came
    with another body, ValidationError where it is no key.
    """
    key = request.headers.get(HEADER) if request.method == "POST" else None
    if key is None:
        return whole(lambda: handler(request, **kwargs))
    if not key.isascii() or not key.isprintable() or not 1 <= len(key) <= 255:
        raise ValidationError(
            {HEADER: "1 to 255 printable ASCII characters, new for each request."}
        )
    return whole(lambda: _keyed(view, handler, request, key, **kwargs))


def _keyed(
    view: Any, handler: Callable[..., Response], request: Request, key: str, **kwargs: Any
) -> Response:
    _forget_old()
    same = {
        "person": view.person,
        "method": request.method,
        "path": request.path[:500],
        "key": key,
    }
    # past its time also where the general clearing has not come to it
    RepeatableRequest.objects.filter(**same, created_at__lt=timezone.now() - KEPT).delete()
    row, is_new = RepeatableRequest.objects.get_or_create(
        **same, defaults={"body_digest": _digest(request)}
    )
    if not is_new:
        return _again(view, row, request)
    response = handler(request, **kwargs)
    row.status = response.status_code
    row.answer = JSONRenderer().render(response.data).decode()
    row.headers = {name: response[name] for name in SENT_ALONG if response.has_header(name)}
    row.save()
    return response


def _again(view: Any, row: RepeatableRequest, request: Request) -> Response:
    if row.body_digest != _digest(request):
        raise Conflict(
            f"This {HEADER} was sent with another body. Use a new key for a new request."
        )
    answer = json.loads(row.answer) if row.answer else None
    if view.detail:
        view.get_object()
    else:
        _look_for(view, answer if isinstance(answer, list) else [answer])
    return Response(answer, row.status, headers={**row.headers, "Idempotent-Replayed": "true"})


def _look_for(view: Any, answers: list[Any]) -> None:
    """Raise NotFound where the caller may no longer read a record that was answered."""
    ids = {one["id"] for one in answers if isinstance(one, dict) and "id" in one}
    if view.get_queryset().filter(pk__in=ids).count() < len(ids):
        raise NotFound


def _forget_old() -> None:
    """Delete what is past its time; rows that another request is deleting are left to it."""
    old = RepeatableRequest.objects.filter(created_at__lt=timezone.now() - KEPT)
    ids = list(old.select_for_update(skip_locked=True).values_list("pk", flat=True)[:100])
    RepeatableRequest.objects.filter(pk__in=ids).delete()


def _digest(request: Request) -> str:
    """Of what was sent, as parsed: the order of keys and the white space between do not count."""
    data = dict(request.data.lists()) if hasattr(request.data, "lists") else request.data
    text = json.dumps(data, sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> str:
    if not isinstance(value, UploadedFile):
        return str(value)
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return f"{value.name} {digest.hexdigest()}"
