"""What all tests share: people, quickly hashed passwords, embedded servers."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.servers.basehttp import WSGIRequestHandler
from django.db.backends.postgresql.creation import DatabaseCreation
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import override_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django.fixtures import Settings

from newsroom.common.api import limits
from newsroom.common.models import User
from newsroom.common.roles import Role
from newsroom.database import Layout, Server
from sources.domain.sealing import KeyRing
from tests import embedded, factories

# A busy machine is no fault of what is tested: speed is measured elsewhere, never asserted here.
hypothesis_settings.register_profile(
    "newsroom", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("newsroom")


@pytest.fixture(autouse=True, scope="session")
def _quick_passwords() -> Iterator[None]:
    """Hashing is slow on purpose; the tests make hundreds of people."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True)
def _many_strangers(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests ask without a token more often than anybody should; the limit has tests itself.

    Nor is it cleared up after by chance, which would be one query more.
    """
    settings.API_LIMIT_ANONYMOUS = 0
    monkeypatch.setattr(limits, "CLEARED_ONE_IN", 10**12)


@pytest.fixture(autouse=True)
def _plain_files(settings: Settings) -> None:
    """Files by their plain names, whatever a demo in the same folder once collected."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


def _drop_test_db(self: Any, test_database_name: str, verbosity: int) -> None:
    with self._nodb_cursor() as cursor:
        cursor.execute(
            f"DROP DATABASE {self.connection.ops.quote_name(test_database_name)} (FORCE)"
        )


# A server in a thread lets go of its last connection when it pleases, which is no reason to keep
# the database of the tests.
DatabaseCreation._destroy_test_db = _drop_test_db  # type: ignore[attr-defined]


@pytest.fixture(autouse=True, scope="session")
def _answers_at_once() -> None:
    """Django's server for tests sends head and body apart; waiting for the first to be confirmed
    would cost each request of a browser 40 ms.
    """
    WSGIRequestHandler.disable_nagle_algorithm = True


@pytest.fixture(autouse=True, scope="session")
def _emptied_between_tests() -> Iterator[None]:
    """Let Django empty the test database after a test that commits.

    What is on record refuses TRUNCATE, as it should; the owner switches those triggers off for
    that one transaction, which no application does.
    """
    plain = DatabaseOperations.sql_flush

    def sql_flush(self: Any, style: Any, tables: Any, **options: Any) -> list[str]:
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE tgname LIKE %s",
                [r"%\_no\_truncate"],
            )
            guards = cursor.fetchall()
        off = [f"ALTER TABLE {table} DISABLE TRIGGER {name}" for table, name in guards]
        on = [f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}" for table, name in guards]
        return [*off, *plain(self, style, tables, **options), *on]

    DatabaseOperations.sql_flush = sql_flush  # type: ignore[method-assign]
    yield
    DatabaseOperations.sql_flush = plain  # type: ignore[method-assign]


@pytest.fixture
def editor(db: None) -> User:
    return factories.person(Role.EDITOR, username="editor")


@pytest.fixture
def layout(tmp_path: Path) -> Iterator[Layout]:
    """The place of an embedded server that has never run."""
    layout = Layout(tmp_path / "var" / "postgres")
    yield layout
    Server(layout).stop()


@pytest.fixture(scope="session")
def first_cluster(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """A stopped server's data, made once, with one row in it."""
    layout = Layout(tmp_path_factory.mktemp("cluster") / "var" / "postgres")
    with embedded.user(layout) as url, psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    return layout


@pytest.fixture
def made(layout: Layout, first_cluster: Layout) -> Layout:
    """The place of an embedded server that has run before."""
    layout.home.parent.mkdir()
    # `cp` keeps owners, which root's server cares about.
    subprocess.run(["cp", "-a", first_cluster.home, layout.home], check=True)
    return layout


@pytest.fixture
def keys(settings: Settings, tmp_path: Path) -> KeyRing:
    """A house that seals identities, with a store of its own."""
    settings.IDENTITY_STORE = str(tmp_path / "identity")
    ring = KeyRing({"new": bytes(range(32)), "old": bytes(range(32, 64))})
    settings.IDENTITY_KEYS = ring
    return ring
