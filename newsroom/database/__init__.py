"""The database: any PostgreSQL that DATABASE_URL names, or a server of the project's own.

Importing this package, or the settings, starts nothing. A command that needs the database
calls `ensure`, which starts the project's own server if it is not running, holds it until the
process ends, and puts its address into DATABASE_URL for the processes it starts. The last
process that used the server stops it.
"""

from __future__ import annotations

import os
from functools import cache

from newsroom.database.address import OLDEST_SUPPORTED, check_server, django_settings
from newsroom.database.errors import DatabaseUnavailable
from newsroom.database.layout import Layout, default
from newsroom.database.server import Server, Status

__all__ = [
    "OLDEST_SUPPORTED",
    "DatabaseUnavailable",
    "Layout",
    "Server",
    "Status",
    "check_server",
    "django_settings",
    "ensure",
    "leave",
    "status",
    "stop",
    "url",
]


@cache
def _own() -> Server:
    return Server(default())


def url() -> str:
    """The address that the project's own server has, running or not."""
    return default().url()


def ensure(*, must_answer: bool = True) -> str:
    """See that there is a database to work with, and return its address.

    Raises DatabaseUnavailable with a sentence that says what to do: the own server does not
    start; the one of DATABASE_URL is too old, or (unless `must_answer` is False) does not
    answer.
    """
    given = os.environ.get("DATABASE_URL", "").strip()
    if given and given != url():
        check_server(given, must_answer=must_answer)
        return given
    os.environ["DATABASE_URL"] = _own().ensure()
    return url()


def leave() -> None:
    """Use the own server no longer, before the process ends; the last one stops it."""
    _own().leave()


def stop() -> None:
    """Stop the own server, whoever uses it. Raises DatabaseUnavailable."""
    _own().stop()


def status() -> Status:
    """How the own server is; starts nothing. Raises DatabaseUnavailable."""
    return _own().status()
