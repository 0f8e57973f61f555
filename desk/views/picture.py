"""The picture of sourcing: of one claim, and of a whole article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse

from claims import facts
from claims.domain import wording
from desk import pictures
from desk.views.shared import article_or_404, claim_or_404, for_staff, person, show

if TYPE_CHECKING:
    from uuid import UUID


@for_staff
def of_claim(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who stands behind a claim, through whom, and what of it counts."""
    claim = claim_or_404(request, pk)
    standing = claim.attributions.standing().select_related("source")
    words = wording.in_words(claim, [facts.row_in_words(row) for row in standing])
    context = {
        "article": claim.article,
        "claim": claim,
        "words": words,
        **pictures.context([claim], person(request)),
    }
    return show(request, "picture.html", context)


@for_staff
def of_article(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same of all claims of an article: what hangs together is drawn together."""
    article = article_or_404(request, pk)
    claims = list(article.claims.in_text_order())
    context = {"article": article, **pictures.context(claims, person(request))}
    return show(request, "picture.html", context)
