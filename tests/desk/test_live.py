"""What a reader's stream says of what others do, and what it does not say."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from contextlib import contextmanager
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse

from claims.services.articles import article_update
from claims.services.claims import claim_update
from desk.live.rights import mark_of
from desk.live.served import Application
from newsroom.common.models import Desk
from newsroom.common.roles import Role
from newsroom.common.services import person_update
from newsroom.common.sessions import USED
from tests import factories
from tests.asgi_server import served
from tests.embedded import eventually
from tests.listening import cut, listeners

pytestmark = pytest.mark.django_db(transaction=True)
SOON = 10  # seconds


@pytest.fixture
def server(transactional_db):
    with served() as one:
        yield one


def cookie(person):
    client = Client()
    client.force_login(person)
    return client.cookies["sessionid"].value


class Reader:
    """A browser that listens: reads events in a thread, as they come."""

    def __init__(self, server, person, article, tab=None, **headers):
        where = urlsplit(server.url)
        self.tab, self.session = (tab or uuid4()).hex, cookie(person)
        path = reverse("desk:events", args=[article.pk])
        mark = headers.pop("mark", mark_of(article))
        lines = [
            f"GET {path}?tab={self.tab}&mark={mark} HTTP/1.1",
            f"Host: {where.netloc}",
            f"Cookie: sessionid={self.session}",
            "Accept: text/event-stream",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        self.wire = socket.create_connection((where.hostname, where.port))
        self.wire.sendall("\r\n".join([*lines, "", ""]).encode())
        self.got, self.ended = b"", threading.Event()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        try:
            while some := self.wire.recv(65536):
                self.got += some
                if b"\r\n0\r\n\r\n" in self.got:
                    break
        except OSError:
            pass
        self.ended.set()

    @property
    def status(self):
        return int(self.got.split(b" ", 2)[1]) if self.got else None

    def events(self, name):
        blocks = self.got.decode(errors="replace").split("\n\n")
        return [
            json.loads(block.partition("data: ")[2])
            for block in blocks
            if f"event: {name}\n" in block
        ]

    def hears(self, name, what=lambda said: True):
        return eventually(lambda: any(what(one) for one in self.events(name)), seconds=SOON)

    def leave(self):
        self.wire.shutdown(socket.SHUT_RDWR)
        self.wire.close()


@contextmanager
def reading(server, person, article, **more):
    reader = Reader(server, person, article, **more)
    try:
        assert eventually(lambda: reader.events("here"), seconds=SOON), reader.got
        yield reader
    finally:
        reader.leave()


def is_here(person, article, tab, claim=None):
    client = Client()
    client.force_login(person)
    data = {"tab": tab, "claim": claim.pk if claim else ""}
    return client.post(reverse("desk:here", args=[article.pk]), data)


@pytest.fixture
def anna(transactional_db):
    return factories.person(username="anna")


@pytest.fixture
def ben(transactional_db):
    return factories.person(username="ben")


@pytest.fixture
def article(anna):
    return factories.article(anna)


@pytest.fixture
def claim(anna, article):
    return factories.claim(anna, article)


class TestChanges:
    def test_a_change_is_told_by_id_and_version_and_nothing_else(self, server, anna, ben, claim):
        with reading(server, ben, claim.article) as bens:
            claim_update(by=anna, claim_id=claim.pk, changes={"note": "SECRET-NOTE"})
            assert bens.hears("changed", lambda said: said["claims"] == {str(claim.pk): 2})
            assert b"SECRET" not in bens.got
            source = factories.source(anna)
            factories.attribution(anna, claim, source=source)
            assert bens.hears("changed", lambda said: said["claims"] == {str(claim.pk): 3})
            factories.comment_request(anna, claim)
            assert bens.hears("changed", lambda said: said["claims"] == {str(claim.pk): 4})
            head = bens.got.partition(b"\r\n\r\n")[0].lower()
            assert b"text/event-stream" in head
            assert b"no-cache" in head
            assert b"content-security-policy" in head

    def test_one_event_for_all_claims_of_a_new_text(self, server, anna, ben, article):
        claims = [factories.claim(anna, article, anchors=[{"exact": "May"}]) for _ in range(3)]
        with reading(server, ben, article) as bens:
            article_update(by=anna, article_id=article.pk, changes={"body": "A Paper. Soon."})
            moved = {str(one.pk) for one in claims}
            assert bens.hears("changed", lambda said: said["claims"].keys() == moved)
            assert len(bens.events("changed")) == 1

    def test_of_another_article_nothing_is_told(self, server, anna, ben, claim):
        other = factories.claim(anna)
        with reading(server, ben, claim.article) as bens:
            claim_update(by=anna, claim_id=other.pk, changes={"note": "x"})
            claim_update(by=anna, claim_id=claim.pk, changes={"note": "x"})
            assert bens.hears("changed")
            assert str(other.pk).encode() not in bens.got

    def test_who_was_away_is_told_that_something_changed(self, server, anna, ben, claim):
        seen = mark_of(claim.article)
        claim_update(by=anna, claim_id=claim.pk, changes={"note": "x"})
        with reading(server, ben, claim.article, mark=seen) as late:
            assert late.hears("changed", lambda said: said == {"all": True})
        with reading(server, ben, claim.article, **{"Last-Event-ID": seen}) as back:
            assert back.hears("changed", lambda said: said == {"all": True})
        with reading(server, ben, claim.article) as knows:
            assert knows.events("changed") == []


class TestRights:
    def test_who_may_not_read_it_is_not_let_in(self, server, anna, ben, article):
        desk = Desk.objects.create(name="politics")
        article_update(by=anna, article_id=article.pk, changes={"access": "desk", "desk": desk})
        for person, status in ((ben, 404), (factories.person(Role.CONSUMER), 403)):
            reader = Reader(server, person, article)
            assert eventually(lambda one=reader: one.status, seconds=SOON)
            assert (reader.status, b"event:" in reader.got) == (status, False)
            reader.leave()
        path = reverse("desk:events", args=[article.pk])
        assert Client().get(path, {"tab": uuid4().hex}).status_code == 302
        assert is_here(ben, article, uuid4().hex).status_code == 404

    def test_who_loses_the_right_is_told_nothing_more(self, server, anna, ben, claim):
        article = claim.article
        with reading(server, ben, article) as bens, reading(server, anna, article) as own:
            desk = Desk.objects.create(name="politics")
            person_update(by=anna, person=anna, changes={"desk": desk})
            heard = len(bens.got)
            article_update(by=anna, article_id=article.pk, changes={"access": "desk", "desk": desk})
            assert bens.ended.wait(SOON)
            assert b"event:" not in bens.got[heard:]
            assert own.hears("changed")

    @pytest.mark.parametrize("loses", ["session", "password", "active"])
    def test_who_is_signed_out_hears_nothing_more(self, server, anna, ben, claim, loses):
        with reading(server, ben, claim.article) as bens:
            heard = len(bens.got)
            if loses == "session":
                Session.objects.filter(session_key=bens.session).delete()
            elif loses == "password":
                ben.set_password("another-Long-one-8")
                ben.save()
            else:
                person_update(by=anna, person=ben, changes={"is_active": False})
            claim_update(by=anna, claim_id=claim.pk, changes={"note": "x"})
            assert bens.ended.wait(SOON)
            assert b"event:" not in bens.got[heard:]


class TestPresence:
    def test_others_see_who_is_where_and_that_they_left(self, server, anna, ben, claim):
        article = claim.article
        with reading(server, ben, article) as bens:
            with reading(server, anna, article) as annas:
                assert is_here(anna, article, annas.tab).status_code == 204
                assert bens.hears("here", lambda said: said == [{"who": "anna", "claim": None}])
                is_here(anna, article, annas.tab, claim)
                at = [{"who": "anna", "claim": str(claim.pk)}]
                assert bens.hears("here", lambda said: said == at)
                assert annas.events("here")[-1] == []
            assert eventually(lambda: bens.events("here")[-1] == [], seconds=SOON)

    def test_a_claim_of_another_article_is_not_told(self, server, anna, ben, claim):
        other = factories.claim(anna)
        with reading(server, ben, claim.article) as bens:
            is_here(anna, claim.article, uuid4().hex, other)
            assert bens.hears("here", lambda said: said == [{"who": "anna", "claim": None}])

    def test_bad_input(self, anna, article, client):
        client.force_login(anna)
        assert client.post(reverse("desk:here", args=[article.pk]), {"tab": "x"}).status_code == 400
        events = reverse("desk:events", args=[article.pk])
        assert client.get(events).status_code == 400
        assert client.get(events, {"tab": uuid4().hex}).status_code == 204  # no streams here


class TestTrouble:
    def test_a_listener_that_was_cut_off_listens_again_and_says_what_was_missed(
        self, server, anna, ben, claim
    ):
        with reading(server, ben, claim.article) as bens:
            assert cut() == 1
            claim_update(by=anna, claim_id=claim.pk, changes={"note": "in between"})
            assert bens.hears("changed")
            listening = bens.events("changed")
            assert eventually(lambda: listeners() == 1, seconds=SOON)
            claim_update(by=anna, claim_id=claim.pk, changes={"note": "and after"})
            assert eventually(lambda: len(bens.events("changed")) > len(listening), seconds=SOON)

    def test_what_nobody_of_ours_says_is_passed_over(self, server, anna, ben, claim):
        with reading(server, ben, claim.article) as bens:
            with connection.cursor() as cursor:
                for channel in ("newsroom_changes", "newsroom_here"):
                    for said in ("", "[]", "{}", '{"article": 7}', "\\u0000", '{"article": "x"}'):
                        cursor.execute("SELECT pg_notify(%s, %s)", [channel, said])
            claim_update(by=anna, claim_id=claim.pk, changes={"note": "x"})
            assert bens.hears("changed", lambda said: str(claim.pk) in said["claims"])

    def test_many_readers_share_one_connection_and_no_threads(self, server, anna, article):
        people = [factories.person() for _ in range(4)]
        threads = threading.active_count()
        readers = [Reader(server, people[n % 4], article) for n in range(40)]
        assert eventually(lambda: server.application.hub.count() == 40, seconds=SOON)
        assert eventually(lambda: all(one.events("here") for one in readers), seconds=SOON)
        assert listeners() == 1
        ours = threading.active_count() - threads - 40  # each reader of the test has one
        assert ours <= 9  # those that answer requests, and the one that looks at rights
        claim_update(by=anna, claim_id=factories.claim(anna, article).pk, changes={"note": "x"})
        assert all(one.hears("changed") for one in readers)
        for one in readers:
            one.leave()
        assert eventually(lambda: server.application.hub.count() == 0, seconds=SOON)


class TestUnasked:
    """What a page asks for by itself keeps no sign-in alive."""

    @pytest.mark.parametrize(
        ("headers", "is_use"),
        [({}, True), ({"X-Unasked": "yes"}, False), ({"Accept": "text/event-stream"}, False)],
    )
    def test_it_is_no_use_of_a_session(self, client, anna, article, headers, is_use):
        client.force_login(anna)
        url = reverse("desk:text", args=[article.pk])
        client.get(url)
        session = client.session
        long_ago = session[USED] = int(time.time()) - 3000
        session.save()
        assert client.get(url, headers=headers).status_code == 200
        assert (client.session[USED] > long_ago) is is_use

    def test_nor_does_it_revive_one_that_is_over(self, client, anna, article, settings):
        client.force_login(anna)
        session = client.session
        session[USED] = int(time.time()) - settings.SESSION_IDLE.total_seconds() - 1
        session.save()
        url = reverse("desk:text", args=[article.pk])
        assert client.get(url, headers={"X-Unasked": "yes"}).status_code == 302


def test_a_body_that_was_cut_short_is_no_shorter_body():
    """Or half a form would be saved where a connection broke."""
    read, sent = [], []

    def wsgi(environ, start_response):
        try:
            read.append(environ["wsgi.input"].read(10))
        except OSError:
            read.append("cut short")
        start_response("200 OK", [])
        return [b""]

    async def send(message):
        sent.append(message)

    def answered(*messages):
        coming = iter(messages)

        async def receive():
            return next(coming)

        scope = {"type": "http", "method": "POST", "path": "/desk/x/", "query_string": b""}
        scope |= {"http_version": "1.1", "headers": []}
        asyncio.run(Application(wsgi)(scope, receive, send))

    half = {"type": "http.request", "body": b"half", "more_body": True}
    answered(half, {"type": "http.request", "body": b" whole", "more_body": False})
    answered(half, {"type": "http.disconnect"})
    assert read == [b"half whole", "cut short"]
    assert [one["status"] for one in sent if "status" in one] == [200, 200]
