"""The product as it is served: granian with several processes, which a supervisor starts again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from tests.embedded import ROOT, clean_environment

HOST = "127.0.0.1"
START_SECONDS = 60
PROC = Path("/proc")


class Web:
    """The web server's processes; `log` takes what they print."""

    def __init__(self, database_url: str, log: Path, *, processes: int = 2) -> None:
        self.port = _free_port()
        self._environment = clean_environment(DATABASE_URL=database_url)
        self._log = log
        self._processes = processes
        self._main: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it is ready."""
        command = [
            *(sys.executable, "-m", "granian", "--interface", "asgi", "--no-ws"),
            *("--host", HOST, "--port", str(self.port), "--log-level", "warning"),
            *("--workers", str(self._processes)),
            *("--respawn-failed-workers", "--workers-kill-timeout", "5"),
            "newsroom.demo.serving:application",
        ]
        with self._log.open("ab") as log:
            self._main = subprocess.Popen(
                command, cwd=ROOT, env=self._environment, stdout=log, stderr=log
            )
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Until it has a database again, and starting it again where it has ended."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._main is not None and self._main.poll() is not None:
                self.start()
                return
            if self._is_ready():
                return
            time.sleep(0.05)
        raise AssertionError(f"Not ready after {START_SECONDS} s: see {self._log}")

    def _is_ready(self) -> bool:
        with (
            suppress(OSError),
            urllib.request.urlopen(f"http://{HOST}:{self.port}/readyz", timeout=10) as answer,
        ):
            return bool(answer.status == 200)
        return False

    def main_process(self) -> int:
        assert self._main is not None
        return self._main.pid

    def workers(self) -> list[int]:
        return [pid for pid in _children(self.main_process()) if not _is_helper(pid)]

    def is_whole(self) -> bool:
        """Whether its main process runs, with all its workers."""
        assert self._main is not None
        return self._main.poll() is None and len(self.workers()) == self._processes

    def has_ended(self) -> bool:
        assert self._main is not None
        return self._main.poll() is not None

    def end_what_is_left(self) -> None:
        """What a supervisor does before it starts a service again."""
        assert self._main is not None
        for pid in [*_children(self._main.pid), self._main.pid]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._main.wait(10)

    def stop(self) -> None:
        assert self._main is not None
        self._main.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self._main.wait(20)
        self.end_what_is_left()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _children(parent: int) -> Iterator[int]:
    for entry in PROC.iterdir():
        with suppress(OSError, ValueError, IndexError):
            stat = (entry / "stat").read_text()
            if entry.name.isdigit() and int(stat.rsplit(")", 1)[1].split()[1]) == parent:
                yield int(entry.name)


def _is_helper(pid: int) -> bool:
    with suppress(OSError):
        return b"resource_tracker" in (PROC / str(pid) / "cmdline").read_bytes()
    return True
