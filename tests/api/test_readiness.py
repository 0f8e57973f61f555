"""May it be published? Asked over HTTP, and a block let pass by a second person."""

import pytest

from claims.access import may_override
from claims.models import StoredFinding
from newsroom.common.roles import Role
from newsroom.demo import sample
from tests import factories
from tests.api.calls import get, patch, post, seen
from tests.domain.policy.sample_facts import expected

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(editor):
    """Our own draft with a claim that nobody stands behind."""
    article = factories.article(editor, provenance="own")
    factories.claim(editor, article, anchors=[{"exact": "China"}])
    return article


def named(finding):
    names = ("rule", "record", "claim")
    return {name: finding[name] for name in names}


def to_ready(client, path, expected):
    response = client.patch(f"/api/v1/{path}/", {"status": "ready"}, **seen(client, path))
    assert response.status_code == expected, response.content
    return response.json()


def test_the_sample_is_told_as_it_is_expected(api, editor):
    article = sample.load(editor)
    found = get(api, f"articles/{article.pk}/readiness/")
    assert (found["ready"], found["profile"]) == (False, "wire")
    told = sorted((one["rule"], one["severity"]) for one in found["findings"])
    assert told == sorted((rule, severity) for _, rule, severity in expected())
    assert all(one["message"] and one["remedy"] for one in found["findings"])
    order = [one["severity"] for one in found["findings"]]
    assert order == sorted(order, key=["block", "warn", "info"].index)


def test_the_gate_and_its_override(api, own, client_of):
    path = f"articles/{own.pk}"
    assert "unsourced" in str(to_ready(api, path, 400)["errors"])
    second = client_of(factories.person(Role.LAWYER))
    for block in get(api, f"{path}/readiness/")["findings"]:
        if block["severity"] != "block":
            continue
        post(api, f"{path}/overrides", 403, **named(block), reason="it is mine")
        post(second, f"{path}/overrides", 400, **named(block), reason=" ")
        post(second, f"{path}/overrides", **named(block), reason="read it on the record")
    found = get(api, f"{path}/readiness/")
    assert found["ready"]
    assert found["holds_until"]
    passed = [one["override"] for one in found["findings"] if one["severity"] == "block"]
    assert {one["reason"] for one in passed} == {"read it on the record"}
    assert to_ready(api, path, 200)["status"] == "ready"
    patch(api, path, body="A new text.")
    assert not get(api, f"{path}/readiness/")["ready"]


def test_claims_are_found_by_what_is_found_of_them(api, own, consumer):
    assert StoredFinding.objects.filter(article=own, rule="unsourced").exists()
    (claim,) = get(api, "claims/?finding=unsourced&severity=block")["results"]
    assert claim["article"] == str(own.pk)
    (problem,) = get(api, "claims/?finding=hearsay", 400)["errors"]
    assert problem["field"] == "finding"
    assert "unsourced" in problem["message"]
    assert "finding" in get(consumer, "claims/?finding=unsourced", 403)["detail"]


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_who_lets_pass(db, role):
    expected = role in (Role.EDITOR, Role.LAWYER, Role.ADMIN)
    assert may_override(factories.person(role)) == expected
