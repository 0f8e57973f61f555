"""The sourcing sheet of an article, whole."""

from __future__ import annotations

from typing import Any

from django.db.models import Min, Q, QuerySet
from django.db.models.functions import Coalesce

from claims.api.prefetch import claim_rows, request_rows
from claims.models import Article, Claim, CommentRequest
from newsroom.common.models import User
from sources.models import Source

LAST = 2_147_483_647  # behind every place in a text


def in_text_order(claims: QuerySet[Any], article: Article) -> QuerySet[Any]:
    """By the place of each claim's first anchor; those without a place at the end."""
    here = Q(anchors__version=article.current_version_id)
    first = Coalesce(Min("anchors__start", filter=here), LAST)
    ordered: QuerySet[Any] = claims.annotate(first=first).order_by("first", "created_at", "pk")
    return ordered


def sheet_of(article: Article, user: User) -> dict[str, Any]:
    """The parts of the sheet as `user` may see it, for SheetSerializer."""
    claims = list(claim_rows(in_text_order(Claim.objects.filter(article=article), article), user))
    visible = CommentRequest.objects.filter(article=article).visible_to(user)
    requests = list(request_rows(visible.order_by("created_at", "pk")))
    rows = [row for claim in claims for row in claim.shown_attributions]
    shown = {row.source_id for row in rows} | {request.source_id for request in requests}
    for row in rows:
        for other in (row.via, row.knows_from):
            if other is not None and not other.is_confidential:
                shown.add(other.pk)
    sources = Source.objects.filter(pk__in=shown).prefetch_related("known_to")
    return {
        "article": article,
        "claims": claims,
        "comment_requests": requests,
        "sources": list(sources),
    }
