"""The application as it is served, streams included, in a thread of the test that asks for it."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from django.core.wsgi import get_wsgi_application
from granian.constants import Interfaces
from granian.server.embed import Server

from claims.api.feed_served import Feed
from desk.live.served import Application

HOST = "127.0.0.1"
STARTS_IN = 20  # seconds


@dataclass(frozen=True, slots=True)
class Served:
    url: str
    application: Application
    feed: Feed
    loop: asyncio.AbstractEventLoop


@contextmanager
def served() -> Iterator[Served]:
    """Serves from the test's own database until the block ends."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    loop = asyncio.new_event_loop()
    application = Application(get_wsgi_application())
    feed = Feed(application)
    server: list[Server] = []

    async def serve() -> None:
        server.append(
            Server(
                feed,
                address=HOST,
                port=port,
                interface=Interfaces.ASGI,
                websockets=False,
                backpressure=1000,
                log_enabled=False,
            )
        )
        await server[0].serve()
        if application.hub:
            await application.hub.stop()
        if feed.bell:
            await feed.bell.listener.stop()

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(serve())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    url = f"http://{HOST}:{port}"
    try:
        _wait_for(f"{url}/healthz")
        yield Served(url, application, feed, loop)
    finally:
        loop.call_soon_threadsafe(server[0].stop)
        thread.join(20)
        assert not thread.is_alive()
        loop.close()


def _wait_for(url: str) -> None:
    ends = time.monotonic() + STARTS_IN
    while True:
        with suppress(urllib.error.URLError, ConnectionError):
            urllib.request.urlopen(url, timeout=5).close()
            return
        assert time.monotonic() < ends, f"Nobody answers at {url}."
        time.sleep(0.05)
