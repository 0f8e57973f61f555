"""Our own conduct with anonymous sources. Own copy only; says what is missing, never what is not.

What belongs to a source is asked once an article, what belongs to a row at the row.
"""

from __future__ import annotations

from collections.abc import Iterator

from claims.domain.policy.facts import ClaimFacts, SourceFacts
from claims.domain.policy.findings import Found, Severity
from claims.domain.policy.handbooks import Handbook, Practice, house
from claims.domain.policy.registry import (
    Context,
    Register,
    at_least,
    of_row,
    of_source,
    rank_parameter,
)
from claims.domain.policy.rules.anonymity import veiled_sources
from claims.domain.vocabulary import ApprovalKind, Rank, Status, Terms

_ANY_APPROVAL = frozenset(
    {
        ApprovalKind.ANONYMITY,
        ApprovalKind.SINGLE_ANONYMOUS_SOURCE,
        ApprovalKind.ANONYMOUS_LEAD,
        ApprovalKind.ANONYMOUS_QUOTATION,
    }
)


def _sources(context: Context) -> Iterator[SourceFacts]:
    """The anonymous sources of the article, each once."""
    rows = [
        row
        for claim in context.facts.claims
        if claim.status is not Status.WITHDRAWN
        for row in claim.on_sheet
    ]
    yield from veiled_sources(rows, context).values()


@Register(
    code="identity-unknown",
    title="No editor knows who it is",
    asks="That an editor knows the identity of every anonymous source.",
    why="A source known to one reporter alone cannot be vouched for by the house.",
    practice=(
        Practice(Handbook.AP, "The news manager must know who the source is, and keeps it."),
        Practice(Handbook.NYT, "At least one editor knows the identity of every source."),
        Practice(Handbook.BBC, "The editor responsible has the right to be told."),
    ),
    severity=Severity.BLOCK,
    own_copy_only=True,
    parameters=(rank_parameter("Of what rank, at least.", Rank.EDITOR),),
).article
def identity_unknown(context: Context) -> Iterator[Found]:
    rank = Rank(context.text("rank"))
    for source in _sources(context):
        if not any(at_least(one, rank) for one in source.known_to):
            yield Found(
                of_source(source.id),
                f"“{source.shown}”: nobody of the rank of {rank} or above knows who that is.",
                "Tell somebody of that rank in person, and add them to those who know. Write no "
                "name down.",
            )


@Register(
    code="motive-unrecorded",
    title="No motive recorded",
    asks="That the motive of every anonymous source is recorded.",
    why="Who talks and will not be named wants something; somebody should have asked what.",
    practice=(
        Practice(Handbook.REUTERS, "Weighs an unnamed source's record, position and motive."),
        Practice(Handbook.NYT, "Conveys to readers what it can learn of the motive."),
        Practice(Handbook.AP, "Describes the motive for telling, whenever possible."),
        Practice(Handbook.SPJ, "Considers motives before promising anonymity."),
    ),
    severity=Severity.WARN,
    own_copy_only=True,
).article
def motive_unrecorded(context: Context) -> Iterator[Found]:
    for source in _sources(context):
        if not source.has_motive:
            yield Found(
                of_source(source.id),
                f"“{source.shown}”: no motive is recorded.",
                "Put on the source, in a few words, why they tell us.",
            )


@Register(
    code="handler-missing",
    title="Nobody deals with the source",
    asks="That every anonymous source has a handler.",
    why="When a source is in danger or a doubt comes up, somebody has to be able to call.",
    practice=(house("Every confidential source has one reporter who answers for the contact."),),
    severity=Severity.INFO,
    own_copy_only=True,
).article
def handler_missing(context: Context) -> Iterator[Found]:
    for source in _sources(context):
        if not source.has_handler:
            yield Found(
                of_source(source.id),
                f"“{source.shown}”: nobody is named as dealing with them.",
                "Name the reporter who deals with them as handler.",
            )


@Register(
    code="anonymity-unapproved",
    title="Anonymity that nobody approved",
    asks="That the use of every anonymous source of a claim has been approved, on the row or on "
    "the claim. An approval of a lead, a quotation or a single source is one too.",
    why="Anonymity is the house's promise, not one reporter's.",
    practice=(
        Practice(Handbook.AP, "A news manager approves before the story goes to the desk."),
        Practice(Handbook.NYT, "A desk head approves, where no more senior editor has to."),
        Practice(Handbook.NPR, "Senior editors approve."),
    ),
    severity=Severity.BLOCK,
    own_copy_only=True,
    parameters=(rank_parameter("Who may approve it, at least.", Rank.EDITOR),),
).claim
def anonymity_unapproved(claim: ClaimFacts, context: Context) -> Iterator[Found]:
    rank = context.text("rank")
    rows = [row for row in claim.on_sheet if not context.approved(_ANY_APPROVAL, row, claim)]
    for source in veiled_sources(rows, context).values():
        yield Found(
            of_source(source.id),
            f"“{source.shown}”: no approval by somebody of the rank of {rank} or above is on file.",
            "Have somebody of that rank approve the anonymity, on the claim or on the attribution.",
        )


@Register(
    code="conditions-unattested",
    title="Conditions for anonymity not attested",
    asks="That for each anonymous row somebody attests that it is information, not opinion, and "
    "vital; not to be had on the record; from a source who is reliable and placed to know.",
    why="These three are what anonymity is granted for.",
    practice=(Practice(Handbook.AP, "Sets these three conditions."),),
    severity=Severity.WARN,
    own_copy_only=True,
).claim
def conditions_unattested(claim: ClaimFacts, context: Context) -> Iterator[Found]:
    for row in claim.supporting:
        missing = row.conditions.missing
        if context.anonymous(row) and missing:
            yield Found(
                of_row(row),
                f"Nobody attests {'; nor '.join(missing)}.",
                "Tick on the attribution what holds, and sign it.",
            )


@Register(
    code="terms-not-recorded",
    title="Terms not recorded",
    asks="That the terms on which an anonymous source spoke are recorded.",
    why="What was promised cannot be kept by whoever does not know it.",
    practice=(
        Practice(Handbook.AP, "Sets the ground rules explicitly before an interview."),
        Practice(Handbook.REUTERS, "Makes sure that the ground rules are clear."),
        Practice(Handbook.SPJ, "Clarifies the conditions of any promise."),
    ),
    severity=Severity.WARN,
    own_copy_only=True,
).claim
def terms_not_recorded(claim: ClaimFacts, context: Context) -> Iterator[Found]:
    for row in claim.on_sheet:
        if row.terms is Terms.NOT_STATED and context.anonymous(row):
            yield Found(
                of_row(row),
                "The source is not named, and the terms are not recorded.",
                "Record the terms on the attribution; ask the source if they were left open.",
            )
