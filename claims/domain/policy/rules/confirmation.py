"""What confirms a claim, and through whom we have it. Judges all copy."""

from __future__ import annotations

from collections.abc import Iterator

from claims.domain.counting import Id, LineCode
from claims.domain.policy.facts import AttributionFacts, ClaimFacts
from claims.domain.policy.findings import Found, Severity
from claims.domain.policy.handbooks import Handbook, Practice, house
from claims.domain.policy.registry import (
    Context,
    Register,
    is_confidential,
    of_claim,
    of_row,
)
from claims.domain.vocabulary import Medium, Occasion, Scope, Stance
from sources.domain.vocabulary import Naming, SourceKind

_NAMED = frozenset({Naming.NAMED, Naming.BY_OFFICE})
# Why a row confirms nothing independently, where another rule or the count says so.
_SAID_ELSEWHERE = frozenset({LineCode.CIRCULAR, LineCode.UNCOUNTED, LineCode.FLOOR})


@Register(
    code="independence-undocumented",
    title="Independence asserted, not documented",
    asks="That a confirmation counted as independent says by whom and how that was established.",
    why="The word “independently” is easily written; the sheet shows on what it rests.",
    practice=(house("Independence is documented by somebody, or shown as the copy's word."),),
    severity=Severity.INFO,
).claim
def independence_undocumented(claim: ClaimFacts, context: Context) -> Iterator[Found]:
    credited, documented = _credited(claim), set()
    marked = [row for row in claim.on_sheet if row.counting.confirms_independently]
    for row in marked:
        if _is_documented(row) and context.source(row).kind is not SourceKind.GROUP:
            documented.add(row.source)
    for row in marked:
        if row.source in credited - documented and not _is_documented(row):
            yield Found(
                of_row(row),
                "It counts as independent, and nobody has documented why.",
                "Set the basis to documented and note by whom and how, or leave it as the copy's.",
            )


def _credited(claim: ClaimFacts) -> set[Id]:
    """The sources of whom the count says that they confirm independently."""
    sources = {row.id: row.source for row in claim.on_sheet}
    return {sources[line.attribution] for line in claim.internal.lines if line.independent}


def _is_documented(row: AttributionFacts) -> bool:
    return row.counting.documented and bool(row.basis_note.strip())


@Register(
    code="confirmation-scope-unclear",
    title="A confirmation of something unclear",
    asks="That it is clear what a source confirmed.",
    why="“The details were confirmed” may cover the date, or only that there is a trip.",
    practice=(house("A confirmation confirms one statement."),),
    severity=Severity.WARN,
).claim
def confirmation_scope_unclear(claim: ClaimFacts, _: Context) -> Iterator[Found]:
    for row in claim.on_sheet:
        if row.stance is Stance.CONFIRMS and row.scope is Scope.UNCLEAR:
            yield Found(
                of_row(row),
                "What exactly was confirmed here is unclear.",
                "Ask what they confirmed and set the scope, or log it as partly confirmed.",
            )


@Register(
    code="confirmation-shares-origin",
    title="Confirmations that share an origin",
    asks="That what is marked as an independent confirmation comes from elsewhere than what it "
    "confirms.",
    why="Four outlets that quote one police report are one report.",
    practice=(house("The count follows the origin; the mark should too."),),
    severity=Severity.WARN,
).claim
def confirmation_shares_origin(claim: ClaimFacts, context: Context) -> Iterator[Found]:
    credited = _credited(claim)
    lines = {line.attribution: line for line in claim.internal.lines}
    for row in claim.on_sheet:
        # Another interview with somebody who is credited already does no harm.
        if not row.counting.confirms_independently or row.source in credited:
            continue
        if lines[row.id].code in _SAID_ELSEWHERE:
            continue
        behind = [one for one in (row.via, row.counting.knows_from) if one is not None]
        yield Found(
            of_row(row),
            "It is marked independent, but comes from where another row comes from.",
            "Clear the mark, or find somebody who has it from elsewhere.",
            sealed=_confidential(behind, context),
        )


def _confidential(sources: list[Id], context: Context) -> frozenset[Id]:
    return frozenset(one for one in sources if is_confidential(context.facts.sources[one]))


@Register(
    code="circular-sourcing",
    title="Outlets that cite each other in a circle",
    asks="That what others report leads back to somebody who knows.",
    why="In a circle there is nobody at the beginning.",
    practice=(house("Somebody has to have it first."),),
    severity=Severity.BLOCK,
    replaces=("second-hand-unsubstantiated", "single-source"),
).claim
def circular_sourcing(claim: ClaimFacts, _: Context) -> Iterator[Found]:
    if claim.internal.counts.circular:
        yield Found(
            of_claim(claim),
            "Its sources cite each other in a circle.",
            "Find who had it first and log that, or confirm it yourselves.",
        )


@Register(
    code="second-hand-unnamed-outlet",
    title="Second-hand, through an outlet that is not named",
    asks="That an outlet through which we have something is named.",
    why="“Local media” can be neither credited nor checked.",
    practice=(
        Practice(Handbook.AP, "Credits the other organisation, of whatever kind and country."),
    ),
    severity=Severity.WARN,
    replaces=("second-hand-unsubstantiated",),
).claim
def second_hand_unnamed_outlet(claim: ClaimFacts, context: Context) -> Iterator[Found]:
    for row in claim.on_sheet:
        via = context.via(row)
        unnamed = via is not None and via.kind is SourceKind.MEDIA and via.naming not in _NAMED
        unsaid = (
            via is None
            and row.medium is Medium.OTHER_MEDIA
            and context.source(row).kind is not SourceKind.MEDIA
        )
        if unnamed or unsaid:
            yield Found(
                of_row(row),
                "We have it through an outlet that is not named.",
                "Name the outlet under “via” and in the copy, or get it from the speaker.",
            )


@Register(
    code="second-hand-unsubstantiated",
    title="Second-hand, without substantiation of our own",
    asks="That a claim had only from other outlets has evidence, or a source of our own.",
    why="Their mistake becomes ours.",
    practice=(
        Practice(
            Handbook.BBC,
            "Relies on an agency report only where its own correspondent can bear it out, or "
            "where it is attributed to a reputable agency.",
        ),
    ),
    severity=Severity.WARN,
).claim
def second_hand_unsubstantiated(claim: ClaimFacts, context: Context) -> Iterator[Found]:
    rows = claim.supporting
    if not rows or claim.exempt or claim.evidence:
        return
    if all(_is_second_hand(row, context) for row in rows):
        yield Found(
            of_claim(claim),
            "We have it only from other outlets.",
            "Confirm it with somebody, or add the recording, document or report as evidence.",
        )


def _is_second_hand(row: AttributionFacts, context: Context) -> bool:
    via = context.via(row)
    conduit = context.source(row) if via is None else via
    return conduit.kind is SourceKind.MEDIA


@Register(
    code="access-not-stated",
    title="Private words, and not how we have them",
    asks="That what was said in private says how we came to know: a readout, somebody present.",
    why="Nobody from outside hears a telephone call.",
    practice=(
        Practice(Handbook.NPR, "Tells how a source knows: whether they were in the room."),
        house("That goes for words said in private as well."),
    ),
    severity=Severity.WARN,
).claim
def access_not_stated(claim: ClaimFacts, _: Context) -> Iterator[Found]:
    for row in claim.on_sheet:
        if row.occasion is Occasion.PRIVATE and row.medium is Medium.NOT_STATED and row.via is None:
            yield Found(
                of_row(row),
                "These words were said in private, and how we have them is not stated.",
                "Give the medium, or under “via” the readout or person we have them from.",
            )
