"""What the copy says of its sources. English only where words are read; judges all copy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claims.domain.counting import Id
from claims.domain.policy.facts import ClaimFacts, SourceFacts
from claims.domain.policy.findings import Found, Record, Severity
from claims.domain.policy.handbooks import Handbook, Practice, house
from claims.domain.policy.language import (
    Stated,
    has_learned,
    hedge,
    is_bare,
    plural_of_sources,
    stated,
    stated_of,
    too_narrow,
)
from claims.domain.policy.parameters import Flag, Number, Words
from claims.domain.policy.registry import (
    Context,
    Register,
    is_confidential,
    of_article,
    of_claim,
    of_row,
    of_source,
)
from claims.domain.vocabulary import ClaimKind, Status
from sources.domain.vocabulary import Naming, SourceKind

_PEOPLE = frozenset({SourceKind.PERSON, SourceKind.GROUP})
_FIRM = frozenset({ClaimKind.FACT, ClaimKind.STATISTIC})


def _unnamed(claim: ClaimFacts, context: Context) -> dict[Id, SourceFacts]:
    """The people behind a claim whom the copy does not name, each source once."""
    return {
        row.source: source
        for row in claim.on_sheet
        if (source := context.source(row)).kind in _PEOPLE
        and (is_confidential(source) or source.naming is Naming.COLLECTIVE)
    }


@Register(
    code="description-bare",
    title="A description that says nothing",
    asks="That an unnamed source is described: not “a source”, “officials say”, “senior people”.",
    why="The reader has to judge how close the source is to what it tells.",
    practice=(
        Practice(Handbook.AP, "Does not allow a source to be called just “a source”."),
        Practice(Handbook.NPR, "It is never enough that “officials say” so."),
        Practice(
            Handbook.WSJ, "Describes unnamed people as specifically as it can, bias included."
        ),
    ),
    severity=Severity.WARN,
    english_only=True,
    parameters=(
        Flag(
            "familiar_suffices",
            "Whether “familiar with the matter” and the like are description enough.",
            True,
        ),
    ),
).claim
def description_bare(claim: ClaimFacts, context: Context) -> Iterator[Found]:
    familiar = context.flag("familiar_suffices")
    for source in _unnamed(claim, context).values():
        if is_bare(source.shown, familiar_suffices=familiar):
            yield Found(
                of_source(source.id),
                f"“{source.shown}” does not tell the reader who that is.",
                "Agree on a description with the source: which body, what rank, how they know.",
            )


@Register(
    code="description-too-narrow",
    title="A description that gives the source away",
    asks="That an anonymous source is not described so closely that only one person fits: the sole "
    "holder of an office, “the only guard”, “one of three people in the room”.",
    why="A source that can be worked out has not been protected.",
    practice=(
        Practice(
            Handbook.NPR, "Describes in detail, but not so that the person can be identified."
        ),
        Practice(Handbook.BBC, "Takes all appropriate steps to protect an anonymous source."),
    ),
    severity=Severity.WARN,
    english_only=True,
    parameters=(
        Number("smallest_circle", "How many people the described circle has at least.", 4, 2, 20),
        Words("more_offices", "Further offices of which there is one holder."),
    ),
).claim
def description_too_narrow(claim: ClaimFacts, context: Context) -> Iterator[Found]:
    for source in _unnamed(claim, context).values():
        if not is_confidential(source) or (source.headcount or 1) > 1:
            continue
        words = too_narrow(
            source.description,
            smallest_circle=context.number("smallest_circle"),
            more=context.words("more_offices"),
        )
        if words:
            yield Found(
                of_source(source.id),
                f"“{words}” may fit one person only.",
                "Widen it with the source's consent: “a” for “the”, the body for the office.",
            )


@Register(
    code="outlet-has-learned",
    title="“We have learned”",
    asks="That the copy says from whom it has something, not that the outlet has learned it.",
    why="It hides that there is a source at all.",
    practice=(Practice(Handbook.NPR, "It is never enough to say that NPR has learned something."),),
    severity=Severity.WARN,
    english_only=True,
).article
def outlet_has_learned(context: Context) -> Iterator[Found]:
    facts = context.facts
    words = has_learned(f"{facts.version.headline}\n{facts.version.text}", facts.outlet)
    if words:
        yield Found(
            of_article(facts),
            f"The copy says “{words}” and not from whom.",
            "Write who said so, with a description that the source agrees to.",
        )


@Register(
    code="plural-sources",
    title="“Sources”, where there is one",
    asks="That copy which speaks of sources in the plural has at least two behind it.",
    why="It makes one person look like several.",
    practice=(
        Practice(Handbook.REUTERS, "Never cites sources in the plural when there is only one."),
    ),
    severity=Severity.BLOCK,
    english_only=True,
    replaces=("stated-number-too-high",),
).claim
def plural_sources(claim: ClaimFacts, context: Context) -> Iterator[Found]:
    for found in _overstated(claim, context):
        if not found.stated.exact:
            yield Found(
                found.record,
                f"The copy speaks of “{found.stated.words}”; one person is logged.",
                "Write it in the singular, or log the others.",
            )


@Register(
    code="stated-number-too-high",
    title="More sources stated than recorded",
    asks="That a number of sources in the copy, in figures or in words up to a hundred, is not "
    "above the headcount on the sheet.",
    why="A number is a promise that somebody counted.",
    practice=(
        Practice(Handbook.REUTERS, "Is honest about how many sources there are."),
        house("The copy's number and the sheet's agree."),
    ),
    severity=Severity.BLOCK,
    english_only=True,
).claim
def stated_number_too_high(claim: ClaimFacts, context: Context) -> Iterator[Found]:
    for found in _overstated(claim, context):
        if found.stated.exact:
            yield Found(
                found.record,
                f"The copy says “{found.stated.words}”; {found.people} recorded on the sheet.",
                "Correct the number in the copy, or the headcount if it is wrong.",
            )


@dataclass(frozen=True, slots=True)
class _Overstatement:
    """A record of which the copy states more people than are recorded."""

    record: Record
    stated: Stated
    people: int


def _overstated(claim: ClaimFacts, context: Context) -> Iterator[_Overstatement]:
    """Each source whose description says too many, else each of its rows whose words do."""
    for source in _unnamed(claim, context).values():
        found = stated_of(source.description)
        if found and source.headcount is not None and found.number > source.headcount:
            yield _Overstatement(of_source(source.id), found, source.headcount)
            continue
        for row in claim.on_sheet:
            people = row.counting.headcount or source.headcount
            if row.source != source.id or people is None:
                continue
            said = next(filter(None, map(stated, row.words)), None)
            if said and said.number > people:
                yield _Overstatement(of_row(row), said, people)


@Register(
    code="headline-plural-sources",
    title="“Sources” in the headline, where there is one",
    asks="That a headline which speaks of sources in the plural stands over a lead with at least "
    "two of them.",
    why="Most readers see nothing but the headline.",
    practice=(
        Practice(Handbook.REUTERS, "Never cites sources in the plural when there is only one."),
    ),
    severity=Severity.BLOCK,
    english_only=True,
).article
def headline_plural_sources(context: Context) -> Iterator[Found]:
    facts = context.facts
    words = plural_of_sources(facts.version.headline)
    leads = [one for one in facts.claims if one.is_lead and one.status is not Status.WITHDRAWN]
    if not words or not leads:
        return
    counts = [one.internal.counts for one in leads]
    if all(one.source_count < 2 and not one.uncounted for one in counts):
        yield Found(
            of_article(facts),
            f"The headline says “{words}”; no claim of the lead has two.",
            "Write “source”, name the source, or log the others.",
        )


@Register(
    code="hedged-as-fact",
    title="Hedged in the copy, logged as fact",
    asks="That what the copy hedges (could, probably) is not logged as a fact or a statistic.",
    why="The sheet would claim more than the story does, and be checked for the wrong thing.",
    practice=(house("The sheet says what the copy says, no more."),),
    severity=Severity.WARN,
).claim
def hedged_as_fact(claim: ClaimFacts, context: Context) -> Iterator[Found]:
    if claim.kind not in _FIRM:
        return
    found = claim.hedge.strip() or (context.facts.english and next(_hedges(claim), None))
    if found:
        yield Found(
            of_claim(claim),
            f"The copy hedges it (“{found}”), but it is logged as a {claim.kind}.",
            "Log it as a forecast, an allegation or reported speech, and keep the hedge.",
        )


def _hedges(claim: ClaimFacts) -> Iterator[str]:
    return filter(None, map(hedge, claim.words))
