"""One shape for every error: RFC 9457 problem details, with the fields that are wrong inside.

Every problem names what is wrong and, where there is a remedy, the remedy; nothing is written by a
request that is answered with one. Only of a 503 in the moment in which the database went away is
that not known: repeat a POST with its Idempotency-Key, anything else with its If-Match.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, RequestDataTooBig
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import DataError, IntegrityError
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.defaults import server_error
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from newsroom.common.api.parsing import TooLarge
from newsroom.common.history import meanwhile
from newsroom.common.records import Contended, Refused, Stale
from newsroom.common.transactions import UNREACHABLE
from newsroom.common.uploads import UploadTooBig

CONTENT_TYPE = "application/problem+json"
WHOLE = ("", NON_FIELD_ERRORS, "non_field_errors")


class Conflict(exceptions.APIException):
    status_code = HTTPStatus.CONFLICT
    default_detail = "The request contradicts what is there."
    default_code = "conflict"


class Overtaken(exceptions.APIException):
    status_code = HTTPStatus.PRECONDITION_FAILED
    default_code = "stale"


class VersionNotNamed(exceptions.APIException):
    status_code = HTTPStatus.PRECONDITION_REQUIRED
    default_detail = (
        "Say which version you saw, so that nobody's work is lost: send the ETag of the record "
        'as If-Match, such as If-Match: "3".'
    )
    default_code = "version_not_named"


class Busy(exceptions.APIException):
    status_code = HTTPStatus.SERVICE_UNAVAILABLE
    default_detail = "The database cannot take that just now. Try again in a moment."
    default_code = "busy"
    wait = 1  # seconds, for Retry-After


def problem_handler(problem: Exception, context: dict[str, Any]) -> Response | None:
    """The problem+json answer to an exception in a view; None for one that is not foreseen."""
    response = exception_handler(_as_api_exception(problem), context)
    if response is None:
        return None
    set_rollback()
    response.data = _body(response.status_code, response.data)
    if isinstance(problem, Stale):
        _say_how_it_stands(response, problem, context["view"])
    response.content_type = CONTENT_TYPE
    return response


def _say_how_it_stands(response: Response, problem: Stale, view: Any) -> None:
    """Add the record as it stands now, its ETag, and what others changed since it was read."""
    current = view.rendering_of(problem.record)
    if current is None:
        return
    since = meanwhile(problem.record, problem.seen)
    changed = [name for name in since.fields if name in current]
    response.data |= {"changed": changed, "changed_by": list(since.people), "current": current}
    response["ETag"] = f'"{problem.record.version}"'


def _as_api_exception(problem: Exception) -> Exception:
    for kind, translated in _TRANSLATIONS:
        if isinstance(problem, kind):
            return translated(problem)
    return problem


def _invalid(problem: Any) -> Exception:
    return exceptions.ValidationError(
        getattr(problem, "message_dict", None) or {"": problem.messages}
    )


def _said_by_database(problem: IntegrityError) -> str:
    """The sentence of a trigger of ours; of anything else only that it contradicts."""
    cause = problem.__cause__
    diagnostics = getattr(cause, "diag", None)
    said = getattr(diagnostics, "message_primary", None) or ""
    ours = bool(getattr(diagnostics, "context", None))  # raised inside a function
    return said if ours else str(Conflict.default_detail)


_Kinds = type[Exception] | tuple[type[Exception], ...]
_TRANSLATIONS: tuple[tuple[_Kinds, Callable[[Any], Exception]], ...] = (
    (DjangoValidationError, _invalid),
    (Stale, lambda problem: Overtaken(str(problem))),
    (Contended, lambda problem: Busy(str(problem))),
    (Refused, lambda problem: Conflict(str(problem))),
    (ProtectedError, lambda _: Conflict("Other records stand on this one, so it is kept.")),
    (IntegrityError, lambda problem: Conflict(_said_by_database(problem))),
    (DataError, lambda _: exceptions.ParseError("A value does not fit its field.")),
    (UNREACHABLE, lambda _: Busy()),
    (UploadTooBig, lambda problem: TooLarge(str(problem))),
    (RequestDataTooBig, lambda _: TooLarge()),
)


def _body(status: int, data: Any) -> dict[str, Any]:
    title = HTTPStatus(status).phrase
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status}
    errors = list(_flat(data))
    if isinstance(data, dict) and set(data) == {"detail"}:
        return {**body, "detail": str(data["detail"])}
    whole = [error["message"] for error in errors if not error["field"]]
    fields = [error for error in errors if error["field"]]
    named = ", ".join(dict.fromkeys(error["field"] for error in fields))
    summary = " ".join(whole) or f"Nothing was written. Mend: {named}."
    return {**body, "detail": summary, "errors": fields or errors}


def _flat(data: Any, path: str = "") -> Iterator[dict[str, str]]:
    """Each message with the dotted path of its field ("attributions.0.headcount")."""
    if isinstance(data, dict):
        for name, inner in data.items():
            step = "" if name in WHOLE else str(name)
            yield from _flat(inner, ".".join(part for part in (path, step) if part))
    elif isinstance(data, list):
        for index, inner in enumerate(data):
            nested = isinstance(inner, (dict, list))
            yield from _flat(inner, f"{path}.{index}" if nested else path)
    else:
        code = getattr(data, "code", None) or "invalid"
        yield {"field": path, "message": str(data), "code": str(code)}


def plain_problem(status: HTTPStatus, detail: str) -> JsonResponse:
    """A problem from outside the API's views (an unknown address, a failure)."""
    return JsonResponse(_body(status, {"detail": detail}), status=status, content_type=CONTENT_TYPE)


def not_found(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    return plain_problem(HTTPStatus.NOT_FOUND, "There is nothing at this address.")


def failed(request: HttpRequest) -> HttpResponse:
    """What is said when something fails that nobody foresaw: as a problem to the API's callers.

    Where it is the database that cannot be had, that is said, and to try again.
    """
    in_api = request.path.startswith("/api/")
    if isinstance(sys.exception(), UNREACHABLE):
        return _away(in_api)
    if not in_api:
        return server_error(request)
    return plain_problem(
        HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong here. Nothing was written."
    )


def _away(in_api: bool) -> HttpResponse:
    response: HttpResponse
    if in_api:
        response = plain_problem(HTTPStatus.SERVICE_UNAVAILABLE, Busy.default_detail)
    else:
        response = HttpResponse(
            "The database cannot be reached just now. What you typed is not lost: go back in "
            "your browser, and send it again in a moment.",
            status=HTTPStatus.SERVICE_UNAVAILABLE,
            content_type="text/plain; charset=utf-8",
        )
    response["Retry-After"] = str(Busy.wait)
    return response


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What is said of a request that cannot be read, before any view has seen it."""
    too_large = isinstance(exception, RequestDataTooBig)
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if too_large else HTTPStatus.BAD_REQUEST
    said = str(exception) if isinstance(exception, UploadTooBig) else "It cannot be read."
    if request.path.startswith("/api/"):
        return plain_problem(status, said)
    page = {"title": status.phrase, "said": said}
    return render(request, "admin_common/refused.html", page, status=status)
