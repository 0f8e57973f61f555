"""Who is using the server: each user holds a shared file lock for as long as it lives.

The kernel lets go of the lock however a process ends, so there is no such thing as the
handle of a dead process.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsroom.database.errors import DatabaseUnavailable

# Longer than a start may take, so that the second of two commands outwaits the first.
LOCK_SECONDS = 100.0


def open_file(path: Path) -> int:
    """A descriptor of `path`, made where missing, closed in programs we start."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)


def try_lock(descriptor: int, *, shared: bool = False) -> bool:
    """Take the lock on an open file if it is free; whether it was."""
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def take_unused(descriptor: int) -> bool:
    """Take the lock on the handles' file if no user has it; whether none had. Call it under
    the project lock.

    Who looks whether there are users (the keeper, `status`) holds the lock for a moment, which
    must not pass for use. Only users hold it shared: that tells them from those.
    """
    seen_users = False
    while not try_lock(descriptor):
        if not try_lock(descriptor, shared=True):
            time.sleep(0.002)
            continue
        fcntl.flock(descriptor, fcntl.LOCK_UN)
        if seen_users:
            return False
        seen_users = True  # or an onlooker let go in between: look once more
    return True


def is_held(path: Path) -> bool:
    """Whether some process holds a lock on `path`."""
    descriptor = open_file(path)
    try:
        return not try_lock(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def project_lock(path: Path, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """One process at a time starts or stops the server.

    Raises DatabaseUnavailable where another takes longer than `seconds`.
    """
    descriptor = open_file(path)
    try:
        deadline = time.monotonic() + seconds
        while not try_lock(descriptor):
            if time.monotonic() > deadline:
                raise DatabaseUnavailable(
                    "Another command has been starting or stopping the database for "
                    f"{seconds:.0f} s. End it (it holds {path}) and try again."
                )
            time.sleep(0.02)
        yield
    finally:
        os.close(descriptor)


class Handle:
    """This process's claim on the server."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None
        # A forked child shares the lock, and would lose it with the parent's: it takes its own.
        os.register_at_fork(after_in_child=self._after_fork)

    def take(self) -> None:
        """Begin to use the server."""
        if self._descriptor is None:
            descriptor = open_file(self.path)
            fcntl.flock(descriptor, fcntl.LOCK_SH)
            self._descriptor = descriptor

    def release(self) -> None:
        """Use it no longer."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    @property
    def taken(self) -> bool:
        return self._descriptor is not None

    def _after_fork(self) -> None:
        inherited, self._descriptor = self._descriptor, None
        if inherited is None:
            return
        try:
            self.take()
        except OSError:  # the folder is gone: keep what there is
            self._descriptor = inherited
        else:
            os.close(inherited)
