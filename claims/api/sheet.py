"""The sourcing sheet of an article, whole: for one reader, or as plain data for the public."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, cast
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from rest_framework.renderers import JSONRenderer

from claims.api.prefetch import claim_rows, request_rows, source_ids
from claims.api.serializers import SheetSerializer
from claims.models import Article, Claim, CommentRequest, Notice
from newsroom.common.api.serializers import PUBLIC
from newsroom.common.models import User
from sources.models import Source

Record = Mapping[str, Any]


def sheet_of(article: Article, user: User | AnonymousUser) -> dict[str, Any]:
    """The parts of the sheet as `user` may see it, for SheetSerializer."""
    return sheets_of([article], user)[article.pk]


def sheets_of(
    articles: Iterable[Article], user: User | AnonymousUser, claims: Iterable[UUID] | None = None
) -> dict[UUID, dict[str, Any]]:
    """The same for several articles, in as many queries as for one.

    `claims`: of each sheet only these claims, with whoever stands behind them.
    """
    found = {one.pk: _Parts(one) for one in articles}
    wanted = Claim.objects.filter(article__in=list(found)).in_text_order()
    if claims is not None:
        wanted = wanted.filter(pk__in=list(claims))
    for claim in claim_rows(wanted, user):
        found[claim.article_id].claims.append(claim)
    visible = CommentRequest.objects.filter(article__in=list(found)).visible_to(user)
    for request in request_rows(visible.order_by("created_at", "pk")):
        found[request.article_id].requests.append(request)
    for notice in Notice.objects.filter(article__in=list(found)).prefetch_related("claims"):
        found[notice.article_id].notices.append(notice)
    named = {pk: one.named() for pk, one in found.items()}
    every = Source.objects.filter(pk__in=set().union(*named.values())).prefetch_related("known_to")
    sources = list(every)
    return {
        pk: {
            "article": one.article,
            "claims": one.claims,
            "comment_requests": one.requests,
            "notices": one.notices,
            "sources": [source for source in sources if source.pk in named[pk]],
        }
        for pk, one in found.items()
    }


class _Parts:
    """What is found of one article."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.claims: list[Any] = []
        self.requests: list[CommentRequest] = []
        self.notices: list[Notice] = []

    def named(self) -> set[UUID]:
        """The sources that the sheet names."""
        rows = [row for claim in self.claims for row in claim.shown_attributions]
        return source_ids(rows) | {one.source_id for one in self.requests}


def public_sheets(
    articles: Iterable[UUID], claims: Iterable[UUID] | None = None
) -> dict[UUID, Record]:
    """What a consumer gets of each, as the plain data of its JSON; of `claims` alone where given.

    Whatever leaves the house in another shape is made of this, so that it cannot tell more.
    """
    nobody = AnonymousUser()
    seen = Article.objects.visible_to(nobody).select_related("current_version")
    found = sheets_of(seen.filter(pk__in=list(articles)), nobody, claims)
    return {pk: _plain(parts) for pk, parts in found.items()}


def _plain(parts: dict[str, Any]) -> Record:
    data = SheetSerializer(parts, context={PUBLIC: True}).data
    return cast("Record", json.loads(JSONRenderer().render(data)))
