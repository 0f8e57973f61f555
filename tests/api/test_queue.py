"""The queue: narrowed, ordered, paged; claims taken, handed back, assigned, handed over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.domain.vocabulary import Status
from claims.models import Article, Claim
from claims.querysets import QUEUE_ORDERS
from claims.services.approvals import approval_add
from claims.services.claims import claim_update
from claims.services.verification import claim_transition
from newsroom.common.models import Desk
from newsroom.common.roles import Role
from tests import factories
from tests.api.calls import act, get, post

pytestmark = pytest.mark.django_db
NOWHERE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def person(db):
    return factories.person(Role.FACT_CHECKER)


@pytest.fixture
def checker(client_of, person):
    return client_of(person)


def found(client, query):
    return [one["id"] for one in get(client, f"claims/?{query}")["results"]]


def fields_of(problem):
    return {one["field"]: one["message"] for one in problem["errors"]}


class TestFilters:
    @pytest.fixture
    def claims(self, editor, article, person):
        """Nobody's; mine and due; another's in review and untouched for long; mine and decided."""
        nobodys, due, stale, decided = (factories.claim(editor, article) for _ in range(4))
        past = timezone.now() - timedelta(hours=1)
        changes = {"assignee": person, "due_at": past, "importance": "high"}
        claim_update(by=editor, claim_id=due.pk, changes=changes)
        claim_update(by=editor, claim_id=stale.pk, changes={"assignee": editor})
        claim_transition(by=person, claim_id=stale.pk, to=Status.IN_REVIEW)
        claim_update(by=editor, claim_id=decided.pk, changes={"assignee": person, "due_at": past})
        claim_transition(by=person, claim_id=decided.pk, to=Status.IN_REVIEW)
        claim_transition(by=person, claim_id=decided.pk, to=Status.DISPUTED, reason="unclear")
        Claim.objects.filter(pk=stale.pk).update(updated_at=past - timedelta(days=30))
        for one in (nobodys, stale):
            approval_add(by=person, subject=one, kind="checked by one")
        Article.objects.update(status="published")
        return {"nobodys": nobodys, "due": due, "stale": stale, "decided": decided}

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("assignee=me", "due decided"),
            ("assignee=nobody", "nobodys"),
            ("assignee=EDITOR", "stale"),
            (f"assignee={NOWHERE}", ""),
            ("assignee=me&status=in_review", ""),
            ("status=in_review", "stale"),
            ("status=in_review&status=disputed", "stale decided"),
            ("importance=high", "due"),
            ("due_before=2999-01-01T00:00:00Z", "due decided"),
            ("due_before=2999-01-01T00:00:00+05:00", "due decided"),
            ("due_before=2020-01-01T00:00:00%2B05:00", ""),
            ("overdue=true", "due"),
            ("overdue=false", "nobodys stale decided"),
            ("stale=true", "stale"),
            ("stale=1&overdue=0", "stale"),
            ("stale=false&overdue=False", "nobodys decided"),
            ("checked_by_one=true", "nobodys stale"),
            ("checked_by_one=false", "due decided"),
            ("checked_by_one=true&stale=true", "stale"),
        ],
    )
    def test_each(self, checker, claims, editor, query, names):
        ids = found(checker, query.replace("EDITOR", str(editor.pk)))
        assert set(ids) == {str(claims[name].pk) for name in names.split()}

    def test_marks_stand_on_the_claim(self, checker, claims):
        marks = {
            name: [get(checker, f"claims/{one.pk}/")[mark] for mark in ("overdue", "stale")]
            for name, one in claims.items()
        }
        assert marks == {
            "nobodys": [False, False],
            "due": [True, False],
            "stale": [False, True],
            "decided": [False, False],
        }

    def test_who_checked_it_stands_on_the_claim(self, checker, person, claims):
        found = {name: get(checker, f"claims/{one.pk}/") for name, one in claims.items()}
        checks = {name: one["checked_by_one"] for name, one in found.items()}
        assert checks["nobodys"]["by"] == checks["stale"]["by"] == str(person.pk)
        at = claims["stale"].approvals.get().at
        assert checks["stale"]["at"] == at.isoformat().replace("+00:00", "Z")
        assert checks["due"] is checks["decided"] is None

    @pytest.mark.parametrize(
        "query",
        [
            "assignee=somebody",
            "status=in_review&status=done",
            "importance=utmost",
            "due_before=tomorrow",
            "due_before=2024-03-19T05:26",
            "due_before=2024-03-19",
            "overdue=perhaps",
            "overdue=",
            "assignee=",
            "q=",
            "checked_by_one=two",
            "stale=yes",
            "orphaned=none",
            "uncounted=2",
            "is_lead=maybe",
        ],
    )
    def test_what_cannot_be_read_is_never_passed_over(self, checker, claims, query):
        response = checker.get(f"/api/v1/claims/?{query}")
        assert response.status_code == 400, response.content
        assert query.split("=")[0] in fields_of(response.json())

    @pytest.mark.parametrize(
        "query",
        [
            "assignee=me",
            "assignee=nobody",
            "assignee=EDITOR",
            "importance=high",
            "importance=normal",
            "due_before=2999-01-01T00:00:00Z",
            "overdue=true",
            "overdue=false",
            "stale=true",
            "stale=false",
            "checked_by_one=true",
            "checked_by_one=false",
        ],
    )
    def test_a_consumer_learns_nothing_of_it(self, consumer, claims, editor, query):
        name = query.split("=")[0]
        asked = query.replace("EDITOR", str(editor.pk))
        refused = get(consumer, f"claims/?{asked}", 403)["detail"]
        assert refused.startswith(f"Only the house asks by {name}. Open to you: article, ")

    @pytest.mark.parametrize("order", QUEUE_ORDERS)
    def test_nor_by_an_order(self, consumer, claims, order):
        assert "order" in get(consumer, f"claims/?order={order}", 403)["detail"]
        shown = get(consumer, "claims/")["results"][0]
        of_house = {"assignee", "due_at", "importance", "overdue", "stale", "checked_by_one"}
        assert not of_house & shown.keys()


class TestAssigning:
    def test_taken_and_handed_back(self, checker, person, claim):
        path = f"claims/{claim.pk}"
        taken = act(checker, path, "assign", to="me")
        assert taken["assignee"] == str(person.pk)
        assert act(checker, path, "assign", to=None)["assignee"] is None
        assert act(checker, path, "assign", to=str(person.pk))["assignee"] == str(person.pk)

    def test_with_and_without_a_due_time(self, api, person, claim):
        path = f"claims/{claim.pk}"
        made = act(api, path, "assign", to=str(person.pk), due_at="2030-01-01T12:00:00+02:00")
        assert made["due_at"] == "2030-01-01T10:00:00Z"
        assert act(api, path, "assign", to=None)["due_at"] == "2030-01-01T10:00:00Z"
        assert act(api, path, "assign", to=None, due_at=None)["due_at"] is None

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({}, "to"),
            ({"to": ""}, "to"),
            ({"to": "somebody"}, "to"),
            ({"to": NOWHERE}, "to"),
            ({"to": True}, "to"),
            ({"to": ["me"]}, "to"),
            ({"to": "me", "due_at": "2030-01-01T12:00"}, "due_at"),
            ({"to": "me", "until": "noon"}, "until"),
            ({"to": "me", "claims": []}, "claims"),
        ],
    )
    def test_what_is_wrong_is_named(self, api, claim, body, field):
        assert field in fields_of(act(api, f"claims/{claim.pk}", "assign", 400, **body))

    def test_who_could_not_do_the_work(self, api, editor, person, claim):
        consumer = factories.person(Role.CONSUMER)
        problem = act(api, f"claims/{claim.pk}", "assign", 400, to=str(consumer.pk))
        assert "no fact-checker or editor" in fields_of(problem)["to"]
        hidden = factories.claim(
            editor, factories.article(editor, access="named people"), statement="Secret"
        )
        ids = [str(claim.pk), str(hidden.pk)]
        editor.readable_articles.add(hidden.article)
        problem = post(api, "claims/assign", 400, claims=ids, to=str(person.pk))
        assert "may not read the article. (“Secret”)" in fields_of(problem)["to"]
        claim.refresh_from_db()
        assert claim.assignee is None

    def test_what_another_has(self, checker, client_of, person, claim):
        act(checker, f"claims/{claim.pk}", "assign", to="me")
        other = client_of(factories.person(Role.FACT_CHECKER))
        for to in ("me", None):
            problem = act(other, f"claims/{claim.pk}", "assign", 409, to=to)
            assert str(person) in problem["detail"]
        problem = act(checker, f"claims/{claim.pk}", "assign", 403, to=str(factories.person().pk))
        assert "Only an editor assigns" in problem["detail"]

    def test_what_is_decided_is_nobodys_work(self, api, claim):
        claim_transition(
            by=factories.person(), claim_id=claim.pk, to=Status.WITHDRAWN, reason="not ours"
        )
        problem = act(api, f"claims/{claim.pk}", "assign", 409, to="me")
        assert "nothing is left to check" in problem["detail"]

    def test_what_one_may_not_read_is_not_there(self, checker, editor):
        hidden = factories.claim(editor, factories.article(editor, access="named people"))
        response = checker.post(f"/api/v1/claims/{hidden.pk}/assign/", {"to": "me"})
        assert response.status_code == 404


class TestSeveral:
    @pytest.fixture
    def claims(self, editor, article):
        return [factories.claim(editor, article) for _ in range(3)]

    def test_all_of_them(self, api, person, claims):
        ids = [str(one.pk) for one in claims]
        made = post(api, "claims/assign", 200, claims=[*ids, ids[0]], to=str(person.pk))
        assert {one["id"] for one in made} == set(ids)
        assert {one["assignee"] for one in made} == {str(person.pk)}

    def test_or_none(self, api, checker, editor, person, claims):
        claim_update(by=editor, claim_id=claims[2].pk, changes={"assignee": editor})
        ids = [str(one.pk) for one in claims]
        assert str(editor) in post(checker, "claims/assign", 409, claims=ids, to="me")["detail"]
        assert not Claim.objects.filter(assignee=person).exists()
        claim_transition(by=editor, claim_id=claims[1].pk, to=Status.WITHDRAWN, reason="not ours")
        post(api, "claims/assign", 409, claims=ids, to=str(person.pk))
        assert not Claim.objects.filter(assignee=person).exists()

    def test_of_what_one_may_not_read_none(self, checker, person, editor, claims):
        hidden = factories.claim(editor, factories.article(editor, access="named people"))
        ids = [str(claims[0].pk), str(hidden.pk)]
        problem = post(checker, "claims/assign", 400, claims=ids, to="me")
        assert "does not exist" in fields_of(problem)["claims.1"]
        assert not Claim.objects.filter(assignee=person).exists()

    @pytest.mark.parametrize("body", [{}, {"claims": []}, {"claims": "x"}, {"claims": [NOWHERE]}])
    def test_which(self, api, body):
        named = fields_of(post(api, "claims/assign", 400, to="me", **body))
        assert any(one.startswith("claims") for one in named)

    def test_no_more_than_two_hundred(self, api, claims):
        problem = post(api, "claims/assign", 400, claims=[str(claims[0].pk)] * 201, to="me")
        assert "200" in fields_of(problem)["claims"]


class TestHandingOver:
    @pytest.fixture
    def claims(self, editor, article, person):
        claims = [factories.claim(editor, article) for _ in range(2)]
        for one in claims:
            claim_update(by=editor, claim_id=one.pk, changes={"assignee": person})
        return claims

    def body(self, one, other, **more):
        return {"from_person": str(one.pk), "to_person": str(other.pk), **more}

    def test_as_one_step_on_record(self, checker, person, claims):
        other = factories.person(Role.FACT_CHECKER)
        made = post(checker, "hand-overs", **self.body(person, other, reason="holidays"))
        assert (made["what"], made["by"], made["reason"]) == ("queue", str(person.pk), "holidays")
        assert set(made["claims"]) == {str(one.pk) for one in claims}
        assert get(checker, f"hand-overs/{made['id']}/") == made
        assert get(checker, "hand-overs/?what=queue")["results"] == [made]
        assert get(checker, "hand-overs/?what=source")["results"] == []

    def test_by_an_editor_for_one_who_has_left(self, api, person, claims):
        person.is_active = False
        person.save()
        made = post(api, "hand-overs", **self.body(person, factories.person(Role.FACT_CHECKER)))
        assert len(made["claims"]) == 2

    def test_of_claims_that_one_may_not_read_nothing_is_told(self, checker, claims, editor, person):
        hidden = factories.claim(
            editor,
            factories.article(editor, access="desk", desk=Desk.objects.create(name="Politics")),
        )
        Claim.objects.filter(pk=hidden.pk).update(assignee=person)
        boss = factories.person(Role.ADMIN)
        made = post(checker, "hand-overs", **self.body(person, boss))
        assert set(made["claims"]) == {str(one.pk) for one in claims}
        assert get(checker, "hand-overs/")["results"] == [made]
        hidden.refresh_from_db()
        assert hidden.assignee == boss

    def test_refusals(self, api, checker, person, claims):
        other = factories.person(Role.FACT_CHECKER)
        problem = post(checker, "hand-overs", 403, **self.body(other, person))
        assert "Only an editor" in problem["detail"]
        assert (
            "no open claims" in post(api, "hand-overs", 409, **self.body(other, person))["detail"]
        )
        for to, says in (
            (person, "Another person"),
            (factories.person(Role.LAWYER), "no fact-checker or editor"),
        ):
            problem = post(api, "hand-overs", 400, **self.body(person, to))
            assert says in fields_of(problem)["to_person"]
        problem = post(api, "hand-overs", 400, **self.body(person, other, reason="x" * 301))
        assert "reason" in fields_of(problem)
        assert {"from_person", "to_person"} <= set(fields_of(post(api, "hand-overs", 400)))
        assert set(Claim.objects.values_list("assignee", flat=True)) == {person.pk}

    def test_not_for_consumers(self, consumer, person):
        get(consumer, "hand-overs/", 403)
