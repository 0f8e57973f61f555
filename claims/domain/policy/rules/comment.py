"""Right of reply: who was asked, how fairly, and what may be said of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from claims.domain.comment import problems
from claims.domain.policy.facts import ClaimFacts, CommentRequestFacts
from claims.domain.policy.findings import Found, Record, RecordKind, Severity
from claims.domain.policy.handbooks import Handbook, Practice, house
from claims.domain.policy.parameters import Number
from claims.domain.policy.registry import Context, Register, number, of_claim, rank_parameter
from claims.domain.vocabulary import (
    ApprovalKind,
    ClaimKind,
    CommentOutcome,
    Rank,
    Recorded,
    Stance,
    Status,
)

_REPLIED = frozenset(
    {
        CommentOutcome.RESPONDED,
        CommentOutcome.CONFIRMED,
        CommentOutcome.DENIED,
        CommentOutcome.REFERRED,
        CommentOutcome.DECLINED,
        CommentOutcome.REPLIED_AFTER_PUBLICATION,
    }
)


def _of(request: CommentRequestFacts) -> Record:
    return Record(RecordKind.COMMENT_REQUEST, request.id)


def _party(request: CommentRequestFacts, context: Context) -> str:
    return context.facts.sources[request.party].shown


def _about(claim: ClaimFacts, context: Context) -> list[CommentRequestFacts]:
    return [one for one in context.facts.comment_requests if claim.id in one.claims]


def _was_asked(request: CommentRequestFacts) -> bool:
    if request.outcome is CommentOutcome.NOT_ASKED:
        return False
    tried = bool(request.attempts) or request.recorded is Recorded.IN_COPY
    return tried or request.outcome is not CommentOutcome.PENDING


@Register(
    code="allegation-not-asked",
    title="An allegation nobody was asked about",
    asks="That somebody was asked for comment on every allegation, or has denied it on the record. "
    "Not asking needs its reason and, in own copy, an approval.",
    why="Who is accused has a right to answer; often the answer changes the story.",
    practice=(
        Practice(
            Handbook.BBC,
            "Whoever is accused of wrongdoing normally has a right of reply; to go without is "
            "referred to the top.",
        ),
        Practice(Handbook.SPJ, "Diligently seeks those accused, so that they can answer."),
        Practice(
            Handbook.REUTERS,
            "A third party's report of, say, a bankruptcy has the company's comment, or shows "
            "serious efforts to get it.",
        ),
    ),
    severity=Severity.BLOCK,
    parameters=(rank_parameter("Who may approve not asking, at least.", Rank.SENIOR_EDITOR),),
).claim
def allegation_not_asked(claim: ClaimFacts, context: Context) -> Iterator[Found]:
    requests = _about(claim, context)
    if claim.kind is not ClaimKind.ALLEGATION or any(map(_was_asked, requests)):
        return
    if any(row.stance is Stance.DENIES and context.identified(row) for row in claim.on_sheet):
        return
    if any(_is_excused(one) for one in requests) and (
        not context.facts.own or context.approved({ApprovalKind.NOT_ASKED}, claim)
    ):
        return
    yield Found(
        of_claim(claim),
        "Nobody has been asked for comment on this allegation.",
        "Ask whom it accuses and log the attempts. If asking would do harm, log “not asked” with "
        f"the reason, and have that approved ({context.text('rank')} or above).",
    )


def _is_excused(request: CommentRequestFacts) -> bool:
    return request.outcome is CommentOutcome.NOT_ASKED and bool(request.not_asked_reason.strip())


def _unanswered(claim: ClaimFacts, context: Context) -> Iterator[CommentRequestFacts]:
    """Requests about an allegation that were made, and to which nobody has replied."""
    if claim.kind is not ClaimKind.ALLEGATION:
        return
    for request in _about(claim, context):
        if _was_asked(request) and (
            request.outcome not in _REPLIED or request.recorded is Recorded.IN_COPY
        ):
            yield request


@Register(
    code="allegation-attempts-few",
    title="Too few attempts at comment on an allegation",
    asks="That whoever is accused and has not replied was tried often enough, by more than one "
    "channel, in our own log.",
    why="One e-mail on a Friday evening is not asking.",
    practice=(
        Practice(Handbook.SPJ, "Seeks them diligently."),
        Practice(Handbook.REUTERS, "Shows serious efforts."),
        house("How many attempts and channels is ours."),
    ),
    severity=Severity.WARN,
    own_copy_only=True,
    parameters=(
        Number("attempts", "How many attempts there must be.", 2, 1, 10),
        Number("channels", "By how many different channels.", 2, 1, 5),
    ),
).claim
def allegation_attempts_few(claim: ClaimFacts, context: Context) -> Iterator[Found]:
    attempts, channels = context.number("attempts"), context.number("channels")
    for request in _unanswered(claim, context):
        used = {one.channel.strip().casefold() for one in request.attempts}
        if len(request.attempts) < attempts or len(used) < channels:
            tried, by = len(request.attempts), len(used)
            yield Found(
                _of(request),
                f"{_party(request, context)}: {number(tried, 'attempt')} by "
                f"{number(by, 'channel')} logged, where {attempts} by {channels} are asked for.",
                "Try again by another channel, and log it. Log earlier attempts that are missing.",
            )


def _end_of_fair_time(request: CommentRequestFacts, hours: int) -> datetime | None:
    first = min((one.at for one in request.attempts), default=None)
    return None if first is None else first + timedelta(hours=hours)


def _moments_of_fair_time(context: Context) -> Iterator[datetime]:
    for request in context.facts.comment_requests:
        end = _end_of_fair_time(request, context.number("hours"))
        if end is not None:
            yield end


@Register(
    code="deadline-unfair",
    title="Too little time to reply",
    asks="That whoever is accused and has not replied had so many hours from the first attempt to "
    "the deadline; without a deadline, to now.",
    why="A question that nobody could have answered in time was not asked.",
    practice=(
        Practice(
            Handbook.BBC,
            "The time allowed depends on how complex and how new the allegations are, on whom "
            "they concern, and on how pressing the publication is.",
        ),
        house("The number of hours is ours."),
    ),
    severity=Severity.WARN,
    own_copy_only=True,
    parameters=(Number("hours", "How many hours they have at least.", 4, 1, 336),),
    moments=_moments_of_fair_time,
).claim
def deadline_unfair(claim: ClaimFacts, context: Context) -> Iterator[Found]:
    hours = context.number("hours")
    for request in _unanswered(claim, context):
        end = _end_of_fair_time(request, hours)
        if end is not None and (request.deadline or context.now) < end:
            yield Found(
                _of(request),
                f"{_party(request, context)} had less than {hours} hours to reply.",
                "Extend the deadline, tell them, and log the new one.",
            )


def _deadlines(context: Context) -> Iterator[datetime]:
    for request in context.facts.comment_requests:
        if request.deadline is not None:
            yield request.deadline


@Register(
    code="comment-outcome-unrecorded",
    title="A request for comment without its outcome",
    asks="That no request for comment is still pending when the article is published.",
    why="The reader is told what came of it; publishing before the deadline breaks our word.",
    practice=(house("A request is closed with what came of it."),),
    severity=Severity.WARN,
    moments=_deadlines,
).article
def comment_outcome_unrecorded(context: Context) -> Iterator[Found]:
    for request in context.facts.comment_requests:
        if request.outcome is not CommentOutcome.PENDING or _is_judged_as_not_asked(
            request, context
        ):
            continue
        ahead = request.deadline is not None and request.deadline > context.now
        name = _party(request, context)
        yield Found(
            _of(request),
            f"{name} still has time to reply." if ahead else f"What came of asking {name}?",
            "Wait for the deadline, or log the reply if there is one."
            if ahead
            else "Log the outcome: replied, declined, or did not respond.",
        )


def _is_judged_as_not_asked(request: CommentRequestFacts, context: Context) -> bool:
    """Whether `allegation-not-asked` has its say: nobody has tried yet, and it is about one."""
    return not _was_asked(request) and any(
        one.id in request.claims and one.kind is ClaimKind.ALLEGATION for one in _live(context)
    )


def _live(context: Context) -> list[ClaimFacts]:
    return [one for one in context.facts.claims if one.status is not Status.WITHDRAWN]


@Register(
    code="comment-outcome-unsupported",
    title="An outcome that the log does not bear out",
    asks="That “declined to comment” has a contact, “did not respond” an attempt, and “not asked” "
    "a reason, where the request is our own.",
    why="Saying that somebody declined is a statement of fact about them.",
    practice=(house("The words for what came of it mean what they say."),),
    severity=Severity.BLOCK,
).article
def comment_outcome_unsupported(context: Context) -> Iterator[Found]:
    for request in context.facts.comment_requests:
        name = _party(request, context)
        for problem in problems(request.as_comment(name)):
            yield Found(_of(request), f"{name}: {problem.message}", problem.remedy)


@Register(
    code="comment-only-in-copy",
    title="An outcome known only from the copy",
    asks="That the outcome of a request for comment is in our own log.",
    why="Another newsroom's word for it cannot be checked here.",
    practice=(house("What is known only from the copy is shown as that."),),
    severity=Severity.INFO,
).article
def comment_only_in_copy(context: Context) -> Iterator[Found]:
    for request in context.facts.comment_requests:
        if request.recorded is Recorded.IN_COPY:
            yield Found(
                _of(request),
                f"{_party(request, context)}: the outcome is known only from the copy.",
                "Ask them yourselves and log it, or leave it as the copy's word.",
            )


@Register(
    code="late-reply-not-reflected",
    title="A late reply that the copy does not reflect",
    asks="That a reply which came after this version was written leads to a new version.",
    why="A reply counts whenever it comes.",
    practice=(
        Practice(Handbook.BBC, "The reply normally appears in the same output as the allegation."),
        house("That goes for a late one as well."),
    ),
    severity=Severity.WARN,
).article
def late_reply_not_reflected(context: Context) -> Iterator[Found]:
    written = context.facts.version.created_at
    for request in context.facts.comment_requests:
        if request.outcome not in _REPLIED or request.recorded is Recorded.IN_COPY:
            continue
        undated = (
            request.outcome is CommentOutcome.REPLIED_AFTER_PUBLICATION
            and request.responded_at is None
        )
        if undated or (request.responded_at is not None and request.responded_at > written):
            name = _party(request, context)
            yield Found(
                _of(request),
                f"{name} replied, and nobody has said when."
                if undated
                else f"{name} replied after this version was written.",
                "Log when the reply came."
                if undated
                else "Put the reply into the copy; saving makes the new version.",
            )
