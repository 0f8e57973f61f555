"""What the sourcing policy is told of articles: rows made facts, in a constant number of queries.

The number depends neither on how many articles there are nor on how much they hold; only a chain
of sources that speak for one another adds one a step.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Max, Q

from claims import facts, facts_identity
from claims.access import rank_of
from claims.domain.counting import SourceFact
from claims.domain.policy.facts import (
    AnchorFacts,
    ApprovalFacts,
    ArticleFacts,
    AttemptFacts,
    AttributionFacts,
    ClaimFacts,
    CommentRequestFacts,
    ConditionFacts,
    EvidenceFacts,
    LegalReadFacts,
    LinkFacts,
    SourceFacts,
    VersionFacts,
)
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
    NoticeKind,
    Occasion,
    Provenance,
    Quotation,
    Rank,
    Recorded,
    Scope,
    Status,
)
from claims.domain.workflow import DECIDED
from claims.models import (
    Anchor,
    Approval,
    Article,
    Attribution,
    Claim,
    ClaimLink,
    CommentRequest,
    Evidence,
    LegalRead,
    Notice,
    VerificationEvent,
)
from newsroom.common.models import User
from sources.models import KnownToLink, Source

Row = TypeVar("Row")
Word = TypeVar("Word", bound=StrEnum)
_TAKES_BACK = (NoticeKind.WITHDRAWAL, NoticeKind.KILL)


def article_facts(articles: Sequence[Article]) -> dict[UUID, ArticleFacts]:
    """The facts of `articles`, read with their current versions, each at that version."""
    read = _Read.of(articles)
    return {one.pk: _article(one, read) for one in articles}


@dataclass(frozen=True, slots=True)
class _Read:
    """All that was read of some articles, found by what it belongs to."""

    claims: Mapping[UUID, list[Claim]]
    rows: Mapping[UUID, list[Attribution]]
    sources: Mapping[UUID, Source]
    known: Mapping[UUID, frozenset[Rank]]
    sealed: facts_identity.Sealed
    counting: Mapping[UUID, SourceFact]
    anchors: Mapping[UUID, list[AnchorFacts]]
    evidence: Mapping[UUID, list[Evidence]]
    approvals: Mapping[UUID, list[ApprovalFacts]]
    links: Mapping[UUID, list[LinkFacts]]
    decided: Mapping[UUID, datetime]
    requests: Mapping[UUID, list[CommentRequest]]
    legal: Mapping[UUID, list[LegalRead]]

    @classmethod
    def of(cls, articles: Sequence[Article]) -> _Read:
        ids = [one.pk for one in articles]
        claims = Claim.objects.filter(article__in=ids).order_by("created_at", "pk")
        rows = list(Attribution.objects.filter(claim__article__in=ids).order_by("position"))
        requests = list(
            CommentRequest.objects.filter(article__in=ids)
            .order_by("created_at", "pk")
            .prefetch_related("attempts", "claims")
        )
        reads = LegalRead.objects.filter(version__article__in=ids).select_related("version")
        sources = facts.sources_behind(_named(rows, requests))
        return cls(
            claims=_grouped(claims, lambda one: one.article_id),
            rows=_grouped(rows, lambda one: one.claim_id),
            sources=sources,
            known=_ranks_that_know(sources.values()),
            sealed=facts_identity.Sealed.of(sources.values()),
            counting={pk: facts.source_fact(one) for pk, one in sources.items()},
            anchors=_anchors(articles),
            evidence=_grouped(
                Evidence.objects.filter(claim__article__in=ids).order_by("created_at", "pk"),
                lambda one: one.claim_id,
            ),
            approvals=_approvals(ids),
            links=_links(ids),
            decided=dict(
                VerificationEvent.objects.filter(claim__article__in=ids, to_status__in=DECIDED)
                .order_by()
                .values_list("claim")
                .annotate(Max("at"))
            ),
            requests=_grouped(requests, lambda one: one.article_id),
            legal=_grouped(reads, lambda one: one.version.article_id),
        )


def _grouped(rows: Iterable[Row], key: Callable[[Row], Any]) -> Mapping[Any, list[Row]]:
    found: dict[Hashable, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def _article(article: Article, read: _Read) -> ArticleFacts:
    version = article.current_version
    if version is None:
        raise ValueError(f"Article {article.pk} has no version to judge.")
    claims = read.claims[article.pk]
    requests = read.requests[article.pk]
    behind = _behind([row for one in claims for row in read.rows[one.pk]], requests, read)
    same = facts_identity.same_people(behind, requests, read.sealed)
    return ArticleFacts(
        id=article.pk,
        version=VersionFacts(version.pk, version.headline, version.text, version.created_at),
        provenance=Provenance(article.provenance),
        status=ArticleStatus(article.status),
        outlet=article.outlet,
        language=article.language,
        published_at=article.published_at,
        embargo_until=article.embargo_until,
        claims=tuple(_claim(one, read) for one in claims),
        sources={pk: _source(one, read, same) for pk, one in behind.items()},
        comment_requests=tuple(_request(one, same) for one in requests),
        approvals=tuple(read.approvals[article.pk]),
        legal_reads=tuple(
            LegalReadFacts(one.version_id, LegalOutcome(one.outcome), one.at)
            for one in read.legal[article.pk]
        ),
    )


def _claim(claim: Claim, read: _Read) -> ClaimFacts:
    rows = read.rows[claim.pk]
    counted = facts.counted(rows, read.counting)
    status = Status(claim.status)
    return ClaimFacts(
        id=claim.pk,
        statement=claim.statement,
        internal=counted.internal,
        public=counted.public,
        label=claim.label,
        kind=ClaimKind(claim.kind),
        is_lead=claim.is_lead,
        hedge=claim.hedge,
        as_of=claim.as_of,
        exemption=Exemption(claim.exemption),
        exemption_reason=claim.exemption_reason,
        status=status,
        decided_at=read.decided.get(claim.pk) if status in DECIDED else None,
        changed_at=claim.changed_at,
        outcome=ClaimOutcome(claim.outcome),
        anchors=tuple(read.anchors[claim.pk]),
        attributions=tuple(_attribution(one, read) for one in rows),
        evidence=tuple(
            EvidenceFacts(one.pk, one.locator, one.is_public) for one in read.evidence[claim.pk]
        ),
        approvals=tuple(read.approvals[claim.pk]),
        links=tuple(read.links[claim.pk]),
    )


def _attribution(row: Attribution, read: _Read) -> AttributionFacts:
    return AttributionFacts(
        counting=facts.attribution_fact(row),
        medium=Medium(row.medium),
        knowledge=Knowledge(row.knowledge),
        basis_note=row.basis_note,
        scope=Scope(row.scope),
        quotation=Quotation(row.quotation),
        quote=row.quote,
        stated_on=row.stated_on,
        occasion=Occasion(row.occasion),
        conditions=ConditionFacts(
            information_vital=row.information_vital,
            unavailable_on_record=row.unavailable_on_record,
            reliable_and_placed=row.reliable_and_placed,
            attested=row.conditions_attested_by_id is not None,
        ),
        anchors=tuple(read.anchors[row.pk]),
        approvals=tuple(read.approvals[row.pk]),
    )


def _request(request: CommentRequest, same: facts_identity.Same) -> CommentRequestFacts:
    return CommentRequestFacts(
        id=request.pk,
        party=request.source_id,
        claims=frozenset(claim.pk for claim in request.claims.all()),
        outcome=CommentOutcome(request.outcome),
        recorded=Recorded(request.recorded),
        reached=request.reached,
        reached_sources=same.requests.get(request.pk, frozenset()),
        not_asked_reason=request.not_asked_reason,
        deadline=request.deadline,
        responded_at=request.responded_at,
        attempts=tuple(
            AttemptFacts(one.at, one.channel, one.reached) for one in request.attempts.all()
        ),
    )


# --- Sources ----------------------------------------------------------------------------------


def _named(rows: Iterable[Attribution], requests: Iterable[CommentRequest]) -> set[UUID]:
    named = {i for row in rows for i in (row.source_id, row.via_id, row.knows_from_id) if i}
    return named | {one.source_id for one in requests}


def _behind(
    rows: Iterable[Attribution], requests: Iterable[CommentRequest], read: _Read
) -> dict[UUID, Source]:
    """Of the sources read those that one article refers to, with whom they speak for."""
    wanted, found = _named(rows, requests), {}
    while wanted:
        found.update({pk: read.sources[pk] for pk in wanted})
        principals = {read.sources[pk].speaks_for_id for pk in wanted} - {None}
        wanted = {pk for pk in principals if isinstance(pk, UUID)} - found.keys()
    return found


def _source(source: Source, read: _Read, same: facts_identity.Same) -> SourceFacts:
    return SourceFacts(
        counting=read.counting[source.pk],
        description=source.description,
        name=source.name,
        has_affiliation=bool(source.affiliation),
        has_role=bool(source.role),
        has_motive=bool(source.motive),
        has_handler=source.handler_id is not None,
        anonymity_reason=source.anonymity_reason,
        known_to=read.known[source.pk],
        compromised=source.compromised_at is not None,
        same_person=same.sources.get(source.pk, frozenset()),
        uncompared=source.pk in same.uncompared,
        merged_into=source.merged_into_id,
    )


def _ranks_that_know(sources: Iterable[Source]) -> Mapping[UUID, frozenset[Rank]]:
    """In what ranks people know each source: its handler, and those to whom it is known."""
    handlers = [(one.pk, one.handler_id) for one in sources if one.handler_id]
    ids = [one.pk for one in sources]
    known = KnownToLink.objects.filter(source__in=ids).values_list("source_id", "user_id")
    pairs = [*handlers, *known]
    people = User.objects.filter(pk__in={person for _, person in pairs})
    rows = people.select_related("staff_rank").prefetch_related("groups")
    ranks = {one.pk: rank for one in rows if (rank := rank_of(one)) is not None}
    found: dict[UUID, frozenset[Rank]] = defaultdict(frozenset)
    for source, person in pairs:
        if person in ranks:
            found[source] |= {ranks[person]}
    return found


# --- What belongs to several kinds of records ---------------------------------------------------


def _anchors(articles: Iterable[Article]) -> Mapping[UUID, list[AnchorFacts]]:
    """The anchors on the current versions, by the id of claim or attribution."""
    versions = [one.current_version_id for one in articles]
    found: dict[UUID, list[AnchorFacts]] = defaultdict(list)
    for one in Anchor.objects.filter(version__in=versions).order_by("position", "pk"):
        subject = one.claim_id or one.attribution_id
        if subject is not None:
            found[subject].append(AnchorFacts(one.exact, one.start, one.end))
    return found


def _approvals(ids: Sequence[UUID]) -> Mapping[UUID, list[ApprovalFacts]]:
    """By the id of the claim or attribution that was approved, or of the version's article."""
    rows = Approval.objects.filter(
        Q(claim__article__in=ids)
        | Q(attribution__claim__article__in=ids)
        | Q(version__article__in=ids)
    )
    found: dict[UUID, list[ApprovalFacts]] = defaultdict(list)
    for one in rows.select_related("version").order_by("at", "pk"):
        subject = one.claim_id or one.attribution_id
        if one.version is not None:
            subject = one.version.article_id
        if subject is not None:
            kind, rank = _word(ApprovalKind, one.kind), _word(Rank, one.rank)
            found[subject].append(ApprovalFacts(one.pk, kind, rank, one.at, one.version_id))
    return found


def _word(vocabulary: type[Word], value: str) -> Word | None:
    return vocabulary(value) if value in list(vocabulary) else None


def _links(ids: Sequence[UUID]) -> Mapping[UUID, list[LinkFacts]]:
    """By the id of each claim of these articles the claims that it is linked with."""
    pairs: list[tuple[Claim, Claim, LinkKind]] = []
    rows = ClaimLink.objects.filter(
        Q(from_claim__article__in=ids) | Q(to_claim__article__in=ids)
    ).order_by("created_at", "pk")
    for one in rows.select_related("from_claim", "to_claim"):
        kind = LinkKind(one.kind)
        pairs += [(one.from_claim, one.to_claim, kind), (one.to_claim, one.from_claim, kind)]
    corrected = _corrected([other for _, other, _ in pairs])
    found: dict[UUID, list[LinkFacts]] = defaultdict(list)
    for own, other, kind in pairs:
        found[own.pk].append(
            LinkFacts(other.pk, kind, Status(other.status), corrected.get(other.pk))
        )
    return found


def _corrected(claims: Sequence[Claim]) -> dict[UUID, datetime]:
    """When a notice last corrected each claim, or took back its article as a whole."""
    of_claim = Notice.objects.exclude(kind=NoticeKind.UPDATE).filter(claims__in=claims)
    found = dict(of_claim.order_by().values_list("claims").annotate(Max("dated")))
    whole = Notice.objects.filter(
        article__in={one.article_id for one in claims}, kind__in=_TAKES_BACK, claims=None
    )
    taken = dict(whole.order_by().values_list("article").annotate(Max("dated")))
    for claim in claims:
        dates = [one for one in (found.get(claim.pk), taken.get(claim.article_id)) if one]
        if dates:
            found[claim.pk] = max(dates)
    return found
