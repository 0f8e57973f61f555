"""How we know this: a page for readers, the same to put into a frame, and a part for other pages.

Nothing on it depends on who reads it. Without HOW_WE_KNOW_PUBLIC it is for whoever is signed in or
has a token, as the API is.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from csp.constants import NONE
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from interchange import reading
from interchange.domain.claim_review import reviews
from interchange.domain.how import how_we_know
from interchange.domain.script import in_script
from newsroom.common.addresses import client_network
from newsroom.common.api import limits
from newsroom.common.api.authentication import ScopedTokenAuthentication
from newsroom.common.api.conditional import digest

if TYPE_CHECKING:
    from uuid import UUID

    from newsroom.common.models import User

FRESH = "public, max-age=60"  # an embargo or a retraction is seen within the minute
View = Callable[["HttpRequest", "UUID"], HttpResponse]
NO_SIGN_IN = "Sign in, or send a token of the API: this newsroom shows these pages to its partners."


class NotSignedIn(APIException):
    status_code = HTTPStatus.UNAUTHORIZED
    default_detail = NO_SIGN_IN


def for_readers(view: View) -> View:
    """Lets in whom the settings let in; what is refused is said on a page."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: UUID) -> HttpResponse:
        try:
            _let_in(request)
            return view(request, pk)
        except NotSignedIn as refusal:
            is_page = view.__name__ == "page" and "embed" not in request.GET
            return redirect_to_login(request.path) if is_page else _refused(request, refusal)
        except APIException as refusal:
            return _refused(request, refusal)

    return require_safe(guarded)


def _let_in(request: HttpRequest) -> None:
    """Raise an APIException for whoever may not read these pages, or reads too many."""
    if settings.HOW_WE_KNOW_PUBLIC:
        limits.count(request, f"reader {client_network(request)}", most=settings.API_LIMIT)
        return
    has_token = ScopedTokenAuthentication().authenticate(Request(request)) is not None
    if not has_token and not request.user.is_authenticated:
        raise NotSignedIn


def _reader(request: HttpRequest) -> User | AnonymousUser:
    """Who asks, where that matters: of a page for everybody it does not."""
    return AnonymousUser() if settings.HOW_WE_KNOW_PUBLIC else request.user


def _refused(request: HttpRequest, refusal: APIException) -> HttpResponse:
    context = {"said": str(refusal.detail), "is_missing": refusal.status_code == 404}
    response = render(request, "interchange/refused.html", context, status=refusal.status_code)
    wait = getattr(refusal, "wait", None)
    if wait:
        response["Retry-After"] = str(int(wait))
    if refusal.status_code == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Token"
    response["Cache-Control"] = "no-store"
    return response


@for_readers
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The whole page; `embed=1` leaves out its frame, for an iframe on the pages of the house."""
    if set(request.GET) - {"embed"} or request.GET.get("embed", "1") != "1":
        said = "Unknown parameter. Known: embed=1, for a page without a frame of its own."
        return render(request, "interchange/refused.html", {"said": said}, status=400)
    is_embedded = "embed" in request.GET
    context = {**_context(request, pk), "is_embedded": is_embedded}
    response = _whole(request, render(request, "interchange/how.html", context))
    if is_embedded:
        _may_be_framed(response)
    return response


@for_readers
def fragment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same as a part of a page, for a CMS that puts it into its own."""
    context = _context(request, pk)
    return _whole(request, render(request, "interchange/how_parts.html", context))


def _context(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    sheet = reading.sheet_for(_reader(request), pk)
    found = reviews(sheet, reading.addresses(request), reading.house())
    return {"how": how_we_know(sheet), "linked_data": in_script(found) if found else ""}


def _whole(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """With the ETag of what it says; 304 where the reader has it already."""
    etag = quote_etag(digest(response.content))
    response["ETag"] = etag
    response["Cache-Control"] = FRESH if settings.HOW_WE_KNOW_PUBLIC else "private, no-cache"
    found: Any = get_conditional_response(request, etag=etag, response=response)
    return response if found is None else found


def _may_be_framed(response: HttpResponse) -> None:
    """By the pages that HOW_WE_KNOW_FRAMES names; by nobody where it names none."""
    frames: list[str] = settings.HOW_WE_KNOW_FRAMES
    response._csp_replace = {"frame-ancestors": frames or [NONE]}  # type: ignore[attr-defined]
    if frames:
        response.xframe_options_exempt = True  # it knows no list
