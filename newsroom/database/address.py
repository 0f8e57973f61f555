"""From DATABASE_URL to Django's settings, and the look at a server that is not ours."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from newsroom.database.errors import DatabaseUnavailable

OLDEST_SUPPORTED = 15
SCHEMES = frozenset({"postgres", "postgresql"})
CONNECT_SECONDS = 10


def django_settings(url: str, *, pool_size: int = 0) -> dict[str, Any]:
    """The DATABASES entry for `url`, read by libpq's own parser: all of its options work.

    With `pool_size`, a process keeps that many connections open (Django's own pool).
    Raises ImproperlyConfigured for another engine and for what is no address.
    """
    scheme = urlsplit(url).scheme
    if scheme not in SCHEMES:
        raise ImproperlyConfigured(
            f"DATABASE_URL begins with {scheme or url[:12]!r}, but only PostgreSQL "
            f"{OLDEST_SUPPORTED} or newer will do: postgresql://user:password@host:5432/name."
        )
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise ImproperlyConfigured(
            f"DATABASE_URL is not an address that PostgreSQL understands ({error}). "
            "Percent-encode special signs in the password."
        ) from None
    if not parts.get("dbname") and not parts.get("service"):
        raise ImproperlyConfigured("DATABASE_URL names no database: add /name at its end.")
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST"}
    settings = {ours: parts.pop(theirs, None) or "" for theirs, ours in names.items()}
    options: dict[str, Any] = dict(parts)
    port = options.pop("port", "") or ""
    checks = {}
    if pool_size:
        # One that a restart of the server has cut is replaced, not handed to a request.
        checks = {"CONN_HEALTH_CHECKS": True}
        options["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": CONNECT_SECONDS}
    return (
        settings
        | checks
        | {
            "ENGINE": "django.db.backends.postgresql",
            "PORT": str(port),
            "OPTIONS": options,
            # The pool keeps connections; a thread that kept one of its own would starve it.
            "CONN_MAX_AGE": 0,
        }
    )


def check_server(url: str, *, must_answer: bool = True) -> None:
    """Raise DatabaseUnavailable where the server at `url` is too old, or does not answer.

    Without `must_answer`, one that does not answer is passed over.
    """
    try:
        with psycopg.connect(_with_timeout(url)) as connection:
            version = connection.info.server_version // 10_000
    except psycopg.OperationalError as error:
        if not must_answer:
            return
        reason = str(error).strip().splitlines()[0]
        raise DatabaseUnavailable(
            f"The database that DATABASE_URL names cannot be used ({reason}). Start it or "
            "correct DATABASE_URL; without DATABASE_URL the project runs a server of its own."
        ) from None
    if version < OLDEST_SUPPORTED:
        raise DatabaseUnavailable(
            f"The database that DATABASE_URL names is PostgreSQL {version}, but "
            f"{OLDEST_SUPPORTED} or newer is needed. Upgrade it, or set DATABASE_URL to another."
        )


def _with_timeout(url: str) -> str:
    if "connect_timeout" in conninfo_to_dict(url):
        return url
    return make_conninfo(url, connect_timeout=CONNECT_SECONDS)
