"""That nobody stands in an article twice: anonymously, and also by name. Judges all copy.

Who is the same person is known by a link, a merge, or by comparing sealed identities. The rules are
told of pairs alone, and every finding is sealed: it says of a source who else it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from datetime import datetime, timedelta

from claims.domain.counting import Id
from claims.domain.policy.facts import AttributionFacts, SourceFacts
from claims.domain.policy.findings import Found, Severity
from claims.domain.policy.handbooks import Handbook, Practice, house
from claims.domain.policy.registry import Context, Register, is_confidential, of_source
from claims.domain.policy.rules.anonymity import veiled_sources
from claims.domain.vocabulary import CommentOutcome, Status, Terms

_SILENT = frozenset(
    {
        CommentOutcome.DECLINED,
        CommentOutcome.DID_NOT_IMMEDIATELY_RESPOND,
        CommentOutcome.DID_NOT_RESPOND,
        CommentOutcome.COULD_NOT_BE_REACHED,
    }
)
_SPOKE = frozenset(
    {
        CommentOutcome.RESPONDED,
        CommentOutcome.CONFIRMED,
        CommentOutcome.DENIED,
        CommentOutcome.REPLIED_AFTER_PUBLICATION,
    }
)
# Findings that tell who somebody is: their custodians hear of each one that appears.
OF_IDENTITY = frozenset({"anonymous-and-declined", "anonymous-and-named"})
LOOK_AGAIN_AFTER = timedelta(minutes=10)


@Register(
    code="anonymous-and-declined",
    title="Quoted anonymously and said not to comment",
    asks="That nobody who speaks anonymously in an article is also said in it to have declined, "
    "not to have responded or not to have been reached. Found by a link between the sources or "
    "by their sealed identities; shown only to those who may read about the source.",
    why="It deceives the reader, and hands the source to whoever compares the two.",
    practice=(
        Practice(
            Handbook.AP,
            "Never says that somebody declined to comment whom the story quotes anonymously.",
        ),
        house("That goes for silence of any other kind as well."),
    ),
    severity=Severity.BLOCK,
).article
def anonymous_and_declined(context: Context) -> Iterator[Found]:
    silent = _asked(context, _SILENT, among=context.facts.sources)
    for source, person in _veiled(context):
        if person in silent:
            yield Found(
                of_source(source),
                "This anonymous source is also said in the article not to have commented.",
                "Drop the sentence about the comment, or agree with the source to be named.",
                sealed=frozenset({source}),
            )


@Register(
    code="anonymous-and-named",
    title="Quoted anonymously and also by name",
    asks="That nobody who speaks anonymously in an article also speaks in it by name or office, "
    "answers to a request for comment included. Found by a link between the sources or by their "
    "sealed identities; shown only to those who may read about the source.",
    why="One person passes for two, and whoever compares the two has the source.",
    practice=(house("One person speaks in one way: the reader takes two voices for two people."),),
    severity=Severity.BLOCK,
).article
def anonymous_and_named(context: Context) -> Iterator[Found]:
    sources = context.facts.sources
    person = _people(sources)
    named = {person[row.source] for row in _rows(context) if _is_named(row, context)}
    # who was asked as the anonymous source that they are has not been named by it
    shown = {one.id for one in sources.values() if not is_confidential(one)}
    named |= _asked(context, _SPOKE, among=shown)
    for source, one in _veiled(context):
        if one in named:
            yield Found(
                of_source(source),
                "This anonymous source also stands in the article by name.",
                "Quote the person in one way only: agree with the source to be named, or take "
                "out what stands under the name.",
                sealed=frozenset({source}),
            )


def _look_again(context: Context) -> Iterator[datetime]:
    """Keys come back though no fact is written."""
    if any(one.uncompared for one in context.facts.sources.values()):
        yield context.now + LOOK_AGAIN_AFTER


@Register(
    code="identity-not-compared",
    title="A sealed identity that cannot be compared",
    asks="That the sealed identity of every anonymous source can be compared with whoever else "
    "stands in the article. Shown only to those who may read about the source.",
    why="Where a key is missing nobody can tell whether one person stands there twice.",
    practice=(house("What cannot be judged is said, never passed over."),),
    severity=Severity.BLOCK,
    moments=_look_again,
).article
def identity_not_compared(context: Context) -> Iterator[Found]:
    for source, _ in _veiled(context):
        if context.facts.sources[source].uncompared:
            yield Found(
                of_source(source),
                "The sealed identity of this source cannot be compared: its key is missing.",
                "Have the key put back (IDENTITY_KEYS, the identity store), or shred the identity.",
                sealed=frozenset({source}),
            )


def _rows(context: Context) -> Iterator[AttributionFacts]:
    for claim in context.facts.claims:
        if claim.status is not Status.WITHDRAWN:
            yield from claim.on_sheet


def _veiled(context: Context) -> list[tuple[Id, Id]]:
    """The anonymous sources of the article, each with what stands for the person."""
    person = _people(context.facts.sources)
    found = veiled_sources(list(_rows(context)), context)
    return [(one, person[one]) for one in sorted(found, key=str)]


def _is_named(row: AttributionFacts, context: Context) -> bool:
    return context.identified(row) and row.terms is not Terms.DEEP_BACKGROUND


def _asked(
    context: Context, outcomes: Container[CommentOutcome], *, among: Container[Id]
) -> set[Id]:
    """What stands for the people asked with one of `outcomes`, and for who was reached there.

    `among` are the parties that count.
    """
    person = _people(context.facts.sources)
    requests = [
        one
        for one in context.facts.comment_requests
        if one.outcome in outcomes and one.party in among
    ]
    reached = {person[one] for request in requests for one in request.reached_sources}
    return reached | {person[request.party] for request in requests}


def _people(sources: Mapping[Id, SourceFacts]) -> dict[Id, Id]:
    """For each source one that stands for the person: the same for all known to be the same."""
    linked: dict[Id, set[Id]] = defaultdict(set)
    for source in sources.values():
        for other in {*source.same_person, source.merged_into} - {None}:
            linked[source.id].add(other)
            linked[other].add(source.id)
    found: dict[Id, Id] = {}
    for one in [*sources, *linked]:
        fresh = [one]
        while fresh:
            at = fresh.pop()
            if at not in found:
                found[at] = one
                fresh += linked[at]
    return found
