"""The embedded server as its users see it: ensure that it runs, leave it, stop it, look at it."""

from __future__ import annotations

import atexit
import os
from dataclasses import dataclass
from pathlib import Path

from newsroom.database import handles, keeper, launch, processes
from newsroom.database.account import Account
from newsroom.database.errors import DatabaseUnavailable, from_os
from newsroom.database.layout import Layout


@dataclass(frozen=True, slots=True)
class Status:
    """What `python -m newsroom.database status` shows."""

    running: bool
    pid: int | None
    in_use: bool
    data: Path
    url: str


class Server:
    """One embedded server. Any number of processes may have a Server of the same layout."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._handle = handles.Handle(layout.handles)
        self._leaves_at_exit = 0

    def ensure(self) -> str:
        """Start the server where it is not running, and hold it until this process ends.

        Returns its address. Raises DatabaseUnavailable with a sentence that says what to do.
        """
        try:
            account, binaries = launch.prepare(self.layout)
            with handles.project_lock(self.layout.lock):
                self._enter(account, binaries)
        except OSError as error:
            raise from_os("The database cannot be used", error, self.layout.home) from error
        return self.layout.url()

    def leave(self) -> None:
        """Use the server no longer; the last one to leave stops it."""
        if not self._handle.taken:
            return
        try:
            with handles.project_lock(self.layout.lock):
                self._handle.release()
                keeper.stop_if_last(self.layout)
        except (OSError, DatabaseUnavailable):
            # The folder is gone, or somebody is starting just now: the keeper sees to the rest.
            self._handle.release()

    def stop(self) -> None:
        """Stop the server whoever uses it. Raises DatabaseUnavailable."""
        if not self.layout.home.exists():
            return
        try:
            with handles.project_lock(self.layout.lock):
                self._handle.release()
                self.layout.stopped.touch()  # or the keeper would start it again
                processes.stop_server(self.layout)
        except OSError as error:
            raise from_os("The database cannot be stopped", error, self.layout.home) from error

    def status(self) -> Status:
        """How the server is; starts nothing. Raises DatabaseUnavailable."""
        try:
            pid = processes.server_pid(self.layout)
            in_use = self.layout.handles.exists() and handles.is_held(self.layout.handles)
        except OSError as error:
            raise from_os("The database cannot be seen", error, self.layout.home) from error
        return Status(pid is not None, pid, in_use, self.layout.data, self.layout.url())

    def _enter(self, account: Account, binaries: Path) -> None:
        self._handle.take()
        try:
            launch.bring_up(self.layout, account, binaries)
        except BaseException:
            self._handle.release()
            raise
        self.layout.stopped.unlink(missing_ok=True)
        keeper.spawn(self.layout)
        if self._leaves_at_exit != os.getpid():
            self._leaves_at_exit = os.getpid()
            atexit.register(self.leave)
