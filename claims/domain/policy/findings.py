"""What a rule finds: where, how grave, and what to do about it."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from claims.domain.counting import Id


class Severity(StrEnum):
    """From what stops publication to what is only worth knowing."""

    BLOCK = "block"
    WARN = "warn"
    INFO = "info"

    @property
    def order(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


class RecordKind(StrEnum):
    ARTICLE = "article"
    CLAIM = "claim"
    ATTRIBUTION = "attribution"
    SOURCE = "source"
    COMMENT_REQUEST = "comment request"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Record:
    """The record at which to mend it."""

    kind: RecordKind
    id: Id


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule's function gives; the registry and the profile add the rest.

    `claim` is set where an article's rule finds something of one claim. `at_most` keeps the
    severity down where nobody here could mend it. `sealed` are confidential sources of which the
    finding says more than the copy does: only those who may read about all of these may read it.
    """

    record: Record
    message: str
    remedy: str
    claim: Id | None = None
    at_most: Severity = Severity.BLOCK
    sealed: frozenset[Id] = frozenset()


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding under a profile; `claim` None: it is about the article."""

    rule: str
    severity: Severity
    record: Record
    message: str
    remedy: str
    claim: Id | None = None
    sealed: frozenset[Id] = frozenset()

    @property
    def key(self) -> tuple[str, Id | None, RecordKind, Id]:
        """What tells it from every other finding of an evaluation, and survives the next one."""
        return (self.rule, self.claim, self.record.kind, self.record.id)

    def veiled(self, article: Id) -> Finding:
        """What those see of it who may not read about all the sources it is sealed for."""
        return replace(
            self,
            rule=VEILED,
            claim=None,
            sealed=frozenset(),
            record=Record(RecordKind.ARTICLE, article),
            message="A finding about a confidential source, which only those who know it may read.",
            remedy="Ask the handlers of the article's confidential sources to look at it.",
        )


VEILED = "confidential-source"  # no rule has this code


def seen_by(findings: Iterable[Finding], article: Id, readable: Container[Id]) -> list[Finding]:
    """`findings` as somebody sees them who may read about the confidential sources `readable`."""
    seen = (
        one if all(source in readable for source in one.sealed) else one.veiled(article)
        for one in findings
    )
    return list(dict.fromkeys(seen))
