"""Embedded servers of the tests' own, each in a folder of its own, used by real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from newsroom.database import Layout, processes
from newsroom.database.account import DROP, READ_SEARCH

ROOT = Path(__file__).resolve().parents[1]
# Says "ready" and the address, and ends when its standard input does.
USER = """
import sys
from pathlib import Path
from newsroom.database import DatabaseUnavailable, Layout, Server
server = Server(Layout(Path(sys.argv[1])))
try:
    print("ready", server.ensure(), flush=True)
except DatabaseUnavailable as error:
    sys.exit(f"sentence: {error}")
sys.stdin.read()
"""


def clean_environment(**more: str) -> dict[str, str]:
    """The environment without the session's database."""
    foreign = {"DATABASE_URL", "PGOPTIONS", "DJANGO_SETTINGS_MODULE", "SECRET_KEY"}
    # Coverage's and the runner's own variables are about this process.
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in foreign and not name.startswith(("COV_", "COVERAGE_", "PYTEST_"))
    }
    return kept | more


class User:
    """A process that uses the server of a layout, from its start on."""

    def __init__(self, layout: Layout, *, as_uid: int | None = None, **variables: str) -> None:
        command = [sys.executable, "-c", USER, str(layout.home)]
        if as_uid is not None:
            # So that another user can read this checkout, wherever it is.
            command = [
                sys.executable,
                str(DROP),
                str(as_uid),
                str(as_uid),
                str(READ_SEARCH),
                *command,
            ]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=clean_environment(**variables),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def url(self) -> str:
        """Wait until the server is there. The address it gave."""
        assert self.process.stdout
        assert self.process.stderr
        words = self.process.stdout.readline().split()
        assert words[:1] == ["ready"], self.process.stderr.read()
        return words[1]

    def sentence(self) -> str:
        """Wait for the failure. The sentence it gave, which is no traceback."""
        _, errors = self.process.communicate(timeout=90)
        assert self.process.returncode == 1, errors
        assert errors.startswith("sentence: "), errors
        return errors.removeprefix("sentence: ").strip()

    def end(self) -> None:
        """Let it end in good order."""
        self.process.communicate(timeout=60)

    def kill(self) -> None:
        """End it as `kill -9` does."""
        self.process.send_signal(signal.SIGKILL)
        self.end()


@contextmanager
def user(layout: Layout, *, as_uid: int | None = None) -> Iterator[str]:
    """A process that uses the server meanwhile; the address it was given."""
    one = User(layout, as_uid=as_uid)
    try:
        yield one.url()
    finally:
        one.end()


def failure(layout: Layout) -> str:
    """The sentence that a user of this layout is given."""
    return User(layout).sentence()


def server_is_gone(layout: Layout) -> bool:
    """Whether no process of the server is left."""
    return processes.server_pid(layout) is None and not list(processes.working_in(layout.data))


def eventually(condition: Callable[[], bool], seconds: float = 15) -> bool:
    """Whether `condition` holds before long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return condition()
