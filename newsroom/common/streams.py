"""A long answer ends when its reader has gone.

Django's part is synchronous: it neither sees that a client has left, nor that one has stopped
reading. The application that serves it looks out for both, and tells by an event in the scope.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any, Final

from django.http import HttpRequest

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
Application = Callable[[Any, Any, Any], Awaitable[None]]

GONE: Final = "newsroom.gone"  # where in the scope the event is
STALLS: Final = 60.0  # seconds in which a reader takes nothing


def has_gone(request: HttpRequest) -> Callable[[], bool]:
    """Whether whoever made `request` has left, to be asked again and again.

    Served in another way than by `watched`, nobody is known to leave: the server then closes the
    answer itself.
    """
    event = request.META.get("asgi.scope", {}).get(GONE)
    return event.is_set if event is not None else lambda: False


async def watched(
    application: Application, scope: Scope, receive: Receive, send: Send, stalls: float = STALLS
) -> None:
    """Serve a request without a body by `application`, which is told when its reader has gone.

    To the application nothing goes wrong then: what it still sends is dropped, so that no thread of
    it waits for a queue that nobody empties.
    """
    gone = threading.Event()
    watching = asyncio.create_task(_watch(receive, gone))

    async def sent(message: Any) -> None:
        if gone.is_set():
            return
        try:
            await asyncio.wait_for(_awaited(send(message)), stalls)
        except Exception:
            gone.set()

    try:
        await application({**scope, GONE: gone}, no_body, sent)
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


async def _awaited(sending: Awaitable[None]) -> None:
    await sending


async def left(receive: Receive) -> None:
    """Return once the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def no_body() -> Any:
    """A `receive` of a request that has no body."""
    return {"type": "http.request", "body": b"", "more_body": False}


async def _watch(receive: Receive, gone: threading.Event) -> None:
    with suppress(Exception):
        await left(receive)
    gone.set()
