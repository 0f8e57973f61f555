"""All pages of the desk: who gets in, and what each answers to what makes no sense."""

import pytest

from claims.services.articles import article_update
from newsroom.common.models import Desk
from newsroom.common.roles import Role
from tests import factories
from tests.desk.pages import addresses
from tests.places import of_everything

OPEN = {"language"}  # changes a cookie
HTMX = {"HX-Request": "true"}


@pytest.fixture
def places(editor, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    claim = factories.claim(editor, factories.article(editor, status="published"))
    return of_everything(editor, claim)


def answers(client, places, method="get", **more):
    every = addresses(places).items()
    return {name: getattr(client, method)(url, **more) for name, url in every if name not in OPEN}


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_sees_nothing(client, places, method):
    for name, answer in answers(client, places, method).items():
        assert answer.status_code in (302, 401, 405), name
        assert answer.status_code != 302 or answer.url.startswith("/admin/login/"), name
    for name, answer in answers(client, places, method, headers=HTMX).items():
        assert answer.status_code in (401, 405), name
        assert answer.content == b"", name


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_consumer_is_refused(client, places, method):
    client.force_login(factories.person(Role.CONSUMER))
    for name, answer in answers(client, places, method).items():
        assert answer.status_code in (403, 405), name


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CONSUMER])
def test_whoever_works_here_gets_an_answer(client, places, role):
    """Whatever is posted empty, or without a right to it: no page fails."""
    client.force_login(factories.person(role))
    for method in ("get", "post"):
        for name, answer in answers(client, places, method).items():
            assert answer.status_code < 500, (method, name)


def test_what_another_desk_keeps_to_itself_is_not_there(client, editor, places):
    changes = {"access": "desk", "desk": Desk.objects.create(name="Sport")}
    article_update(by=editor, article_id=places["article"], changes=changes)
    client.force_login(factories.person(Role.FACT_CHECKER))
    for name, url in addresses(places).items():
        if name != "new-article" and ("/articles/" in url or "/claims/" in url):
            assert client.get(url).status_code in (404, 405), name


def test_nothing_of_it_is_kept_by_the_browser(client, editor, places):
    client.force_login(editor)
    for name, answer in answers(client, places).items():
        if answer.status_code == 200:
            assert "no-store" in answer["Cache-Control"], name
