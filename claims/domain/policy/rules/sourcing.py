"""Whether somebody stands behind a claim, and whether enough do."""

from __future__ import annotations

from collections.abc import Iterator

from claims.domain.policy.facts import AttributionFacts, ClaimFacts
from claims.domain.policy.findings import Found, Severity
from claims.domain.policy.handbooks import Handbook, Practice, house
from claims.domain.policy.language import has_year
from claims.domain.policy.parameters import Flag, Number
from claims.domain.policy.registry import (
    Context,
    Register,
    number,
    of_article,
    of_claim,
    of_source,
    rank_parameter,
)
from claims.domain.vocabulary import ApprovalKind, ClaimKind, Knowledge, Rank, Stance, Status
from sources.domain.vocabulary import Naming, SourceKind

_PRIMARY = frozenset({SourceKind.DOCUMENT, SourceKind.DATASET})
_CHECKABLE = frozenset({ClaimKind.FACT, ClaimKind.STATISTIC, ClaimKind.ALLEGATION})
_UNNAMED = frozenset({Naming.COLLECTIVE, Naming.ANONYMOUS, Naming.WITHHELD})


@Register(
    code="nothing-logged",
    title="An article without a claim",
    asks="That an article with text has at least one claim on its sheet.",
    why="An empty sheet has nothing to object to: it would pass every other rule.",
    practice=(house("A gate that nobody has used must not stand open."),),
    severity=Severity.BLOCK,
).article
def nothing_logged(context: Context) -> Iterator[Found]:
    facts = context.facts
    logged = [one for one in facts.claims if one.status is not Status.WITHDRAWN]
    if facts.version.text.strip() and not logged:
        yield Found(
            of_article(facts),
            "No claim of this article is logged, so nothing about it has been judged.",
            "Log its claims, those of the headline and the lead first.",
        )


@Register(
    code="unattributed-evaluation",
    title="An evaluation attributed to nobody",
    asks="That a claim of the kind opinion is attributed to somebody.",
    why="An evaluation without an owner is the outlet's own opinion. It has no exemption.",
    practice=(
        Practice(Handbook.AP, "Says where the facts, and the views, of a report come from."),
        house("An opinion is never an established fact, so no exemption covers it."),
    ),
    severity=Severity.BLOCK,
    replaces=("unsourced", "statistic-undated", "exemption-unexplained", "claim-not-verified"),
).claim
def unattributed_evaluation(claim: ClaimFacts, _: Context) -> Iterator[Found]:
    if claim.kind is ClaimKind.OPINION and not _anybody(claim):
        yield Found(
            of_claim(claim),
            "This is an evaluation, and nobody is logged as holding it.",
            "Attribute it to whoever holds it, or cut it and withdraw the claim. In a signed "
            "analysis, log the author as its source.",
        )


@Register(
    code="unsourced",
    title="A claim without a source",
    asks="That somebody stands up for every claim, unless it is exempt: an established fact, "
    "public record, or witnessed by staff.",
    why="Readers and editors must be able to ask: says who?",
    practice=(
        Practice(
            Handbook.REUTERS,
            "Every statement has a source, save established facts, what is plainly in the public "
            "domain, and what its own staff saw.",
        ),
        Practice(
            Handbook.AP,
            "Disputable facts that its staff did not witness, gather or confirm are attributed.",
        ),
        Practice(Handbook.BBC, "What cannot be corroborated is normally attributed."),
        Practice(
            Handbook.IFCN,
            "Sources are given in such detail that a reader can repeat the work, unless that "
            "would endanger a source.",
        ),
    ),
    severity=Severity.BLOCK,
    replaces=("statistic-undated", "claim-not-verified"),
).claim
def unsourced(claim: ClaimFacts, _: Context) -> Iterator[Found]:
    if not _anybody(claim) and not claim.exempt:
        yield Found(
            of_claim(claim),
            "Nobody is logged as saying so, and it is not exempt from sourcing.",
            "Log who says so, or mark it as established fact, public record or staff-witnessed, "
            "with the reason.",
        )


def _anybody(claim: ClaimFacts) -> bool:
    """Whether anybody on the sheet says so, be it in part."""
    return bool(claim.supporting) or any(
        row.stance is Stance.PARTLY_CONFIRMS for row in claim.on_sheet
    )


@Register(
    code="exemption-unexplained",
    title="An exemption without its reason",
    asks="That a claim exempt from sourcing says why.",
    why="Which record, which member of staff: an exemption nobody can check is a blank cheque.",
    practice=(
        house("Reuters and AP name these exceptions; that each carries its reason is ours."),
    ),
    severity=Severity.WARN,
    own_copy_only=True,
).claim
def exemption_unexplained(claim: ClaimFacts, _: Context) -> Iterator[Found]:
    if claim.exempt and not claim.exemption_reason.strip():
        yield Found(
            of_claim(claim),
            f"It is exempt as {claim.exemption}, and nobody has said why.",
            "Say in a few words which fact, which record or who of the staff.",
        )


@Register(
    code="single-anonymous-source",
    title="Too few anonymous sources",
    asks="That a claim which rests on anonymous sources has at least so many distinct origins; a "
    "single one only with direct knowledge and, in own copy, an approval.",
    why="Two voices who have it from one mouth are one source, and nobody can check either.",
    practice=(
        Practice(
            Handbook.REUTERS,
            "Two or more sources are better than one; a single anonymous one is for exceptional "
            "cases, credible and with direct knowledge.",
        ),
        Practice(Handbook.NYT, "Anonymous sources must know at first hand what they tell."),
        Practice(
            Handbook.BBC,
            "Is reluctant to rely on one source; a serious allegation by a single unnamed one is "
            "referred upwards.",
        ),
        Practice(Handbook.AP, "Seeks more than one source where one is anonymous."),
    ),
    severity=Severity.BLOCK,
    parameters=(
        Number("origins", "How many distinct origins there must be.", 2, 1, 5),
        Flag(
            "direct_knowledge",
            "Whether own copy needs direct knowledge besides the approval. Other copy always does.",
            True,
        ),
        rank_parameter("Who may approve a single one, at least.", Rank.SENIOR_EDITOR),
    ),
    replaces=("single-source", "uncounted-collective", "anonymity-unapproved"),
).claim
def single_anonymous_source(claim: ClaimFacts, context: Context) -> Iterator[Found]:
    origins, wanted = claim.internal.counts.origin_count, context.number("origins")
    if claim.exempt or not context.rests_on_anonymous(claim) or origins >= wanted:
        return
    rows = [row for row in claim.supporting if context.anonymous(row)]
    own = context.facts.own
    needs_first_hand = not own or context.flag("direct_knowledge")
    lacking = ["direct knowledge"] if needs_first_hand and not _at_first_hand(rows) else []
    if own and not context.approved({ApprovalKind.SINGLE_ANONYMOUS_SOURCE}, claim, *rows):
        lacking.append(f"an approval ({context.text('rank')} or above)")
    if not lacking:
        return
    yield Found(
        of_claim(claim),
        f"It rests on anonymous sources of {number(origins, 'origin')}, where {wanted} are "
        f"asked for, without {' and '.join(lacking)}.",
        "Find another source who has it from elsewhere, or somebody on the record. "
        + (
            "Otherwise record how the source knows it, and have the single source approved."
            if own
            else "If the copy says that the source knows it directly, record that."
        ),
    )


def _at_first_hand(rows: list[AttributionFacts]) -> bool:
    return any(row.knowledge is Knowledge.DIRECT for row in rows)


@Register(
    code="single-source",
    title="A single source",
    asks="That a fact, statistic or allegation has at least so many distinct origins, unless a "
    "document or dataset itself is its source.",
    why="One person can be mistaken, however well named.",
    practice=(
        Practice(
            Handbook.BBC,
            "Is reluctant to rely on one source, and prefers a named one on the record if it must.",
        ),
        Practice(Handbook.REUTERS, "Cross-checks wherever possible: two or more are better."),
    ),
    severity=Severity.INFO,
    parameters=(Number("origins", "How many distinct origins there must be.", 2, 2, 5),),
).claim
def single_source(claim: ClaimFacts, context: Context) -> Iterator[Found]:
    rows, origins = claim.supporting, claim.internal.counts.origin_count
    if claim.kind not in _CHECKABLE or claim.exempt or not rows:
        return
    if any(context.source(row).kind in _PRIMARY for row in rows):
        return
    if origins < context.number("origins"):
        yield Found(
            of_claim(claim),
            f"It has {number(origins, 'origin')}, where {context.number('origins')} are asked for.",
            "Log a second source who has it from elsewhere, or the document that shows it.",
        )


@Register(
    code="uncounted-collective",
    title="An uncounted collective",
    asks="That an unnamed group says how many people it is.",
    why="“Diplomats and observers” may be two people or two hundred, and count as nobody.",
    practice=(house("Say how many spoke, or name some of them."),),
    severity=Severity.WARN,
).claim
def uncounted_collective(claim: ClaimFacts, context: Context) -> Iterator[Found]:
    sources = {
        row.source: context.source(row)
        for row in claim.supporting
        if row.via is None and row.counting.headcount is None
    }
    for source in sources.values():
        if (
            source.kind is SourceKind.GROUP
            and source.headcount is None
            and source.naming in _UNNAMED
        ):
            yield Found(
                of_source(source.id),
                f"Nobody has said how many people “{source.shown}” are.",
                "Give the headcount, here or on the source, or name somebody of them.",
            )


@Register(
    code="statistic-undated",
    title="A statistic without its year",
    asks="That a statistic says of which year it speaks, in the copy or on the sheet.",
    why="A figure without its year cannot be checked, and is soon read as today's.",
    practice=(house("AP asks where data come from; that a figure carries its year is ours."),),
    severity=Severity.WARN,
).claim
def statistic_undated(claim: ClaimFacts, _: Context) -> Iterator[Found]:
    if claim.kind is ClaimKind.STATISTIC and not any(map(has_year, [claim.as_of, *claim.words])):
        yield Found(
            of_claim(claim),
            "Neither the copy nor the sheet says of which year this figure speaks.",
            "Give the year in the copy, or put it under “as of”.",
        )


@Register(
    code="source-compromised",
    title="A compromised source",
    asks="That no claim rests on a source that has been marked as compromised.",
    why="What a source said before it was found out is no better than what it said after.",
    practice=(house("A source once compromised is checked anew, claim by claim."),),
    severity=Severity.BLOCK,
).claim
def source_compromised(claim: ClaimFacts, context: Context) -> Iterator[Found]:
    behind = {i for row in claim.supporting for i in (row.source, row.via) if i is not None}
    for one in sorted(behind, key=str):
        if context.facts.sources[one].compromised:
            yield Found(
                of_source(one),
                "A source behind this claim is marked as compromised.",
                "Withdraw its attribution, and find another source for the claim.",
            )
