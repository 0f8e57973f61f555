"""Pytest plugin: a database for the tests, started once, and settings that no shell can bend.

Loaded with `-p`, before the settings are read. The controller starts the server and passes its
address on; the workers of a parallel run inherit it, and pytest-django gives each a database
of its own.
"""

from __future__ import annotations

import gc
import os

import pytest

from newsroom import database

# What a developer's shell may hold, and the tests should not depend on.
FOREIGN = (
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "DEBUG",
    "FETCH_HOSTS",
    "HTTPS",
    "PORT",
    "SECRET_KEY_FILE",
    "SECURITY_LOG",
    "TOKEN_DAYS",
    "TRUST_PROXY",
    "TWO_FACTOR",
    *("IDENTITY_KEYS", "IDENTITY_KEYS_FILE", "IDENTITY_STORE", "IDENTITY_TWO_PERSONS"),
    *("IDENTITY_LEAVE_HOURS", "EMAIL_URL", "EMAIL_URL_FILE", "EMAIL_FROM"),
)

for _name in FOREIGN:
    os.environ.pop(_name, None)
# Test databases come and go: connections are opened as needed, and nothing has to survive a
# power cut. The server itself stays as durable as ever, since a demo may be using it too.
os.environ["DATABASE_POOL_SIZE"] = "0"
os.environ.setdefault("PGOPTIONS", "-c synchronous_commit=off")


def pytest_configure(config: pytest.Config) -> None:
    """Start the server before the first test. Raises UsageError with a sentence."""
    if _is_worker(config) or config.option.collectonly or config.option.help:
        return
    try:
        database.ensure()
    except database.DatabaseUnavailable as error:
        raise pytest.UsageError(str(error)) from None


def pytest_collection_finish() -> None:
    """Leave what is loaded by now alone: looking it through for garbage again and again took an
    eighth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server, unless somebody else is using it."""
    if not _is_worker(config):
        database.leave()


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")
