"""What may rest on anonymous sources, and what the reader is told of them. Judges all copy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from claims.domain.counting import Id
from claims.domain.policy.facts import AttributionFacts, ClaimFacts, SourceFacts
from claims.domain.policy.findings import Found, Severity
from claims.domain.policy.handbooks import Handbook, Practice
from claims.domain.policy.language import pejoratives
from claims.domain.policy.parameters import Flag, Words
from claims.domain.policy.registry import (
    Context,
    Register,
    is_confidential,
    of_claim,
    of_row,
    of_source,
    rank_parameter,
)
from claims.domain.vocabulary import (
    ApprovalKind,
    ClaimKind,
    Quotation,
    Rank,
    Terms,
)


@Register(
    code="anonymous-lead",
    title="A lead that rests on anonymous sources",
    asks="That somebody identified stands up for a claim of the lead; in own copy, or the approval "
    "of a senior editor. In other copy it never weighs more than a warning.",
    why="The lead is what everybody repeats; nobody can check who said it.",
    practice=(
        Practice(
            Handbook.NYT,
            "One of its most senior editors signs off articles that rest mainly on unnamed "
            "sources, above all for a central fact.",
        ),
    ),
    severity=Severity.WARN,
    parameters=(rank_parameter("Who may approve it, at least.", Rank.SENIOR_EDITOR),),
).claim
def anonymous_lead(claim: ClaimFacts, context: Context) -> Iterator[Found]:
    if not claim.is_lead or claim.exempt or not context.rests_on_anonymous(claim):
        return
    own = context.facts.own
    if own and context.approved({ApprovalKind.ANONYMOUS_LEAD}, claim):
        return
    yield Found(
        of_claim(claim),
        "The lead rests on anonymous sources.",
        "Get somebody on the record for it"
        + (f", or have the lead approved ({context.text('rank')} or above)." if own else "."),
        at_most=Severity.BLOCK if own else Severity.WARN,
    )


@Register(
    code="anonymous-quotation",
    title="An anonymous direct quotation",
    asks="That no anonymous source is quoted word for word; in own copy, only with an approval. "
    "In other copy it never weighs more than a warning.",
    why="Quotation marks lend force to somebody who does not answer for the words.",
    practice=(
        Practice(
            Handbook.NYT,
            "Vivid words in quotation marks give whoever hides an unfair advantage; what must be "
            "reported is paraphrased, after writer and editor have talked.",
        ),
        Practice(Handbook.WSJ, "A negative quotation of an unnamed source needs clearance."),
    ),
    severity=Severity.WARN,
    parameters=(
        Flag("forbidden", "Whether no approval helps.", False),
        Flag("partial", "Whether partial quotations are judged too.", False),
        rank_parameter("Who may approve it, at least.", Rank.EDITOR),
    ),
).claim
def anonymous_quotation(claim: ClaimFacts, context: Context) -> Iterator[Found]:
    own, forbidden = context.facts.own, context.flag("forbidden")
    judged = {Quotation.DIRECT} | ({Quotation.PARTIAL} if context.flag("partial") else set())
    for row in claim.on_sheet:
        if row.quotation not in judged or not context.anonymous(row):
            continue
        kinds = {ApprovalKind.ANONYMOUS_QUOTATION}
        if own and not forbidden and context.approved(kinds, row, claim):
            continue
        approve = f", or have it approved ({context.text('rank')} or above)"
        yield Found(
            of_row(row),
            "An anonymous source is quoted word for word.",
            f"Paraphrase it{approve if own and not forbidden else ''}.",
            at_most=Severity.BLOCK if own else Severity.WARN,
        )


@Register(
    code="anonymity-unexplained",
    title="Anonymity without its reason",
    asks="That the reason for anonymity is stated for every anonymous source.",
    why="Readers cannot weigh a source of whom they know neither name nor why it is kept back.",
    practice=(
        Practice(Handbook.AP, "The story says why the source asked not to be named."),
        Practice(
            Handbook.NYT,
            "Says why a source demanded it, and prefers no reason to a formula such as “not "
            "authorised to speak”.",
        ),
        Practice(Handbook.NPR, "Says in the story why anonymity was granted."),
        Practice(Handbook.SPJ, "Explains why anonymity was granted."),
    ),
    severity=Severity.WARN,
).claim
def anonymity_unexplained(claim: ClaimFacts, context: Context) -> Iterator[Found]:
    # On deep background the reader is told of no source: there is nothing to explain to them.
    rows = [row for row in claim.on_sheet if row.terms is not Terms.DEEP_BACKGROUND]
    for source in veiled_sources(rows, context).values():
        if not source.anonymity_reason.strip():
            yield Found(
                of_source(source.id),
                f"“{source.shown}”: no reason for anonymity is given.",
                "Say in the copy why, and put the reason on the source.",
            )


def veiled_sources(rows: list[AttributionFacts], context: Context) -> Mapping[Id, SourceFacts]:
    """The sources of `rows` that are anonymous, speaking or relaying, each once."""
    found: dict[Id, SourceFacts] = {}
    for row in rows:
        source, via = context.source(row), context.via(row)
        if via is not None and is_confidential(via):
            found[via.id] = via
        if context.anonymous(row) and (via is None or is_confidential(source)):
            found[source.id] = source
    return found


@Register(
    code="anonymous-opinion",
    title="An anonymous opinion",
    asks="That an opinion does not rest on anonymous sources.",
    why="Anonymity is for facts that cannot be had otherwise; an opinion needs its owner.",
    practice=(
        Practice(Handbook.AP, "Material of anonymous sources is information, not opinion."),
        Practice(Handbook.NPR, "Unnamed sources do not give opinions of others."),
        Practice(Handbook.NYT, "Anonymity is no cover for a partisan attack."),
    ),
    severity=Severity.BLOCK,
    replaces=("single-anonymous-source",),
).claim
def anonymous_opinion(claim: ClaimFacts, context: Context) -> Iterator[Found]:
    if claim.kind is ClaimKind.OPINION and context.rests_on_anonymous(claim):
        yield Found(
            of_claim(claim),
            "An opinion rests on anonymous sources.",
            "Get somebody to say it on the record, or cut it and withdraw the claim.",
        )


@Register(
    code="anonymous-attack",
    title="An anonymous attack",
    asks="That no anonymous source calls anybody names.",
    why="Who attacks from cover cannot be answered.",
    practice=(
        Practice(Handbook.REUTERS, "Whoever wants to attack somebody has to do it by name."),
        Practice(Handbook.NYT, "Anonymity is no cover for a personal attack."),
        Practice(Handbook.NPR, "Unnamed sources are never heard attacking others."),
        Practice(Handbook.WSJ, "Negative words of unnamed sources are almost always refused."),
    ),
    severity=Severity.BLOCK,
    english_only=True,
    parameters=(
        Words("more_words", "Further words that are refused."),
        Words("fewer_words", "Words of the list that are let pass."),
    ),
    replaces=("anonymous-opinion",),
).claim
def anonymous_attack(claim: ClaimFacts, context: Context) -> Iterator[Found]:
    rows = [row for row in claim.on_sheet if context.anonymous(row)]
    texts = [text for row in rows for text in (row.quote, *row.words)]
    if context.rests_on_anonymous(claim):
        texts += [claim.statement, *claim.words]
    more, fewer = context.words("more_words"), context.words("fewer_words")
    found = dict.fromkeys(
        word for text in texts for word in pejoratives(text, more=more, fewer=fewer)
    )
    if found:
        yield Found(
            of_claim(claim),
            f"An anonymous source uses abusive words: {', '.join(found)}.",
            "Get it on the record, or report the facts behind it and drop the words.",
        )
