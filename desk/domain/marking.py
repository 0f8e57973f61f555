"""A text cut into pieces, so that overlapping anchors can be marked in it.

Positions are Unicode code points of the text, `end` exclusive, as everywhere in anchoring.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Span:
    """A marked part of a text: `key` says of what."""

    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of one line over which the same spans lie: the longest first, the innermost last.

    `opens` are those of them that begin with it.
    """

    start: int
    text: str
    keys: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text without its line feed; an empty line has no pieces."""

    start: int
    pieces: tuple[Piece, ...]


def marked(text: str, spans: Iterable[Span]) -> list[Line]:
    """The lines of `text`, cut wherever a span begins or ends; joined by line feeds, the text.

    A key that marks overlapping parts is named once on a piece. Spans that reach beyond the text,
    or are empty, mark nothing there.
    """
    waiting = sorted((one for one in spans if one.start < one.end), key=lambda one: one.start)
    over: list[Span] = []
    lines, start, at = [], 0, 0
    for line in text.split("\n"):
        end = start + len(line)
        while at < len(waiting) and waiting[at].start < end:
            over.append(waiting[at])
            at += 1
        lines.append(Line(start, tuple(_pieces(line, start, over))))
        over = [one for one in over if one.end > end]
        start = end + 1
    return lines


def _pieces(line: str, start: int, over: list[Span]) -> Iterator[Piece]:
    end = start + len(line)
    cuts = {start, end} | {at for one in over for at in (one.start, one.end) if start < at < end}
    for left, right in pairwise(sorted(cuts)):
        here = [one for one in over if one.start < right and one.end > left]
        here.sort(key=lambda one: (one.start - one.end, one.start))
        yield Piece(
            left,
            line[left - start : right - start],
            tuple(dict.fromkeys(one.key for one in here)),
            tuple(dict.fromkeys(one.key for one in here if max(one.start, start) == left)),
        )
