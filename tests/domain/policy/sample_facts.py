"""The facts of the sample sheet, read from its fixture in plain Python."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from claims.domain.counting import AttributionFact, SourceFact, count, count_public
from claims.domain.policy.facts import (
    AnchorFacts,
    ArticleFacts,
    AttributionFacts,
    ClaimFacts,
    CommentRequestFacts,
    EvidenceFacts,
    SourceFacts,
    VersionFacts,
)
from claims.domain.vocabulary import (
    ArticleStatus,
    Basis,
    ClaimKind,
    CommentOutcome,
    Exemption,
    Knowledge,
    Medium,
    Occasion,
    Provenance,
    Quotation,
    Recorded,
    Scope,
    Stance,
    Status,
    Terms,
)
from sources.domain.vocabulary import Naming, SourceKind

FOLDER = Path(__file__).resolve().parents[3] / "fixtures" / "putin-visits-china"
SHEET = json.loads((FOLDER / "sourcing.json").read_text(encoding="utf-8"))
TEXT = (FOLDER / "article.txt").read_text(encoding="utf-8")
WRITTEN = datetime(2024, 3, 19, 5, 26, tzinfo=UTC)
NOW = datetime(2024, 3, 19, 6, tzinfo=UTC)


def sample() -> ArticleFacts:
    facts = SHEET["article"]
    sources = {one["description"]: _source(one) for one in SHEET["sources"]}
    return ArticleFacts(
        id="article",
        version=VersionFacts("v1", facts["headline"], TEXT, WRITTEN),
        provenance=Provenance(facts["provenance"]),
        status=ArticleStatus.PUBLISHED,
        outlet=facts["outlet"],
        language="en",
        claims=tuple(_claim(one, sources) for one in SHEET["claims"]),
        sources=sources,
        comment_requests=tuple(map(_request, SHEET["comment_requests"])),
    )


def expected() -> list[tuple[str, str, str]]:
    return sorted(
        (one["where"], one["rule"], one["severity"]) for one in SHEET["expected_findings"]
    )


def where(finding, facts):
    """Where a finding is, in the words of the fixture."""
    if finding.claim is not None:
        return finding.claim
    requests = {one.id: one.party for one in facts.comment_requests}
    return f"comment: {requests[finding.record.id]}"


def _source(one):
    return SourceFacts(
        SourceFact(
            one["description"],
            SourceKind(one["kind"]),
            Naming(one["naming"]),
            one.get("headcount"),
        ),
        description=one["description"],
        has_role="role" in one,
        anonymity_reason=one.get("anonymity_reason", ""),
    )


def _anchor(one):
    assert TEXT[one["start"] : one["end"]] == one["exact"]
    return AnchorFacts(one["exact"], one["start"], one["end"])


def _row(one, place, label):
    knowledge = {each["description"]: each.get("knowledge") for each in SHEET["sources"]}
    quotation = ""
    for flag, word in (("direct_quote", "direct"), ("partial_quote", "partial")):
        quotation = word if one.get(flag) else quotation
    return AttributionFacts(
        AttributionFact(
            id=f"{label}.{place}",
            source=one["source"],
            stance=Stance(one["stance"]),
            headcount=one.get("headcount"),
            others=one.get("others", False),
            terms=Terms(one.get("terms", "not stated")),
            via=one.get("via"),
            independent=one.get("independent"),
            basis=Basis(one.get("basis", "")),
        ),
        medium=Medium(one.get("medium", "not stated")),
        knowledge=Knowledge(knowledge[one["source"]] or "not stated"),
        scope=Scope(one.get("scope", "")),
        quotation=Quotation(quotation),
        quote=one.get("quote", ""),
        stated_on=one.get("stated_on", ""),
        occasion=Occasion(one.get("occasion", "not stated")),
        anchors=(_anchor(one["anchor"]),),
    )


def counted(claim, sources):
    """`claim` with its counts as counting afresh gives them."""
    facts = [row.counting for row in claim.attributions]
    counting = {one.id: one.counting for one in sources.values()}
    return replace(claim, internal=count(facts, counting), public=count_public(facts, counting))


def _claim(one, sources):
    rows = tuple(_row(each, place, one["id"]) for place, each in enumerate(one["attributions"]))
    empty = count([], {})
    return counted(
        ClaimFacts(
            id=one["id"],
            label=one["id"],
            statement=one["statement"],
            internal=empty,
            public=empty,
            kind=ClaimKind(one["kind"]),
            is_lead=one.get("is_lead", False),
            hedge=one.get("hedge", ""),
            as_of=one.get("as_of", ""),
            exemption=Exemption(one.get("exemption", "")),
            status=Status.UNVERIFIED,
            anchors=tuple(map(_anchor, one["anchors"])),
            attributions=rows,
        ),
        sources,
    )


def _request(one):
    return CommentRequestFacts(
        id=one["anchor"]["start"],
        party=one["party"],
        claims=frozenset(one["about"]),
        outcome=CommentOutcome(one["outcome"]),
        recorded=Recorded(one["recorded"]),
    )


# --- Corrected ------------------------------------------------------------------------------


def corrected() -> ArticleFacts:
    """The sample as an editor would mend it, each finding by the remedy that it names."""
    facts = sample()
    sources = {one.id: _mended_source(one) for one in facts.sources.values()}
    sources["Ushakov"] = SourceFacts(SourceFact("Ushakov", SourceKind.PERSON, Naming.NAMED))
    claims = tuple(counted(_mended_claim(one), sources) for one in facts.claims)
    requests = tuple(
        replace(one, recorded=Recorded.LOGGED, outcome=CommentOutcome.RESPONDED)
        for one in facts.comment_requests
    )
    return replace(facts, sources=sources, claims=claims, comment_requests=requests)


def _mended_source(one):
    if one.naming is Naming.ANONYMOUS:
        return replace(one, anonymity_reason="the trip has not been announced")
    if one.naming is Naming.COLLECTIVE and one.kind is SourceKind.GROUP:
        return replace(one, counting=replace(one.counting, headcount=4))
    if one.kind is SourceKind.MEDIA:
        return replace(one, counting=replace(one.counting, naming=Naming.NAMED))
    return one


def _on_record(id):
    return AttributionFacts(AttributionFact(id, "Ushakov", Stance.ASSERTS))


def _mended_claim(one):
    rows = [_mended_row(row) for row in one.attributions]
    if not rows and not one.exemption:
        rows = [_on_record(f"{one.id}.new")]
    if one.id in ("S1a", "S1b", "S6"):
        rows.append(_on_record(f"{one.id}.new"))
    found = replace(one, attributions=tuple(rows))
    if one.id == "S17a":
        return replace(found, as_of="January-November 2023")
    if one.id == "S16b":
        return replace(found, as_of="2024")
    if one.id == "S20":
        return replace(found, evidence=(EvidenceFacts("S20.e", "00:12:40"),))
    return found


def _mended_row(row):
    basis = Basis.DOCUMENTED if row.counting.independent else row.counting.basis
    private = row.occasion is Occasion.PRIVATE
    return replace(
        row,
        counting=replace(row.counting, basis=basis),
        basis_note="the desk spoke to each of them alone" if row.counting.independent else "",
        quotation=Quotation.PARAPHRASE if row.quotation is Quotation.DIRECT else row.quotation,
        scope=Scope.CLEAR if row.scope is Scope.UNCLEAR else row.scope,
        medium=Medium.STATEMENT if private else row.medium,
    )
