"""The sourcing sheet of an article, whole."""

from __future__ import annotations

from typing import Any

from claims.api.prefetch import claim_rows, request_rows, source_ids
from claims.models import Article, Claim, CommentRequest
from newsroom.common.models import User
from sources.models import Source


def sheet_of(article: Article, user: User) -> dict[str, Any]:
    """The parts of the sheet as `user` may see it, for SheetSerializer."""
    claims = list(claim_rows(Claim.objects.filter(article=article).in_text_order(), user))
    visible = CommentRequest.objects.filter(article=article).visible_to(user)
    requests = list(request_rows(visible.order_by("created_at", "pk")))
    shown = source_ids(row for claim in claims for row in claim.shown_attributions)
    shown |= {request.source_id for request in requests}
    sources = Source.objects.filter(pk__in=shown).prefetch_related("known_to")
    return {
        "article": article,
        "claims": claims,
        "comment_requests": requests,
        "notices": list(article.notices.prefetch_related("claims")),
        "sources": list(sources),
    }
