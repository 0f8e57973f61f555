"""What changed between two versions of a text, and which anchors a change touched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import accumulate

_WORDS = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
# Above this the words of what differs are compared line by line: matching is quadratic at worst.
_MOST_WORDS = 4_000


class Piece(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text. `start`, `end`: code points in the old text; of an addition the same twice."""

    piece: Piece
    text: str
    start: int
    end: int


def segments(old: str, new: str) -> list[Segment]:
    """From `old` to `new`, word by word: what is not ADDED makes the old text, what is not REMOVED
    the new one.
    """
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    found = [
        Segment(Piece.SAME, old[:head], 0, head),
        *_matched(*_pieces(middle_old, middle_new), head),
        Segment(Piece.SAME, old[len(old) - tail :], len(old) - tail, len(old)),
    ]
    return _joined(one for one in found if one.text)


def _joined(found: Iterable[Segment]) -> list[Segment]:
    """Runs of the same kind, one after the other, as one."""
    joined: list[Segment] = []
    for one in found:
        last = joined[-1] if joined else None
        if last and last.piece is one.piece:
            joined[-1] = Segment(one.piece, last.text + one.text, last.start, one.end)
        else:
            joined.append(one)
    return joined


def _common(one: str, other: str) -> int:
    """How many code points both begin with, back to where a word began in both."""
    length = min(len(one), len(other))
    same = next((i for i in range(length) if one[i] != other[i]), length)
    if same == len(one) == len(other):
        return same
    while same and (one[same - 1].isalnum() or other[same - 1].isalnum()):
        same -= 1
    return same


def _pieces(old: str, new: str) -> tuple[list[str], list[str]]:
    words = _WORDS.findall(old), _WORDS.findall(new)
    if max(map(len, words)) <= _MOST_WORDS:
        return words
    return _LINES.findall(old), _LINES.findall(new)


def _matched(before: Sequence[str], after: Sequence[str], offset: int) -> Iterable[Segment]:
    places = [offset, *(offset + n for n in accumulate(len(word) for word in before))]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield Segment(Piece.SAME, "".join(before[i1:i2]), places[i1], places[i2])
            continue
        yield Segment(Piece.REMOVED, "".join(before[i1:i2]), places[i1], places[i2])
        yield Segment(Piece.ADDED, "".join(after[j1:j2]), places[i2], places[i2])


def touches(changes: Iterable[Segment], start: int, end: int) -> bool:
    """Whether a change removes some of the old text from `start` to `end`, or adds inside it."""
    for change in changes:
        removed = change.piece is Piece.REMOVED and change.start < end and start < change.end
        added = change.piece is Piece.ADDED and start < change.start < end
        if removed or added:
            return True
    return False
