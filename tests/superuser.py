"""A superuser's own connection to the test database: what even an owner can or cannot do."""

from __future__ import annotations

from urllib.parse import urlencode

import psycopg
from django.db import connection

from newsroom.database import layout


def connect() -> psycopg.Connection:
    """Of the project's own server its superuser; of another the role that the tests use."""
    own, settings = layout.default(), connection.settings_dict
    if settings["HOST"] == str(own.socket_folder):
        return psycopg.connect(own.url(role=layout.OWNER_ROLE, name=settings["NAME"]))
    wanted = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    given = {ours: settings[theirs] for ours, theirs in wanted.items() if settings[theirs]}
    return psycopg.connect(f"postgresql:///{settings['NAME']}?{urlencode(given)}")
