from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from pathlib import Path

from newsroom.database import Layout, Server


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak.load")
    parser.add_argument("run", choices=["concurrency", "kills"])
    parser.add_argument("home", type=Path, help="Folder of the server, made where missing.")
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--updates", type=int, default=200, help="Of each client.")
    parser.add_argument("--kills", type=int, default=55)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the web server is stopped
    layout = Layout(asked.home / "postgres")
    server = Server(layout)
    url = server.ensure()
    os.environ |= {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
    import django  # noqa: PLC0415 — its settings read the address

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from tests.soak.load import run  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    log = asked.home / "web.log"
    try:
        if asked.run == "concurrency":
            figures = run.concurrency(
                url, log, clients=asked.clients, updates=asked.updates, seed=asked.seed
            )
        else:
            figures = run.kills(
                url, log, layout, clients=asked.clients, number=asked.kills, seed=asked.seed
            )
    except run.Broken as broken:
        print(broken, file=sys.stderr)
        return 1
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
