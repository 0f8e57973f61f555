"""Words that somebody selected in a text, and where they stand in the text that stands now."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from claims.domain import anchoring
from claims.models import Article, ArticleVersion

MOST = 50  # places of one claim


@dataclass(frozen=True, slots=True)
class Words:
    """A selection on version number `version`: code points, `end` exclusive."""

    start: int
    end: int
    exact: str
    version: int


@dataclass(frozen=True, slots=True)
class Placed:
    """Where selections stand in the current version; `lost` are those that were not found again,
    `moved` says that the text had changed and some were.
    """

    words: tuple[Words, ...] = ()
    lost: tuple[str, ...] = ()
    moved: bool = False

    @property
    def selectors(self) -> list[dict[str, Any]]:
        return [{"start": one.start, "end": one.end, "exact": one.exact} for one in self.words]


def parse(typed: str) -> list[Words]:
    """The selections that a page sent; what is none is passed over."""
    try:
        given = json.loads(typed or "[]")
    except ValueError:
        return []
    rows = given if isinstance(given, list) else [given]
    found = (_words(one) for one in rows[:MOST])
    return [one for one in found if one is not None]


def _words(given: Any) -> Words | None:
    if not isinstance(given, dict):
        return None
    numbers = [given.get(name) for name in ("start", "end", "version")]
    if not all(type(one) is int and 0 <= one < 2**31 for one in numbers):
        return None
    exact = given.get("exact")
    return Words(numbers[0], numbers[1], exact, numbers[2]) if isinstance(exact, str) else None  # type: ignore[arg-type]


def told(words: Iterable[Words]) -> str:
    """As a page keeps them in a field."""
    return json.dumps([asdict(one) for one in words])


def placed(article: Article, words: Iterable[Words]) -> Placed:
    """Where `words` stand now: found again by quote and context where the text has changed."""
    words = list(words)
    now = article.current_version
    if now is None:
        return Placed(lost=tuple(one.exact for one in words))
    numbers = {one.version for one in words} - {now.number}
    older = {one.number: one for one in article.versions.filter(number__in=numbers)}
    found = [(one, _now(one, older.get(one.version, now), now)) for one in words]
    return Placed(
        tuple(place for _, place in found if place is not None),
        tuple(one.exact for one, place in found if place is None),
        bool(numbers),
    )


def _now(one: Words, then: ArticleVersion, now: ArticleVersion) -> Words | None:
    try:
        on_then = anchoring.select(then.text, start=one.start, end=one.end, exact=one.exact or None)
    except anchoring.AnchorError:
        return None
    place = anchoring.refind(on_then, then.text, now.text).selector
    return Words(place.start, place.end, place.exact, now.number) if place else None
