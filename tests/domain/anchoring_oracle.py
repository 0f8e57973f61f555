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
    *("May", "Mayor", "Putin", "will", "will not", "visit", "China", "5", "5,000", "said"),
    *("the Kremlin", "aa", "aaa", "e", "e\u0301", "é", "👩‍🚀", "👩", "🇫🇷", "🇷🇺", "№1"),
    *("شي", "שלום", "नमस्ते", "北京"),
)
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
    RETYPED = "retyped"  # the exception in the rule, see `judge`
    EQUIVALENT = "equivalent"  # right by a shorter history of the same two texts, see `judge`
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
        """Make `edit`; one that leaves the text as it is (swapping equal words) is none."""
        before = list(self.cells)
        self._make(edit)
        if [char for char, _ in before] == [char for char, _ in self.cells]:
            self.cells = before

    def _make(self, edit: Edit) -> None:
        stops = self._stops(edit.unit)
        first = edit.at % len(stops)
        start, end = stops[first], stops[min(first + 1 + edit.span % 3, len(stops) - 1)]
        cut = self.cells[start:end]
        copy = self.fresh("".join(char for char, _ in cut))
        if edit.kind == "insert":
            self._insert(start, self.fresh(_typed(edit)))
        elif edit.kind == "delete":
            self._delete(start, end)
        elif edit.kind == "replace":
            self.cells[start:end] = self.fresh(_typed(edit))
        elif edit.kind == "retype":
            self.cells[start:end] = copy
        elif edit.kind == "duplicate":
            self._insert(stops[edit.to % len(stops)], copy)
        else:
            del self.cells[start:end]
            places = [stop for stop in stops if not start < stop < end]
            target = places[edit.to % len(places)]
            target = target if target <= start else target - len(cut)
            self.cells[target:target] = cut

    def _insert(self, at: int, typed: list[tuple[str, int]]) -> None:
        """Of two equal texts side by side nobody can tell the new one: the later one is."""
        while typed and at < len(self.cells) and self.cells[at][0] == typed[0][0]:
            typed = [*((typed[i + 1][0], typed[i][1]) for i in range(len(typed) - 1)), typed[-1]]
            typed[-1] = (self.cells[at][0], typed[-1][1])
            at += 1
        self.cells[at:at] = typed

    def _delete(self, start: int, end: int) -> None:
        """Of two equal texts side by side the later one is deleted."""
        while start < end < len(self.cells) and self.cells[start][0] == self.cells[end][0]:
            start, end = start + 1, end + 1
        del self.cells[start:end]

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

    Two cases where it does not are not wrong, and are told apart in the figures:

    *Retyped*: the quote is the sole one in both versions; or the original does not stand any
    more and the quote, newly typed, is the sole one with its context. An old code point of
    another place (a look-alike) is no such thing, nor is a copy while the original stands.

    *Equivalent*: from an edge of the text to beyond the place and its context both versions are
    the same. One edit of the rest makes the same two texts and leaves these code points alone;
    what sees only two texts cannot know that the history was longer. So with a deletion between
    equal code points ("aXaY" to "aY"): which of them went, the text does not tell.
    """
    new = edited.text
    original = list(range(selector.start, selector.end))
    stands = _stands(original, edited.ids())
    place = found.selector
    if place is None:
        return Verdict.ORPHANED if stands else Verdict.LOST
    if new[place.start : place.end] != selector.exact or place.exact != selector.exact:
        return Verdict.WRONG
    tags = edited.ids(place.start, place.end)
    if tags == original:
        return Verdict.RIGHT
    lookalike = any(tag < len(old) and tag not in original for tag in tags)
    if _sole(old, new, selector.exact) or (
        not stands and not lookalike and _sole(old, new, _whole(selector))
    ):
        return Verdict.RETYPED
    equivalent = _one_edit(selector, place, old, new) or _seam(tags, original)
    return Verdict.EQUIVALENT if equivalent else Verdict.WRONG


def _seam(tags: list[int], original: list[int]) -> bool:
    """Whether the place is the original but for one end, which a deletion slid away to."""

    def joined(part: list[int]) -> bool:
        return all(after - before == 1 for before, after in itertools.pairwise(part))

    return any(
        (tags[cut:] == original[cut:] and joined(tags[:cut]))
        or (tags[:cut] == original[:cut] and joined(tags[cut:]))
        for cut in range(1, len(tags))
    )


def _one_edit(selector: Selector, place: Selector, old: str, new: str) -> bool:
    if selector.start == place.start:
        return new.startswith(old[: selector.end + 32])
    same_tail = len(old) - selector.end == len(new) - place.end
    return same_tail and selector.start >= 32 and new.endswith(old[selector.start - 32 :])


def _stands(original: list[int], ids: list[int]) -> bool:
    if original[0] not in ids:
        return False
    at = ids.index(original[0])
    return ids[at : at + len(original)] == original


def _sole(old: str, new: str, part: str) -> bool:
    return count(old, part) == count(new, part) == 1


def _whole(selector: Selector) -> str:
    return selector.prefix + selector.exact + selector.suffix


def count(text: str, part: str) -> int:
    """Overlapping occurrences, by looking at every place."""
    return sum(text.startswith(part, at) for at in range(len(text)))


def random_edit(dice: random.Random) -> Edit:
    numbers = (dice.randrange(10**6) for _ in range(4))
    return Edit(dice.choice(KINDS), dice.choice(UNITS), *numbers)


def random_text(dice: random.Random) -> str:
    """A text full of repetitions; now and then a periodic one."""
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
