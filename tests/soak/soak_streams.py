"""200 people with one article open, served as it is in production: run by `make soak`."""

from __future__ import annotations

import re
import socket
import statistics
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, urlencode
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from claims.services.claims import claim_update
from desk.live.rights import mark_of
from newsroom.common.roles import Role
from tests import factories
from tests.embedded import eventually
from tests.listening import cut, listeners
from tests.soak.load.web import HOST, Web
from tests.soak.measurements import record

READERS, CHANGES, SOON = 200, 20, 30


class Reader:
    """A stream that is read in a thread, with when each change was heard."""

    def __init__(self, port, session, path, mark):
        query = urlencode({"tab": uuid4().hex, "mark": mark})
        request = (
            f"GET {path}?{query} HTTP/1.1\r\nHost: {HOST}:{port}\r\n"
            f"Cookie: sessionid={session}\r\nAccept: text/event-stream\r\n\r\n"
        )
        self.heard: dict[int, float] = {}
        self.is_open = False
        self.wire = socket.create_connection((HOST, port))
        self.wire.sendall(request.encode())
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        got = ""
        with suppress(OSError):
            while some := self.wire.recv(65536):
                now, got = time.monotonic(), got[-2000:] + some.decode(errors="replace")
                self.is_open = self.is_open or "event: here" in got
                for version in re.findall(r'"claims": {"[0-9a-f-]+": (\d+)}', got):
                    self.heard.setdefault(int(version), now)


@pytest.mark.django_db(transaction=True)
def test_many_readers_of_one_article():
    editor = factories.person()
    claim = factories.claim(editor)
    path, mark = reverse("desk:events", args=[claim.article_id]), mark_of(claim.article)
    sessions = [signed_in(factories.person(Role.FACT_CHECKER)) for _ in range(READERS)]
    with tempfile.TemporaryDirectory(prefix="nr-") as folder:
        web = Web(address(), Path(folder) / "log", processes=1)
        web.start()
        try:
            warm(web, path, sessions[0])
            (worker,) = web.workers()
            before = taken(worker)
            readers = [Reader(web.port, one, path, mark) for one in sessions]
            assert eventually(lambda: all(one.is_open for one in readers), seconds=SOON)
            during = taken(worker)
            delays = [delay for n in range(CHANGES) for delay in told(editor, claim, readers, n)]
            cut()
            claim_update(by=editor, claim_id=claim.pk, changes={"hedge": "while nobody listened"})
            assert eventually(lambda: listeners() == 1, seconds=SOON)
            time.sleep(1)
            again = list(told(editor, claim, readers, CHANGES))
            for one in readers:
                one.wire.close()
            assert eventually(lambda: sockets(worker) < READERS / 10, seconds=SOON)
        finally:
            web.stop()
    assert during["connections"] <= 10
    assert during["threads"] - before["threads"] <= 10
    record(
        "Readers of one article at once",
        {
            "streams open, of as many people, on one worker": READERS,
            "MB of the worker before, with all of them": f"{before['mb']}, {during['mb']}",
            "threads before, with all of them": f"{before['threads']}, {during['threads']}",
            "connections to the database, of them listening": f"{during['connections']}, 1",
            "ms from a commit until a reader is told: median, the last of all": (
                f"{1000 * statistics.median(delays):.0f}, {1000 * max(delays):.0f}"
            ),
            "readers told after the listener was cut off": f"{len(again)} of {READERS}",
        },
    )


def told(editor, claim, readers, n):
    """Change the claim, and yield how long each reader waited to hear of it."""
    began = time.monotonic()
    changed = claim_update(by=editor, claim_id=claim.pk, changes={"note": f"change {n}"})
    version = changed.version
    assert eventually(lambda: all(version in one.heard for one in readers), seconds=SOON)
    for one in readers:
        yield one.heard[version] - began


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client.cookies["sessionid"].value


def warm(web, path, session):
    """All threads that answer requests are there, and so is the listener."""
    reader = Reader(web.port, session, path, "")
    assert eventually(lambda: reader.is_open, seconds=SOON)
    reader.wire.close()


def address():
    """Of the test's own database, for another process."""
    parts = connection.get_connection_params()
    user, password = (quote(str(parts.get(name) or ""), safe="") for name in ("user", "password"))
    query = {name: parts[name] for name in ("host", "port") if parts.get(name)}
    return f"postgresql://{user}:{password}@/{parts['dbname']}?{urlencode(query)}"


def taken(pid):
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    found = {name: int(value) for name, value in re.findall(r"(\w+):\s+(\d+)", status)}
    own = connection.connection.info.backend_pid
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> %s",
            [own],
        )
        connections = cursor.fetchone()[0]
    return {
        "mb": found["VmRSS"] // 1024,
        "threads": found["Threads"],
        "connections": connections,
    }


def sockets(pid):
    links = Path(f"/proc/{pid}/fd").iterdir()
    count = 0
    for one in links:
        with suppress(OSError):
            count += str(one.readlink()).startswith("socket:")
    return count
