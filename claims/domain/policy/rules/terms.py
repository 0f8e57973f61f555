"""Terms honoured: what was agreed with sources, embargoes, and approval of this very version."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from claims.domain.policy.facts import ArticleFacts, ClaimFacts
from claims.domain.policy.findings import Found, Severity
from claims.domain.policy.handbooks import Handbook, Practice, house
from claims.domain.policy.parameters import Choice
from claims.domain.policy.registry import (
    Context,
    Register,
    is_of_rank,
    of_article,
    of_row,
    rank_parameter,
)
from claims.domain.vocabulary import (
    ApprovalKind,
    ClaimKind,
    LegalOutcome,
    Quotation,
    Rank,
    Status,
    Terms,
)
from sources.domain.vocabulary import Naming, SourceKind

_NO_NAME = frozenset({Terms.ANONYMITY, Terms.BACKGROUND, Terms.DEEP_BACKGROUND})
_VERBATIM = frozenset({Quotation.DIRECT, Quotation.PARTIAL})


@Register(
    code="off-the-record-in-sheet",
    title="Off the record, and on the sheet",
    asks="That nothing told off the record stands on the sheet.",
    why="Off the record means that it may not be published: a promise.",
    practice=(
        Practice(Handbook.AP, "What is off the record cannot be used for publication."),
        Practice(Handbook.SPJ, "Keeps promises made to sources."),
    ),
    severity=Severity.BLOCK,
).claim
def off_the_record_in_sheet(claim: ClaimFacts, _: Context) -> Iterator[Found]:
    for row in claim.standing:
        if row.terms is Terms.OFF_THE_RECORD:
            yield Found(
                of_row(row),
                "It was told off the record, and stands on the sheet.",
                "Withdraw the attribution, and get it from somebody else or on other terms.",
            )


@Register(
    code="deep-background-attributed",
    title="Deep background, and attributed",
    asks="That what was told on deep background is neither attributed in the copy nor quoted.",
    why="On deep background the source is not mentioned at all.",
    practice=(
        Practice(Handbook.AP, "Deep background may be used, without attribution of any kind."),
    ),
    severity=Severity.BLOCK,
).claim
def deep_background_attributed(claim: ClaimFacts, _: Context) -> Iterator[Found]:
    for row in claim.standing:
        if row.terms is Terms.DEEP_BACKGROUND and (row.words or row.quotation in _VERBATIM):
            yield Found(
                of_row(row),
                "It was told on deep background, and the copy mentions or quotes the source.",
                "Take the source out of the copy, or agree on other terms and record them.",
            )


@Register(
    code="background-named",
    title="Not for attribution by name, and named",
    asks="That a person who spoke anonymously or on background is not a named source.",
    why="The sheet would name whom we promised not to name.",
    practice=(
        Practice(Handbook.AP, "On background, a source is named only as agreed."),
        Practice(Handbook.SPJ, "Keeps promises made to sources."),
    ),
    severity=Severity.BLOCK,
).claim
def background_named(claim: ClaimFacts, context: Context) -> Iterator[Found]:
    for row in claim.standing:
        source = context.source(row)
        person = source.kind is SourceKind.PERSON and source.naming is Naming.NAMED
        if person and row.terms in _NO_NAME:
            yield Found(
                of_row(row),
                f"The terms are {row.terms}, and the source is named.",
                "Log it under an anonymous source with the agreed wording, or correct the terms.",
            )


def _end_of_embargo(context: Context) -> Iterator[datetime]:
    if context.facts.embargo_until is not None:
        yield context.facts.embargo_until


@Register(
    code="embargo-running",
    title="An embargo that still runs",
    asks="That the embargo has passed.",
    why="It is a promise, and others keep it.",
    practice=(house("An embargo that was accepted is kept to the minute."),),
    severity=Severity.BLOCK,
    moments=_end_of_embargo,
).article
def embargo_running(context: Context) -> Iterator[Found]:
    until = context.facts.embargo_until
    if until is not None and context.now < until:
        yield Found(
            of_article(context.facts),
            f"It is under embargo until {until.isoformat(timespec='minutes')}.",
            "Wait, or correct the embargo if whoever set it has lifted it.",
        )


@Register(
    code="version-unapproved",
    title="A version that nobody approved",
    asks="That the version about to be published has been approved for publication.",
    why="An approval is of the words that were read, not of those that came after.",
    practice=(house("A new version is approved anew."),),
    severity=Severity.WARN,
    own_copy_only=True,
    parameters=(rank_parameter("Who may approve it, at least.", Rank.EDITOR),),
).article
def version_unapproved(context: Context) -> Iterator[Found]:
    facts, rank = context.facts, context.text("rank")
    versions = {
        one.version
        for one in facts.approvals
        if one.kind is ApprovalKind.PUBLICATION and is_of_rank(one, Rank(rank))
    }
    if facts.version.id not in versions:
        yield Found(
            of_article(facts),
            "An earlier version was approved, not this one."
            if versions
            else "Nobody has approved this version.",
            f"Have somebody of the rank of {rank} or above read and approve it.",
        )


@Register(
    code="legal-read",
    title="No lawyer has cleared this version",
    asks="That a lawyer has read this version and cleared it, where that is asked for; and that "
    "none has refused to. Cleared with changes is not cleared: the version that was read cannot "
    "contain them.",
    why="A sentence added after the read has not been read.",
    practice=(
        Practice(Handbook.BBC, "Lawyers are consulted before serious allegations are put."),
        Practice(Handbook.REUTERS, "A legally sensitive story goes to the in-house lawyers."),
        house("The read is of one version."),
    ),
    severity=Severity.BLOCK,
    own_copy_only=True,
    parameters=(
        Choice(
            "asked_for",
            "Which articles need a read. A refusal or a read under way counts for all.",
            "allegations",
            ("nothing", "allegations", "everything"),
        ),
    ),
).article
def legal_read(context: Context) -> Iterator[Found]:
    facts = context.facts
    reads = [one for one in facts.legal_reads if one.version == facts.version.id]
    last = max(reads, key=lambda one: (one.at, one.outcome), default=None)
    if last is None and not _needs_a_read(facts, context.text("asked_for")):
        return
    if last is not None and last.outcome is LegalOutcome.CLEARED:
        return
    if last is not None:
        message = f"The lawyer's read of this version: {last.outcome}."
    elif facts.legal_reads:
        message = "The lawyer's read was of an earlier version."
    else:
        message = "No lawyer has read it."
    yield Found(
        of_article(facts),
        message,
        "Make the changes asked for, if any, and have a lawyer read and clear the version.",
    )


def _needs_a_read(facts: ArticleFacts, asked_for: str) -> bool:
    if asked_for == "allegations":
        live = (one for one in facts.claims if one.status is not Status.WITHDRAWN)
        return any(one.kind is ClaimKind.ALLEGATION for one in live)
    return asked_for == "everything"
