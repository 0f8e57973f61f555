"""Limits of the API: for a token, a person and an address; one count for all processes."""

import pytest
from django.db import connection
from rest_framework.test import APIClient

from newsroom.common.api import limits
from newsroom.common.services import token_create
from tests.racing import Writer

CLAIMS = "/api/v1/claims/"


@pytest.fixture(autouse=True)
def _low(settings, db, monkeypatch):
    settings.API_LIMIT, settings.API_LIMIT_ANONYMOUS = 3, 2
    monkeypatch.setattr(limits.time, "time", lambda: 1_000_000_010.0)  # 50 s into a minute


def caller(secret="", address="192.0.2.1"):
    client = APIClient(REMOTE_ADDR=address)
    if secret:
        client.credentials(HTTP_AUTHORIZATION=f"Token {secret}")
    return client


def answers(client, times, **headers):
    return [client.get(CLAIMS, **headers).status_code for _ in range(times)]


def test_a_token_has_its_own(editor, logged):
    one, other = (caller(token_create(person=editor)) for _ in range(2))
    assert answers(one, 5) == [200, 200, 200, 429, 429]
    assert answers(other, 3) == [200, 200, 200]
    assert [one["event"] for one in logged].count("limited") == 1


def test_what_is_said(editor):
    client = caller(token_create(person=editor))
    answers(client, 3)
    response = client.get(CLAIMS)
    assert response["Content-Type"] == "application/problem+json"
    assert response["Retry-After"] == "10"
    body = response.json()
    assert (body["status"], body["title"]) == (429, "Too Many Requests")
    assert "Try again in 10 seconds" in body["detail"]


def test_the_next_minute_begins_anew(editor, monkeypatch):
    client = caller(token_create(person=editor))
    assert answers(client, 4)[-1] == 429
    monkeypatch.setattr(limits.time, "time", lambda: 1_000_000_020.0)
    assert answers(client, 1) == [200]


def test_whoever_tries_tokens_or_none_is_counted_by_address(editor):
    guess = "nwsr_" + "0" * 64
    assert answers(caller(guess), 2) == [401, 401]
    assert answers(caller(guess[:-1] + "1"), 1) == [429]
    assert answers(caller(), 1) == [429]
    assert answers(caller(address="192.0.2.2"), 2) == [401, 401]
    assert answers(caller(token_create(person=editor)), 1) == [200]


def test_the_schema_too_has_no_token_to_count(client, db):
    got = [client.get("/api/v1/schema/", REMOTE_ADDR="192.0.2.9").status_code for _ in range(3)]
    assert got == [200, 200, 429]


def test_a_session_is_counted_by_person(client, editor):
    client.force_login(editor)
    assert answers(client, 4) == [200, 200, 200, 429]


def test_none_where_it_is_zero(editor, settings):
    settings.API_LIMIT = 0
    assert set(answers(caller(token_create(person=editor)), 10)) == {200}


def test_what_is_sent_for_a_forwarded_address_is_not_believed(db):
    got = [
        caller().get(CLAIMS, HTTP_X_FORWARDED_FOR=f"203.0.113.{one}").status_code
        for one in range(3)
    ]
    assert got == [401, 401, 429]


@pytest.mark.django_db(transaction=True)
def test_requests_at_once_each_count(rf):
    """As many as are allowed get through, whoever comes at the same time on another connection."""

    def ask():
        try:
            limits.count(rf.get("/"), "racing", most=5)
        except limits.Limited:
            return False
        return True

    writers = [Writer(ask) for _ in range(8)]
    assert [writer.result() for writer in writers].count(True) == 5


def test_old_counts_are_cleared(rf, monkeypatch):
    limits.count(rf.get("/"), "old", most=5)
    monkeypatch.setattr(limits.time, "time", lambda: 1_000_000_200.0)
    monkeypatch.setattr(limits, "CLEARED_ONE_IN", 1)
    limits.count(rf.get("/"), "new", most=5)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM newsroom_api_count")
        assert cursor.fetchone() == (1,)


def test_they_stand_in_the_schema(client, settings):
    settings.API_LIMIT_ANONYMOUS = 0
    schema = client.get("/api/v1/schema/?format=json").json()
    for path, operations in schema["paths"].items():
        for name, one in operations.items():
            assert "429" in one["responses"], (name, path)
