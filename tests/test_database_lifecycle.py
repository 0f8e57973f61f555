"""The embedded server comes with its first user and goes with its last."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from newsroom.database import Layout, processes
from tests.embedded import (
    ROOT,
    User,
    clean_environment,
    eventually,
    server_is_gone,
    user,
)


def test_the_last_of_two_users_stops_it(made):
    first, second = User(made), User(made)
    assert first.url() == second.url() == made.url()
    first.end()
    assert processes.server_pid(made)
    second.end()
    assert server_is_gone(made), "it has stopped by the time that its last user has ended"


def test_many_at_once_on_an_empty_folder(layout):
    users = [User(layout) for _ in range(4)]
    assert {one.url() for one in users} == {layout.url()}
    pid = processes.server_pid(layout)
    late = User(layout)
    late.url()
    assert processes.server_pid(layout) == pid
    for one in [*users, late]:
        one.end()
    assert server_is_gone(layout)


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM])
def test_it_stops_when_its_last_user_is_killed(made, sign):
    one = User(made)
    one.url()
    one.process.send_signal(sign)
    one.end()
    assert eventually(lambda: server_is_gone(made))
    assert not processes.answers(made)


def test_a_new_user_while_the_last_one_leaves(made):
    for _ in range(3):
        leaving = User(made)
        leaving.url()
        coming = User(made)
        leaving.kill()
        with psycopg.connect(coming.url()) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        coming.end()
    assert server_is_gone(made)


def test_a_forked_child_holds_it_after_its_parent(made):
    script = (
        "import os, sys, time\nfrom pathlib import Path\n"
        "from newsroom.database import Layout, Server\n"
        "server = Server(Layout(Path(sys.argv[1])))\nserver.ensure()\n"
        "if os.fork() == 0:\n    sys.stdin.read()\n    os._exit(0)\n"
        "print('forked', flush=True)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", script, str(made.home)],
        cwd=ROOT,
        env=clean_environment(),
        stdin=subprocess.PIPE,
    )
    process.wait(timeout=60)
    assert processes.server_pid(made), "the child still uses it"
    assert process.stdin
    process.stdin.close()
    assert eventually(lambda: server_is_gone(made))


def test_who_may_enter_and_how(made):
    with user(made) as url, psycopg.connect(url) as connection:
        assert connection.info.server_version // 10_000 == 18

        def ask(query: str) -> object:
            row = connection.execute(query).fetchone()
            assert row
            return row[0]

        assert ask("SHOW listen_addresses") == ""
        assert ask("SHOW server_encoding") == "UTF8"
        assert ask("SHOW fsync") == "on"
        assert int(str(ask("SHOW max_connections"))) >= 100
        assert ask("SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
        assert ask("SELECT datlocprovider::text FROM pg_database WHERE datname = 'newsroom'") == "b"
        assert ask("SELECT lower('ÉTÉ')") == "été"
        words = ask("SELECT to_tsvector('simple', '“Attack” – ‘été’')::text")
        assert words == "'attack':1 'été':2", "typographic quotes are no letters"
        with psycopg.connect(made.url(role="newsroom_admin")) as admin:
            rules = admin.execute("SELECT type, auth_method FROM pg_hba_file_rules").fetchall()
        assert rules == [("local", "peer")]
    assert made.socket_folder.stat().st_mode & 0o777 == 0o700
    assert made.data.stat().st_mode & 0o777 == 0o700


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the project's wiring, with a `var` of its own."""
    copy = tmp_path / "check out"
    for name in ("newsroom", "sources", "claims", "desk", "interchange", "manage.py"):
        place = ROOT / name
        if place.is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(place, copy / name, ignore=ignored)
        else:
            shutil.copy(place, copy / name)
    return copy


def run(checkout: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=checkout,
        env=clean_environment(**more),
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


def test_importing_the_settings_starts_nothing(checkout):
    done = run(checkout, "-c", "from newsroom import settings; print(settings.DATABASE_URL)")
    assert done.returncode == 0, done.stderr
    assert not (checkout / "var" / "postgres").exists()
    layout = Layout(checkout / "var" / "postgres")
    assert done.stdout.strip() == layout.url()


def test_a_command_brings_its_database_along_and_hands_it_on(checkout):
    script = (
        "import os\nfrom django.db import connection\n"
        "print(connection.settings_dict['HOST'], os.environ['DATABASE_URL'])"
    )
    done = run(checkout, "manage.py", "shell", "--no-imports", "-c", script)
    assert done.returncode == 0, done.stderr
    layout = Layout(checkout / "var" / "postgres")
    host, _, url = done.stdout.strip().rpartition(" ")
    assert (host, url) == (str(layout.socket_folder), layout.url())
    assert server_is_gone(layout)


def test_a_command_without_database_starts_none(checkout):
    assert run(checkout, "manage.py", "settings_table").returncode == 0
    assert not (checkout / "var" / "postgres").exists()


def test_a_command_says_in_one_line_what_is_wrong(checkout):
    (checkout / "var").mkdir()
    (checkout / "var" / "postgres").write_text("in the way")
    done = run(checkout, "manage.py", "migrate")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "set DATABASE_URL" in done.stderr


def test_looking_and_stopping_by_hand(checkout):
    layout = Layout(checkout / "var" / "postgres")
    assert "not running" in run(checkout, "-m", "newsroom.database", "status").stdout
    with user(layout):
        seen = run(checkout, "-m", "newsroom.database").stdout
        assert seen.startswith(f"running, process {processes.server_pid(layout)}\nin use\n")
        assert run(checkout, "-m", "newsroom.database", "stop").stdout == "Stopped.\n"
        assert server_is_gone(layout)
    assert os.path.isdir(layout.data)  # noqa: PTH112
