"""Clients for the tests of what the public, and the house, may know; they may ask a lot."""

import pytest

from tests.api.conftest import client_of

__all__ = ["client_of"]


@pytest.fixture(autouse=True)
def _without_limits(settings):
    settings.API_LIMIT = settings.API_LIMIT_ANONYMOUS = 0
