"""Cases of the rules on verification, the copy, and linked claims."""

from dataclasses import replace

from claims.domain.policy.findings import RecordKind
from claims.domain.vocabulary import (
    ApprovalKind,
    ArticleStatus,
    LinkKind,
    Rank,
    Stance,
    Status,
)
from tests.domain.policy.builders import (
    DAY,
    HOUR,
    NOW,
    anchor,
    approval,
    article,
    claim,
    evidence,
    link,
    of,
    orphan,
    row,
)
from tests.domain.policy.cases import CLAIM, Case, Edge

REFUTED = {"status": Status.REFUTED}
DISPUTED = {"status": Status.DISPUTED}
VERIFIED = {"status": Status.VERIFIED}
STANDS, GONE = (anchor("He goes in May"),), (orphan("He goes in May"),)
ONE_CHECK = approval(ApprovalKind.CHECKED_BY_ONE, Rank.REPORTER)
BY_ONE = {"requires": "checked by one"}


def checked(**more):
    return of(row("Ann"), **more)


def withdrawn(*others, anchors=STANDS):
    return article(claim(row("Ann"), status=Status.WITHDRAWN, anchors=anchors), *others)


def beside(*anchors):
    """Another claim that stands, with these anchors."""
    return claim(row("Bob"), id="other", anchors=anchors)


CASES = {
    "refuted-in-copy": Case(
        passes=checked(**REFUTED, anchors=GONE),
        fails=checked(**REFUTED, anchors=STANDS),
        at=CLAIM,
        message="It has been refuted, and still stands in the copy.",
        remedy="Cut or correct it in the copy; if the article is out, log a correction.",
        edges=(
            Edge("never marked in the text", checked(**REFUTED), 1),
            Edge("gone from one place of two", checked(**REFUTED, anchors=GONE + STANDS), 1),
        ),
    ),
    "disputed-in-copy": Case(
        passes=of(row("Ann"), row("Bob", Stance.DENIES), **DISPUTED),
        fails=checked(**DISPUTED),
        at=CLAIM,
        message="It is disputed, and the copy gives nobody who denies it.",
        remedy="Log who denies or disputes it and say so in the copy, or cut it.",
        edges=(Edge("cut", checked(**DISPUTED, anchors=GONE)),),
    ),
    "withdrawn-in-copy": Case(
        passes=withdrawn(anchors=GONE),
        fails=withdrawn(),
        at=CLAIM,
        message="It was withdrawn from the sheet, and its words still stand in the copy.",
        remedy="Cut the words, or log the claim that they make.",
        edges=(
            Edge("logged in another claim", withdrawn(beside(anchor("He goes")))),
            Edge("another claim right behind it", withdrawn(beside(anchor("and", start=14))), 1),
            Edge(
                "another claim right before it",
                withdrawn(beside(anchor("Then")), anchors=(anchor("He goes", start=4),)),
                1,
            ),
            Edge("never marked in the text", withdrawn(anchors=())),
        ),
    ),
    "anchor-orphaned": Case(
        passes=checked(anchors=STANDS),
        fails=checked(anchors=GONE),
        at=CLAIM,
        message="After an edit, its words are no longer found in the copy.",
        remedy="Mark where it stands now, or withdraw the claim if it was cut.",
        edges=(
            Edge("found at one place of two", checked(anchors=GONE + STANDS)),
            Edge("never marked", checked()),
        ),
    ),
    "decided-before-change": Case(
        passes=checked(**VERIFIED, decided_at=NOW, changed_at=NOW - HOUR),
        fails=checked(**VERIFIED, decided_at=NOW - HOUR, changed_at=NOW),
        at=CLAIM,
        message="It was changed after it was found verified.",
        remedy="Take it up again, look at what changed, and decide anew.",
        edges=(
            Edge("in one step", checked(**VERIFIED, decided_at=NOW, changed_at=NOW)),
            Edge("not decided", checked(changed_at=NOW)),
            Edge("nobody knows when it was decided", checked(**VERIFIED, changed_at=NOW), 1),
        ),
    ),
    "stale-check": Case(
        passes=checked(**VERIFIED, decided_at=NOW - 29 * DAY),
        fails=checked(**VERIFIED, decided_at=NOW - 31 * DAY),
        at=CLAIM,
        message="It was decided 30 days ago or more.",
        remedy="Take it up again, see whether it still holds, and decide anew.",
        edges=(
            Edge("to the second", checked(**VERIFIED, decided_at=NOW - 30 * DAY), 1),
            Edge(
                "out already",
                checked(
                    **VERIFIED,
                    decided_at=NOW - 31 * DAY,
                    about={"status": ArticleStatus.PUBLISHED},
                ),
            ),
            Edge("a shorter time", checked(**VERIFIED, decided_at=NOW - 8 * DAY), 1, {"days": 7}),
        ),
    ),
    "evidence-without-locator": Case(
        passes=checked(evidence=(evidence(),)),
        fails=checked(evidence=(evidence(""),)),
        at=(RecordKind.EVIDENCE, "evidence"),
        message="This evidence does not say where in it to look.",
        remedy="Give the page, the timestamp or the cell.",
        edges=(
            Edge("no evidence", checked()),
            Edge("blanks", checked(evidence=(evidence(" "),)), 1),
        ),
    ),
    "claim-not-verified": Case(
        passes=checked(**VERIFIED),
        fails=checked(status=Status.IN_REVIEW),
        at=CLAIM,
        message="It has not been verified.",
        remedy="Have a second person check it against the sheet.",
        edges=(
            Edge("checked by one is not enough", checked(approvals=(ONE_CHECK,)), 1),
            Edge("where it is", checked(approvals=(ONE_CHECK,)), 0, BY_ONE),
            Edge(
                "changed since",
                checked(approvals=(ONE_CHECK,), changed_at=NOW),
                1,
                BY_ONE,
            ),
            Edge(
                "changed and checked in one step",
                checked(approvals=(ONE_CHECK,), changed_at=ONE_CHECK.at),
                0,
                BY_ONE,
            ),
            Edge("nobody has", checked(), 1, BY_ONE),
            Edge("found unverifiable", checked(status=Status.UNVERIFIABLE), 1),
            Edge("refuted is another rule's", checked(**REFUTED)),
        ),
    ),
    "correction-outstanding": Case(
        passes=checked(links=(link(),)),
        fails=checked(links=(link(status=Status.REFUTED),)),
        at=CLAIM,
        message="A claim linked to this one has been refuted.",
        remedy="Look at the linked claim, and correct or cut this one; if it holds, say in the "
        "link that it contradicts the other.",
        edges=(
            Edge("they contradict", checked(links=(link(LinkKind.CONTRADICTS, Status.REFUTED),))),
            Edge("corrected since", checked(links=(link(corrected_at=NOW),)), 1),
            Edge("in the very second", checked(links=(link(corrected_at=NOW - DAY),))),
            Edge("corrected before", checked(links=(link(corrected_at=NOW - 2 * DAY),))),
            Edge("withdrawn there", checked(links=(link(status=Status.WITHDRAWN),)), 1),
            Edge(
                "withdrawn there, verified here",
                checked(**VERIFIED, links=(link(status=Status.WITHDRAWN),)),
            ),
            Edge(
                "once for two links",
                checked(
                    links=(link(status=Status.REFUTED), replace(link(corrected_at=NOW), id="more"))
                ),
                1,
            ),
        ),
    ),
}
