"""The annotated article, and beside it the claim in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse

from claims import access
from desk import log_context
from desk.domain.presence import SAID_EVERY
from desk.live.rights import mark_of
from desk.panel import findings_of, panel
from desk.panel import timeline as timeline_of
from desk.reading import reading
from desk.services.drafts import drafts_of
from desk.views.shared import article_or_404, claim_or_404, for_staff, is_part, person, show

if TYPE_CHECKING:
    from uuid import UUID


@for_staff
def page(request: HttpRequest, pk: UUID, claim: UUID | None = None) -> HttpResponse:
    """The whole page; of a claim, where HTMX asks for it, the panel alone."""
    in_hand = claim_or_404(request, claim) if claim else None
    if in_hand and in_hand.article_id != pk:
        raise Http404
    beside = panel(in_hand, person(request), later=is_part(request)) if in_hand else {}
    if in_hand and is_part(request):
        return show(request, "panel.html", beside)
    article = article_or_404(request, pk)
    mark = mark_of(article)  # first: what happens from here on, the page is told
    context = {
        "article": article,
        "reading": reading(article),
        "drafts": drafts_of(person(request), article),
        **log_context.blank(article, person(request)),
        **beside,
    }
    context |= {
        "mark": mark,
        "said_every": SAID_EVERY,
        "may_edit": access.may_write_claims(request.user),
    }
    return show(request, "article.html", context)


@for_staff
def text(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The text with its marks, as it stands now: for a page that shows an older state of it."""
    article = article_or_404(request, pk)
    return show(request, "text.html", {"article": article, "reading": reading(article)})


@for_staff
def overview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The list of all claims, for the panel."""
    article = article_or_404(request, pk)
    return show(request, "claims.html", {"article": article, "reading": reading(article)})


@for_staff
def timeline(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What happened to a claim last."""
    return show(request, "steps.html", timeline_of(claim_or_404(request, pk), person(request)))


@for_staff
def findings(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the policy finds of a claim."""
    claim = claim_or_404(request, pk)
    found = findings_of(claim, person(request))
    return show(request, "findings.html", {"claim": claim, "findings": found})
