"""Many clients at once over HTTP, and `kill -9`, in short; `make soak` runs the long form."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsroom.database import Layout, Server
from tests.soak.load.drive import drive

pytestmark = pytest.mark.xdist_group("load")  # the two share a server, migrated once


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """The folder of a server of their own, with a short name, as a socket wants it."""
    with tempfile.TemporaryDirectory(prefix="nr-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)
        Server(Layout(Path(folder) / "postgres")).stop()


def test_clients_at_once_lose_no_update(home):
    figures = drive("concurrency", home, seconds=900, clients=8, updates=10)
    assert figures["updates accepted, each in history exactly once"] >= 80


def test_what_was_accepted_survives_kills(home):
    figures = drive("kills", home, seconds=900, clients=6, kills=2)
    assert figures["kill -9"] == 2
    assert figures["updates answered as accepted"] > 0
