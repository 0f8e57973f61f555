"""What counting is told of sources and attributions, and what it answers in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from claims.domain.vocabulary import Basis, Stance, Terms
from sources.domain.vocabulary import CONFIDENTIAL_NAMINGS, Naming, SourceKind

Id = Any  # anything hashable; in production a UUID


class InvalidAttribution(ValueError):
    """A row that cannot be counted: its source is its own conduit, or fewer than one speak."""


class UnknownSource(InvalidAttribution, LookupError):
    """A row, or a spokesman, refers to a source that was not handed in."""


@dataclass(frozen=True, slots=True)
class SourceFact:
    """A source as counting sees it; `headcount` None: a group that nobody counted."""

    id: Id
    kind: SourceKind
    naming: Naming
    headcount: int | None = None
    speaks_for: Id | None = None

    @property
    def is_confidential(self) -> bool:
        return self.naming in CONFIDENTIAL_NAMINGS


@dataclass(frozen=True, slots=True)
class AttributionFact:
    """A row as counting sees it; `headcount` None: the whole group; `independent` None: unknown."""

    id: Id
    source: Id
    stance: Stance
    headcount: int | None = None
    others: bool = False
    terms: Terms = Terms.NOT_STATED
    via: Id | None = None
    knows_from: Id | None = None
    independent: bool | None = None
    basis: Basis = Basis.NOT_STATED
    withdrawn: bool = False

    @property
    def asserts(self) -> bool:
        return self.stance is Stance.ASSERTS

    @property
    def confirms_independently(self) -> bool:
        return self.stance is Stance.CONFIRMS and self.independent is True

    @property
    def documented(self) -> bool:
        """Confirms independently, and that it is independent has been documented."""
        return self.confirms_independently and self.basis is Basis.DOCUMENTED


@dataclass(frozen=True, slots=True)
class Counts:
    """One set of counts of a claim; the flags qualify `source_count`."""

    source_count: int = 0
    origin_count: int = 0
    independent_confirmations: int = 0
    documented_confirmations: int = 0
    denials: int = 0
    partial_confirmations: int = 0
    uncounted: bool = False
    circular: bool = False
