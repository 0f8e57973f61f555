"""Which processes belong to the server, also after somebody has killed a part of it."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from newsroom.database.layout import Layout

PROC = Path("/proc")


def server_pid(layout: Layout) -> int | None:
    """The number of the running server, None where there is none.

    The number in its file may be stale, and by now be another program's: so the process must
    work in our data folder (where /proc tells), or the server must answer (elsewhere).
    """
    pid = _noted_pid(layout)
    if pid is None:
        return None
    if PROC.joinpath("self").exists():
        return pid if _works_in(pid, layout.data) else None
    return pid if _alive(pid) and answers(layout) else None


def answers(layout: Layout) -> bool:
    """Whether somebody listens on the socket."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(5)
        try:
            client.connect(os.fspath(layout.socket))
        except OSError:
            return False
    return True


def end_orphans(layout: Layout, seconds: float = 5) -> None:
    """Wait until no process works in the data folder; kill those that do not leave.

    Only for when no server is running: children of a killed one go by themselves, but one in
    the midst of a long statement notices late, and a new server waits for it for ever.
    A killed child does no harm: the next server recovers from the log in any case.
    """
    deadline = time.monotonic() + seconds
    while orphans := list(working_in(layout.data)):
        late = time.monotonic() > deadline
        for pid in orphans:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL if late else signal.SIGQUIT)
        time.sleep(0.05)


def stop_server(layout: Layout, seconds: float = 20) -> None:
    """Ask the server to stop at once, disconnecting everybody; insist when it takes long."""
    for sign, patience in ((signal.SIGINT, seconds), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
        pid = server_pid(layout)
        if pid is None:
            break
        with suppress(ProcessLookupError):
            os.kill(pid, sign)
        if _gone(layout, patience):
            break
    if layout.socket_folder != layout.home:
        with suppress(OSError):
            layout.socket_folder.rmdir()


def _gone(layout: Layout, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if server_pid(layout) is None:
            return True
        time.sleep(0.02)
    return False


def _noted_pid(layout: Layout) -> int | None:
    try:
        return int((layout.data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _works_in(pid: int, folder: Path) -> bool:
    """Whether the process is there (a zombie has no folder) and works in `folder`."""
    try:
        return (PROC / str(pid) / "cwd").samefile(folder)
    except OSError:
        return False


def working_in(folder: Path) -> Iterator[int]:
    if not PROC.joinpath("self").exists():
        return
    for entry in PROC.iterdir():
        if entry.name.isdigit() and _works_in(int(entry.name), folder):
            name = _program(int(entry.name))
            if name == "postgres":
                yield int(entry.name)


def _program(pid: int) -> str:
    try:
        return (PROC / str(pid) / "comm").read_text().strip()
    except OSError:
        return ""
