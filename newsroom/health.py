"""Two questions that a supervisor asks: are you alive, and may I send you visitors?"""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers, whatever the state of the database."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 where the database answers and is migrated, 503 otherwise.

    It says what is wrong but not where: the page is open to anyone.
    """
    try:
        migrated = not _pending_migrations()
    except DatabaseError:
        return _answer(database="unreachable", migrations="unknown")
    return _answer(database="ok", migrations="ok" if migrated else "pending")


def _answer(*, database: str, migrations: str) -> JsonResponse:
    ok = database == migrations == "ok"
    facts = {"status": "ok" if ok else "not ready", "database": database}
    return JsonResponse(facts | {"migrations": migrations}, status=200 if ok else 503)


def _pending_migrations() -> bool:
    connection.ensure_connection()
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
