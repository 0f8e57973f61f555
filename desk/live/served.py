"""The application as an ASGI server runs it: Django as it is, and streams of events beside it.

Django's part is synchronous throughout, and stays a WSGI application on a bounded pool of threads
(a2wsgi): under Django's own ASGI handler each request would have a thread of its own, files would
be read into memory whole, and each reader of a stream would hold a thread to its end.
"""

from __future__ import annotations

import asyncio
import random
import re
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

from a2wsgi import WSGIMiddleware

from desk.live.hub import Hub, Stream
from desk.live.rights import Ticket
from newsroom.common.streams import Receive, Scope, Send, left, watched

ADMITTED: Final = "desk.admitted"  # where in the scope a view leaves the ticket
EXPORTS: Final = "/api/v1/exports/"
BEAT = 15.0  # seconds of silence after which a comment is sent, which notices a lost reader
LASTS = (240.0, 360.0)  # seconds; then a browser comes again, and all is asked anew
_PATH = re.compile(r"/desk/articles/([0-9a-f-]{36})/events/")


class Application:
    """`wsgi` with `threads`, and streams. `hub` is made in the loop that serves."""

    def __init__(self, wsgi: Any, threads: int = 8) -> None:
        self._django: Any = WSGIMiddleware(wsgi, workers=threads)
        self.hub: Hub | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "") if scope["type"] == "http" else ""
        if path.startswith(EXPORTS) and scope["method"] == "GET":
            await watched(self._django, scope, receive, send)
            return
        found = _PATH.fullmatch(path)
        if found is None:
            await self._django(scope, whole(receive), send)
            return
        try:
            article = UUID(found[1])
        except ValueError:
            await self._django(scope, whole(receive), send)
            return
        self.hub = self.hub or Hub()
        stream = await self.hub.open(article)  # before Django looks: nothing is missed between
        try:
            await self._stream(self.hub, stream, scope, receive, send)
        finally:
            self.hub.close(stream)

    async def _stream(
        self, hub: Hub, stream: Stream, scope: Scope, receive: Receive, send: Send
    ) -> None:
        async def unless_admitted(message: Any) -> None:
            if ADMITTED not in scope:
                await send(message)
            elif message["type"] == "http.response.start":
                await send(message | {"headers": _headers(message["headers"])})

        await self._django(scope, whole(receive), unless_admitted)
        ticket = scope.get(ADMITTED)
        if isinstance(ticket, Ticket):
            hub.admit(stream, ticket)
            await _serve(stream, receive, send)


def whole(receive: Receive) -> Receive:
    """A body that was cut short is an error, and not a shorter body."""

    async def received() -> Any:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionAbortedError("The client has gone.")
        return message

    return received


def _headers(headers: Any) -> list[tuple[bytes, bytes]]:
    kept = [(name, value) for name, value in headers if name != b"content-length"]
    return [*kept, (b"x-accel-buffering", b"no")]  # a proxy in front hands on at once


async def _serve(stream: Stream, receive: Receive, send: Send) -> None:
    """Send what comes until the reader has gone, or is let go."""
    leaving = asyncio.create_task(_left(stream, receive))
    ends = asyncio.get_running_loop().time() + random.uniform(*LASTS)  # noqa: S311  # no secret
    try:
        while asyncio.get_running_loop().time() < ends:
            try:
                message = await asyncio.wait_for(stream.out.get(), BEAT)
            except TimeoutError:
                message = b": still here\n\n"
            if message is None:
                break
            await send({"type": "http.response.body", "body": message, "more_body": True})
    finally:
        leaving.cancel()
        with suppress(Exception):
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _left(stream: Stream, receive: Receive) -> None:
    await left(receive)
    stream.put(None)
