"""Claims that repeat others, and whom to tell when one of them turns out wrong."""

import pytest

from claims.domain.vocabulary import Status
from claims.models import ClaimLink
from claims.services.verification import claim_transition
from newsroom.common.roles import Role
from tests import factories
from tests.api.calls import delete, get, post

pytestmark = pytest.mark.django_db
NOWHERE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def checker(client_of):
    return client_of(factories.person(Role.FACT_CHECKER))


@pytest.fixture
def claims(editor):
    return [factories.claim(editor, statement=f"Claim {n}") for n in range(3)]


@pytest.fixture
def hidden(editor):
    """A claim that the editor may read and others may not."""
    article = factories.article(editor, access="named people", headline="MARK")
    article.readers.add(editor)
    return factories.claim(editor, article, statement="MARK")


def link(client, one, other, status=201, kind="repeats", **more):
    ends = {"from_claim": str(one.pk), "to_claim": str(other.pk)}
    return post(client, "claim-links", status, kind=kind, **ends, **more)


def fields_of(problem):
    return {one["field"]: one["message"] for one in problem["errors"]}


class TestLinks:
    def test_made_found_at_either_end_and_removed(self, api, editor, claims):
        made = link(api, claims[0], claims[1])
        assert (made["kind"], made["created_by"]) == ("repeats", str(editor.pk))
        link(api, claims[1], claims[2], kind="updates")
        assert get(api, f"claim-links/{made['id']}/") == made
        for query, number in (
            (f"claim={claims[0].pk}", 1),
            (f"claim={claims[1].pk}", 2),
            (f"claim={claims[1].pk}&kind=updates", 1),
            (f"claim={NOWHERE}", 0),
        ):
            assert len(get(api, f"claim-links/?{query}")["results"]) == number
        delete(api, f"claim-links/{made['id']}")
        get(api, f"claim-links/{made['id']}/", 404)
        assert ClaimLink.objects.count() == 1

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"kind": "resembles"}, "kind"),
            ({"kind": None}, "kind"),
            ({"to_claim": NOWHERE}, "to_claim"),
            ({"from_claim": "x"}, "from_claim"),
            ({"created_by": NOWHERE}, "created_by"),
            ({"why": "x"}, "why"),
        ],
    )
    def test_what_is_wrong_is_named(self, api, claims, change, field):
        body = {"from_claim": str(claims[0].pk), "to_claim": str(claims[1].pk), "kind": "repeats"}
        assert list(fields_of(post(api, "claim-links", 400, **{**body, **change}))) == [field]

    def test_neither_twice_nor_to_itself(self, api, claims):
        link(api, claims[0], claims[1])
        assert "on record already" in fields_of(link(api, claims[0], claims[1], 400))["to_claim"]
        assert "Another claim" in fields_of(link(api, claims[0], claims[0], 400))["to_claim"]

    def test_both_ends_are_readable_or_it_is_not_there(self, api, client_of, claims, hidden):
        made = [link(api, claims[0], hidden), link(api, hidden, claims[1])]
        outsider = client_of(factories.person(Role.EDITOR))
        for one in made:
            get(outsider, f"claim-links/{one['id']}/", 404)
            assert outsider.delete(f"/api/v1/claim-links/{one['id']}/").status_code == 404
        assert get(outsider, "claim-links/")["results"] == []
        for one, other, field in (
            (claims[0], hidden, "to_claim"),
            (hidden, claims[0], "from_claim"),
        ):
            assert "does not exist" in fields_of(link(outsider, one, other, 400))[field]
        assert ClaimLink.objects.count() == 2


class TestAffected:
    def test_whom_to_tell_and_why(self, api, checker, editor, claims):
        link(api, claims[1], claims[0])
        link(api, claims[2], claims[1])
        path = f"claims/{claims[0].pk}/affected/"
        before = get(checker, path)
        assert before["because"] == ""
        assert [one["id"] for one in before["results"]] == [str(one.pk) for one in claims[1:]]
        claim_transition(by=editor, claim_id=claims[0].pk, to=Status.WITHDRAWN, reason="wrong")
        after = get(checker, path)
        assert after["because"] == "the claim is withdrawn"
        (first, _) = after["results"]
        assert first["people"] == [{"id": str(editor.pk), "name": str(editor)}]
        article = claims[1].article
        assert (first["article"], first["headline"]) == (str(article.pk), article.headline)
        assert (first["status"], first["article_status"]) == ("unverified", "draft")

    def test_of_what_one_may_not_read_nothing(self, api, checker, claims, hidden):
        link(api, hidden, claims[0])
        assert get(api, f"claims/{claims[0].pk}/affected/")["results"]
        response = checker.get(f"/api/v1/claims/{claims[0].pk}/affected/")
        assert response.json()["results"] == []
        assert b"MARK" not in response.content
        get(checker, f"claims/{hidden.pk}/affected/", 404)

    def test_unknown_parameters(self, checker, claims):
        response = checker.get(f"/api/v1/claims/{claims[0].pk}/affected/?depth=1")
        assert response.status_code == 400

    def test_not_for_consumers(self, consumer, claim):
        get(consumer, f"claims/{claim.pk}/affected/", 403)
        get(consumer, "claim-links/", 403)
