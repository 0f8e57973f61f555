"""How many rows a list has, for whoever asks: exactly, or about.

About, for an admin, is what PostgreSQL's planner expects of this very query. It learnt that from
all rows there are, so it would tell others of articles that they may not read; they are told
exactly up to ENOUGH, and "at least" that many beyond.
"""

from __future__ import annotations

import json
from typing import Any

from django.db.models import QuerySet
from rest_framework.exceptions import ValidationError

from newsroom.common.roles import Role, has_role

PARAMETER = "count"
WAYS = ("exact", "estimate", "none")
ENOUGH = 10_000


def counted(rows: QuerySet[Any], way: str | None, user: Any) -> dict[str, Any]:
    """`count` and `count_is` (exact, at least, estimate) of `rows`; nothing where none is wanted.

    Raises ValidationError for a `way` that is none of WAYS.
    """
    if way in (None, "none"):
        return {}
    if way not in WAYS:
        raise ValidationError({PARAMETER: f"One of {', '.join(WAYS)}."})
    plain = rows.order_by()
    if way == "exact":
        return {"count": plain.count(), "count_is": "exact"}
    if has_role(user, Role.ADMIN):
        return {"count": _planned(plain), "count_is": "estimate"}
    found = plain.values("pk")[: ENOUGH + 1].count()
    if found > ENOUGH:
        return {"count": ENOUGH, "count_is": "at least"}
    return {"count": found, "count_is": "exact"}


def _planned(rows: QuerySet[Any]) -> int:
    (plan,) = json.loads(rows.values("pk").explain(format="json"))
    return int(plan["Plan"]["Plan Rows"])
