"""The register of rules, and what a rule's function is handed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import cast

from claims.domain.counting import Id
from claims.domain.policy.facts import (
    ApprovalFacts,
    ArticleFacts,
    AttributionFacts,
    ClaimFacts,
    SourceFacts,
)
from claims.domain.policy.findings import Found, Record, RecordKind, Severity
from claims.domain.policy.handbooks import Practice
from claims.domain.policy.parameters import Choice, Parameter, Value
from claims.domain.vocabulary import ApprovalKind, Rank, Terms
from sources.domain.vocabulary import CONFIDENTIAL_NAMINGS, Naming

_RANKS = list(Rank)
_VEILED_TERMS = frozenset({Terms.ANONYMITY, Terms.BACKGROUND, Terms.DEEP_BACKGROUND})
_IDENTIFIED = frozenset({Naming.NAMED, Naming.BY_OFFICE})


class Scope(StrEnum):
    CLAIM = "claim"
    ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class Context:
    """The article, the time, and the parameters of the rule that is asked."""

    facts: ArticleFacts
    now: datetime
    values: Mapping[str, Value]

    def number(self, name: str) -> int:
        return cast("int", self.values[name])

    def flag(self, name: str) -> bool:
        return cast("bool", self.values[name])

    def text(self, name: str) -> str:
        return cast("str", self.values[name])

    def words(self, name: str) -> tuple[str, ...]:
        return cast("tuple[str, ...]", self.values[name])

    def source(self, row: AttributionFacts) -> SourceFacts:
        return self.facts.sources[row.source]

    def via(self, row: AttributionFacts) -> SourceFacts | None:
        return None if row.via is None else self.facts.sources[row.via]

    def anonymous(self, row: AttributionFacts) -> bool:
        """Whether the reader is not told who says so, or through whom we have it."""
        via = self.via(row)
        return self._veils(self.source(row), row) or (via is not None and is_confidential(via))

    def _veils(self, source: SourceFacts, row: AttributionFacts) -> bool:
        if is_confidential(source):
            return True
        return source.naming is Naming.COLLECTIVE and row.terms in _VEILED_TERMS

    def identified(self, row: AttributionFacts) -> bool:
        """Whether the reader is told who says so, by name or office, and nobody unnamed is between.

        A collective ("diplomats") is neither anonymous nor identified.
        """
        return self.source(row).naming in _IDENTIFIED and not self.anonymous(row)

    def rests_on_anonymous(self, claim: ClaimFacts) -> bool:
        """Whether somebody anonymous stands up for the claim, and nobody whom the reader knows."""
        rows = claim.supporting
        return any(map(self.anonymous, rows)) and not any(map(self.identified, rows))

    def approved(
        self,
        kinds: Iterable[ApprovalKind],
        *records: ClaimFacts | AttributionFacts,
    ) -> bool:
        """Whether one of `records` has an approval of one of `kinds`, by `rank` or above."""
        wanted = frozenset(kinds)
        rank = Rank(self.text("rank"))
        return any(
            one.kind in wanted and is_of_rank(one, rank)
            for record in records
            for one in record.approvals
        )


ClaimCheck = Callable[[ClaimFacts, Context], Iterable[Found]]
ArticleCheck = Callable[[Context], Iterable[Found]]
Moments = Callable[[Context], Iterable[datetime]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as people read it, and the function that applies it.

    `replaces` are codes of rules whose findings on the same claim go where this one has found
    something: they have the same root. `moments` gives the times at which its findings may change
    though no fact does; a rule without it does not look at the clock.
    """

    code: str
    title: str
    asks: str
    why: str
    practice: tuple[Practice, ...]
    severity: Severity
    scope: Scope
    check: ClaimCheck | ArticleCheck
    own_copy_only: bool = False
    english_only: bool = False
    parameters: tuple[Parameter, ...] = ()
    replaces: frozenset[str] = frozenset()
    moments: Moments | None = None

    @property
    def subject(self) -> str:
        """What it is about, as the module is called in which it stands."""
        return self.check.__module__.rpartition(".")[2]

    def applies_to(self, facts: ArticleFacts) -> bool:
        return (facts.own or not self.own_copy_only) and (facts.english or not self.english_only)

    def on_claim(self, claim: ClaimFacts, context: Context) -> Iterable[Found]:
        return cast("ClaimCheck", self.check)(claim, context)

    def on_article(self, context: Context) -> Iterable[Found]:
        return cast("ArticleCheck", self.check)(context)


REGISTRY: dict[str, Rule] = {}


@dataclass(frozen=True, slots=True)
class Register:
    """Registers a function as a rule under `code`: a decorator for claims, one for articles."""

    code: str
    title: str
    asks: str
    why: str
    practice: tuple[Practice, ...]
    severity: Severity
    own_copy_only: bool = False
    english_only: bool = False
    parameters: tuple[Parameter, ...] = ()
    replaces: tuple[str, ...] = ()
    moments: Moments | None = None

    def claim(self, check: ClaimCheck) -> ClaimCheck:
        self._add(check, Scope.CLAIM)
        return check

    def article(self, check: ArticleCheck) -> ArticleCheck:
        self._add(check, Scope.ARTICLE)
        return check

    def _add(self, check: ClaimCheck | ArticleCheck, scope: Scope) -> None:
        if self.code in REGISTRY:
            raise ValueError(f"Two rules are called {self.code}. Give one of them another code.")
        REGISTRY[self.code] = Rule(
            code=self.code,
            title=self.title,
            asks=self.asks,
            why=self.why,
            practice=self.practice,
            severity=self.severity,
            scope=scope,
            check=check,
            own_copy_only=self.own_copy_only,
            english_only=self.english_only,
            parameters=self.parameters,
            replaces=frozenset(self.replaces),
            moments=self.moments,
        )


def rank_parameter(asks: str, default: Rank) -> Choice:
    return Choice("rank", asks, default.value, tuple(one.value for one in Rank))


def is_confidential(source: SourceFacts) -> bool:
    return source.naming in CONFIDENTIAL_NAMINGS


def at_least(rank: Rank | None, wanted: Rank) -> bool:
    """Whether `rank` is `wanted` or above; one that is not recorded never is."""
    return rank is not None and _RANKS.index(rank) >= _RANKS.index(wanted)


def is_of_rank(approval: ApprovalFacts, wanted: Rank) -> bool:
    return at_least(approval.rank, wanted)


def of_claim(claim: ClaimFacts) -> Record:
    return Record(RecordKind.CLAIM, claim.id)


def of_row(row: AttributionFacts) -> Record:
    return Record(RecordKind.ATTRIBUTION, row.id)


def of_source(source: Id) -> Record:
    return Record(RecordKind.SOURCE, source)


def of_article(facts: ArticleFacts) -> Record:
    return Record(RecordKind.ARTICLE, facts.id)


def number(count: int, noun: str) -> str:
    """ "1 origin", "2 origins"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
