"""The only place where rows become facts of the domain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from claims.domain import wording
from claims.domain.counting import AttributionFact, Explanation, SourceFact, count, count_public
from claims.domain.vocabulary import Act, Basis, Knowledge, Stance, Status, Terms
from claims.domain.workflow import ClaimState, ContributionFact, barred
from claims.models import Attribution, Claim
from sources.domain.vocabulary import Naming, SourceKind
from sources.models import Source


@dataclass(frozen=True, slots=True)
class Counted:
    """What counting afresh gives for one claim, for the house and for the public."""

    internal: Explanation
    public: Explanation


def attribution_fact(row: Attribution) -> AttributionFact:
    return AttributionFact(
        id=row.pk,
        source=row.source_id,
        stance=Stance(row.stance),
        headcount=row.headcount,
        others=row.others,
        terms=Terms(row.terms),
        via=row.via_id,
        knows_from=row.knows_from_id,
        independent=row.independent,
        basis=Basis(row.basis),
        withdrawn=row.withdrawn_at is not None,
    )


def source_fact(source: Source) -> SourceFact:
    return SourceFact(
        id=source.pk,
        kind=SourceKind(source.kind),
        naming=Naming(source.naming),
        headcount=source.headcount,
        speaks_for=source.speaks_for_id,
    )


def sources_behind(wanted: Iterable[UUID]) -> dict[UUID, Source]:
    """These sources, and those for whom they speak, to the end of the chain."""
    missing, found = set(wanted), {}
    while missing:
        rows = list(Source.objects.filter(pk__in=missing))
        found.update({source.pk: source for source in rows})
        missing = {source.speaks_for_id for source in rows if source.speaks_for_id} - found.keys()
    return found


def source_facts(rows: Iterable[Attribution]) -> dict[UUID, SourceFact]:
    """All sources that `rows` refer to, and those for whom they speak, to the end of the chain."""
    wanted = {i for row in rows for i in (row.source_id, row.via_id, row.knows_from_id) if i}
    return {pk: source_fact(source) for pk, source in sources_behind(wanted).items()}


def counted(rows: Sequence[Attribution], sources: Mapping[UUID, SourceFact]) -> Counted:
    """Count the `rows` of one claim, in the order in which they were logged.

    Of `sources`, which may be those of many claims, only its own are looked at.
    """
    facts = [attribution_fact(row) for row in rows]
    own = _behind(facts, sources)
    return Counted(internal=count(facts, own), public=count_public(facts, own))


def _behind(
    rows: Iterable[AttributionFact], sources: Mapping[UUID, SourceFact]
) -> dict[UUID, SourceFact]:
    """Those of `sources` that `rows` refer to, and those for whom they speak."""
    wanted = [one for row in rows for one in (row.source, row.via, row.knows_from) if one]
    own: dict[UUID, SourceFact] = {}
    while wanted:
        one = wanted.pop()
        if one in own or one not in sources:
            continue
        own[one] = sources[one]
        if own[one].speaks_for:
            wanted.append(own[one].speaks_for)
    return own


def counts_of(claim_ids: Iterable[UUID]) -> dict[UUID, Counted]:
    """What counting afresh gives for each claim, in a constant number of queries."""
    ids = list(claim_ids)
    rows = list(Attribution.objects.filter(claim__in=ids).order_by("claim_id", "position"))
    sources = source_facts(rows)
    by_claim: dict[UUID, list[Attribution]] = defaultdict(list)
    for row in rows:
        by_claim[row.claim_id].append(row)
    return {claim_id: counted(by_claim[claim_id], sources) for claim_id in ids}


def claim_state(claim: Claim) -> ClaimState:
    """What the workflow needs to know of a claim."""
    contributions = claim.contributors.values_list("person_id", "act", "stance")
    return ClaimState(
        status=Status(claim.status),
        barred=barred(
            ContributionFact(person, Act(act), Stance(stance) if stance else None)
            for person, act, stance in contributions
        ),
        evidence=claim.evidence.count(),
        standing_attributions=claim.attributions.standing().count(),
    )


def row_in_words(row: Attribution) -> wording.Row:
    """What the words about the sourcing need of one row."""
    return wording.Row(
        stance=Stance(row.stance),
        kind=SourceKind(row.source.kind),
        naming=Naming(row.source.naming),
        knowledge=Knowledge(row.knowledge),
        relayed=row.via_id is not None,
    )
