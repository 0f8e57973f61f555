"""Where the words of an anchor may stand now that it lost its place, for a person to choose from.

Nothing is decided here: an anchor that is ambiguous or gone goes where somebody puts it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from claims.domain.diff import Piece, Segment, segments
from claims.domain.lookalikes import occurrences

AROUND = 40  # code points of context that are shown on each side
MOST = 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place in the text, with what stands around it; `is_rewritten`: other words than before."""

    start: int
    end: int
    exact: str
    before: str
    after: str
    is_rewritten: bool = False


def candidates(quote: str, old: str, start: int, end: int, new: str) -> list[Candidate]:
    """Where `quote`, once at `start` to `end` of the text `old`, may stand in `new`.

    First what stands now where it stood, if these are other words; then every place of the quote,
    the nearest to it first; at most MOST.
    """
    at = followed(segments(old, new), start, end)
    places = occurrences(new, quote)
    if at is not None:
        places.sort(key=lambda place: abs(place - at[0]))
    found = [_candidate(new, place, place + len(quote)) for place in places[:MOST]]
    if at is not None and quote not in new[slice(*at)] and new[slice(*at)].strip():
        found.insert(0, _candidate(new, *_bare(new, *at), is_rewritten=True))
    return found[:MOST]


def followed(change: Iterable[Segment], start: int, end: int) -> tuple[int, int] | None:
    """Where the old text from `start` to `end` went: what was kept of it, and what replaced it.

    None where nothing came in its place.
    """
    first = last = None
    at = 0  # in the new text
    for one in change:
        if one.piece is Piece.REMOVED:
            if one.start < end and one.end > start and first is None:
                first = at
            continue
        length = len(one.text)
        if one.piece is Piece.ADDED:
            # inside, or in place of what was removed up to here
            if first is not None and start < one.start <= end:
                last = at + length
        elif one.start < end and one.end > start:
            kept = max(start, one.start), min(end, one.end)
            first = at + kept[0] - one.start if first is None else first
            last = at + kept[1] - one.start
        at += length
    return None if first is None or last is None or first >= last else (first, last)


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the blanks at both ends."""
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def _candidate(text: str, start: int, end: int, is_rewritten: bool = False) -> Candidate:
    return Candidate(
        start,
        end,
        text[start:end],
        text[max(0, start - AROUND) : start],
        text[end : end + AROUND],
        is_rewritten,
    )
