"""An article as its readers at the desk see it: its text with what is logged marked in it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from claims.models import Anchor, Article, Claim
from desk.domain.marking import Line, Span, marked

# Shape and colour both say the status: no meaning hangs on colour alone.
SIGNS = {
    "unverified": "○",
    "in_review": "◐",
    "verified": "✓",
    "disputed": "≠",
    "refuted": "✗",
    "unverifiable": "?",
    "withdrawn": "⊘",
}


@dataclass(frozen=True, slots=True)
class Marked:
    """A claim as the text shows it; `name` is its label, or its number in the order of the text."""

    claim: Claim
    number: int
    name: str
    sign: str
    orphans: tuple[Anchor, ...]
    is_placed: bool

    @property
    def key(self) -> str:
        return f"c{self.number}"


@dataclass(frozen=True, slots=True)
class Reading:
    """The lines of the current version, and its claims in the order of the text.

    `by_key` tells what a key on a piece stands for: a claim, or the words of an attribution
    (`a` and the number of its claim) or of a comment request (`r`).
    """

    lines: list[Line]
    claims: list[Marked]
    by_key: dict[str, Marked]
    orphaned: int  # anchors of any kind without a place


def reading(article: Article) -> Reading:
    """In a constant number of queries, however many claims there are."""
    version = article.current_version
    placed: dict[UUID, list[Anchor]] = defaultdict(list)
    others: list[Anchor] = []
    for anchor in Anchor.objects.filter(version=version).select_related("attribution"):
        if anchor.claim_id is not None:
            placed[anchor.claim_id].append(anchor)
        else:
            others.append(anchor)
    rows = article.claims.in_text_order()
    claims = [_as_marked(claim, n, placed[claim.pk]) for n, claim in enumerate(rows, 1)]
    numbers = {one.claim.pk: one.number for one in claims}
    spans = [
        Span(one.key, anchor.start, anchor.end)
        for one in claims
        for anchor in placed[one.claim.pk]
        if anchor.start is not None and anchor.end is not None
    ]
    spans += _of_others(others, numbers)
    text = version.text if version else ""
    lost = sum(len(one.orphans) for one in claims) + sum(_is_lost(one) for one in others)
    return Reading(marked(text, spans), claims, {one.key: one for one in claims}, lost)


def _is_lost(anchor: Anchor) -> bool:
    row: Any = anchor.attribution
    return anchor.is_orphaned and not (row and row.withdrawn_at)


def _as_marked(claim: Claim, number: int, anchors: list[Anchor]) -> Marked:
    return Marked(
        claim=claim,
        number=number,
        name=claim.label or str(number),
        sign=SIGNS[claim.status],
        orphans=tuple(one for one in anchors if one.is_orphaned),
        is_placed=any(not one.is_orphaned for one in anchors),
    )


def _of_others(anchors: list[Anchor], numbers: dict[UUID, int]) -> list[Span]:
    """Where the sourcing of a claim stands in the words of the copy, and who was asked."""
    spans: list[Span] = []
    for anchor in anchors:
        row: Any = anchor.attribution
        if anchor.start is None or anchor.end is None or (row and row.withdrawn_at):
            continue
        key = f"a{numbers[row.claim_id]}" if row else "r"
        spans.append(Span(key, anchor.start, anchor.end))
    return spans
