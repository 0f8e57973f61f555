"""Two writers at once, each with a connection of its own, brought to a chosen point by locks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

SECONDS = 30


class Writer:
    """Does `work` in a thread, on a connection of its own."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._work = work
        self._connected = threading.Event()
        self._backend = 0
        self._outcome: Any = None
        self._problem: Exception | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._connected.wait(SECONDS)

    def _run(self) -> None:
        try:
            connection.ensure_connection()
            self._backend = connection.connection.info.backend_pid
            self._connected.set()
            self._outcome = self._work()
        except Exception as problem:
            self._problem = problem
        finally:
            self._connected.set()
            connection.close()

    def is_at_work(self) -> bool:
        return self._thread.is_alive()

    def waits(self) -> bool:
        """Whether it comes to wait for a lock, before it ends."""
        deadline = time.monotonic() + SECONDS
        with connection.cursor() as cursor:
            while self.is_at_work() and time.monotonic() < deadline:
                cursor.execute(
                    "SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = %s",
                    [self._backend],
                )
                row = cursor.fetchone()
                if row and row[0]:
                    return True
                time.sleep(0.005)
        return False

    def result(self) -> Any:
        """What `work` returned; raises what it raised."""
        self._thread.join(SECONDS)
        assert not self._thread.is_alive()
        if self._problem is not None:
            raise self._problem
        return self._outcome


@contextmanager
def uncommitted(work: Callable[[], Any]) -> Iterator[None]:
    """`work` is done in another transaction, which commits at the end of the block."""
    done, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            work()
            done.set()
            assert go_on.wait(SECONDS)

    writer = Writer(hold)
    try:
        while not done.wait(0.05) and writer.is_at_work():
            pass
        yield
    finally:
        go_on.set()
        writer.result()
