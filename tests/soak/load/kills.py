"""`kill -9` of what serves and of what stores, and how each comes back."""

from __future__ import annotations

import os
import random
import signal
from collections import Counter
from contextlib import suppress
from pathlib import Path

import psycopg

from newsroom.database import Layout, processes
from tests.embedded import eventually
from tests.soak.load.web import Web

SECONDS = 60


class Killer:
    """Strikes each kind in turn, in an order of chance; `tally` says which how often."""

    def __init__(self, web: Web, layout: Layout) -> None:
        self.web, self.layout = web, layout
        self.tally: Counter[str] = Counter()
        self._bag: list[str] = []
        self._struck_web: list[int] = []  # all of it that will go
        self._struck_database: list[int] = []

    def strike(self, chance: random.Random) -> None:
        if not self._bag:
            self._bag = [
                "the web server",
                "a web worker",
                "the database server",
                "a database connection's process",
                "web server and database server at once",
            ]
            chance.shuffle(self._bag)
        what = self._bag.pop()
        self.tally[what] += 1
        self._struck_web, self._struck_database = [], []
        if "web" in what:
            self._strike_web(only_worker="worker" in what, chance=chance)
        if "database" in what:
            self._strike_database(only_connection="connection" in what, chance=chance)

    def _strike_web(self, *, only_worker: bool, chance: random.Random) -> None:
        workers = self.web.workers()
        if only_worker and workers:
            self._struck_web = [chance.choice(workers)]
        else:
            self._struck_web = [self.web.main_process(), *workers]  # they end with it
        os.kill(self._struck_web[0], signal.SIGKILL)

    def _strike_database(self, *, only_connection: bool, chance: random.Random) -> None:
        server = processes.server_pid(self.layout)
        assert server
        self._struck_database = list(processes.working_in(self.layout.data))
        connections = [pid for pid in self._struck_database if _serves_a_connection(pid)]
        victim = chance.choice(connections) if only_connection and connections else server
        if victim != server:
            self._struck_database.remove(server)
        with suppress(ProcessLookupError):  # a connection may just have been closed
            os.kill(victim, signal.SIGKILL)

    def recover(self) -> None:
        """Wait until the keeper, or the server itself, has the database back; serve again."""
        if self._struck_database:
            assert eventually(self._database_is_back, SECONDS)
        if self._struck_web:
            assert eventually(self._web_is_settled, SECONDS)
        self.web.wait_until_ready()

    def _database_is_back(self) -> bool:
        if set(self._struck_database) & set(processes.working_in(self.layout.data)):
            return False
        try:
            psycopg.connect(self.layout.url()).close()
        except psycopg.OperationalError:
            return False
        return True

    def _web_is_settled(self) -> bool:
        """What was struck is gone, and the rest whole again, or ended altogether."""
        settled = self.web.has_ended() or self.web.is_whole()
        return settled and not any(Path(f"/proc/{pid}").exists() for pid in self._struck_web)


def _serves_a_connection(pid: int) -> bool:
    with suppress(OSError):
        return b"[local]" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False
