"""The moves of a claim over HTTP: which are open, and why the others are refused."""

import pytest
from django.db import IntegrityError, connection, transaction

from claims.models import Claim, VerificationEvent
from claims.services.evidence import evidence_add
from newsroom.common.roles import Role
from tests import factories
from tests.api.calls import act, get, patch

pytestmark = pytest.mark.django_db
NOWHERE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def person(db):
    return factories.person(Role.FACT_CHECKER)


@pytest.fixture
def checker(client_of, person):
    return client_of(person)


@pytest.fixture
def claim(editor, article, person, checker):
    """In review, with one row of sourcing."""
    claim = factories.claim(editor, article, attributions=[])
    factories.attribution(editor, claim)
    act(checker, f"claims/{claim.pk}", "transitions", to="in_review")
    return claim


def move(client, claim, status=200, **body):
    return act(client, f"claims/{claim.pk}", "transitions", status, **body)


def fields_of(problem):
    return {one["field"]: one["message"] for one in problem["errors"]}


class TestMovesThatAreOpen:
    def moves(self, client, claim):
        found = get(client, f"claims/{claim.pk}/transitions/")
        return found["status"], {one["to"]: one for one in found["moves"]}

    def test_to_a_second_person(self, checker, claim):
        status, moves = self.moves(checker, claim)
        assert status == "in_review"
        decisions = {"verified", "disputed", "refuted", "unverifiable"}
        assert {to for to, one in moves.items() if one["open"]} == decisions
        assert moves["withdrawn"]["closed"] == "Only an editor can do that."
        assert all(one["needs_reason"] for one in moves.values())

    def test_to_whoever_logged_it(self, api, claim):
        _, moves = self.moves(api, claim)
        closed = {to: one["closed"] for to, one in moves.items() if not one["open"]}
        assert set(closed) == {"verified", "refuted"}
        assert all("second person" in why for why in closed.values())

    def test_to_those_who_do_not_check(self, client_of, claim):
        _, moves = self.moves(client_of(factories.person(Role.LAWYER)), claim)
        assert not any(one["open"] for one in moves.values())

    def test_taking_up_needs_no_reason(self, checker, editor, article):
        _, moves = self.moves(checker, factories.claim(editor, article))
        assert moves["in_review"]["needs_reason"] is False


class TestMoving:
    def test_with_a_reason_that_rests_on_evidence(self, checker, person, claim):
        evidence = evidence_add(
            by=person, claim_id=claim.pk, fields={"url": "https://example.org/"}
        )
        made = move(checker, claim, to="verified", reason=" read ", evidence=[str(evidence.pk)])
        assert made["status"] == "verified"
        event = claim.events.last()
        assert (event.by, event.reason, event.evidence) == (person, "read", [evidence.pk])

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({}, "to"),
            ({"to": "true"}, "to"),
            ({"to": None}, "to"),
            ({"to": "verified"}, "reason"),
            ({"to": "verified", "reason": "  "}, "reason"),
            ({"to": "verified", "reason": "a\x00b"}, "reason"),
            ({"to": "verified", "reason": None}, "reason"),
            ({"to": "verified", "reason": "x", "override": "for the deadline"}, "override"),
            ({"to": "verified", "reason": "x", "evidence": "all"}, "evidence"),
            ({"to": "verified", "reason": "x", "evidence": ["x"]}, "evidence"),
            ({"to": "verified", "reason": "x", "evidence": [NOWHERE]}, "evidence"),
            ({"to": "verified", "reason": "x", "by": "me"}, "by"),
        ],
    )
    def test_what_is_wrong_is_named(self, checker, claim, body, field):
        named = fields_of(move(checker, claim, 400, **body))
        assert {name.split(".")[0] for name in named} == {field}
        claim.refresh_from_db()
        assert claim.status == "in_review"

    def test_nothing_is_there_to_override(self, checker, claim):
        problem = move(checker, claim, 400, to="disputed", reason="x", override="the desk says so")
        assert "No finding of the policy" in fields_of(problem)["override"]

    def test_evidence_of_another_claim(self, checker, person, editor, claim):
        fields = {"url": "https://example.org/"}
        other = evidence_add(by=person, claim_id=factories.claim(editor).pk, fields=fields)
        problem = move(checker, claim, 400, to="verified", reason="x", evidence=[str(other.pk)])
        assert "on file for this claim only" in fields_of(problem)["evidence"]

    def test_a_move_that_is_none(self, checker, claim):
        before = claim.events.count(), Claim.objects.get(pk=claim.pk).version
        assert move(checker, claim, to="in_review")["status"] == "in_review"
        assert (claim.events.count(), Claim.objects.get(pk=claim.pk).version) == before
        assert "does not move to unverified" in move(checker, claim, 409, to="unverified")["detail"]

    def test_each_names_what_it_saw(self, api, checker, claim):
        url, body = f"/api/v1/claims/{claim.pk}/transitions/", {"to": "disputed", "reason": "x"}
        etag = checker.get(f"/api/v1/claims/{claim.pk}/")["ETag"]
        assert checker.post(url, body).status_code == 428
        assert checker.post(url, body, HTTP_IF_MATCH="*").status_code == 428
        patch(api, f"claims/{claim.pk}", statement="He may go")
        response = checker.post(url, body, HTTP_IF_MATCH=etag)
        assert response.status_code == 412
        assert response.json()["current"]["statement"] == "He may go"
        assert "statement" in response.json()["changed"]

    def test_done_once_however_often_it_is_sent(self, checker, claim):
        url, body = f"/api/v1/claims/{claim.pk}/transitions/", {"to": "disputed", "reason": "x"}
        headers = {
            "HTTP_IF_MATCH": checker.get(f"/api/v1/claims/{claim.pk}/")["ETag"],
            "HTTP_IDEMPOTENCY_KEY": "once",
        }
        answers = [checker.post(url, body, **headers) for _ in range(2)]
        assert [one.status_code for one in answers] == [200, 200]
        assert answers[0].json() == answers[1].json()
        assert claim.events.filter(to_status="disputed").count() == 1

    def test_what_one_may_not_read_is_not_there(self, checker, editor):
        hidden = factories.claim(editor, factories.article(editor, access="named people"))
        url = f"/api/v1/claims/{hidden.pk}/transitions/"
        assert checker.get(url).status_code == 404
        assert checker.post(url, {"to": "in_review"}, HTTP_IF_MATCH='"1"').status_code == 404


class TestFourEyes:
    """Nobody verifies what they logged: by no door, in no role, and not as a superuser."""

    @pytest.fixture
    def boss(self, editor):
        editor.is_superuser = True
        editor.save()
        return editor

    def test_by_the_api(self, client_of, boss, claim):
        for to in ("verified", "refuted"):
            problem = move(client_of(boss), claim, 403, to=to, reason="I know")
            assert "second person" in problem["detail"]

    def test_by_the_admin(self, client, boss, claim):
        client.force_login(boss)
        page = f"/admin/claims/claim/{claim.pk}/check/"
        seen = client.get(page).context["seen"]
        response = client.post(page, {"to": "verified", "reason": "I know", "seen": seen})
        assert response.status_code == 200
        assert "second person" in response.content.decode()

    def test_by_raw_sql(self, boss, claim):
        event = """
            INSERT INTO claims_verificationevent
                (id, claim_id, from_status, to_status, by_id, at, reason, cause, evidence,
                 findings, override_reason, previous, digest)
            VALUES (gen_random_uuid(), %s, 'in_review', 'verified', %s, now(), 'I know', '',
                    '{}', '[]', '', '', '')
        """
        with connection.cursor() as cursor:
            with pytest.raises(IntegrityError, match="Four eyes"), transaction.atomic():
                cursor.execute(event, [claim.pk, boss.pk])
            with (
                pytest.raises(IntegrityError, match="together with the event"),
                transaction.atomic(),
            ):
                cursor.execute(
                    "UPDATE claims_claim SET status = 'verified' WHERE id = %s", [claim.pk]
                )

    @pytest.fixture(autouse=True)
    def _nothing_moved(self, claim):
        yield
        claim.refresh_from_db()
        assert claim.status == "in_review"
        assert not VerificationEvent.objects.filter(to_status="verified").exists()
