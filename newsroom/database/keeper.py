"""The keeper: a small process that stops the server once nobody uses it any more.

A process that ends in good order stops the server itself when it was the last. The keeper is
for the others (killed, or ended by a signal): it sleeps on the handles' lock and wakes when
the last user is gone. Run as `python -m newsroom.database.keeper HOME`.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path

from newsroom.database import handles, processes
from newsroom.database.errors import DatabaseUnavailable
from newsroom.database.layout import Layout


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
        _wait_until_unused(layout)
        with handles.project_lock(layout.lock):
            if stop_if_last(layout):
                os.close(own)  # under the project lock, so that a new user sees no leaving keeper
                return


def _wait_until_unused(layout: Layout) -> None:
    descriptor = handles.open_file(layout.handles)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    finally:
        os.close(descriptor)


if __name__ == "__main__":
    try:
        keep(Layout(Path(sys.argv[1])))
    except (OSError, DatabaseUnavailable) as problem:
        # The folder was removed: without it the server ends itself within a minute.
        sys.exit(str(problem))
