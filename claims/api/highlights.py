"""Which words of a row answered a search, in pieces: what is text and what is a mark never mix."""

from __future__ import annotations

import re
import secrets
from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q

from claims import search
from claims.api.prefetch import attribution_rows
from claims.models import Article, Attribution, Claim
from newsroom.common.models import User
from newsroom.common.roles import is_in_house
from sources.domain.vocabulary import CONFIDENTIAL_NAMINGS

PIECES: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["text", "match"],
        "properties": {"text": {"type": "string"}, "match": {"type": "boolean"}},
    },
}
OF_ARTICLE = {"type": "object", "required": ["headline"], "properties": {"headline": PIECES}}
_QUOTE = {
    "type": "object",
    "required": ["attribution", "pieces"],
    "properties": {"attribution": {"type": "string", "format": "uuid"}, "pieces": PIECES},
}
OF_CLAIM = {
    "type": "object",
    "required": ["statement", "quotes"],
    "properties": {"statement": PIECES, "quotes": {"type": "array", "items": _QUOTE}},
}


class _Marker:
    """A pair of marks made up for one answer: no text can have them in it."""

    def __init__(self) -> None:
        secret = secrets.token_hex(16)
        self.start, self.stop = f"b{secret}", f"e{secret}"
        self._parts = re.compile(f"{self.start}(.*?){self.stop}", re.DOTALL)

    def pieces(self, marked: str) -> list[dict[str, Any]]:
        parts = self._parts.split(marked)  # what was between two matches, a match, …
        return [
            {"text": text, "match": bool(index % 2)} for index, text in enumerate(parts) if text
        ]


def of_articles(ids: Iterable[UUID], asked: search.Question) -> dict[UUID, Any]:
    """The headline of each in pieces."""
    marker = _Marker()
    text = search.highlighted("headline", asked, "language", marker.start, marker.stop)
    rows = Article.objects.filter(pk__in=list(ids)).values_list("pk", text)
    return {pk: {"headline": marker.pieces(marked)} for pk, marked in rows}


def of_claims(ids: Iterable[UUID], asked: search.Question, user: User) -> dict[UUID, Any]:
    """The statement of each in pieces, and each quote that answers, of those `user` may read."""
    ids, marker = list(ids), _Marker()
    text = search.highlighted("statement", asked, "article__language", marker.start, marker.stop)
    statements = Claim.objects.filter(pk__in=ids).values_list("pk", text)
    quotes: dict[UUID, list[Any]] = defaultdict(list)
    for claim, row, marked in _quotes(ids, asked, user, marker):
        quotes[claim].append({"attribution": str(row), "pieces": marker.pieces(marked)})
    return {
        pk: {"statement": marker.pieces(marked), "quotes": quotes[pk]} for pk, marked in statements
    }


def _quotes(ids: list[UUID], asked: search.Question, user: User, marker: _Marker) -> Any:
    """Claim, row and marked words, in the order of the sheet."""
    language = "claim__article__language"
    rows: Any = Attribution.objects.filter(claim__in=ids).exclude(quote="").visible_to(user)
    if not is_in_house(user):  # what the public rendering leaves out of a row
        open_ones = ~Q(source__naming__in=sorted(CONFIDENTIAL_NAMINGS)) | Q(is_printed=True)
        rows = attribution_rows(rows).filter(open_ones).select_related(None)
    answering = search.matches(search.vector_of("quote", language), asked, language)
    marked = search.highlighted("quote", asked, language, marker.start, marker.stop)
    found = rows.filter(answering).order_by("claim", "position").prefetch_related(None)
    return found.values_list("claim", "pk", marked)
