"""What is said on the channels to which each worker listens."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from desk.domain.presence import Here

CHANGES = "newsroom_changes"  # by a trigger: {"article": id, "claim": id, "version": 7}
HERE = "newsroom_here"


def is_here(here: Here) -> None:
    """Tell all workers that somebody is at an article."""
    said = {"person": here.person, "tab": here.tab, "article": here.article, "claim": here.claim}
    _tell({name: str(one) for name, one in said.items() if one})


def has_left(person: UUID, tab: UUID) -> None:
    """Tell all workers that a person has closed a window."""
    _tell({"person": str(person), "tab": str(tab)})


def _tell(said: Mapping[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [HERE, json.dumps(said)])


def here_in(said: Mapping[str, str]) -> Here | None:
    """Who is where, as `is_here` said it; None where somebody has left."""
    if "article" not in said:
        return None
    claim = said.get("claim")
    person, tab, article = (UUID(said[name]) for name in ("person", "tab", "article"))
    return Here(person, tab, article, UUID(claim) if claim else None)
