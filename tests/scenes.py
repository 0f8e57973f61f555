"""A scene that all tests of a module play in: built once, and each test's own writes undone.

A test runs in a transaction that is rolled back; the scene stands in one around it. Only for
modules without a test that commits (`transaction=True`), which could not empty the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import override_settings


def of_the_module(build: Callable[[], Any]) -> tuple[Any, Any]:
    """Two fixtures: `built`, made by `build` once a module, and the same in the hands of a test.

    The tests share what it holds: let them read records from the database anew, or copy them,
    before they change one in memory.
    """

    @pytest.fixture(scope="module")
    def built(
        django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
    ) -> Iterator[Any]:
        files = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("scene"))
        with django_db_blocker.unblock(), files, transaction.atomic():
            yield build()
            transaction.set_rollback(True)

    @pytest.fixture
    def scene(built: Any, db: None) -> Any:
        # PostgreSQL restores all else that a test before has changed, but not this.
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        return built

    return built, scene
