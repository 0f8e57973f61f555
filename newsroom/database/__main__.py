"""`python -m newsroom.database [status|stop|start]`: look at the project's own server.

`start` keeps it running until stopped with Ctrl-C, for work with psql and the like.
"""

from __future__ import annotations

import signal
import sys

from newsroom import database


def main(arguments: list[str]) -> None:
    """Run one of the three. Exits with 1 and a sentence where it cannot be done."""
    action = arguments[0] if arguments else "status"
    try:
        if action == "start":
            print(f"{database.ensure()}\nRunning; stop with Ctrl-C.", flush=True)
            signal.sigwait({signal.SIGINT, signal.SIGTERM})
        elif action == "stop":
            database.stop()
            print("Stopped.")
        elif action == "status":
            show(database.status())
        else:
            sys.exit("Say one of: status, stop, start.")
    except database.DatabaseUnavailable as error:
        sys.exit(str(error))


def show(found: database.Status) -> None:
    print("running, process", found.pid) if found.running else print("not running")
    print("in use" if found.in_use else "not in use")
    print("data:", found.data)
    print("address:", found.url)


if __name__ == "__main__":
    main(sys.argv[1:])
