"""Edits over a text whose code points carry hidden identities, and a judge that sees them.

`refind` sees two texts; the judge also knows which code point came from where. A copy pasted
elsewhere has new identities, what is moved keeps its own.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass
from enum import StrEnum

from claims.domain.anchoring import Refound, Selector, normalise

WORDS = (
    "May", "Mayor", "Putin", "will", "will not", "visit", "China", "5", "5,000", "the Kremlin",
    "said", "aa", "aaa", "e", "e\u0301", "é", "👩‍🚀", "👩", "🇫🇷", "🇷🇺", "شي", "שלום", "नमस्ते", "北京", "№1",
)  # fmt: skip
SENTENCES = (
    "Putin will visit China in May. ",
    "The Kremlin declined to comment. ",
    "שלום אמר הדובר. ",
    "Reuters sources: Putin to visit China in May\n",
    "aa aa aa aa. ",
)


@dataclass(frozen=True)
class Edit:
    """One step of an editor: `at`, `span` and `to` are taken modulo what the text offers."""

    kind: str  # insert, delete, replace, duplicate, move, retype
    unit: str  # char, word, sentence, block
    at: int
    span: int
    to: int
    words: int


KINDS = ("insert", "delete", "replace", "duplicate", "move", "retype")
UNITS = ("char", "word", "sentence", "block")


class Verdict(StrEnum):
    RIGHT = "right"
    RETYPED = "retyped"  # the one exception: see `judge`
    ORPHANED = "orphaned"
    LOST = "lost"  # orphaned rightly: the original does not stand any more
    WRONG = "wrong"


class Tagged:
    """A text and the identity of each of its code points."""

    def __init__(self, text: str) -> None:
        text = normalise(text)
        self._next = itertools.count(len(text))
        self.cells: list[tuple[str, int]] = list(zip(text, range(len(text)), strict=True))

    @property
    def text(self) -> str:
        return "".join(char for char, _ in self.cells)

    def ids(self, start: int = 0, end: int | None = None) -> list[int]:
        return [tag for _, tag in self.cells[start:end]]

    def fresh(self, text: str) -> list[tuple[str, int]]:
        return [(char, next(self._next)) for char in text]

    def apply(self, edit: Edit) -> None:
        stops = self._stops(edit.unit)
        first = edit.at % len(stops)
        last = min(first + 1 + edit.span % 3, len(stops) - 1)
        start, end = stops[first], stops[last]
        cut = self.cells[start:end]
        typed = self.fresh(_typed(edit))
        if edit.kind == "insert":
            self.cells[start:start] = typed
        elif edit.kind == "delete":
            del self.cells[start:end]
        elif edit.kind == "replace":
            self.cells[start:end] = typed
        elif edit.kind == "retype":
            self.cells[start:end] = self.fresh("".join(char for char, _ in cut))
        elif edit.kind == "duplicate":
            copy = self.fresh("".join(char for char, _ in cut))
            place = stops[edit.to % len(stops)]
            self.cells[place:place] = copy
        else:
            del self.cells[start:end]
            places = [stop for stop in stops if not start < stop < end]
            target = places[edit.to % len(places)]
            target = target if target <= start else target - len(cut)
            self.cells[target:target] = cut

    def _stops(self, unit: str) -> list[int]:
        """The places at which `unit` may be cut, both ends included."""
        text = self.text
        after = {"char": "", "word": " \n", "sentence": ".\n", "block": ""}[unit]
        if unit == "char":
            return list(range(len(text) + 1))
        if unit == "block":
            return sorted({*range(0, len(text), 45), len(text)})
        inner = (at for at in range(1, len(text)) if text[at - 1] in after)
        return sorted({0, len(text), *inner})


def _typed(edit: Edit) -> str:
    if edit.unit == "char":
        return "ae\u0301 .\u200d5👩"[edit.words % 8]
    if edit.unit == "word":
        return WORDS[edit.words % len(WORDS)] + " "
    return SENTENCES[edit.words % len(SENTENCES)]


def judge(selector: Selector, old: str, edited: Tagged, found: Refound) -> Verdict:
    """Whether `found` marks the very code points that `selector` marked on `old`.

    The one exception, which no reader of two texts can tell from a move: the original does not
    stand any more, and what is found is the same quote *newly typed*, the only one with that
    quote, or with that quote and context, in both versions. An old code point of another place
    (a look-alike) is never right; nor is a copy while the original still stands.
    """
    original = list(range(selector.start, selector.end))
    stands = _stands(original, edited.ids())
    new = edited.text
    if found.selector is None:
        return Verdict.ORPHANED if stands else Verdict.LOST
    place = found.selector
    tags = edited.ids(place.start, place.end)
    if new[place.start : place.end] != selector.exact or place.exact != selector.exact:
        return Verdict.WRONG
    if tags == original:
        return Verdict.RIGHT
    if old == new:
        return Verdict.RETYPED if place.start == selector.start else Verdict.WRONG
    lookalike = any(tag < len(old) and tag not in original for tag in tags)
    if stands or lookalike or not _sole(selector, old, new):
        return Verdict.WRONG
    return Verdict.RETYPED


def _stands(original: list[int], ids: list[int]) -> bool:
    if original[0] not in ids:
        return False
    at = ids.index(original[0])
    return ids[at : at + len(original)] == original


def _sole(selector: Selector, old: str, new: str) -> bool:
    whole = selector.prefix + selector.exact + selector.suffix
    return any(count(old, part) == count(new, part) == 1 for part in (selector.exact, whole))


def count(text: str, part: str) -> int:
    """Overlapping occurrences, by looking at every place."""
    return sum(text.startswith(part, at) for at in range(len(text)))


def random_edit(dice: random.Random) -> Edit:
    return Edit(
        dice.choice(KINDS),
        dice.choice(UNITS),
        dice.randrange(10**6),
        dice.randrange(10**6),
        dice.randrange(10**6),
        dice.randrange(10**6),
    )


def random_text(dice: random.Random) -> str:
    if dice.random() < 0.15:
        return dice.choice(("ab", "aa ", "S. ", "May ", SENTENCES[0])) * dice.randrange(1, 40)
    parts = (
        dice.choice(SENTENCES) if dice.random() < 0.3 else dice.choice(WORDS) + dice.choice(" .\n ")
        for _ in range(dice.randrange(1, 80))
    )
    return "".join(parts)


def random_span(dice: random.Random, text: str) -> tuple[int, int]:
    start = dice.randrange(len(text))
    return start, min(len(text), start + dice.choice((1, 2, 3, 5, 10, 30, 80)))
