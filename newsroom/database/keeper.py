"""The keeper: a small process that looks after the server as long as there is one.

A process that ends in good order stops the server itself when it was the last. The keeper does
it for those that were killed; and it starts the server again where that was killed while
somebody uses it. Run as `python -m newsroom.database.keeper HOME`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from newsroom.database import handles, launch, processes
from newsroom.database.errors import DatabaseUnavailable
from newsroom.database.layout import Layout

ROUND_SECONDS = 0.5
PATIENCE_SECONDS = 10


def spawn(layout: Layout) -> None:
    """Start a keeper where none is at work. Call it under the project lock."""
    if handles.is_held(layout.keeper):
        return
    command = [sys.executable, "-m", "newsroom.database.keeper", str(layout.home)]
    with layout.log.open("ab") as log:
        # By way of a shell that ends at once: the keeper outlives us, and is nobody's zombie.
        subprocess.run(  # noqa: S603 — this module
            ["/bin/sh", "-c", '"$@" &', "sh", *command],
            check=True,
            cwd=Path(__file__).resolve().parents[2],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,  # a Ctrl-C in the terminal is not meant for it
        )


def stop_if_last(layout: Layout) -> bool:
    """Stop the server where nobody uses it. Call it under the project lock; whether it did."""
    descriptor = handles.open_file(layout.handles)
    try:
        if not handles.take_unused(descriptor):
            return False
        processes.stop_server(layout)
        return True
    finally:
        os.close(descriptor)


def keep(layout: Layout) -> None:
    """Wait until the last user is gone, and stop the server."""
    own = handles.open_file(layout.keeper)
    deadline = time.monotonic() + 2
    while not handles.try_lock(own):  # held for a moment by who looks whether there is one
        if time.monotonic() > deadline:
            return
        time.sleep(0.05)
    while True:
        time.sleep(ROUND_SECONDS)
        if handles.is_held(layout.handles) and processes.server_pid(layout):
            continue
        with handles.project_lock(layout.lock):
            if layout.stopped.exists() or stop_if_last(layout):
                os.close(own)  # under the project lock, so that a new user sees no leaving keeper
                return
            revived = _revive(layout)
        if not revived:
            time.sleep(PATIENCE_SECONDS)


def _revive(layout: Layout) -> bool:
    """Start the server that somebody killed; whether it runs now. What is wrong goes to the log."""
    try:
        launch.bring_up(layout, *launch.prepare(layout))
    except (OSError, DatabaseUnavailable) as problem:
        print(problem, file=sys.stderr, flush=True)
        return False
    return True


if __name__ == "__main__":
    try:
        keep(Layout(Path(sys.argv[1])))
    except (OSError, DatabaseUnavailable) as problem:
        # The folder was removed: without it the server ends itself within a minute.
        sys.exit(str(problem))
