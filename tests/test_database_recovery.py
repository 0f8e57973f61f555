"""After a crash the next command works; where it cannot, one sentence says what to do."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from newsroom.database import Layout, processes
from tests.embedded import ROOT, USER, User, clean_environment, eventually, failure, server_is_gone
from tests.embedded import user as using

AS_ROOT = os.geteuid() == 0
only_root = pytest.mark.skipif(not AS_ROOT, reason="mounts a small or read-only file system")


def works(layout: Layout) -> bool:
    with using(layout) as url, psycopg.connect(url) as connection:
        return connection.execute("SELECT number FROM kept").fetchone() == (7,)


def test_the_server_killed_in_the_midst_of_a_long_statement(made):
    user = User(made)
    with psycopg.connect(user.url(), autocommit=True) as busy:
        child = busy.info.backend_pid
        # A loop that never waits, and so never notices that its server is dead.
        statement = "DO $$ BEGIN FOR n IN 1..2000000000 LOOP NULL; END LOOP; END $$"
        busy.pgconn.send_query(statement.encode())
        pid = processes.server_pid(made)
        assert pid
        os.kill(pid, signal.SIGKILL)
        assert eventually(lambda: processes.server_pid(made) != pid)
        assert works(made)
        assert child not in set(processes.working_in(made.data))
        busy.pgconn.finish()
    user.end()
    assert server_is_gone(made)


def test_a_killed_server_comes_back_for_those_who_use_it(made):
    user = User(made)
    url = user.url()
    pid = processes.server_pid(made)
    assert pid
    os.kill(pid, signal.SIGKILL)
    assert eventually(lambda: processes.server_pid(made) not in {None, pid})
    assert eventually(lambda: answers(url))
    user.end()
    assert server_is_gone(made)


def answers(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


def test_everybody_killed_at_once(made):
    user = User(made)
    user.url()
    for pid in list(processes.working_in(made.data)):
        os.kill(pid, signal.SIGKILL)
    user.kill()
    assert works(made)


def test_the_number_of_a_dead_server_is_another_programs_by_now(made):
    stale = f"{os.getpid()}\n{made.data}\n0\n5432\n{made.socket_folder}\n\n\nready\n"
    (made.data / "postmaster.pid").write_text(stale)
    made.socket.touch()
    Path(f"{made.socket}.lock").write_text(stale)
    assert processes.server_pid(made) is None
    assert works(made)


def test_a_first_start_that_was_cut_short(layout):
    layout.draft.mkdir(parents=True)
    (layout.draft / "PG_VERSION").write_text("18")
    with using(layout):
        assert not layout.draft.exists()


def test_a_start_cut_short_before_the_role_was_made(layout):
    with (
        using(layout),
        psycopg.connect(
            layout.url(role="newsroom_admin", name="postgres"), autocommit=True
        ) as admin,
    ):
        admin.execute("DROP DATABASE newsroom")
        admin.execute("DROP ROLE newsroom")
    with using(layout) as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("newsroom",)


def test_a_killed_keeper_is_replaced(made):
    first = User(made)
    first.url()
    assert eventually(lambda: bool(keepers(made)))
    for pid in keepers(made):
        os.kill(pid, signal.SIGKILL)
    second = User(made)
    second.url()
    assert eventually(lambda: bool(keepers(made)))
    first.kill()
    second.kill()
    assert eventually(lambda: server_is_gone(made))
    assert eventually(lambda: not keepers(made))


def keepers(layout: Layout) -> list[int]:
    command = f"newsroom.database.keeper\0{layout.home}\0".encode()
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and (entry / "cmdline").read_bytes().endswith(command):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def test_data_of_another_version(made):
    (made.data / "PG_VERSION").write_text("16\n")
    assert "holds the data of PostgreSQL 16" in failure(made)


def test_a_folder_that_is_no_database(layout):
    layout.data.mkdir(parents=True)
    (layout.data / "holiday.jpg").touch()
    assert f"{layout.data} holds something else" in failure(layout)


def test_a_server_that_will_not_start_shows_its_log(made):
    with (made.data / "postgresql.conf").open("a") as file:
        file.write("no_such_setting = 1\n")
    sentence = failure(made)
    assert sentence.startswith("The database does not start.")
    assert "no_such_setting" in sentence


def test_data_that_its_owner_cannot_write(made):
    made.data.chmod(0o500)
    try:
        assert "cannot be written" in failure(made)
    finally:
        made.data.chmod(0o700)
    assert works(made)


@pytest.mark.skipif(AS_ROOT, reason="root may write anywhere")
def test_a_project_that_one_cannot_write(tmp_path):
    tmp_path.chmod(0o500)
    assert "cannot be written" in failure(Layout(tmp_path / "var" / "postgres"))


@only_root
def test_a_read_only_file_system(tmp_path):
    with mounted(tmp_path, "size=64m"):
        (tmp_path / "var").mkdir()
        subprocess.run(["mount", "-o", "remount,ro", str(tmp_path)], check=True)
        assert "read-only" in failure(Layout(tmp_path / "var" / "postgres"))


@only_root
@pytest.mark.parametrize("size", ["1m", "12m"])
def test_a_full_disk(tmp_path, size):
    with mounted(tmp_path, f"size={size}"):
        layout = Layout(tmp_path / "var" / "postgres")
        assert "is full" in failure(layout)
        subprocess.run(["mount", "-o", "remount,size=200m", str(tmp_path)], check=True)
        with using(layout):
            pass


@only_root
def test_a_disk_that_has_become_full(tmp_path):
    with mounted(tmp_path, "size=100m"):
        layout = Layout(tmp_path / "var" / "postgres")
        with using(layout):
            pass
        fill(tmp_path / "ballast")
        assert "is full" in failure(layout)
        (tmp_path / "ballast").unlink()
        with using(layout):
            pass


def fill(ballast: Path) -> None:
    """Write until the disk is full."""
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))


def test_a_limit_on_the_size_of_files(layout):
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    done = subprocess.run(
        [sys.executable, "-c", USER, str(layout.home)],
        cwd=ROOT,
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        preexec_fn=limit,
        check=False,
    )
    assert done.returncode == 1
    assert "limit on file size" in done.stderr or "cannot be made" in done.stderr, done.stderr


class mounted:  # noqa: N801 — reads as a statement
    """A small file system of its own at a folder."""

    def __init__(self, folder: Path, options: str) -> None:
        self.folder, self.options = folder, options

    def __enter__(self) -> None:
        command = ["mount", "-t", "tmpfs", "-o", self.options, "tmpfs", str(self.folder)]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("this machine lets root mount nothing")

    def __exit__(self, *problem: object) -> None:
        subprocess.run(["umount", "-l", str(self.folder)], check=True)
