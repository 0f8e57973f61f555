"""What a fact-check binder is made of, however it is drawn: on a page, or as a PDF.

Only words in here, each as its own value: whoever draws them puts them down as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from desk.domain.marking import Piece, Span, marked


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known, and what it is called."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One record: `quote` are somebody's words, `mark` what must not be overlooked."""

    title: str
    facts: tuple[Fact, ...] = ()
    text: str = ""
    quote: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Records of one kind; `empty` is said where there are none."""

    title: str
    entries: tuple[Entry, ...]
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A claim, with its number in the text."""

    number: int
    name: str
    title: str
    status: str
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of a paragraph: the numbers of the claims that begin with it, and whether any lies
    over it.
    """

    text: str
    opens: tuple[int, ...]
    is_marked: bool


@dataclass(frozen=True, slots=True)
class Binder:
    """`mark` stands on each page; `version` is the number of the text's, where it may be told;
    `language` is that of the text, as its tag.
    """

    headline: str
    kind: str
    mark: str
    version: str
    printed: str
    language: str
    facts: tuple[Fact, ...]
    paragraphs: tuple[tuple[Said, ...], ...]
    chapters: tuple[Chapter, ...]
    sections: tuple[Section, ...]

    def as_data(self) -> dict[str, Any]:
        """In plain values, for JSON."""
        return asdict(self)


def facts_of(*given: tuple[str, object]) -> tuple[Fact, ...]:
    """Those of `given` (label, value) that say something."""
    return tuple(Fact(label, str(value)) for label, value in given if value not in (None, ""))


def paragraphs(text: str, places: Iterable[tuple[int, int, int]]) -> tuple[tuple[Said, ...], ...]:
    """The lines of `text` that are not empty, with the numbers of claims at their words.

    `places` are the number of a claim, and where it stands: start and end in code points.
    """
    spans = [Span(str(number), start, end) for number, start, end in places]
    lines = (line.pieces for line in marked(text, spans))
    return tuple(
        tuple(_said(piece) for piece in pieces)
        for pieces in lines
        if any(piece.text.strip() for piece in pieces)
    )


def _said(piece: Piece) -> Said:
    return Said(piece.text, tuple(int(one) for one in piece.opens), bool(piece.keys))
