"""What counting is told of sources and attributions, and what it answers in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from claims.domain.vocabulary import Basis, Stance, Terms
from sources.domain.vocabulary import Naming, SourceKind

Id = Any  # anything hashable: a UUID in production, a letter in the tests


class InvalidAttribution(ValueError):
    """A row that cannot be counted: its own conduit, or a source that was not handed in."""


@dataclass(frozen=True, slots=True)
class SourceFact:
    id: Id
    kind: SourceKind
    naming: Naming
    headcount: int | None = None
    speaks_for: Id | None = None


@dataclass(frozen=True, slots=True)
class AttributionFact:
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


@dataclass(frozen=True, slots=True)
class Counts:
    source_count: int = 0
    origin_count: int = 0
    independent_confirmations: int = 0
    documented_confirmations: int = 0
    denials: int = 0
    partial_confirmations: int = 0
    uncounted: bool = False
    circular: bool = False
