"""50 clients × 200 updates of the same few claims over HTTP: run by `make soak`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.soak.load.drive import drive
from tests.soak.measurements import record


def test_fifty_clients_lose_no_update():
    with tempfile.TemporaryDirectory(prefix="nr-", ignore_cleanup_errors=True) as folder:
        figures = drive("concurrency", Path(folder), seconds=7200, clients=50, updates=200)
    assert figures["updates accepted, each in history exactly once"] >= 50 * 200
    record("Clients at once, over HTTP", figures)
