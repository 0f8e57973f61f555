"""An article comes to the desk: pasted, or read from a file or a page and looked over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from claims import access
from claims.services.articles import article_create
from desk.intake import ArticleFields, FromForm, Offer, begun, merged
from desk.services.once import Done, once
from desk.views.logging import draft_in, lists
from desk.views.shared import for_staff, person, show
from newsroom.common.admin_base import ServiceRefusal
from newsroom.common.admin_base import show as show_errors
from newsroom.common.records import Refused

_OF_SERVICE = {"published_at": "published", "published_local": "published"}


@require_http_methods(["GET", "POST"])
@for_staff
def new(request: HttpRequest) -> HttpResponse:
    """The form; with `read`, filled from a file or an address for a person to look over; else
    saved as it then stands.
    """
    if not access.may_write_claims(request.user):
        raise PermissionDenied
    if request.method == "GET":
        return _page(request, ArticleFields(initial=begun(person(request))), FromForm())
    if "read" in request.POST or _only_names_one(request):
        return _read(request)
    form = ArticleFields(request.POST)
    done = _saved(request, form) if form.is_valid() else None
    if done is None:
        return _page(request, form, FromForm(), status=422)
    if done.differs:
        return _page(request, form, FromForm(), status=409, form_id=uuid4(), before=done.id)
    messages.success(request, _("Saved. Select the words of a claim to log it."))
    return redirect("desk:article", done.id)


def _saved(request: HttpRequest, form: ArticleFields) -> Done | None:
    """Save a form once, however often it is sent; None where it is refused, which it then says."""
    by = person(request)

    def work() -> UUID:
        return UUID(str(article_create(by=by, fields=form.values()).pk))

    try:
        return once(by, draft_in(request.POST), lists(request.POST), work)
    except (ValidationError, Refused, IntegrityError) as problem:
        said = ServiceRefusal(problem).messages
        by_field = {_OF_SERVICE.get(name, name): texts for name, texts in said.items()}
        show_errors(form, by_field)
        return None


def _only_names_one(request: HttpRequest) -> bool:
    """Somebody pressed Enter in the address: what is to be saved is not there yet."""
    is_named = bool(request.POST.get("address") or request.FILES.get("upload"))
    return is_named and not request.POST.get("body", "").strip()


def _read(request: HttpRequest) -> HttpResponse:
    source = FromForm(request.POST, request.FILES)
    draft = source.draft() if source.is_valid() else None
    if draft is None:
        typed = ArticleFields(initial=request.POST.dict())
        return _page(request, typed, source, status=422)
    values, offers = merged(request.POST.dict(), draft)
    form = ArticleFields(initial=values)
    return _page(request, form, FromForm(), offers, read=True, remarks=draft.remarks)


def _page(
    request: HttpRequest,
    form: ArticleFields,
    source: FromForm,
    offers: Iterable[Offer] = (),
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    offered = {one.name: one for one in offers}
    context: dict[str, Any] = {
        "form_id": draft_in(request.POST),
        "rows": [(bound, offered.get(bound.name)) for bound in form],
        "whole": form.non_field_errors(),
        "source": source,
        **more,
    }
    return show(request, "article_new.html", context, status=status)
