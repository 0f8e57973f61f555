"""What others do at an article: the way in to its events, who is there, and what has changed."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from claims.admin import meanwhile
from desk.domain.presence import Here
from desk.live import telling
from desk.live.rights import Ticket, mark_of
from desk.live.served import ADMITTED
from desk.views.shared import article_or_404, claim_or_404, for_staff, person, show
from newsroom.common import admin_seen


class TabForm(forms.Form):
    tab = forms.UUIDField()


class HereForm(TabForm):
    claim = forms.UUIDField(required=False)


@require_GET
@for_staff
def events(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let in to the stream of what happens to an article; `desk.live.served` serves it.

    `tab` names the window, `Last-Event-ID` (or `mark`) the state that it shows. Where the server
    knows no streams the answer is 204, after which a browser does not come again.
    """
    article = article_or_404(request, pk)
    form = TabForm(request.GET)
    if not form.is_valid():
        return HttpResponse(status=400)
    scope = request.META.get("asgi.scope")
    if scope is None:
        return HttpResponse(status=204)
    seen = request.headers.get("Last-Event-ID") or request.GET.get("mark", "")
    session = request.session.session_key or ""
    scope[ADMITTED] = Ticket(
        person(request).pk, session, form.cleaned_data["tab"], mark_of(article), seen
    )
    return HttpResponse(content_type="text/event-stream")


@require_POST
@for_staff
def here(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody is at the article, maybe at one of its claims; for others who may read it."""
    article = article_or_404(request, pk)
    form = HereForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    claim = form.cleaned_data["claim"]
    if claim and not article.claims.filter(pk=claim).exists():
        claim = None
    telling.is_here(Here(person(request).pk, form.cleaned_data["tab"], article.pk, claim))
    return HttpResponse(status=204)


@require_GET
@for_staff
def since(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What others did to a claim since a page of it was shown, of what this person may read."""
    claim = claim_or_404(request, pk)
    told = meanwhile.told(claim, request.GET, person(request))
    context = {"claim": claim, "since": told, "seen": admin_seen.seal(claim)}
    return show(request, "since.html", context)
