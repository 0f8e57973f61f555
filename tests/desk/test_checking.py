"""Checking a claim beside its text."""

import pytest
from django.urls import reverse

from claims.services.attributions import attribution_create
from newsroom.common import admin_seen
from newsroom.common.roles import Role
from tests import factories

HTMX = {"HX-Request": "true"}


def send(client, name, claim, data):
    return client.post(reverse(f"desk:{name}", args=[claim.pk]), data, headers=HTMX)


def move(client, claim, to, **more):
    return send(client, "decide", claim, {"to": to, "seen": admin_seen.seal(claim), **more})


class TestMoves:
    def test_a_second_person_verifies(self, as_checker, claim):
        assert move(as_checker, claim, "in_review").status_code == 200
        claim.refresh_from_db()
        answer = move(as_checker, claim, "verified", reason="read the transcript")
        assert (answer.status_code, answer["HX-Trigger"]) == (200, "desk:changed")
        claim.refresh_from_db()
        assert (claim.status, claim.events.last().reason) == ("verified", "read the transcript")
        assert "read the transcript" in answer.content.decode()
        steps = as_checker.get(reverse("desk:timeline", args=[claim.pk])).content.decode()
        assert "verification event moved" in steps.lower()

    def test_without_a_reason_it_comes_back_with_what_was_ticked(self, as_checker, checker, claim):
        move(as_checker, claim, "in_review")
        data = {"url": "https://example.org/a", "locator": "p. 2"}
        send(as_checker, "evidence", claim, data)
        claim.refresh_from_db()
        proof = claim.evidence.get()
        answer = move(as_checker, claim, "verified", evidence=[str(proof.pk)])
        page = answer.content.decode()
        assert answer.status_code == 422
        assert 'class="error"' in page
        assert f'value="{proof.pk}" checked' in page
        claim.refresh_from_db()
        assert claim.status == "in_review"

    def test_who_logged_it_is_told_why_not(self, at_desk, claim):
        move(at_desk, claim, "in_review")
        claim.refresh_from_db()
        answer = move(at_desk, claim, "verified", reason="mine")
        assert answer.status_code == 422
        assert "is closed to you:" in answer.content.decode()
        claim.refresh_from_db()
        assert claim.status == "in_review"

    def test_what_another_did_meanwhile_is_shown_and_nothing_is_lost(
        self, as_checker, editor, claim
    ):
        seen = admin_seen.seal(claim)
        source = factories.source(editor, description="Bob Ray")
        attribution_create(
            by=editor, claim_id=claim.pk, fields={"source": source, "stance": "denies"}
        )
        data = {"to": "in_review", "seen": seen, "reason": "what I had typed"}
        answer = send(as_checker, "decide", claim, data)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Bob Ray" in page
        assert ">what I had typed</textarea>" in page
        assert "changed it while you were at it" in page

    def test_a_form_that_says_not_what_it_showed_moves_nothing(self, as_checker, claim):
        answer = send(as_checker, "decide", claim, {"to": "in_review", "seen": "made up"})
        assert answer.status_code == 422
        claim.refresh_from_db()
        assert claim.status == "unverified"

    @pytest.mark.parametrize("to", ["", "nowhere", "\x00"])
    def test_an_odd_move_is_refused(self, as_checker, claim, to):
        assert move(as_checker, claim, to).status_code == 422

    def test_without_scripts_the_page_goes_on_to_the_claim(self, as_checker, claim):
        data = {"to": "in_review", "seen": admin_seen.seal(claim)}
        answer = as_checker.post(reverse("desk:decide", args=[claim.pk]), data)
        assert answer.url == reverse("desk:claim", args=[claim.article_id, claim.pk])

    def test_a_lawyer_has_no_moves(self, client, claim):
        client.force_login(factories.person(Role.LAWYER))
        assert move(client, claim, "in_review").status_code == 422
        claim.refresh_from_db()
        assert claim.status == "unverified"


class TestAssigning:
    def test_taking_it_and_handing_it_back(self, as_checker, checker, claim):
        send(as_checker, "assign", claim, {"to": "me"})
        claim.refresh_from_db()
        assert claim.assignee == checker
        send(as_checker, "assign", claim, {"to": ""})
        claim.refresh_from_db()
        assert claim.assignee is None

    def test_not_by_who_does_not_check(self, client, claim):
        client.force_login(factories.person(Role.LAWYER))
        assert send(client, "assign", claim, {"to": "me"}).status_code == 403


class TestEvidence:
    def test_a_link_with_its_place(self, as_checker, checker, claim):
        data = {"url": "https://example.org/a", "locator": "page 2", "note": "the date"}
        assert send(as_checker, "evidence", claim, data).status_code == 200
        proof = claim.evidence.get()
        assert (proof.locator, proof.note, proof.added_by) == ("page 2", "the date", checker)

    def test_neither_link_nor_file_is_said_and_the_note_is_kept(self, as_checker, claim):
        answer = send(as_checker, "evidence", claim, {"note": "what I saw"})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "Give the link, or upload the file." in page
        assert "what I saw</textarea>" in page

    def test_not_by_who_does_not_check(self, client, claim):
        client.force_login(factories.person(Role.LAWYER))
        data = {"url": "https://example.org/a"}
        assert send(client, "evidence", claim, data).status_code == 403
