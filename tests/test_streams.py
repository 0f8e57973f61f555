"""A long answer ends when its reader has gone, or no longer reads; no thread waits for them."""

from __future__ import annotations

import asyncio
import threading
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from a2wsgi import WSGIMiddleware

from claims.api import exporting
from claims.api.views import exports
from newsroom.common import streams
from newsroom.common.roles import Role
from newsroom.common.services import token_create
from tests import factories
from tests.asgi_server import served

SCOPE = {
    "type": "http",
    "method": "GET",
    "path": "/",
    "query_string": b"",
    "headers": [],
    "http_version": "1.1",
}


class Endless:
    """A WSGI application whose answer ends only because somebody left."""

    def __init__(self) -> None:
        self.sent = 0
        self.ended = threading.Event()

    def __call__(self, environ: Any, start_response: Any) -> Iterator[bytes]:
        start_response("200 OK", [])
        event = environ["asgi.scope"][streams.GONE]
        try:
            while not event.is_set():
                self.sent += 1
                yield b"x" * 1000
        finally:
            self.ended.set()


def serve(send: Any, receive: Any, stalls: float = 30) -> Endless:
    endless = Endless()

    async def run() -> None:
        application: Any = WSGIMiddleware(endless, workers=1)
        work = streams.watched(application, dict(SCOPE), receive, send, stalls)
        await asyncio.wait_for(work, 20)

    asyncio.run(run())
    assert endless.ended.is_set()
    return endless


async def stays() -> Any:
    await asyncio.Event().wait()


async def takes(message: Any) -> None:
    await asyncio.sleep(0)


def test_one_who_leaves():
    async def leaves() -> Any:
        await asyncio.sleep(0.1)
        return {"type": "http.disconnect"}

    assert serve(takes, leaves).sent > 1


def test_one_whose_line_breaks():
    async def breaks(message: Any) -> None:
        if message["type"] == "http.response.body":
            raise ConnectionResetError

    assert serve(breaks, stays).sent < 30


def test_one_who_no_longer_reads():
    async def stalls(message: Any) -> None:
        if message["type"] == "http.response.body":
            await asyncio.Event().wait()

    # what a2wsgi holds, and no more: nothing is gathered for them
    assert serve(stalls, stays, stalls=0.1).sent < 30


def test_answers_go_through_as_they_are():
    async def run() -> list[Any]:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        def plain(environ: Any, start_response: Any) -> list[bytes]:
            start_response("200 OK", [("X", "1")])
            return [environ["wsgi.input"].read(), b"y"]

        application: Any = WSGIMiddleware(plain, workers=1)
        await streams.watched(application, dict(SCOPE), stays, send)
        return sent

    start, *parts = asyncio.run(run())
    assert start["status"] == 200
    assert b"".join(one["body"] for one in parts) == b"y"


@pytest.mark.xdist_group("served")
def test_as_it_is_served(transactional_db, monkeypatch):
    """Two readers leave in the middle of an export without an end; a third has a place."""
    editor = factories.person()
    article = factories.article(editor, status="published")
    claim = factories.claim(editor, article)
    token = token_create(person=factories.person(Role.CONSUMER), scope="read")
    plain = exporting.Export.batches

    def endless(self: Any) -> Iterator[Any]:
        (batch,) = plain(self)
        while not self.has_gone():
            yield batch

    with served() as site:

        def opened() -> Any:
            request = urllib.request.Request(
                f"{site.url}/api/v1/exports/claims.ndjson",
                headers={"Authorization": f"Token {token}"},
            )
            return urllib.request.urlopen(request, timeout=20)

        with monkeypatch.context() as patched:
            patched.setattr(exporting.Export, "batches", endless)
            readers = [opened() for _ in range(exports.AT_ONCE)]
            for one in readers:
                assert str(claim.pk).encode() in one.readline()
                one.close()
            for _ in range(exports.AT_ONCE):
                assert exports._slots.acquire(timeout=20)  # once both have ended
        for _ in range(exports.AT_ONCE):
            exports._slots.release()
        with opened() as whole:
            assert len(whole.read().splitlines()) == 2
