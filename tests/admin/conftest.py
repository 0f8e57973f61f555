"""Who is at the admin: an editor at the desk, and Mara Lind in another room."""

import pytest

from newsroom.common.roles import Role
from tests import factories


@pytest.fixture
def mara(db):
    person = factories.person(Role.EDITOR)
    person.first_name, person.last_name = "Mara", "Lind"
    person.save()
    return person


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client
