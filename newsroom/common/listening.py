"""Asynchronous code that listens for what the database notifies of, for as long as it runs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psycopg
from django.db import connection

PAUSES = (0.5, 1, 2, 5, 10)  # seconds between attempts to listen again
TICK = 2.0  # seconds after which a connection is asked whether it is still one
_OF_DJANGO = ("cursor_factory", "context", "pool", "server_side_binding", "prepare_threshold")
_log = logging.getLogger(__name__)


async def connect() -> Any:
    """To the database of the project, for this alone. Raises psycopg.Error, OSError."""
    given = connection.get_connection_params()
    params = {name: value for name, value in given.items() if name not in _OF_DJANGO}
    return await psycopg.AsyncConnection.connect(
        **params, autocommit=True, application_name="newsroom listener"
    )


class Listener:
    """Hears `channels` on one connection; after a lost one, again.

    `heard` is called with channel and payload; `began` each time it begins to hear, told whether it
    had before and something may have been missed; `ticked` every two seconds.
    """

    def __init__(
        self,
        channels: tuple[str, ...],
        heard: Callable[[str, str], None],
        *,
        began: Callable[[bool], None] = lambda again: None,
        ticked: Callable[[], None] = lambda: None,
        connect: Callable[[], Any] = connect,
    ) -> None:
        self._channels, self._heard = channels, heard
        self._began, self._ticked, self._connect = began, ticked, connect
        self._hears = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Begin, where it does not run yet, and wait until it hears; without a database there is
        nothing to hear.
        """
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._listen())
        with suppress(TimeoutError):
            await asyncio.wait_for(self._hears.wait(), 5)

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _listen(self) -> None:
        failed = 0
        while True:
            try:
                async with await self._connect() as line:
                    for channel in self._channels:
                        await line.execute(f"LISTEN {channel}")
                    self._hears.set()
                    self._began(failed > 0)
                    failed = 0
                    await self._hear(line)
            except (psycopg.Error, OSError) as problem:
                _log.warning(
                    "Not listening on %s: %s",
                    ", ".join(self._channels),
                    str(problem).partition("\n")[0],
                )
            self._hears.clear()
            failed += 1
            await asyncio.sleep(PAUSES[min(failed, len(PAUSES)) - 1])

    async def _hear(self, line: Any) -> None:
        while True:
            async for one in line.notifies(timeout=TICK):
                self._heard(one.channel, one.payload)
            await line.execute("SELECT 1")  # or a connection that was cut is not noticed
            self._ticked()
