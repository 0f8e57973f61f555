"""Cases of the rules on comment, terms, and the version."""

from claims.domain.vocabulary import (
    ApprovalKind,
    ClaimKind,
    CommentOutcome,
    LegalOutcome,
    Quotation,
    Rank,
    Recorded,
    Stance,
    Status,
    Terms,
)
from sources.domain.vocabulary import Naming, SourceKind
from tests.domain.policy.builders import (
    AGENCY,
    DAY,
    HOUR,
    NOW,
    anonymous,
    approval,
    article,
    attempts,
    claim,
    legal,
    of,
    orphan,
    request,
    row,
    shifted,
    source,
    veiled,
)
from tests.domain.policy.cases import ARTICLE, CLAIM, REQUEST, Case, Edge, row_of

CHARGE = {"kind": ClaimKind.ALLEGATION}
SILENT = CommentOutcome.DID_NOT_RESPOND
PENDING = CommentOutcome.PENDING
NOT_ASKED = request(CommentOutcome.NOT_ASKED, not_asked_reason="It would expose the source.")
IN_COPY = {"recorded": Recorded.IN_COPY}
TWICE = {"attempts": attempts("telephone", "e-mail")}
HOUR_AGO = {"attempts": attempts("telephone", "e-mail", before=HOUR)}
LONG_AGO = attempts("letter", before=9 * DAY)
WAIVED = approval(ApprovalKind.NOT_ASKED)
DEEP = {"terms": Terms.DEEP_BACKGROUND}
A = anonymous("a")


def charged(*requests, **more):
    """An article with an allegation of Ann's, and these requests about it."""
    return of(row("Ann"), requests=requests, **CHARGE | more)


def asked(*requests, **more):
    """An article with a fact, and these requests about it."""
    return of(row("Ann"), requests=requests, **more)


def read(*reads, **more):
    return of(row("Ann"), about={"legal_reads": reads}, **more)


CASES = {
    "allegation-not-asked": Case(
        passes=charged(request(SILENT, **TWICE)),
        fails=charged(),
        at=CLAIM,
        message="Nobody has been asked for comment on this allegation.",
        remedy="Ask whom it accuses and log the attempts. If asking would do harm, log “not "
        "asked” with the reason, and have that approved (senior editor or above).",
        edges=(
            Edge("no allegation", of(row("Ann"))),
            Edge("asked about something else", charged(request(SILENT, about=("other",))), 1),
            Edge("pending, and nobody has tried", charged(request(PENDING)), 1),
            Edge("pending, one try", charged(request(PENDING, attempts=attempts("e-mail")))),
            Edge("not asked, with a reason", charged(NOT_ASKED), 1),
            Edge(
                "not asked, approved",
                charged(NOT_ASKED, approvals=(WAIVED,)),
            ),
            Edge(
                "not asked, approved too low",
                charged(NOT_ASKED, approvals=(approval(ApprovalKind.NOT_ASKED, Rank.EDITOR),)),
                1,
            ),
            Edge(
                "not asked, approved, no reason",
                charged(request(CommentOutcome.NOT_ASKED), approvals=(WAIVED,)),
                1,
            ),
            Edge(
                "a reason, but not “not asked”",
                charged(request(PENDING, not_asked_reason="danger"), approvals=(WAIVED,)),
                1,
            ),
            Edge(
                "one of two is excused",
                charged(NOT_ASKED, request(CommentOutcome.NOT_ASKED), approvals=(WAIVED,)),
            ),
            Edge("not asked by an agency, with a reason", charged(NOT_ASKED, about=AGENCY)),
            Edge("only as the agency's copy has it", charged(request(**IN_COPY), about=AGENCY)),
            Edge("denied on the record", of(row("Ann"), row("Bob", Stance.DENIES), **CHARGE)),
            Edge(
                "denied by somebody anonymous",
                of(row("Ann"), veiled("a", Stance.DENIES), sources=[A], **CHARGE),
                1,
            ),
        ),
    ),
    "allegation-attempts-few": Case(
        passes=charged(request(SILENT, **TWICE)),
        fails=charged(request(SILENT, attempts=attempts("e-mail", "E-Mail "))),
        at=REQUEST,
        message="The Kremlin: 2 attempts by 1 channel logged, where 2 by 2 are asked for.",
        remedy="Try again by another channel, and log it. Log earlier attempts that are missing.",
        edges=(
            Edge("they answered the first", charged(request(CommentOutcome.DENIED))),
            Edge("only the copy says that they declined", charged(request(**IN_COPY)), 1),
            Edge("agency copy", charged(request(**IN_COPY), about=AGENCY)),
            Edge("no allegation", asked(request(SILENT))),
            Edge(
                "three are asked for",
                charged(request(SILENT, **TWICE)),
                1,
                {"attempts": 3},
            ),
            Edge("not asked at all is another rule's", charged(NOT_ASKED)),
        ),
    ),
    "deadline-unfair": Case(
        passes=charged(request(SILENT, **TWICE, deadline=NOW - HOUR)),
        fails=charged(request(SILENT, **TWICE, deadline=NOW - DAY + HOUR)),
        at=REQUEST,
        message="The Kremlin had less than 4 hours to reply.",
        remedy="Extend the deadline, tell them, and log the new one.",
        edges=(
            Edge("to the minute", charged(request(SILENT, **TWICE, deadline=NOW - DAY + 4 * HOUR))),
            Edge("no deadline, an hour ago", charged(request(SILENT, **HOUR_AGO)), 1),
            Edge(
                "no deadline, an hour ago, one asked for",
                charged(request(SILENT, **HOUR_AGO)),
                0,
                {"hours": 1},
            ),
            Edge(
                "first asked long ago, last an hour ago",
                charged(request(SILENT, attempts=LONG_AGO + HOUR_AGO["attempts"])),
            ),
            Edge("replied at once", charged(request(CommentOutcome.DENIED, **HOUR_AGO))),
            Edge("agency copy", charged(request(SILENT, **HOUR_AGO), about=AGENCY)),
        ),
    ),
    "comment-outcome-unrecorded": Case(
        passes=asked(request(SILENT, **TWICE)),
        fails=asked(request(PENDING, **TWICE)),
        at=REQUEST,
        message="What came of asking The Kremlin?",
        remedy="Log the outcome: replied, declined, or did not respond.",
        edges=(
            Edge("the deadline is ahead", asked(request(PENDING, **TWICE, deadline=NOW + HOUR)), 1),
            Edge(
                "an allegation nobody was asked about is another rule's", charged(request(PENDING))
            ),
            Edge(
                "about a fact, beside an allegation",
                article(
                    claim(row("Ann"), **CHARGE),
                    claim(row("Ann"), id="fact"),
                    requests=[request(PENDING, about=["fact"])],
                ),
                1,
            ),
            Edge(
                "about an allegation, beside a fact",
                article(
                    claim(row("Ann"), **CHARGE),
                    claim(row("Ann"), id="fact"),
                    requests=[request(PENDING)],
                ),
            ),
            Edge("an allegation, tried", charged(request(PENDING, **TWICE)), 1),
        ),
    ),
    "comment-outcome-unsupported": Case(
        passes=asked(request(attempts=attempts("telephone", reached=True))),
        fails=asked(request(**TWICE)),
        at=REQUEST,
        message="The Kremlin: “declined to comment” needs somebody who was reached and refused.",
        remedy="Log the attempt that reached them, or choose “did not respond” or “could not be "
        "reached”. If it is known only from the copy, mark it “as reported in copy”.",
        edges=(
            Edge("no attempt at all", asked(request(SILENT)), 1),
            Edge("the copy's word", asked(request(**IN_COPY))),
            Edge("not asked, no reason", asked(request(CommentOutcome.NOT_ASKED)), 1),
        ),
    ),
    "comment-only-in-copy": Case(
        passes=asked(request()),
        fails=asked(request(**IN_COPY)),
        at=REQUEST,
        message="The Kremlin: the outcome is known only from the copy.",
        remedy="Ask them yourselves and log it, or leave it as the copy's word.",
        edges=(Edge("about no claim at all", asked(request(about=(), **IN_COPY)), 1),),
    ),
    "late-reply-not-reflected": Case(
        passes=asked(request(CommentOutcome.RESPONDED, responded_at=NOW - 2 * DAY)),
        fails=asked(request(CommentOutcome.RESPONDED, responded_at=NOW)),
        at=REQUEST,
        message="The Kremlin replied after this version was written.",
        remedy="Put the reply into the copy; saving makes the new version.",
        edges=(
            Edge(
                "in the very second", asked(request(CommentOutcome.DENIED, responded_at=NOW - DAY))
            ),
            Edge("nobody says when", asked(request(CommentOutcome.REPLIED_AFTER_PUBLICATION)), 1),
            Edge("nobody says when, but in time", asked(request(CommentOutcome.RESPONDED))),
            Edge("silence has no time", asked(request(SILENT, responded_at=NOW))),
            Edge(
                "another newsroom's",
                asked(request(CommentOutcome.DENIED, responded_at=NOW, **IN_COPY)),
            ),
        ),
    ),
    "off-the-record-in-sheet": Case(
        passes=of(row("Ann", terms=Terms.ON_THE_RECORD)),
        fails=of(row("Ann", terms=Terms.OFF_THE_RECORD)),
        at=row_of("Ann"),
        message="It was told off the record, and stands on the sheet.",
        remedy="Withdraw the attribution, and get it from somebody else or on other terms.",
        edges=(
            Edge("withdrawn", of(row("Ann", terms=Terms.OFF_THE_RECORD, withdrawn=True))),
            Edge("in agency copy too", of(row("Ann", terms=Terms.OFF_THE_RECORD), about=AGENCY), 1),
        ),
    ),
    "deep-background-attributed": Case(
        passes=of(veiled("a", **DEEP), sources=[A]),
        fails=of(veiled("a", **DEEP, says="an aide said"), sources=[A]),
        at=row_of("a"),
        message="It was told on deep background, and the copy mentions or quotes the source.",
        remedy="Take the source out of the copy, or agree on other terms and record them.",
        edges=(
            Edge("quoted", of(veiled("a", **DEEP, quotation=Quotation.PARTIAL), sources=[A]), 1),
            Edge(
                "taken out of the copy",
                of(shifted(veiled("a", **DEEP), anchors=(orphan("an aide said"),)), sources=[A]),
            ),
        ),
    ),
    "background-named": Case(
        passes=of(veiled("a", terms=Terms.BACKGROUND), sources=[A]),
        fails=of(row("Ann", terms=Terms.BACKGROUND)),
        at=row_of("Ann"),
        message="The terms are background, and the source is named.",
        remedy="Log it under an anonymous source with the agreed wording, or correct the terms.",
        edges=(
            Edge(
                "by office",
                of(
                    row("an aide", terms=Terms.BACKGROUND),
                    sources=[source("an aide", Naming.BY_OFFICE)],
                ),
            ),
            Edge(
                "a body, not a person",
                of(
                    row("the ministry", terms=Terms.BACKGROUND),
                    sources=[source("the ministry", kind=SourceKind.ORGANISATION)],
                ),
            ),
            Edge("on the record", of(row("Ann", terms=Terms.ON_THE_RECORD))),
        ),
    ),
    "embargo-running": Case(
        passes=of(row("Ann"), about={"embargo_until": NOW - HOUR}),
        fails=of(row("Ann"), about={"embargo_until": NOW + HOUR}),
        at=ARTICLE,
        message="It is under embargo until 2024-03-19T13:00+00:00.",
        remedy="Wait, or correct the embargo if whoever set it has lifted it.",
        edges=(
            Edge("to the second", of(row("Ann"), about={"embargo_until": NOW})),
            Edge("none", of(row("Ann"))),
        ),
    ),
    "version-unapproved": Case(
        passes=of(row("Ann")),
        fails=of(row("Ann"), about={"approvals": ()}),
        at=ARTICLE,
        message="Nobody has approved this version.",
        remedy="Have somebody of the rank of editor or above read and approve it.",
        edges=(
            Edge(
                "an earlier one was",
                of(
                    row("Ann"),
                    about={"approvals": (approval(ApprovalKind.PUBLICATION, version="v1"),)},
                ),
                1,
            ),
            Edge(
                "approved too low",
                of(row("Ann")),
                1,
                {"rank": "editor-in-chief"},
            ),
            Edge("agency copy", of(row("Ann"), about=AGENCY | {"approvals": ()})),
        ),
    ),
    "legal-read": Case(
        passes=read(legal(), **CHARGE),
        fails=read(**CHARGE),
        at=ARTICLE,
        message="No lawyer has read it.",
        remedy="Make the changes asked for, if any, and have a lawyer read and clear the version.",
        edges=(
            Edge("nothing is alleged", read()),
            Edge("nothing is alleged any more", read(**CHARGE, status=Status.WITHDRAWN)),
            Edge("nothing is alleged, all are read", read(), 1, {"asked_for": "everything"}),
            Edge("alleged, none are read", read(**CHARGE), 0, {"asked_for": "nothing"}),
            Edge("an earlier version was read", read(legal(version="v1"), **CHARGE), 1),
            Edge("refused", read(legal(LegalOutcome.NOT_CLEARED)), 1, {"asked_for": "nothing"}),
            Edge("with changes", read(legal(LegalOutcome.CLEARED_WITH_CHANGES), **CHARGE), 1),
            Edge("under way", read(legal(LegalOutcome.PENDING)), 1, {"asked_for": "nothing"}),
            Edge(
                "refused, then cleared",
                read(legal(LegalOutcome.NOT_CLEARED, at=NOW - DAY), legal(), **CHARGE),
            ),
            Edge("agency copy", of(row("Ann"), **CHARGE, about=AGENCY)),
        ),
    ),
}
