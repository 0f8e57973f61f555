"""DATABASE_URL: any PostgreSQL that is new enough, and nothing else."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from psycopg.conninfo import make_conninfo

from newsroom.database import DatabaseUnavailable, address, check_server, django_settings


def test_an_ordinary_address():
    found = django_settings("postgresql://ann:p%40ss@db.invalid:6000/paper?sslmode=require")
    expected = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "paper",
        "USER": "ann",
        "PASSWORD": "p@ss",
        "HOST": "db.invalid",
        "PORT": "6000",
        "OPTIONS": {"sslmode": "require"},
        "CONN_MAX_AGE": 0,
    }
    assert found == expected


def test_a_socket_keeps_its_capitals():
    found = django_settings("postgres://ann@/paper?host=%2FSrv%2FOur%20Data")
    assert (found["HOST"], found["PORT"]) == ("/Srv/Our Data", "")
    assert django_settings("postgres://ann@%2FSrv%2FData/paper")["HOST"] == "/Srv/Data"


def test_a_pool_only_where_asked_for():
    url = "postgresql://ann@db.invalid/paper"
    assert "pool" not in django_settings(url)["OPTIONS"]
    assert django_settings(url, pool_size=3)["OPTIONS"]["pool"]["max_size"] == 3


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("sqlite:///db.sqlite3", "begins with 'sqlite', but only PostgreSQL 15 or newer"),
        ("mysql://ann@db.invalid/paper", "begins with 'mysql'"),
        ("host=db.invalid dbname=paper", "only PostgreSQL 15"),
        ("postgresql://ann:50%ü@db.invalid/paper", "Percent-encode"),
        ("postgresql://ann@db.invalid/paper?colour=red", "not an address"),
        ("postgresql://ann@db.invalid", "names no database"),
    ],
)
def test_what_is_refused(url, sentence):
    with pytest.raises(ImproperlyConfigured, match=sentence):
        django_settings(url)


@pytest.fixture
def here(db) -> str:
    """The address of this test's own database, as libpq writes it."""
    connection.ensure_connection()
    return make_conninfo(connection.connection.info.dsn)


def test_a_server_that_is_new_enough(here):
    check_server(here)


def test_a_server_that_is_too_old(here, monkeypatch):
    monkeypatch.setattr(address, "OLDEST_SUPPORTED", 99)
    with pytest.raises(DatabaseUnavailable, match=r"is PostgreSQL 1[5-9], but 99 or newer"):
        check_server(here, must_answer=False)


def test_a_server_that_does_not_answer():
    nowhere = "postgresql://ann:secret-word@127.0.0.1:1/paper"
    with pytest.raises(DatabaseUnavailable, match="cannot be used") as caught:
        check_server(nowhere)
    assert "secret-word" not in str(caught.value)
    check_server(nowhere, must_answer=False)
