"""How a claim stands in verification, in the copy, and beside claims of other articles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from claims.domain.policy.facts import ClaimFacts, LinkFacts
from claims.domain.policy.findings import Found, Record, RecordKind, Severity
from claims.domain.policy.handbooks import Handbook, Practice, house
from claims.domain.policy.parameters import Choice, Number
from claims.domain.policy.registry import Context, Register, of_claim
from claims.domain.vocabulary import ApprovalKind, ArticleStatus, LinkKind, Status
from claims.domain.workflow import DECIDED

VERIFIED, CHECKED_BY_ONE = "verified", "checked by one"
_NOT_YET_OUT = frozenset({ArticleStatus.DRAFT, ArticleStatus.IN_REVIEW, ArticleStatus.READY})
_SAME_CLAIM = frozenset({LinkKind.REPEATS, LinkKind.UPDATES})
# Whose check has its own rule, or is over.
_JUDGED_ELSEWHERE = frozenset({Status.REFUTED, Status.DISPUTED, Status.WITHDRAWN})


@Register(
    code="refuted-in-copy",
    title="A refuted claim, still in the copy",
    asks="That the words of a refuted claim no longer stand in the copy.",
    why="We would publish what we know to be wrong.",
    practice=(
        Practice(Handbook.REUTERS, "Puts errors right promptly and clearly."),
        Practice(Handbook.IFCN, "Corrects openly."),
    ),
    severity=Severity.BLOCK,
    replaces=("decided-before-change", "stale-check"),
).claim
def refuted_in_copy(claim: ClaimFacts, _: Context) -> Iterator[Found]:
    if claim.status is Status.REFUTED and _in_copy(claim):
        yield Found(
            of_claim(claim),
            "It has been refuted, and still stands in the copy.",
            "Cut or correct it in the copy; if the article is out, log a correction.",
        )


@Register(
    code="disputed-in-copy",
    title="A disputed claim, without the other side",
    asks="That a disputed claim which stands in the copy is shown with whoever denies it.",
    why="The reader should know that it is in dispute, and by whom.",
    practice=(
        Practice(Handbook.REUTERS, "Talks to all sides of a dispute."),
        house("A dispute is shown as one."),
    ),
    severity=Severity.WARN,
).claim
def disputed_in_copy(claim: ClaimFacts, _: Context) -> Iterator[Found]:
    if claim.status is Status.DISPUTED and _in_copy(claim) and not claim.public.counts.denials:
        yield Found(
            of_claim(claim),
            "It is disputed, and the copy gives nobody who denies it.",
            "Log who denies or disputes it and say so in the copy, or cut it.",
        )


def _in_copy(claim: ClaimFacts) -> bool:
    """Whether it stands in the copy, as far as the sheet knows: not marked at all counts as yes."""
    return bool(claim.words) or not claim.anchors


@Register(
    code="withdrawn-in-copy",
    title="A withdrawn claim, still in the copy",
    asks="That the words of a withdrawn claim are gone from the copy, or logged in another claim.",
    why="Withdrawing a claim from the sheet does not take it out of the story.",
    practice=(house("What the copy says, the sheet accounts for."),),
    severity=Severity.WARN,
).article
def withdrawn_in_copy(context: Context) -> Iterator[Found]:
    claims = context.facts.claims
    kept = [span for one in claims if one.status is not Status.WITHDRAWN for span in _spans(one)]
    for claim in claims:
        if claim.status is not Status.WITHDRAWN:
            continue
        if any(not any(_overlap(own, other) for other in kept) for own in _spans(claim)):
            yield Found(
                of_claim(claim),
                "It was withdrawn from the sheet, and its words still stand in the copy.",
                "Cut the words, or log the claim that they make.",
                claim=claim.id,
            )


def _spans(claim: ClaimFacts) -> list[tuple[int, int]]:
    return [
        (anchor.start, anchor.end)
        for anchor in claim.anchors
        if anchor.start is not None and anchor.end is not None
    ]


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


@Register(
    code="anchor-orphaned",
    title="A claim no longer found in the copy",
    asks="That a claim which was marked in the text is still found there.",
    why="After an edit nobody knows whether the story still says it.",
    practice=(house("The sheet follows the copy, version by version."),),
    severity=Severity.WARN,
).claim
def anchor_orphaned(claim: ClaimFacts, _: Context) -> Iterator[Found]:
    if claim.anchors and not claim.words:
        yield Found(
            of_claim(claim),
            "After an edit, its words are no longer found in the copy.",
            "Mark where it stands now, or withdraw the claim if it was cut.",
        )


@Register(
    code="decided-before-change",
    title="Decided before the last change",
    asks="That nothing a decision rests on has changed since it was made.",
    why="What was checked is no longer what stands there.",
    practice=(house("A check is of what was on the sheet at that time."),),
    severity=Severity.WARN,
    replaces=("stale-check",),
).claim
def decided_before_change(claim: ClaimFacts, _: Context) -> Iterator[Found]:
    if claim.status not in DECIDED or claim.changed_at is None:
        return
    if claim.decided_at is None or claim.decided_at < claim.changed_at:
        yield Found(
            of_claim(claim),
            f"It was changed after it was found {claim.status}.",
            "Take it up again, look at what changed, and decide anew.",
        )


def _ends_of_checks(context: Context) -> Iterator[datetime]:
    for claim in context.facts.claims:
        if claim.decided_at is not None:
            yield claim.decided_at + timedelta(days=context.number("days"))


@Register(
    code="stale-check",
    title="A check that has grown old",
    asks="That a claim of an article not yet published was decided within so many days.",
    why="Officials change, figures are revised, sources change their minds.",
    practice=(house("A story held back is checked again."),),
    severity=Severity.WARN,
    parameters=(Number("days", "For how many days a check holds.", 30, 1, 3650),),
    moments=_ends_of_checks,
).claim
def stale_check(claim: ClaimFacts, context: Context) -> Iterator[Found]:
    days = context.number("days")
    if claim.status not in DECIDED or claim.decided_at is None:
        return
    if context.facts.status in _NOT_YET_OUT and (
        context.now >= claim.decided_at + timedelta(days=days)
    ):
        yield Found(
            of_claim(claim),
            f"It was decided {days} days ago or more.",
            "Take it up again, see whether it still holds, and decide anew.",
        )


@Register(
    code="evidence-without-locator",
    title="Evidence without the place in it",
    asks="That evidence says where in it to look: page, timestamp, cell.",
    why="“It is in the report” costs the next reader an hour.",
    practice=(Practice(Handbook.IFCN, "Gives sources so that a reader can repeat the work."),),
    severity=Severity.INFO,
).claim
def evidence_without_locator(claim: ClaimFacts, _: Context) -> Iterator[Found]:
    for one in claim.evidence:
        if not one.locator.strip():
            yield Found(
                Record(RecordKind.EVIDENCE, one.id),
                "This evidence does not say where in it to look.",
                "Give the page, the timestamp or the cell.",
            )


@Register(
    code="claim-not-verified",
    title="A claim that is not verified",
    asks="That every claim is verified, or at least checked by one person since its last change.",
    why="A second person finds what the first has overlooked.",
    practice=(
        Practice(Handbook.BBC, "Output is well sourced and thoroughly tested."),
        house("Which of the two is asked for is a desk's choice."),
    ),
    severity=Severity.BLOCK,
    parameters=(
        Choice(
            "requires",
            "What is asked for. What is published as checked by one goes to the next shift.",
            VERIFIED,
            (VERIFIED, CHECKED_BY_ONE),
        ),
    ),
).claim
def claim_not_verified(claim: ClaimFacts, context: Context) -> Iterator[Found]:
    requires = context.text("requires")
    if claim.status is Status.VERIFIED or claim.status in _JUDGED_ELSEWHERE:
        return
    if requires == CHECKED_BY_ONE and is_checked_by_one(claim):
        return
    yield Found(
        of_claim(claim),
        "It has not been verified."
        if requires == VERIFIED
        else "It is not verified, nor has anybody checked it since its last change.",
        "Have a second person check it against the sheet."
        if requires == VERIFIED
        else "Check it against the sheet and record that as checked by one, or have it verified.",
    )


def is_checked_by_one(claim: ClaimFacts) -> bool:
    """Whether somebody has recorded a check, and nothing that it rests on has changed since."""
    return any(
        one.kind is ApprovalKind.CHECKED_BY_ONE
        and (claim.changed_at is None or claim.changed_at <= one.at)
        for one in claim.approvals
    )


@Register(
    code="correction-outstanding",
    title="A correction outstanding on a linked claim",
    asks="That no claim which this one repeats or updates, or which does so with this one, has "
    "been refuted, withdrawn or corrected since this version was written.",
    why="A mistake put right in one article lives on in all that repeat it.",
    practice=(
        Practice(Handbook.REUTERS, "Does not bury a correction in a later story."),
        Practice(Handbook.IFCN, "Corrects openly, so that readers see what was corrected."),
        house("That goes for every article that repeats it."),
    ),
    severity=Severity.BLOCK,
).claim
def correction_outstanding(claim: ClaimFacts, context: Context) -> Iterator[Found]:
    written = context.facts.version.created_at
    reasons = {_why_outstanding(one, claim, written) for one in claim.links} - {""}
    if reasons:
        yield Found(
            of_claim(claim),
            f"A claim linked to this one {' and '.join(sorted(reasons))}.",
            "Look at the linked claim, and correct or cut this one; if it holds, say in the link "
            "that it contradicts the other.",
        )


def _why_outstanding(link: LinkFacts, claim: ClaimFacts, written: datetime) -> str:
    if link.kind not in _SAME_CLAIM:
        return ""
    if link.status is Status.REFUTED:
        return "has been refuted"
    if link.status is Status.WITHDRAWN and claim.status is not Status.VERIFIED:
        return "has been withdrawn"
    if link.corrected_at is not None and link.corrected_at > written:
        return "has been corrected since this version"
    return ""
