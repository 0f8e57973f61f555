"""Clients signed in by role, and a small sheet to ask about."""

import pytest
from rest_framework.test import APIClient

from newsroom.common.roles import Role, Scope
from newsroom.common.services import token_create
from tests import factories


@pytest.fixture
def client_of(db):
    """A client of the person given, who signs in by token as other systems do."""

    def make(person):
        client = APIClient(raise_request_exception=False)
        client.credentials(
            HTTP_AUTHORIZATION=f"Token {token_create(person=person, scope=Scope.WRITE)}"
        )
        return client

    return make


@pytest.fixture
def api(editor, client_of):
    return client_of(editor)


@pytest.fixture
def consumer(client_of):
    return client_of(factories.person(Role.CONSUMER))


@pytest.fixture
def article(editor):
    return factories.article(editor, status="published")


@pytest.fixture
def claim(editor, article):
    return factories.claim(editor, article, anchors=[{"exact": "China"}])


@pytest.fixture
def house(scene, client_of):
    """The editor of a module's `scene` (tests.scenes)."""
    return client_of(scene.editor)


@pytest.fixture
def public(scene, client_of):
    """A consumer in a module's `scene`."""
    return client_of(factories.person(Role.CONSUMER))
