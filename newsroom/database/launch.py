"""Bringing the server up: find who runs it, make what is missing, start it."""

from __future__ import annotations

import os
from pathlib import Path

from newsroom.database import account as accounts
from newsroom.database import cluster, handles, processes
from newsroom.database.layout import Layout


def prepare(layout: Layout) -> tuple[accounts.Account, Path]:
    """Make the folder and the lock files. The account and the programs for the server.

    Raises DatabaseUnavailable, OSError.
    """
    binaries = cluster.programs()
    home = layout.home
    fresh_var = not home.parent.exists()
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    cluster.refuse_unfit(layout, binaries)
    account = accounts.choose(home, binaries / "postgres")
    if fresh_var and account.uid == home.parent.parent.stat().st_uid:
        account.own(home.parent)
    for path in (layout.lock, layout.handles, layout.keeper):
        os.close(handles.open_file(path))
        account.own(path)
    return account, binaries


def bring_up(layout: Layout, account: accounts.Account, binaries: Path) -> None:
    """Start the server where it is not running. Call it under the project lock.

    Raises DatabaseUnavailable, OSError.
    """
    if processes.server_pid(layout) is None:
        cluster.initialise(layout, account, binaries)
        cluster.start(layout, account, binaries)
    cluster.open_for_business(layout)
