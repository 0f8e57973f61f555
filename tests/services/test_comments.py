"""Right of reply: outcomes need what they claim, and answers become attributions."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from claims.models import CommentRequest
from claims.services.comments import comment_attempt_log, comment_request_update
from newsroom.common.records import Stale
from tests import factories

pytestmark = pytest.mark.django_db


def attempt(**fields):
    return {"at": timezone.now(), "channel": "telephone", **fields}


def test_pending_is_the_beginning_and_counts_nothing(editor):
    claim = factories.claim(editor)
    request = factories.comment_request(editor, claim)
    assert request.outcome == "pending"
    claim.refresh_from_db()
    assert (claim.source_count, claim.version) == (0, 2)


@pytest.mark.parametrize(
    ("outcome", "field"),
    [
        ("not asked", "not_asked_reason"),
        ("declined to comment", None),
        ("did not respond", None),
        ("did not immediately respond", None),
        ("could not be reached", None),
    ],
)
def test_an_outcome_needs_what_it_claims(editor, outcome, field):
    claim = factories.claim(editor)
    with pytest.raises(ValidationError) as caught:
        factories.comment_request(editor, claim, outcome=outcome)
    assert field is None or field in caught.value.message_dict
    assert not CommentRequest.objects.exists()


def test_as_reported_in_copy_waives_the_attempts(editor):
    request = factories.comment_request(
        editor,
        factories.claim(editor),
        outcome="declined to comment",
        recorded="as reported in copy",
    )
    assert request.attempts.count() == 0


def test_declined_with_a_contact(editor):
    request = factories.comment_request(
        editor,
        factories.claim(editor),
        outcome="declined to comment",
        attempts=[attempt(reached=True)],
    )
    assert request.attempts.get().by == editor


@pytest.mark.parametrize(("outcome", "stance"), [("confirmed", "confirms"), ("denied", "denies")])
def test_an_answer_becomes_an_attribution_in_the_same_step(editor, outcome, stance):
    claim = factories.claim(editor)
    request = factories.comment_request(
        editor, claim, outcome=outcome, response="Yes and no.", attempts=[attempt(reached=True)]
    )
    row = claim.attributions.get()
    assert (row.stance, row.source, row.quote) == (stance, request.source, "Yes and no.")
    claim.refresh_from_db()
    assert (claim.source_count, claim.denials) == ((1, 0) if stance == "confirms" else (0, 1))


def test_an_outcome_taken_back_withdraws_its_attribution(editor):
    claim = factories.claim(editor)
    request = factories.comment_request(editor, claim, outcome="confirmed")
    comment_request_update(by=editor, request_id=request.pk, changes={"outcome": "pending"})
    claim.refresh_from_db()
    assert claim.source_count == 0
    assert claim.attributions.get().withdrawn_at is not None


def test_a_confirmation_that_turns_into_a_denial(editor):
    claim = factories.claim(editor)
    request = factories.comment_request(editor, claim, outcome="confirmed")
    comment_request_update(by=editor, request_id=request.pk, changes={"outcome": "denied"})
    claim.refresh_from_db()
    assert (claim.source_count, claim.denials) == (0, 1)
    assert claim.attributions.standing().get().stance == "denies"


def test_confirmed_says_which_claims(editor):
    claim = factories.claim(editor)
    request = factories.comment_request(editor, claim)
    with pytest.raises(ValidationError) as caught:
        comment_request_update(
            by=editor, request_id=request.pk, changes={"outcome": "confirmed"}, claims=[]
        )
    assert "claims" in caught.value.message_dict


def test_claims_of_another_article_are_refused(editor):
    request = factories.comment_request(editor, factories.claim(editor))
    with pytest.raises(ValidationError, match="same article"):
        comment_request_update(
            by=editor, request_id=request.pk, changes={}, claims=[factories.claim(editor)]
        )


def test_an_attempt_is_logged_with_who_and_by_which_channel(editor):
    request = factories.comment_request(editor, factories.claim(editor))
    comment_attempt_log(by=editor, request_id=request.pk, fields=attempt(note="no answer"))
    with pytest.raises(ValidationError) as caught:
        comment_attempt_log(by=editor, request_id=request.pk, fields=attempt(channel=""))
    assert "channel" in caught.value.message_dict
    with pytest.raises(Stale):
        comment_attempt_log(by=editor, request_id=request.pk, fields=attempt(), seen=1)
    assert request.attempts.count() == 1
