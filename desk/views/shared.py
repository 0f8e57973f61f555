"""What all pages of the desk have: who may come in, and what the frame around them shows."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page

from claims.models import Article, Claim
from newsroom.common.roles import is_in_house

if TYPE_CHECKING:
    from uuid import UUID

    from newsroom.common.models import User

Given = ParamSpec("Given")
View = Callable[Concatenate[HttpRequest, Given], HttpResponse]


def for_staff(view: View[Given]) -> View[Given]:
    """Lets in who works here; whoever is not signed in is asked to, consumers are told.

    A part of a page is refused with 401, so that no sign-in is put in its place.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return HttpResponse(status=401) if is_part(request) else redirect_to_login(request.path)
        if not is_in_house(request.user):
            return render(request, "account/no_desk.html", status=403)
        return view(request, *args, **kwargs)

    return cast("View[Given]", never_cache(gzip_page(guarded)))


def person(request: HttpRequest) -> User:
    """Who is asking; `for_staff` has seen that somebody is."""
    return cast("User", request.user)


def article_or_404(request: HttpRequest, pk: UUID) -> Article:
    rows = Article.objects.visible_to(request.user).select_related("current_version")
    return cast("Article", get_object_or_404(rows, pk=pk))


def claim_or_404(request: HttpRequest, pk: UUID) -> Claim:
    rows = Claim.objects.visible_to(request.user).select_related("article", "assignee")
    return cast("Claim", get_object_or_404(rows, pk=pk))


def is_part(request: HttpRequest) -> bool:
    """Whether HTMX asks for a part of a page, and not a browser for the whole."""
    return "HX-Request" in request.headers


def show(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    status: int = 200,
    changed: bool = False,
) -> HttpResponse:
    """A page or a part of one; `changed`: the text of an article that is shown is drawn anew."""
    response = render(request, f"desk/{template}", context, status=status)
    if changed:
        response["HX-Trigger"] = "desk:changed"
    return response
