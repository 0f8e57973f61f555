"""System checks with hints, for what settings alone cannot show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections

from newsroom.database import OLDEST_SUPPORTED


@register(Tags.security, deploy=True)
def plain_http(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A public site whose passwords and tokens would cross the network in the clear."""
    if settings.LOCAL or settings.HTTPS:
        return []
    return [
        Warning(
            "The site is public but speaks plain HTTP.",
            hint="Take HTTPS=0 out, and set TRUST_PROXY=1 where a proxy speaks HTTPS for it.",
            id="newsroom.W001",
        )
    ]


@register(Tags.database)
def server_version(
    app_configs: Sequence[AppConfig] | None,
    databases: Sequence[str] | None = None,
    **kwargs: Any,
) -> list[CheckMessage]:
    """The server's version; it runs with `migrate` and with `check --database default`."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            version = int(cursor.fetchone()[0]) // 10_000
        if version < OLDEST_SUPPORTED:
            found.append(
                Error(
                    f"The database {alias!r} is PostgreSQL {version}.",
                    hint=f"Set DATABASE_URL to PostgreSQL {OLDEST_SUPPORTED} or newer.",
                    id="newsroom.E001",
                )
            )
    return found
