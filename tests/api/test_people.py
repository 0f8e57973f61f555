"""Who works here, for those who do."""

import pytest

from newsroom.common.roles import Role
from tests import factories
from tests.api.calls import get

pytestmark = pytest.mark.django_db


def names(client, query=""):
    return {one["username"] for one in get(client, f"people/{query}")["results"]}


@pytest.fixture
def people(db):
    """One of each role, one of two, a superuser without any, one who has left."""
    for role in Role:
        factories.person(role, username=role.value)
    factories.person(Role.FACT_CHECKER, Role.EDITOR, username="both")
    boss = factories.person(Role.CONSUMER, username="boss")
    boss.is_superuser = True
    boss.save()
    gone = factories.person(Role.EDITOR, username="gone")
    gone.is_active = False
    gone.save()
    return gone


@pytest.fixture
def lawyer(client_of):
    return client_of(factories.person(Role.LAWYER, username="asking"))


def test_all_who_work_here_each_once(lawyer, people):
    found = [one["username"] for one in get(lawyer, "people/?page_size=200")["results"]]
    assert len(found) == len(set(found))
    assert set(found) == {*(set(Role) - {Role.CONSUMER}), "both", "boss", "asking"}
    get(lawyer, f"people/{people.pk}/", 404)


def test_what_is_said_of_them(lawyer, people):
    (both,) = (one for one in get(lawyer, "people/")["results"] if one["username"] == "both")
    assert both.keys() == {"id", "username", "name", "roles", "desk"}
    assert (both["name"], both["roles"]) == ("both", ["editor", "fact-checker"])
    assert get(lawyer, f"people/{both['id']}/") == both


@pytest.mark.parametrize(
    ("role", "who"),
    [
        ("editor", {"editor", "both"}),
        ("fact-checker", {"fact-checker", "both"}),
        ("admin", {"admin", "boss"}),
        ("consumer", {"boss"}),
    ],
)
def test_by_role(lawyer, people, role, who):
    assert names(lawyer, f"?role={role}") == who


def test_neither_consumers_nor_unknown_queries(lawyer, consumer, people):
    get(consumer, "people/", 403)
    get(consumer, f"people/{people.pk}/", 403)
    for query in ("role=chief", "username=both"):
        assert get(lawyer, f"people/?{query}", 400)["errors"][0]["field"] == query.split("=")[0]


def test_pages(lawyer, people):
    found, path = [], "people/?page_size=2"
    while path:
        page = get(lawyer, path)
        found += [one["username"] for one in page["results"]]
        path = page["next"] and page["next"].split("/api/v1/")[1]
    assert sorted(found) == sorted(names(lawyer, "?page_size=200"))
