"""What the rules are told of an article, its claims and whoever stands behind them.

Facts are plain and frozen; sources are found by id in `ArticleFacts.sources`. Nothing here says
who a confidential source is: of what is restricted the rules learn only whether it is recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from claims.domain.comment import CommentFact
from claims.domain.counting import AttributionFact, Explanation, Id, SourceFact
from claims.domain.vocabulary import (
    ApprovalKind,
    ArticleStatus,
    ClaimKind,
    ClaimOutcome,
    CommentOutcome,
    Exemption,
    Knowledge,
    LegalOutcome,
    LinkKind,
    Medium,
    Occasion,
    Provenance,
    Quotation,
    Rank,
    Recorded,
    Scope,
    Stance,
    Status,
    Terms,
)
from sources.domain.vocabulary import Naming, SourceKind

SUPPORT = frozenset({Stance.ASSERTS, Stance.CONFIRMS})


@dataclass(frozen=True, slots=True)
class AnchorFacts:
    """Where something stands in the version judged; no `start` and `end`: it is orphaned there."""

    exact: str
    start: int | None
    end: int | None

    @property
    def orphaned(self) -> bool:
        return self.start is None


@dataclass(frozen=True, slots=True)
class ApprovalFacts:
    """An approval; `kind` and `rank` are None where what is recorded is no word of the field."""

    id: Id
    kind: ApprovalKind | None
    rank: Rank | None
    at: datetime
    version: Id | None = None


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """A source: what counting is told of it, its public wording, and what is on record.

    `known_to` are the ranks of the staff who know who it is; `same_person` are sources known to
    be the same person, by a link or by comparing sealed identities, in either direction;
    `uncompared` says that its sealed identity could not be read, so that nobody knows.
    """

    counting: SourceFact
    description: str = ""
    name: str = ""
    has_affiliation: bool = False
    has_role: bool = False
    has_motive: bool = False
    has_handler: bool = False
    anonymity_reason: str = ""
    known_to: frozenset[Rank] = frozenset()
    compromised: bool = False
    same_person: frozenset[Id] = frozenset()
    uncompared: bool = False
    merged_into: Id | None = None

    @property
    def id(self) -> Id:
        return self.counting.id

    @property
    def kind(self) -> SourceKind:
        return self.counting.kind

    @property
    def naming(self) -> Naming:
        return self.counting.naming

    @property
    def headcount(self) -> int | None:
        """How many people it is; None where nobody counted, or where it is not people."""
        return 1 if self.kind is SourceKind.PERSON else self.counting.headcount

    @property
    def shown(self) -> str:
        """Its public wording, for a message."""
        return self.description or self.name


@dataclass(frozen=True, slots=True)
class ConditionFacts:
    """The three conditions for an anonymous source; None: nobody has said."""

    information_vital: bool | None = None
    unavailable_on_record: bool | None = None
    reliable_and_placed: bool | None = None
    attested: bool = False

    @property
    def missing(self) -> list[str]:
        """Those that are not attested, in words."""
        words = {
            "that it is information, not opinion, and vital": self.information_vital,
            "that it cannot be had on the record": self.unavailable_on_record,
            "that the source is reliable and placed to know": self.reliable_and_placed,
        }
        return [text for text, holds in words.items() if not (self.attested and holds)]


@dataclass(frozen=True, slots=True)
class AttributionFacts:
    """One row: what counting is told of it, and how and on what terms it was said."""

    counting: AttributionFact
    medium: Medium = Medium.NOT_STATED
    knowledge: Knowledge = Knowledge.NOT_STATED
    basis_note: str = ""
    scope: Scope = Scope.NOT_STATED
    quotation: Quotation = Quotation.NOT_STATED
    quote: str = ""
    stated_on: str = ""
    occasion: Occasion = Occasion.NOT_STATED
    conditions: ConditionFacts = ConditionFacts()
    anchors: tuple[AnchorFacts, ...] = ()
    approvals: tuple[ApprovalFacts, ...] = ()

    @property
    def id(self) -> Id:
        return self.counting.id

    @property
    def source(self) -> Id:
        return self.counting.source

    @property
    def via(self) -> Id | None:
        return self.counting.via

    @property
    def stance(self) -> Stance:
        return self.counting.stance

    @property
    def terms(self) -> Terms:
        return self.counting.terms

    @property
    def words(self) -> list[str]:
        """What the copy says of it, where it still stands there."""
        return [anchor.exact for anchor in self.anchors if not anchor.orphaned]


@dataclass(frozen=True, slots=True)
class EvidenceFacts:
    id: Id
    locator: str = ""
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """A claim linked to this one: how it stands, and when a notice last corrected it."""

    id: Id
    kind: LinkKind
    status: Status
    corrected_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """One claim, with its rows in the order in which they were logged.

    `internal` and `public` are what counting gives for these rows. `changed_at` is when anything
    last changed that a decision rests on, `decided_at` when its decided status was set.
    """

    id: Id
    statement: str
    internal: Explanation
    public: Explanation
    label: str = ""
    kind: ClaimKind = ClaimKind.FACT
    is_lead: bool = False
    hedge: str = ""
    as_of: str = ""
    exemption: Exemption = Exemption.NONE
    exemption_reason: str = ""
    status: Status = Status.UNVERIFIED
    decided_at: datetime | None = None
    changed_at: datetime | None = None
    outcome: ClaimOutcome = ClaimOutcome.OPEN
    anchors: tuple[AnchorFacts, ...] = ()
    attributions: tuple[AttributionFacts, ...] = ()
    evidence: tuple[EvidenceFacts, ...] = ()
    approvals: tuple[ApprovalFacts, ...] = ()
    links: tuple[LinkFacts, ...] = ()

    @property
    def standing(self) -> list[AttributionFacts]:
        return [row for row in self.attributions if not row.counting.withdrawn]

    @property
    def on_sheet(self) -> list[AttributionFacts]:
        """Standing rows that may be on a sheet at all."""
        return [row for row in self.standing if row.terms is not Terms.OFF_THE_RECORD]

    @property
    def supporting(self) -> list[AttributionFacts]:
        return [row for row in self.on_sheet if row.stance in SUPPORT]

    @property
    def words(self) -> list[str]:
        """The claim as the copy has it, where it still stands there."""
        return [anchor.exact for anchor in self.anchors if not anchor.orphaned]

    @property
    def exempt(self) -> bool:
        return self.exemption is not Exemption.NONE


@dataclass(frozen=True, slots=True)
class AttemptFacts:
    at: datetime
    channel: str
    reached: bool = False


@dataclass(frozen=True, slots=True)
class CommentRequestFacts:
    """A request for comment: of whom, about which claims, how often tried, what came of it.

    `reached_sources` are confidential sources known to be the person who was reached.
    """

    id: Id
    party: Id
    claims: frozenset[Id] = frozenset()
    outcome: CommentOutcome = CommentOutcome.PENDING
    recorded: Recorded = Recorded.LOGGED
    reached: str = ""
    reached_sources: frozenset[Id] = frozenset()
    not_asked_reason: str = ""
    deadline: datetime | None = None
    responded_at: datetime | None = None
    attempts: tuple[AttemptFacts, ...] = ()

    def as_comment(self, party: str) -> CommentFact:
        """The same for the rules on what may be said of an exchange."""
        return CommentFact(
            party=party,
            outcome=self.outcome,
            recorded=self.recorded,
            attempts=len(self.attempts),
            reached=self.reached,
            not_asked_reason=self.not_asked_reason,
            contacted=any(one.reached for one in self.attempts),
        )


@dataclass(frozen=True, slots=True)
class LegalReadFacts:
    """A lawyer's reading of one version."""

    version: Id
    outcome: LegalOutcome
    at: datetime


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """The version that is judged; anchors are of its `text`."""

    id: Id
    headline: str
    text: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """An article at one version. `approvals` and `legal_reads` are those of all its versions."""

    id: Id
    version: VersionFacts
    provenance: Provenance = Provenance.OWN
    status: ArticleStatus = ArticleStatus.DRAFT
    outlet: str = ""
    language: str = ""
    published_at: datetime | None = None
    embargo_until: datetime | None = None
    claims: tuple[ClaimFacts, ...] = ()
    sources: Mapping[Id, SourceFacts] = field(default_factory=dict)
    comment_requests: tuple[CommentRequestFacts, ...] = ()
    approvals: tuple[ApprovalFacts, ...] = ()
    legal_reads: tuple[LegalReadFacts, ...] = ()

    @property
    def own(self) -> bool:
        return self.provenance is Provenance.OWN

    @property
    def english(self) -> bool:
        """Whether the word lists apply: English, or no language stated."""
        return self.language == "" or self.language.lower().split("-")[0] == "en"
