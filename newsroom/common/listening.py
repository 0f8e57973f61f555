"""A connection for asynchronous code that listens for what the database notifies of."""

from __future__ import annotations

from typing import Any

import psycopg
from django.db import connection

PAUSES = (0.5, 1, 2, 5, 10)  # seconds between attempts to listen again
TICK = 2.0  # seconds after which a connection is asked whether it is still one
_OF_DJANGO = ("cursor_factory", "context", "pool", "server_side_binding", "prepare_threshold")


async def connect() -> Any:
    """To the database of the project, for this alone. Raises psycopg.Error, OSError."""
    given = connection.get_connection_params()
    params = {name: value for name, value in given.items() if name not in _OF_DJANGO}
    return await psycopg.AsyncConnection.connect(
        **params, autocommit=True, application_name="newsroom listener"
    )
