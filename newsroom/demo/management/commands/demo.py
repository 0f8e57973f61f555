"""From an empty database to a served product that one can sign in to."""

from __future__ import annotations

import base64
import fcntl
import multiprocessing
import os
import secrets
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from claims.models import Article
from newsroom.common.models import User
from newsroom.demo import checking, people, sample
from sources.domain.sealing import KEY_BYTES

CREDENTIALS = Path(settings.BASE_DIR) / "var" / "demo-credentials.json"
IDENTITY_KEYS = CREDENTIALS.with_name("demo-identity-keys")
LOCK = CREDENTIALS.with_name("demo.lock")
HOST = "127.0.0.1"


class Command(BaseCommand):
    help = "Set up the demo (people, the sample article with its sourcing sheet) and serve it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument("--no-serve", action="store_true", help="Set up only.")

    def handle(self, *args: Any, port: int, no_serve: bool, **options: Any) -> None:
        console = Console()
        if not no_serve:
            check_port(port)
        url = f"http://{HOST}:{port}"
        with one_at_a_time():
            set_up(console, url)
        if not no_serve:
            console.print("Serving; stop with Ctrl-C.")
            serve(port)


def check_port(port: int) -> None:
    """Raise CommandError where another program listens on `port`, before any work is done."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise CommandError(
                f"Port {port} cannot be used ({error}). Name a free one: make demo PORT=8001"
            ) from error


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two set-ups at once would migrate, and collect files, over each other: one waits."""
    LOCK.parent.mkdir(exist_ok=True)
    with LOCK.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def set_up(console: Console, url: str) -> None:
    """Bring the database, the people and the sample up to date; what is there stays."""
    console.print("Migrating the database …")
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    known = people.read_credentials(CREDENTIALS)
    usernames = {one.username for one in known or []}
    if known is None or User.objects.filter(username__in=usernames).count() != len(people.ROLES):
        known = people.make_people()
    people.write_credentials(CREDENTIALS, url, known)
    if not Article.objects.exists():
        load_sample(console)
    show(console, url, known)


def load_sample(console: Console) -> None:
    facts = sample.read().facts
    total = len(facts["claims"]) + len(facts["comment_requests"])
    with Progress(console=console) as progress:
        task = progress.add_task("The sample article, claim by claim", total=total)
        editor = User.objects.get(username="editor")
        sample.load(editor, lambda _: progress.advance(task))
        checking.load(editor, User.objects.get(username="fact-checker"))


def show(console: Console, url: str, known: list[people.Credentials]) -> None:
    table = Table("role", "user name", "password")
    for person in known:
        table.add_row(person.role, person.username, person.password)
    console.print(table)
    where = CREDENTIALS.relative_to(settings.BASE_DIR)
    console.print(f"Admin        {url}/admin/", f"API          {url}/api/v1/docs/", sep="\n")
    console.print(f"API tokens   in {where}, with the passwords", soft_wrap=True)


def seal_identities() -> None:
    """Give the workers keys of the demo's own, made up once, where none are set."""
    if any(os.environ.get(name) for name in ("IDENTITY_KEYS", "IDENTITY_KEYS_FILE")):
        return
    if not IDENTITY_KEYS.exists():
        made = base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()
        descriptor = os.open(IDENTITY_KEYS, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(f"demo:{made}\n")
    os.environ["IDENTITY_KEYS_FILE"] = str(IDENTITY_KEYS)


def serve(port: int) -> None:
    """Serve until stopped. Raises SystemExit."""
    seal_identities()
    # A forked worker would share our connections, and be without a pool of its own.
    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        "newsroom.demo.serving:application",
        address=HOST,
        port=port,
        interface=Interfaces.ASGI,
        workers=1,
        websockets=False,
        log_level=LogLevels.error,
        log_access=False,
    )
    server.serve()
    sys.stdout.flush()
