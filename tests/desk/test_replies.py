"""Right of reply: who must still be asked, attempts at a click, and what came of it in place."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from claims.models import CommentRequest
from claims.services.articles import article_update
from claims.services.comments import comment_attempt_log, comment_request_update
from newsroom.common import admin_seen
from newsroom.common.roles import Role
from sources.models import Source
from tests import factories
from tests.admin.pages import text_of

HTMX = {"HX-Request": "true"}
PAGE = "/desk/replies/"


@pytest.fixture
def claim(editor, article):
    return factories.claim(editor, article, statement="The minister took money", kind="allegation")


@pytest.fixture
def party(editor):
    return factories.source(editor, description="the ministry", kind="organisation")


@pytest.fixture
def asked(editor, claim, party):
    return factories.comment_request(editor, claim, source=party, question="Did he?")


def post(client, name, record, data, **more):
    return client.post(reverse(f"desk:{name}", args=[record.pk]), data, headers=HTMX, **more)


def send(client, name, asked, **data):
    return post(client, name, asked, {"seen": admin_seen.seal(asked), **data})


def board(client, query=""):
    response = client.get(f"{PAGE}{query}")
    assert response.status_code == 200
    return response


class TestAsking:
    def test_an_allegation_that_nobody_was_asked_about(self, at_desk, editor, claim):
        factories.claim(editor, claim.article, statement="It rained")  # no allegation
        (one,) = board(at_desk).context["to_ask"]
        assert one.claim == claim
        assert "Nobody has been asked for comment" in text_of(board(at_desk))

    def test_a_party_of_the_house_is_picked_and_asked(self, at_desk, editor, claim, party):
        answer = at_desk.get(reverse("desk:parties"), {"q": "Ministry"}, headers=HTMX)
        assert str(party.pk) in answer.content.decode()
        soon = timezone.localtime() + timedelta(hours=5)
        data = {
            "q": "Ministry",
            "party": str(party.pk),
            "question": "Did he take it?",
            "deadline": soon.strftime("%Y-%m-%dT%H:%M"),
            "channel": "telephone",
        }
        answer = post(at_desk, "ask", claim, data)
        assert answer.status_code == 200
        assert json.loads(answer["HX-Trigger"])["desk:said"] == "Logged."
        row = CommentRequest.objects.get()
        assert (row.source, row.question, row.asked_by) == (party, "Did he take it?", editor)
        assert (row.deadline, list(row.claims.all())) == (
            soon.replace(second=0, microsecond=0),
            [claim],
        )
        attempt = row.attempts.get()
        assert (attempt.channel, attempt.reached, attempt.by) == ("telephone", False, editor)
        page = text_of(board(at_desk))
        assert "The ministry has been asked for comment." in page
        assert "4 hours" in page  # and some minutes: the deadline is to the minute
        assert board(at_desk).context["to_ask"] == []

    def test_the_very_words_need_no_choosing(self, at_desk, claim, party):
        assert post(at_desk, "ask", claim, {"q": "The Ministry"}).status_code == 200
        assert CommentRequest.objects.get().source == party

    def test_a_new_party_in_place(self, at_desk, claim):
        data = {"q": "Acme Ltd", "party": "new", "kind": "organisation"}
        assert post(at_desk, "ask", claim, data).status_code == 200
        source = CommentRequest.objects.get().source
        assert (source.description, source.kind, source.naming) == (
            "Acme Ltd",
            "organisation",
            "named",
        )

    def test_who_is_not_clear_is_asked_with_all_that_was_typed(self, at_desk, claim, party, editor):
        other = factories.source(editor, description="the ministry of war", kind="organisation")
        data = {"q": "ministry", "question": "my words", "deadline": "2030-01-01T12:00"}
        answer = post(at_desk, "ask", claim, data)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert answer["HX-Retarget"] == f"#ask-{claim.pk}"
        assert "Say who that is" in page
        assert {str(party.pk), str(other.pk)} <= set(re.findall(r'value="([^"]+)"', page))
        assert "my words" in page
        assert 'value="2030-01-01T12:00"' in page
        assert not CommentRequest.objects.exists()

    @pytest.mark.parametrize(
        ("data", "says"),
        [
            ({"q": ""}, "required"),
            ({"q": "x" * 301}, "at most 300"),
            ({"q": "the ministry", "deadline": "tomorrow"}, "valid date"),
            ({"q": "the ministry", "channel": "pigeon"}, "not one of the available"),
            ({"q": "the ministry", "not_asked_reason": "x" * 301}, "at most 300"),
            ({"q": "the ministry", "party": "nonsense"}, "Say who that is"),
            ({"q": "Acme\x00", "party": "new"}, "Null characters"),
            ({"q": "Acme", "party": "new", "kind": "nonsense"}, "not one of the available"),
        ],
    )
    def test_bad_input_is_said_at_its_field(self, at_desk, claim, party, data, says):
        answer = post(at_desk, "ask", claim, {"question": "my words", **data})
        assert answer.status_code == 422
        assert says in text_of(answer)
        assert "my words" in text_of(answer)
        assert not CommentRequest.objects.exists()
        assert Source.objects.count() == 1

    def test_whoever_speaks_in_confidence_is_not_offered(self, at_desk, editor, claim):
        hidden = factories.source(editor, description="an aide", naming="anonymous")
        page = at_desk.get(reverse("desk:parties"), {"q": "aide"}, headers=HTMX).content.decode()
        assert str(hidden.pk) not in page
        answer = post(at_desk, "ask", claim, {"q": "an aide", "party": str(hidden.pk)})
        assert answer.status_code == 422

    def test_why_somebody_is_not_asked(self, at_desk, claim, party):
        data = {"q": "the ministry", "not_asked_reason": "It would burn a source."}
        assert post(at_desk, "ask", claim, data).status_code == 200
        row = CommentRequest.objects.get()
        assert (row.outcome, row.not_asked_reason) == ("not asked", "It would burn a source.")
        # the policy wants that approved: until then the allegation stays on the list
        assert [one.claim for one in board(at_desk).context["to_ask"]] == [claim]

    def test_without_a_script_the_whole_page_comes_back(self, at_desk, claim, party):
        url = reverse("desk:ask", args=[claim.pk])
        answer = at_desk.post(url, {"q": "ministry", "question": "my words"})
        assert answer.status_code == 422
        assert "my words" in text_of(answer)
        assert "<title>" in answer.content.decode()
        answer = at_desk.post(f"{url}?article={claim.article_id}", {"q": "the ministry"})
        assert answer["Location"] == f"{PAGE}?article={claim.article_id}"


class TestAttempts:
    @pytest.mark.parametrize("channel", ["telephone", "e-mail", "message", "in person"])
    @pytest.mark.parametrize("kind", ["tried", "reached"])
    def test_one_click_each(self, at_desk, editor, asked, channel, kind):
        assert send(at_desk, "attempt", asked, **{kind: channel}).status_code == 200
        attempt = asked.attempts.get()
        assert (attempt.channel, attempt.reached, attempt.by) == (
            channel,
            kind == "reached",
            editor,
        )
        assert timezone.now() - attempt.at < timedelta(minutes=1)

    def test_twice_by_mistake_is_once(self, at_desk, asked):
        seen = {"seen": admin_seen.seal(asked), "tried": "telephone"}
        assert post(at_desk, "attempt", asked, seen).status_code == 200
        answer = post(at_desk, "attempt", asked, seen)
        assert answer.status_code == 422
        assert answer["HX-Retarget"] == f"#request-{asked.pk}"
        assert asked.attempts.count() == 1

    @pytest.mark.parametrize("data", [{}, {"tried": "pigeon"}, {"reached": "\x00"}])
    def test_no_channel(self, at_desk, asked, data):
        answer = send(at_desk, "attempt", asked, **data)
        assert answer.status_code == 422
        assert "Choose a channel." in text_of(answer)

    def test_a_form_that_does_not_say_what_it_showed(self, at_desk, asked):
        answer = post(at_desk, "attempt", asked, {"tried": "telephone"})
        assert answer.status_code == 422
        assert "which version" in text_of(answer)
        assert not asked.attempts.exists()


class TestOutcomes:
    def test_a_denial_with_what_they_said(self, at_desk, asked, claim):
        data = {"outcome": "denied", "response": "Not a penny.", "reached": "a spokesman"}
        answer = send(at_desk, "outcome", asked, **data)
        assert answer.status_code == 200
        asked.refresh_from_db()
        assert (asked.outcome, asked.response, asked.reached) == tuple(data.values())
        assert timezone.now() - asked.responded_at < timedelta(minutes=1)
        row = claim.attributions.get()
        assert (row.stance, row.quote) == ("denies", "Not a penny.")
        page = text_of(board(at_desk))
        assert "The ministry denied it." in page

    def test_declined_needs_a_contact(self, at_desk, asked):
        answer = send(at_desk, "outcome", asked, outcome="declined to comment", response="my words")
        page = text_of(answer)
        assert answer.status_code == 422
        assert "needs somebody who was reached and refused" in page
        assert "my words" in page
        asked.refresh_from_db()
        assert asked.outcome == "pending"
        send(at_desk, "attempt", asked, reached="telephone")
        asked.refresh_from_db()
        assert send(at_desk, "outcome", asked, outcome="declined to comment").status_code == 200
        assert "The ministry declined to comment." in text_of(board(at_desk))

    @pytest.mark.parametrize(
        ("data", "says"),
        [
            ({"outcome": "nonsense"}, "not one of the available"),
            ({"outcome": ""}, "required"),
            ({"outcome": "did not respond"}, "needs at least one logged attempt"),
            ({"outcome": "not asked"}, "Say why they were not asked."),
            ({"outcome": "responded", "responded_at": "then"}, "valid date"),
            ({"outcome": "responded", "reached": "x" * 201}, "at most 200"),
            ({"outcome": "responded", "reached": "\x00"}, "Null characters"),
        ],
    )
    def test_bad_input_is_said_at_its_field(self, at_desk, asked, data, says):
        answer = send(at_desk, "outcome", asked, **{"response": "my words", **data})
        assert answer.status_code == 422
        assert says in text_of(answer)
        assert "my words" in text_of(answer)
        asked.refresh_from_db()
        assert asked.outcome == "pending"

    def test_known_only_from_the_copy(self, at_desk, asked):
        assert (
            send(at_desk, "outcome", asked, outcome="did not respond", in_copy="on").status_code
            == 200
        )
        asked.refresh_from_db()
        assert (asked.recorded, asked.responded_at) == ("as reported in copy", None)

    def test_an_answer_to_what_another_changed_meanwhile(self, at_desk, asked):
        seen = admin_seen.seal(asked)
        mara = factories.person(username="mara")
        comment_request_update(
            by=mara, request_id=asked.pk, changes={"outcome": "responded", "response": "No."}
        )
        data = {"seen": seen, "outcome": "denied", "response": "my words"}
        answer = post(at_desk, "outcome", asked, data)
        page = text_of(answer)
        assert answer.status_code == 422
        assert "mara changed it while you were at it." in page
        assert "responded" in page
        assert "my words" in page
        asked.refresh_from_db()
        assert (asked.outcome, asked.response) == ("responded", "No.")
        again = re.search(r'name="seen" form="f-\S+" value="([^"]+)"', answer.content.decode())
        assert post(at_desk, "outcome", asked, {**data, "seen": again[1]}).status_code == 200


class TestBoard:
    def test_overdue_stands_first_and_says_for_how_long(self, at_desk, editor, claim):
        now = timezone.now()
        deadlines = [None, now + timedelta(hours=30), now - timedelta(hours=2, minutes=1)]
        rows = [factories.comment_request(editor, claim, deadline=one) for one in deadlines]
        response = board(at_desk)
        assert [one.row for one in response.context["pending"]] == rows[::-1]
        page = text_of(response)
        assert "overdue by 2 hours" in page
        assert "1 day, 5 hours left" in page
        assert "no deadline" in page

    def test_of_one_article(self, at_desk, editor, claim, asked):
        other = factories.claim(editor, kind="allegation")
        factories.comment_request(editor, other, attempts=[])
        context = board(at_desk, f"?article={claim.article_id}").context
        assert [one.row for one in context["pending"]] == [asked]
        assert len(board(at_desk).context["pending"]) == 2

    def test_what_others_alone_may_read_is_not_there(self, at_desk, editor, article, claim, asked):
        factories.claim(editor, article, kind="allegation")
        article_update(by=editor, article_id=article.pk, changes={"access": "named people"})
        context = board(at_desk).context
        assert (context["to_ask"], context["pending"], context["closed"]) == ([], [], [])
        assert at_desk.get(f"{PAGE}?article={article.pk}").status_code == 404
        for name, data in (("attempt", {"tried": "telephone"}), ("outcome", {"outcome": "denied"})):
            assert send(at_desk, name, asked, **data).status_code == 404
        assert post(at_desk, "ask", claim, {"q": "x", "party": "new"}).status_code == 404

    @pytest.mark.parametrize("article", ["nonsense", "%00", "1"])
    def test_no_such_article(self, at_desk, article):
        assert at_desk.get(f"{PAGE}?article={article}").status_code == 404

    def test_as_many_queries_for_many_as_for_few(self, at_desk, editor):
        def log():
            article = factories.article(editor)
            claims = [factories.claim(editor, article, kind="allegation") for _ in range(3)]
            waits = factories.comment_request(editor, claims[0])
            attempt = {"at": timezone.now(), "channel": "telephone"}
            comment_attempt_log(by=editor, request_id=waits.pk, fields=attempt)
            factories.comment_request(editor, claims[1], outcome="responded", attempts=[attempt])

        log()
        board(at_desk)
        counts = []
        for more in (0, 10):
            for _ in range(more):
                log()
            with CaptureQueriesContext(connection) as queries:
                board(at_desk)
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 15

    def test_the_article_and_every_page_lead_to_it(self, at_desk, article):
        page = at_desk.get(reverse("desk:article", args=[article.pk])).content.decode()
        assert f'href="{PAGE}"' in page
        assert f'href="{PAGE}?article={article.pk}"' in page


class TestWhoMay:
    def test_a_checker_reads(self, as_checker, claim, asked):
        page = board(as_checker).content.decode()
        assert "The ministry has been asked for comment." in page
        assert "<form" not in page.split('id="board"')[1].split("</main>")[0]
        for name, record in (("attempt", asked), ("outcome", asked), ("ask", claim)):
            assert send(as_checker, name, record).status_code == 403

    def test_nobody_and_a_consumer(self, client, claim, asked):
        paths = [
            PAGE,
            reverse("desk:parties"),
            *(reverse(f"desk:{name}", args=[asked.pk]) for name in ("attempt", "outcome")),
            reverse("desk:ask", args=[claim.pk]),
        ]
        for signed_in, status in ((False, 302), (True, 403)):
            if signed_in:
                client.force_login(factories.person(Role.CONSUMER))
            for path in paths:
                method = client.get if path in paths[:2] else client.post
                assert method(path).status_code == status, path

    def test_what_is_written_is_posted(self, at_desk, claim, asked):
        for name, record in (("attempt", asked), ("outcome", asked), ("ask", claim)):
            assert at_desk.get(reverse(f"desk:{name}", args=[record.pk])).status_code == 405
