"""Clients for the tests of what the public, and the house, may know."""

from tests.api.conftest import client_of

__all__ = ["client_of"]
