"""Doubts about a place that an anchor's quote and context point to.

Thirty-two code points on each side, unique in both versions, are strong evidence, not proof: a
passage may have been copied together with its context and the original changed, or two equal
passages run into one. Each check here reads wider than the context and finds the places where
the two texts can be explained in more than one way. There the anchor has no certain place.
"""

from __future__ import annotations

from dataclasses import dataclass

CONTEXT = 32  # code points of context on each side
COUNT_LIMIT = 100  # occurrences looked at before "many" is said; bounds the time on any text
_RUN_LIMIT = 2048  # code points over which two places are compared
_STEP, _TRIES = 16, 24  # how a landmark is looked for: outwards, in code points


@dataclass(frozen=True, slots=True)
class Place:
    """A span of a text: code points, `end` exclusive."""

    text: str
    start: int
    end: int

    @property
    def exact(self) -> str:
        return self.text[self.start : self.end]

    @property
    def prefix(self) -> str:
        return self.text[max(0, self.start - CONTEXT) : self.start]

    @property
    def suffix(self) -> str:
        return self.text[self.end : self.end + CONTEXT]

    @property
    def tail(self) -> int:
        """Code points after the span."""
        return len(self.text) - self.end


def occurrences(text: str, needle: str, limit: int = COUNT_LIMIT) -> list[int]:
    """Starts of the first `limit` occurrences of `needle`, overlapping ones included."""
    found: list[int] = []
    at = text.find(needle)
    while at >= 0 and len(found) < limit:
        found.append(at)
        at = text.find(needle, at + 1)
    return found


def is_sole(text: str, needle: str) -> bool:
    """Whether `needle` occurs exactly once, overlapping occurrences counted."""
    at = text.find(needle)
    return at >= 0 and text.find(needle, at + 1) < 0


def doubtful(old: Place, new: Place) -> bool:
    """Whether `new`, which has the quote and context of `old`, may still be a look-alike."""
    if _has_rival(old, new) or _has_rival(new, old):
        return True
    if _has_grown(old, new):
        return not _untouched(old, new)
    return not _edges_hold(old, new) or _displaced(old, new)


def _has_grown(old: Place, new: Place) -> bool:
    """Whether the quote stands more often than before: somebody copied or retyped it."""
    has = len(occurrences(new.text, new.exact))
    if has == COUNT_LIMIT:  # too many to visit one by one; overlaps hardly matter among so many
        return new.text.count(new.exact) > old.text.count(old.exact)
    return has > len(occurrences(old.text, old.exact))


def _untouched(old: Place, new: Place) -> bool:
    """Whether both texts are the same from an edge to beyond the place and its context.

    Then one edit of the rest explains the new text, and no reader of both could tell otherwise.
    """
    if old.start == new.start:
        return new.text.startswith(old.text[: old.end + CONTEXT])
    tail = old.text[max(0, old.start - CONTEXT) :]
    return old.start >= CONTEXT and old.tail == new.tail and new.text.endswith(tail)


def _edges_hold(old: Place, new: Place) -> bool:
    """Whether a context cut short by an edge of the text is as good as a whole one.

    It is while the place still stands at that edge; otherwise the other side must match by as
    many code points more.
    """
    more_right = 0 if old.start == new.start else max(0, CONTEXT - old.start)
    more_left = 0 if old.tail == new.tail else max(0, CONTEXT - old.tail)
    right_enough = not more_right or _run_right(old, new) >= CONTEXT + more_right
    return right_enough and (not more_left or _run_left(old, new) >= CONTEXT + more_left)


def _has_rival(place: Place, found: Place) -> bool:
    """Whether elsewhere in the text of `found` a whole side of the context stands, for as long.

    Asked both ways. Old to new: the quote was copied with its context and the original changed
    on one side. New to old: two equal passages ran into one that has a side of each.
    """
    return _has_rival_left(place, found) or _has_rival_right(place, found)


def _has_rival_left(place: Place, found: Place) -> bool:
    if place.start < CONTEXT:  # a side cut short by the edge is whole only with that edge
        at_edge = found.text.startswith(place.text[: place.end])
        return at_edge and found.start != place.start
    run = _run_left(place, found)
    return run <= place.start and not is_sole(found.text, place.text[place.start - run : place.end])


def _has_rival_right(place: Place, found: Place) -> bool:
    if place.tail < CONTEXT:
        at_edge = found.text.endswith(place.text[place.start :])
        return at_edge and found.tail != place.tail
    run = _run_right(place, found)
    return run <= place.tail and not is_sole(found.text, place.text[place.start : place.end + run])


def _run_left(one: Place, other: Place) -> int:
    """Code points that both have in common before them; the edge of both texts counts as one."""
    first = one.text[max(0, one.start - _RUN_LIMIT) : one.start]
    second = other.text[max(0, other.start - _RUN_LIMIT) : other.start]
    return _common(first[::-1], second[::-1]) + (first == second and one.start == other.start)


def _run_right(one: Place, other: Place) -> int:
    """Code points that both have in common after them; the edge of both texts counts as one."""
    first = one.text[one.end : one.end + _RUN_LIMIT]
    second = other.text[other.end : other.end + _RUN_LIMIT]
    return _common(first, second) + (first == second and one.tail == other.tail)


def _common(first: str, second: str) -> int:
    """Length of the common beginning, by halving."""
    low, high = 0, min(len(first), len(second))
    while low < high:
        middle = (low + high + 1) // 2
        if first[low:middle] == second[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _displaced(old: Place, new: Place) -> bool:
    """Whether the quote may still stand, changed around, in the old surroundings.

    These lie between the nearest texts on both sides that both versions have exactly once, and
    must hold fewer quotes than before, apart from `new`.
    """
    old_first, first = _landmark_before(old, new.text)
    old_last, last = _landmark_after(old, new.text)
    inside = first <= new.start and new.end <= last
    near = len(occurrences(new.text[first : max(first, last)], new.exact)) - inside
    return near >= len(occurrences(old.text[old_first:old_last], old.exact))


def _landmark_before(old: Place, new: str) -> tuple[int, int]:
    """Where the nearest landmark before `old` ends, in the old and in the new text."""
    for end in range(old.start, CONTEXT - 1, -_STEP)[:_TRIES]:
        mark = old.text[end - CONTEXT : end]
        if is_sole(new, mark) and is_sole(old.text, mark):
            return end, new.find(mark) + CONTEXT
    return 0, 0


def _landmark_after(old: Place, new: str) -> tuple[int, int]:
    """Where the nearest landmark after `old` starts, in the old and in the new text."""
    for start in range(old.end, len(old.text) - CONTEXT + 1, _STEP)[:_TRIES]:
        mark = old.text[start : start + CONTEXT]
        if is_sole(new, mark) and is_sole(old.text, mark):
            return start, new.find(mark)
    return len(old.text), len(new)
