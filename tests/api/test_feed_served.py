"""Who waits for a change: by a long question, or by a stream of events; over HTTP."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from urllib.parse import urlsplit

import pytest
from django.db import connection

from claims.services.claims import claim_update
from newsroom.common.models import ApiToken
from newsroom.common.roles import Role, Scope
from newsroom.common.services import token_create, token_revoke
from tests import factories
from tests.asgi_server import served
from tests.embedded import eventually
from tests.listening import cut, listeners

pytestmark = pytest.mark.django_db(transaction=True)
SOON = 20  # seconds


@pytest.fixture
def server(transactional_db):
    with served() as one:
        yield one


@pytest.fixture
def consumer(transactional_db):
    return token_create(person=factories.person(Role.CONSUMER), scope=Scope.READ)


def asked(server, token, query, **headers):
    """The answer, which takes its connection with it once it is read to the end."""
    where = urlsplit(server.url)
    line = http.client.HTTPConnection(where.hostname, where.port, timeout=90)
    headers |= {"Authorization": f"Token {token}", "Connection": "close"}
    line.request("GET", f"/api/v1/changes/?{query}", headers=headers)
    return line.getresponse()


def page(server, token, query):
    answer = asked(server, token, query)
    body = answer.read()
    assert answer.status == 200, body
    return json.loads(body)


class Stream:
    """Reads events in a thread, as they come."""

    def __init__(self, server, token, query="", **headers):
        self.answer = asked(server, token, query, Accept="text/event-stream", **headers)
        self.got, self.ended = "", threading.Event()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        while line := self.answer.readline():
            self.got += line.decode()
        self.ended.set()

    @property
    def events(self):
        blocks = [block.splitlines() for block in self.got.split("\n\n")[:-1]]
        fields = [dict(line.split(": ", 1) for line in one) for one in blocks]
        return [one for one in fields if "event" in one]

    def leave(self):
        self.answer.fp.raw._sock.shutdown(socket.SHUT_RDWR)

    def heard(self, number):
        assert eventually(lambda: len(self.events) >= number, seconds=SOON), self.got
        return self.events


def test_a_long_question_is_answered_by_the_next_change(server, consumer):
    editor = factories.person()
    claim = factories.claim(editor, factories.article(editor, status="published"))
    cursor = page(server, consumer, "cursor=now")["cursor"]
    began, found = time.monotonic(), []
    asking = threading.Thread(
        target=lambda: found.append(page(server, consumer, f"cursor={cursor}&wait=60"))
    )
    asking.start()
    assert eventually(lambda: server.feed.bell and server.feed.bell.count() == 1, seconds=SOON)
    claim_update(by=editor, claim_id=claim.pk, changes={"note": "for us alone"})
    claim_update(by=editor, claim_id=claim.pk, changes={"statement": "Another"})
    asking.join(50)
    (told,) = found
    assert [one["id"] for one in told["changes"]] == [str(claim.pk)]
    assert time.monotonic() - began < 50
    assert eventually(lambda: server.feed.bell.count() == 0, seconds=SOON)
    # with nothing to come it ends by itself, with what is there already at once
    assert page(server, consumer, f"cursor={told['cursor']}&wait=1")["changes"] == []
    assert page(server, consumer, "wait=60")["changes"]


def test_a_stream_tells_each_change_and_goes_on_where_it_was(server, consumer):
    editor = factories.person()
    article = factories.article(editor, status="published")
    stream = Stream(server, consumer)
    (first,) = stream.heard(1)
    assert (first["event"], json.loads(first["data"])["id"]) == ("created", str(article.pk))
    one = factories.claim(editor, article)
    assert json.loads(stream.heard(2)[1]["data"])["id"] == str(one.pk)
    # a line that was cut is mended, and nothing is lost on the way
    assert listeners() == cut() == 1
    two = factories.claim(editor, article)
    assert json.loads(stream.heard(3)[2]["data"])["id"] == str(two.pk)
    again = Stream(server, consumer, **{"Last-Event-ID": stream.events[1]["id"]})
    (event,) = again.heard(1)
    assert json.loads(event["data"])["id"] == str(two.pk)
    for reader in (stream, again):
        reader.leave()
    assert eventually(lambda: server.feed.bell.count() == 0, seconds=SOON)


def test_who_waits_holds_no_connection_and_is_let_go(server, consumer):
    editor = factories.person()
    article = factories.article(editor, status="published")
    streams = [Stream(server, consumer, "cursor=now") for _ in range(30)]
    assert eventually(lambda: server.feed.bell.count() == 30, seconds=SOON)
    assert eventually(lambda: _connections() <= 12, seconds=SOON)
    factories.claim(editor, article)
    for one in streams:
        assert len(one.heard(1)) == 1
    # a token that was revoked hears no more
    token_revoke(by=factories.person(Role.ADMIN), token_id=ApiToken.objects.get().pk)
    factories.claim(editor, article)
    for one in streams:
        assert one.ended.wait(SOON)
        assert len(one.events) == 1
    assert eventually(lambda: server.feed.bell.count() == 0, seconds=SOON)


def _connections():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        return cursor.fetchone()[0]


@pytest.mark.parametrize(("query", "status"), [("cursor=x", 400), ("cursor=99", 410), ("a=1", 400)])
def test_what_is_refused_is_refused_to_who_waits_too(server, consumer, query, status):
    for answer in (
        asked(server, consumer, f"{query}&wait=5"),
        asked(server, consumer, query, Accept="text/event-stream"),
    ):
        assert json.loads(answer.read())["status"] == answer.status == status
        assert answer.headers["Content-Type"] == "application/problem+json"
    for token, asks, refused in (("none", "wait=5", 401), (consumer, "wait=99", 400)):
        answer = asked(server, token, asks)
        assert json.loads(answer.read())["status"] == refused
