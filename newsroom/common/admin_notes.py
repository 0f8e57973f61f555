"""What a page says of other people's changes: beside each field, and in sum at its head."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from newsroom.common.history import Written
from newsroom.common.models import User

CONTEXT = 60  # characters of unchanged text that are shown around a change
YOU = "You, in another window"
SOMEBODY = "Somebody"


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of text: same, removed or added."""

    piece: str
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """One field: who changed it and when; what stood, what stands, and what the person typed.

    A value that is None is not known, or is not this person's to read. Of long texts `theirs` and
    `yours` say what was changed, word by word.
    """

    name: str
    label: str
    who: str
    at: str
    was: str | None
    now: str | None
    mine: str | None
    theirs: tuple[Passage, ...] = ()
    yours: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A note in the sum at the head of a page: of which row, and where on the page it stands."""

    row: str
    target: str
    note: Note


@dataclass(frozen=True, slots=True)
class Sum:
    """What the head of a page says: who changed what, what was closed, or that nobody knows."""

    who: str
    is_unseen: bool
    lines: tuple[Line, ...]
    closed: tuple[tuple[str, str], ...]


def name_of(written: Written | None, viewer: User | None) -> str:
    """Who wrote, as `viewer` knows them."""
    if written is None or written.by is None:
        return SOMEBODY
    return YOU if written.by == viewer else str(written.by)


def listed(names: Iterable[str]) -> str:
    """Mara Lind, Ben Ott and Somebody: each once."""
    *first, last = dict.fromkeys(names) or [SOMEBODY]
    return f"{', '.join(first)} and {last}" if first else last


def in_a_sentence(told: Sum) -> str:
    """Mara Lind changed this meanwhile: headcount (5 → 6)."""
    changes = [f"{one.note.label} ({one.note.was} → {one.note.now})" for one in told.lines]
    return f"{told.who} changed this meanwhile{': ' if changes else ''}{', '.join(changes)}."


Compare = Callable[[str, str], Sequence[Any]]
_compare: list[Compare] = []


def compare_with(compare: Compare) -> None:
    """Take `compare` to tell two texts apart: it gives runs with `piece` and `text`."""
    _compare[:] = [compare]


def compared(old: str, new: str) -> tuple[Passage, ...]:
    """From `old` to `new`, with unchanged text cut to what stands around a change."""
    runs = _compare[0](old, new) if _compare else ()
    last = len(runs) - 1
    return tuple(
        Passage(run.piece, _cut(run.text, index == 0, index == last))
        if run.piece == "same"
        else Passage(run.piece, run.text)
        for index, run in enumerate(runs)
    )


def _cut(text: str, is_first: bool, is_last: bool) -> str:
    if len(text) <= 3 * CONTEXT:
        return text
    head = "" if is_first else text[:CONTEXT].rpartition(" ")[0]
    tail = "" if is_last else text[-CONTEXT:].partition(" ")[2]
    return f"{head} … {tail}"
