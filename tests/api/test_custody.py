"""Compromised sources reopen what rests on them; a source passes from hand to hand, on record."""

import pytest

from claims.domain.vocabulary import Status
from claims.services.verification import claim_transition
from newsroom.common.roles import Role
from tests import factories
from tests.api.calls import act, get

pytestmark = pytest.mark.django_db


@pytest.fixture
def named(editor):
    return factories.source(editor, description="a ministry")


@pytest.fixture
def secret(editor):
    """A confidential source of the editor's."""
    return factories.source(editor, naming="anonymous", handler=editor, description="an aide")


@pytest.fixture
def outsider(client_of):
    return client_of(factories.person(Role.EDITOR))


def fields_of(problem):
    return {one["field"]: one["message"] for one in problem["errors"]}


def mark(client, source, status=200, **body):
    body = {"compromised": True, "reason": "MARK", **body}
    return act(client, f"sources/{source.pk}", "compromised", status, **body)


class TestCompromised:
    def test_what_rests_on_it_is_reopened(self, api, editor, claim, named):
        factories.attribution(editor, claim, source=named)
        checker = factories.person(Role.FACT_CHECKER)
        claim_transition(by=checker, claim_id=claim.pk, to=Status.IN_REVIEW)
        claim_transition(by=checker, claim_id=claim.pk, to=Status.VERIFIED, reason="checked")
        made = mark(api, named)
        assert made["compromised_at"]
        assert (made["compromised_by"], made["compromised_reason"]) == (str(editor.pk), "MARK")
        assert get(api, f"claims/{claim.pk}/")["status"] == "in_review"
        changes = [
            (one["record"], change["field"], change["after"])
            for step in get(api, f"claims/{claim.pk}/history/")["results"]
            for one in step["touched"]
            for change in one["changes"]
        ]
        assert ("verification event", "cause", "a source was marked as compromised") in changes
        back = mark(api, named, compromised=False, reason="it was another")
        assert (back["compromised_at"], back["compromised_reason"]) == (None, "")

    def test_of_a_confidential_source_nobody_reads_why(self, api, outsider, editor, claim, secret):
        row = factories.attribution(editor, claim, source=secret)
        mark(api, secret)
        for path in (
            f"sources/{secret.pk}/",
            "sources/",
            f"attributions/{row.pk}/",
            f"claims/{claim.pk}/",
            f"claims/{claim.pk}/history/",
            f"articles/{claim.article_id}/sheet/",
            f"articles/{claim.article_id}/history/",
        ):
            response = outsider.get(f"/api/v1/{path}")
            assert response.status_code == 200
            assert b"MARK" not in response.content, path
        assert get(outsider, f"sources/{secret.pk}/")["compromised_at"]
        stale = outsider.post(
            f"/api/v1/sources/{secret.pk}/compromised/",
            {"compromised": False, "reason": "x"},
            HTTP_IF_MATCH='"1"',
        )
        assert stale.status_code == 412
        assert b"MARK" not in stale.content

    def test_readers_learn_nothing_of_it(self, api, consumer, editor, claim, named):
        factories.attribution(editor, claim, source=named)
        mark(api, named)
        shown = get(consumer, f"sources/{named.pk}/")
        assert not {name for name in shown if "compromised" in name}
        assert b"MARK" not in consumer.get(f"/api/v1/articles/{claim.article_id}/sheet/").content

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"reason": ""}, "reason"),
            ({"reason": "x" * 301}, "reason"),
            ({"reason": None}, "reason"),
            ({"compromised": "perhaps"}, "compromised"),
            ({"compromised": None}, "compromised"),
            ({"since": "May"}, "since"),
        ],
    )
    def test_what_is_wrong_is_named(self, api, named, body, field):
        assert list(fields_of(mark(api, named, 400, **body))) == [field]

    def test_each_write_names_what_it_saw(self, api, named):
        url = f"/api/v1/sources/{named.pk}/compromised/"
        body = {"compromised": True, "reason": "fabricated"}
        assert api.post(url, body).status_code == 428
        mark(api, named)
        response = api.post(url, body, HTTP_IF_MATCH='"1"')
        assert response.status_code == 412
        assert set(response.json()["changed"]) >= {"compromised_at", "compromised_reason"}
        assert "marked already" in mark(api, named, 409)["detail"]

    def test_it_is_marked_by_its_own_address_alone(self, api, named):
        response = api.patch(
            f"/api/v1/sources/{named.pk}/", {"compromised_reason": "x"}, HTTP_IF_MATCH='"1"'
        )
        assert response.status_code == 400


class TestHandingOver:
    def hand(self, client, source, to, status=200, **body):
        return act(client, f"sources/{source.pk}", "hand-over", status, to=str(to.pk), **body)

    def test_from_its_handler_on_record(self, api, client_of, editor, secret):
        nora = factories.person(Role.LAWYER)
        made = self.hand(api, secret, nora, reason="leave")
        assert made["handler"] == str(nora.pk)
        (step,) = get(api, f"hand-overs/?source={secret.pk}")["results"]
        assert (step["what"], step["source"], step["claims"]) == ("source", str(secret.pk), [])
        assert (step["from_person"], step["to_person"]) == (str(editor.pk), str(nora.pk))
        assert step["reason"] == "leave"
        # whoever has it hands it on, whatever their role
        again = self.hand(client_of(nora), secret, editor)
        assert again["handler"] == str(editor.pk)

    def test_of_a_confidential_one_only_those_concerned_know(self, api, outsider, secret):
        nora = factories.person(Role.EDITOR)
        self.hand(api, secret, nora, reason="MARK")
        assert get(outsider, "hand-overs/")["results"] == []
        (step,) = get(api, "hand-overs/")["results"]
        get(outsider, f"hand-overs/{step['id']}/", 404)

    def test_by_nobody_else(self, outsider, client_of, editor, secret):
        problem = self.hand(outsider, secret, factories.person(), 403)
        assert "Only its handler" in problem["detail"]
        boss = factories.person(Role.ADMIN)
        boss.is_superuser = True
        boss.save()
        self.hand(client_of(boss), secret, boss, 403)
        assert get(outsider, f"sources/{secret.pk}/")["handler"] == str(editor.pk)

    def test_what_is_wrong_is_named(self, api, editor, secret):
        consumer = factories.person(Role.CONSUMER)
        assert "does not work here" in fields_of(self.hand(api, secret, consumer, 400))["to"]
        assert "handler already" in fields_of(self.hand(api, secret, editor, 400))["to"]
        path = f"sources/{secret.pk}"
        assert "to" in fields_of(act(api, path, "hand-over", 400))
        assert "to" in fields_of(act(api, path, "hand-over", 400, to="me"))
        problem = self.hand(api, secret, factories.person(), 400, reason="x" * 301)
        assert "reason" in fields_of(problem)
        url = f"/api/v1/{path}/hand-over/"
        assert api.post(url, {"to": str(editor.pk)}).status_code == 428
        stale = api.post(url, {"to": str(factories.person().pk)}, HTTP_IF_MATCH='"9"')
        assert stale.status_code == 412
        assert get(api, f"{path}/")["handler"] == str(editor.pk)
