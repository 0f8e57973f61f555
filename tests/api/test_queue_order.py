"""The queue in its orders: page by page, and back."""

from datetime import UTC, datetime, timedelta

import pytest

from claims.domain.queue import IMPORTANCE_ORDER
from claims.domain.vocabulary import Act, Status
from claims.models import Article, Claim, ClaimContributor
from claims.querysets import QUEUE_ORDERS
from claims.services.approvals import approval_add
from claims.services.verification import claim_transition
from newsroom.common.roles import Role
from tests import factories
from tests.api.calls import get

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(db):
    return factories.person(Role.FACT_CHECKER)


def fields_of(problem):
    return {one["field"]: one["message"] for one in problem["errors"]}


def walked(client, query):
    """The ids of all pages, in order."""
    ids, path = [], f"claims/?{query}"
    while path:
        page = get(client, path)
        ids += [one["id"] for one in page["results"]]
        path = page["next"] and page["next"].split("/api/v1/")[1]
    return ids


def many(by, article, number):
    """Claims with few values among them, so that nearly all are tied."""
    start = datetime(2030, 1, 1, tzinfo=UTC)
    people = [None, by, factories.person(Role.FACT_CHECKER)]
    claims = Claim.objects.bulk_create(
        Claim(
            article=article,
            statement=f"claim {n}",
            importance=IMPORTANCE_ORDER[n % 3],
            due_at=[None, start, start + timedelta(days=1)][n // 3 % 3],
            assignee=people[n // 9 % 3],
        )
        for n in range(number)
    )
    ClaimContributor.objects.bulk_create(
        ClaimContributor(claim=one, person=by, act=Act.WROTE_STATEMENT) for one in claims
    )
    Claim.objects.update(created_at=start)
    for one in claims[: number // 5]:
        approval_add(by=by, subject=one, kind="checked by one")
    Article.objects.update(status="published")
    return list(Claim.objects.all())


KEYS = {
    "out": lambda one: one.checked_by_one is None,
    "due": lambda one: one.due_at or datetime.max.replace(tzinfo=UTC),
    "importance": lambda one: IMPORTANCE_ORDER.index(one.importance),
    "status": lambda one: list(Status).index(one.status),
    "assignee": lambda one: str(one.assignee_id or "~"),
    "age": lambda one: one.created_at,
}


def _key(claim, parts):
    return [*(KEYS[part](claim) for part in parts), str(claim.pk)]


class TestOrder:
    def test_pages_neither_skip_nor_repeat_among_hundreds_of_ties(self, api, editor, article):
        claims = many(editor, article, 230)
        for order, parts in QUEUE_ORDERS.items():
            ids = walked(api, f"order={order}&page_size=37")
            expected = sorted(claims, key=lambda one: _key(one, parts))
            assert ids == [str(one.pk) for one in expected], order

    def test_and_back_again(self, api, editor, article):
        many(editor, article, 30)
        first = get(api, "claims/?order=due&page_size=10")
        second = get(api, first["next"].split("/api/v1/")[1])
        back = get(api, second["previous"].split("/api/v1/")[1])
        assert back["results"] == first["results"]

    def test_what_is_decided_meanwhile_moves_nothing_else(self, api, editor, article, person):
        claims = many(editor, article, 20)
        first = get(api, "claims/?order=due&page_size=10&status=unverified")
        ids = [one["id"] for one in first["results"]]
        claim_transition(by=person, claim_id=ids[3], to=Status.IN_REVIEW)
        rest = walked(api, first["next"].split("claims/?")[1])
        assert set(rest) | set(ids) == {str(one.pk) for one in claims}
        assert not set(rest) & set(ids)

    def test_another_order_is_named(self, api):
        problem = get(api, "claims/?order=luck", 400)
        assert "order" in fields_of(problem)
