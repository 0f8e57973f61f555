"""Right of reply: what may be said of an exchange, and the sentence that says it."""

from __future__ import annotations

import pytest

from claims.domain.comment import STANCE_OF_OUTCOME, CommentFact, Problem, problems, sentence
from claims.domain.vocabulary import CommentOutcome, Recorded, Stance


def fact(outcome, **changes):
    given = {
        "party": "the Kremlin",
        "recorded": Recorded.LOGGED,
        "attempts": 0,
        "reached": "",
        "not_asked_reason": "",
        "contacted": False,
    }
    return CommentFact(outcome=outcome, **given | changes)


REACHED = {"attempts": 1, "contacted": True, "reached": "press office"}
NEEDS_ATTEMPT = (
    CommentOutcome.DID_NOT_RESPOND,
    CommentOutcome.DID_NOT_IMMEDIATELY_RESPOND,
    CommentOutcome.COULD_NOT_BE_REACHED,
)


@pytest.mark.parametrize(
    ("outcome", "given", "field"),
    [
        (CommentOutcome.DECLINED, {}, "attempts"),
        (CommentOutcome.DECLINED, {"attempts": 3}, "attempts"),
        (CommentOutcome.DECLINED, {"reached": "press office"}, "attempts"),
        (CommentOutcome.NOT_ASKED, {}, "not_asked_reason"),
        (CommentOutcome.NOT_ASKED, {"not_asked_reason": " \n"}, "not_asked_reason"),
        *((outcome, {}, "attempts") for outcome in NEEDS_ATTEMPT),
    ],
)
def test_what_cannot_be_said_names_field_and_remedy(outcome, given, field):
    (problem,) = problems(fact(outcome, **given))
    assert isinstance(problem, Problem)
    assert problem.field == field
    assert problem.message
    assert problem.remedy


@pytest.mark.parametrize(
    ("outcome", "given"),
    [
        (CommentOutcome.DECLINED, REACHED),
        (CommentOutcome.NOT_ASKED, {"not_asked_reason": "It would expose the source."}),
        *((outcome, {"attempts": 1}) for outcome in NEEDS_ATTEMPT),
        (CommentOutcome.PENDING, {}),
        (CommentOutcome.RESPONDED, {}),
        (CommentOutcome.CONFIRMED, {}),
        (CommentOutcome.DENIED, {}),
        (CommentOutcome.REFERRED, {}),
        (CommentOutcome.REPLIED_AFTER_PUBLICATION, {}),
    ],
)
def test_what_may_be_said(outcome, given):
    assert problems(fact(outcome, **given)) == []


@pytest.mark.parametrize("outcome", CommentOutcome)
def test_what_is_known_only_from_the_copy_needs_no_log(outcome):
    assert problems(fact(outcome, recorded=Recorded.IN_COPY)) == []


@pytest.mark.parametrize(
    ("party", "outcome", "words"),
    [
        ("The Kremlin", "declined to comment", "The Kremlin declined to comment."),
        (
            "China's foreign ministry",
            "did not immediately respond",
            "China's foreign ministry did not immediately respond to a request for comment.",
        ),
        ("X", "did not respond", "X did not respond to a request for comment."),
        ("X", "could not be reached", "X could not be reached for comment."),
        ("X", "pending", "X has been asked for comment."),
        ("X", "responded", "X responded to a request for comment."),
        ("X", "confirmed", "X confirmed it."),
        ("X", "denied", "X denied it."),
        ("X", "referred elsewhere", "X referred questions elsewhere."),
        (
            "X",
            "replied after publication",
            "X replied to a request for comment after publication.",
        ),
        ("X", "not asked", ""),
        ("the bank ", "declined to comment", "The bank declined to comment."),
        ("a spokesman", "declined to comment", "A spokesman declined to comment."),
        ("eBay", "declined to comment", "eBay declined to comment."),
        ("{party}", "declined to comment", "{party} declined to comment."),
        ("", "declined to comment", "The party declined to comment."),
    ],
)
def test_it_prints_its_own_sentence(party, outcome, words):
    assert sentence(party, CommentOutcome(outcome)) == words


def test_every_outcome_has_a_sentence_or_says_nothing_on_purpose():
    silent = {outcome for outcome in CommentOutcome if not sentence("X", outcome)}
    assert silent == {CommentOutcome.NOT_ASKED}


def test_only_confirmed_and_denied_count_for_or_against():
    assert dict(STANCE_OF_OUTCOME) == {
        CommentOutcome.CONFIRMED: Stance.CONFIRMS,
        CommentOutcome.DENIED: Stance.DENIES,
    }
