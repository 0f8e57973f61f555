"""55 times `kill -9` under that load, of what serves and what stores: run by `make soak`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.soak.load.drive import drive
from tests.soak.measurements import record


def test_what_was_accepted_survives_every_kill():
    with tempfile.TemporaryDirectory(prefix="nr-", ignore_cleanup_errors=True) as folder:
        figures = drive("kills", Path(folder), seconds=7200, clients=50, kills=55)
    assert figures["kill -9"] == 55
    record("`kill -9` under load", figures)
