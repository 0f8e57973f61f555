"""What all tests share: people, and passwords that are hashed quickly."""

import pytest

from newsroom.common.roles import Role
from tests import factories


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    """Hashing is slow on purpose; the tests make hundreds of people."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def editor(db):
    return factories.person(Role.EDITOR, username="editor")
