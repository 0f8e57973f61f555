"""A served API asked what nobody would ask: no 5xx, nothing that is not described.

A short form; `make soak` asks a hundred times as much as each role (tests/soak/soak_fuzzing.py).
"""

import pytest

from claims.api.serializers import ArticleSerializer
from newsroom.common.roles import Role
from newsroom.common.services import token_create
from tests import factories
from tests.places import of_everything
from tests.soak.fuzzing import ask

FEW = ("--phases", "fuzzing,stateful", "--max-examples", "2")


@pytest.fixture
def served(live_server, transactional_db, settings, tmp_path):
    """Where the API is served, with a record of each kind, and no limit of requests."""
    settings.MEDIA_ROOT = tmp_path
    settings.API_LIMIT = settings.API_LIMIT_ANONYMOUS = 0
    editor = factories.person()
    article = factories.article(editor, status="published")
    of_everything(editor, factories.claim(editor, article, anchors=[{"exact": "China"}]))
    return live_server.url


@pytest.mark.parametrize("role", ["nobody", Role.CONSUMER, Role.EDITOR], ids=str)
def test_as_each_role(served, role):
    token = "" if role == "nobody" else token_create(person=factories.person(role), scope="write")
    assert ask(served, token, *FEW) > 100


def test_what_is_wrong_is_found(served, monkeypatch):
    """Or the tests above could not fail."""
    monkeypatch.setattr(ArticleSerializer, "to_representation", lambda self, one: {"id": 7})
    token = token_create(person=factories.person(), scope="write")
    with pytest.raises(AssertionError, match="Response violates schema"):
        ask(served, token, "--phases", "coverage", "--include-path", "/api/v1/articles/")
