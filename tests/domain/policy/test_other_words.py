"""Where a rule has several messages or remedies: each of them, in its place."""

import pytest

from claims.domain.vocabulary import (
    ApprovalKind,
    ClaimKind,
    CommentOutcome,
    Knowledge,
    LegalOutcome,
    LinkKind,
    Quotation,
    Status,
)
from tests.domain.policy.builders import (
    AGENCY,
    HOUR,
    NOW,
    anonymous,
    approval,
    article,
    attempts,
    claim,
    found_by,
    legal,
    link,
    of,
    request,
    row,
    shifted,
    veiled,
)

A = anonymous("a")
QUOTED = {"quotation": Quotation.DIRECT}
PENDING = CommentOutcome.PENDING
OLD_APPROVAL = (approval(ApprovalKind.PUBLICATION, version="v1"),)
OLD_READ = {"legal_reads": (legal(version="v1"),)}
REFUSED = {"legal_reads": (legal(LegalOutcome.NOT_CLEARED),)}
TRIED = attempts("telephone")

MESSAGES = [
    (
        "single-anonymous-source",
        of(veiled("a", knowledge=Knowledge.DIRECT), sources=[A]),
        "It rests on anonymous sources of 1 origin, where 2 are asked for, without an approval "
        "(senior editor or above).",
    ),
    (
        "single-anonymous-source",
        of(veiled("a"), sources=[A], about=AGENCY),
        "It rests on anonymous sources of 1 origin, where 2 are asked for, without direct "
        "knowledge.",
    ),
    (
        "comment-outcome-unrecorded",
        of(row("Ann"), requests=[request(PENDING, deadline=NOW + HOUR)]),
        "The Kremlin still has time to reply.",
    ),
    (
        "comment-outcome-unrecorded",
        of(row("Ann"), requests=[request(PENDING, deadline=NOW)]),
        "What came of asking The Kremlin?",
    ),
    (
        "late-reply-not-reflected",
        of(row("Ann"), requests=[request(CommentOutcome.REPLIED_AFTER_PUBLICATION)]),
        "The Kremlin replied, and nobody has said when.",
    ),
    (
        "version-unapproved",
        of(row("Ann"), about={"approvals": OLD_APPROVAL}),
        "An earlier version was approved, not this one.",
    ),
    (
        "legal-read",
        of(row("Ann"), kind=ClaimKind.ALLEGATION, about=OLD_READ),
        "The lawyer's read was of an earlier version.",
    ),
    (
        "legal-read",
        of(row("Ann"), about=REFUSED),
        "The lawyer's read of this version: not cleared.",
    ),
    (
        "conditions-unattested",
        of(shifted(veiled("a"), conditions=type(veiled("a").conditions)()), sources=[A]),
        "Nobody attests that it is information, not opinion, and vital; nor that it cannot be had "
        "on the record; nor that the source is reliable and placed to know.",
    ),
    (
        "correction-outstanding",
        of(
            row("Ann"),
            links=(
                link(LinkKind.UPDATES, Status.WITHDRAWN),
                link(status=Status.REFUTED),
                link(corrected_at=NOW),
            ),
        ),
        "A claim linked to this one has been corrected since this version and has been refuted "
        "and has been withdrawn.",
    ),
    (
        "anonymous-attack",
        of(veiled("a", quote="A liar, a clown and a liar"), sources=[A]),
        "An anonymous source uses abusive words: liar, clown.",
    ),
]
REMEDIES = [
    (
        "single-anonymous-source",
        of(veiled("a"), sources=[A], about=AGENCY),
        {},
        "Find another source who has it from elsewhere, or somebody on the record. If the copy "
        "says that the source knows it directly, record that.",
    ),
    (
        "anonymous-lead",
        of(veiled("a"), sources=[A], is_lead=True, about=AGENCY),
        {},
        "Get somebody on the record for it.",
    ),
    (
        "anonymous-quotation",
        of(veiled("a", **QUOTED), sources=[A], about=AGENCY),
        {},
        "Paraphrase it.",
    ),
    (
        "anonymous-quotation",
        of(veiled("a", **QUOTED), sources=[A]),
        {"forbidden": True},
        "Paraphrase it.",
    ),
    (
        "comment-outcome-unrecorded",
        of(row("Ann"), requests=[request(PENDING, deadline=NOW + HOUR, attempts=TRIED)]),
        {},
        "Wait for the deadline, or log the reply if there is one.",
    ),
    (
        "late-reply-not-reflected",
        of(row("Ann"), requests=[request(CommentOutcome.REPLIED_AFTER_PUBLICATION)]),
        {},
        "Log when the reply came.",
    ),
    (
        "claim-not-verified",
        article(claim(row("Ann"))),
        {"requires": "checked by one"},
        "Check it against the sheet and record that as checked by one, or have it verified.",
    ),
]


@pytest.mark.parametrize(("code", "facts", "message"), MESSAGES)
def test_messages(code, facts, message):
    (found,) = found_by(code, facts)
    assert found.message == message


@pytest.mark.parametrize(("code", "facts", "parameters", "remedy"), REMEDIES)
def test_remedies(code, facts, parameters, remedy):
    (found,) = found_by(code, facts, **parameters)
    assert found.remedy == remedy


def test_what_is_asked_where_one_check_would_do():
    (found,) = found_by("claim-not-verified", of(row("Ann")), requires="checked by one")
    assert found.message == "It is not verified, nor has anybody checked it since its last change."
