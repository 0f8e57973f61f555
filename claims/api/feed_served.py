"""The feed as an ASGI server runs it: who waits for a change holds neither thread nor connection.

A client that says `wait=` or asks for `text/event-stream` waits here. Django answers each question
as it would any other: at the beginning, and whenever something was committed; so rights, limits
and the end of a token hold for those who wait as for everybody.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from claims.api.feed import LONGEST_WAIT
from claims.services.feed import CHANNEL
from newsroom.common.listening import Listener
from newsroom.common.streams import Receive, Scope, Send, left, no_body

PATH: Final = "/api/v1/changes/"
BEAT = 15.0  # seconds of silence after which a comment is sent, which notices a lost reader
GATHER = 0.5  # seconds: several commits in a row are read at once
LASTS = (240.0, 360.0)  # seconds; then a reader of the stream comes again from where it was
MOST = 1000  # who wait, in one worker
STREAM = "text/event-stream"


class Bell:
    """Rings for everybody who waits in this worker whenever the feed has grown."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Event] = set()
        # as it begins to hear it rings, too: nobody knows what was said before
        self.listener = Listener((CHANNEL,), self._ring, began=self._ring)

    @contextmanager
    def heard(self) -> Iterator[asyncio.Event]:
        """An event that is set by each ring from now on."""
        ring = asyncio.Event()
        self._waiting.add(ring)
        try:
            yield ring
        finally:
            self._waiting.discard(ring)

    def count(self) -> int:
        return len(self._waiting)

    def _ring(self, *_: Any) -> None:
        for ring in self._waiting:
            ring.set()


@dataclass(slots=True)
class _Answer:
    """What Django answers, kept until it is clear what becomes of it."""

    start: dict[str, Any] = field(default_factory=dict)
    body: bytes = b""

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.start = message
        else:
            self.body += message.get("body", b"")

    @property
    def page(self) -> dict[str, Any] | None:
        """The page of the feed; None where Django refuses it."""
        return json.loads(self.body) if self.start["status"] == 200 else None

    async def hand_on(self, send: Send) -> None:
        await send(self.start)
        await send({"type": "http.response.body", "body": self.body})


class Feed:
    """`inner` with waiting for changes."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.bell: Bell | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH or scope["method"] != "GET":
            await self._inner(scope, receive, send)
            return
        query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        is_stream = STREAM in _header(scope, b"accept")
        wait = query.get("wait", "0")
        seconds = int(wait) if wait.isascii() and wait.isdigit() and len(wait) < 3 else 0
        if not is_stream and not 0 < seconds <= LONGEST_WAIT:
            await self._inner(scope, receive, send)
            return
        self.bell = self.bell or Bell()
        if self.bell.count() >= MOST:
            await _full(send)
            return
        await self.bell.listener.begin()
        with self.bell.heard() as ring:
            leaving = asyncio.create_task(left(receive))
            try:
                if is_stream:
                    await self._stream(scope, query, _Waiting(ring, leaving), send)
                else:
                    await self._poll(scope, query, _Waiting(ring, leaving, seconds), send)
            finally:
                leaving.cancel()

    async def _ask(self, scope: Scope, query: dict[str, str]) -> _Answer:
        """What Django answers to `query`, with the client's own headers."""
        headers = [one for one in scope["headers"] if one[0] not in (b"accept", b"if-none-match")]
        own = {**scope, "query_string": urlencode(query).encode(), "headers": headers}
        answer = _Answer()
        await self._inner(own, no_body, answer.send)
        return answer

    async def _poll(
        self, scope: Scope, query: dict[str, str], waiting: _Waiting, send: Send
    ) -> None:
        while True:
            waiting.ring.clear()
            answer = await self._ask(scope, query)
            page = answer.page
            if page is None or page["changes"] or query.get("cursor") == "now":
                break
            if not await waiting.rung():
                if waiting.left.done():
                    return
                answer = await self._ask(scope, query)  # an embargo may have ended
                break
        await answer.hand_on(send)

    async def _stream(
        self, scope: Scope, query: dict[str, str], waiting: _Waiting, send: Send
    ) -> None:
        query.pop("wait", None)
        if seen := _header(scope, b"last-event-id"):
            query["cursor"] = seen
        begun = False
        ends = asyncio.get_running_loop().time() + random.uniform(*LASTS)  # noqa: S311  # no secret
        while asyncio.get_running_loop().time() < ends:
            waiting.ring.clear()
            answer = await self._ask(scope, query)
            page = answer.page
            if page is None:
                if not begun:
                    await answer.hand_on(send)
                    return
                break  # the client comes again, and is told why
            if not begun:
                begun = True
                await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            await _write(send, b"".join(map(_event, page["changes"])) or _place(page["cursor"]))
            query["cursor"] = page["cursor"]
            if page["more"]:
                continue
            while not await waiting.rung(BEAT) and not waiting.left.done():
                await _write(send, b": still here\n\n")
            if waiting.left.done():
                return
        await send({"type": "http.response.body", "body": b"", "more_body": False})


class _Waiting:
    """For the bell, until the client has gone, or for so many seconds in all."""

    def __init__(
        self, ring: asyncio.Event, left: asyncio.Task[None], seconds: float | None = None
    ) -> None:
        self.ring, self.left = ring, left
        self._ends = None if seconds is None else asyncio.get_running_loop().time() + seconds

    async def rung(self, most: float | None = None) -> bool:
        """Whether it rang; False once the time is over, or nobody waits any more."""
        now = asyncio.get_running_loop().time()
        rest = most if self._ends is None else max(0, self._ends - now)
        ringing = asyncio.create_task(self.ring.wait())
        await asyncio.wait({ringing, self.left}, timeout=rest, return_when="FIRST_COMPLETED")
        ringing.cancel()
        if self.left.done() or not self.ring.is_set():
            return False
        await asyncio.sleep(GATHER)
        return True


_HEADERS = [
    (b"content-type", STREAM.encode()),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # a proxy in front hands on at once
]


def _event(change: dict[str, Any]) -> bytes:
    said = json.dumps(change, ensure_ascii=False)
    return f"id: {change['cursor']}\nevent: {change['change']}\ndata: {said}\n\n".encode()


def _place(cursor: str) -> bytes:
    """Where the stream is, without an event."""
    return f"id: {cursor}\n\n".encode()


async def _write(send: Send, words: bytes) -> None:
    await send({"type": "http.response.body", "body": words, "more_body": True})


async def _full(send: Send) -> None:
    problem = {
        "type": "about:blank",
        "title": "Service Unavailable",
        "status": 503,
        "detail": "Too many are waiting already. Ask without wait, or try again in a moment.",
    }
    headers = [(b"content-type", b"application/problem+json"), (b"retry-after", b"5")]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(problem).encode()})


def _header(scope: Scope, name: bytes) -> str:
    found = [value for key, value in scope["headers"] if key == name]
    return found[-1].decode("latin-1") if found else ""
