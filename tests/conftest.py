import pytest

from newsroom.common.roles import Role
from tests import factories


@pytest.fixture
def editor(db):
    return factories.person(Role.EDITOR, username="editor")
