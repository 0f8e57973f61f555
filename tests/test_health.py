"""Is it alive, and may visitors come?"""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import override_settings


def test_alive_without_any_database(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_ready(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok", "migrations": "ok"}


@pytest.mark.django_db
def test_not_ready_before_the_migrations(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'claims'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["migrations"] == "pending"


@pytest.mark.django_db(transaction=True)
def test_not_ready_without_the_database(client):
    connection.close()
    port, connection.settings_dict["PORT"] = connection.settings_dict["PORT"], "1"
    try:
        answer = client.get("/readyz")
    finally:
        connection.settings_dict["PORT"] = port
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "not ready",
        "database": "unreachable",
        "migrations": "unknown",
    }


@pytest.mark.django_db
@override_settings(SECURE_SSL_REDIRECT=True)
def test_probes_are_not_sent_on_to_https(client):
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200
    assert client.get("/admin/").status_code == 301


def test_only_reading(client):
    assert client.post("/healthz").status_code == 405
