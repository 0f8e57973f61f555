"""Settings: nothing to set on this machine, nothing weak on a public site."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom import env, guard
from tests.embedded import ROOT, clean_environment

KEY = "".join(map(chr, range(48, 123)))
PUBLIC = {"ALLOWED_HOSTS": "sheets.invalid", "SECRET_KEY": KEY}
SHOWN = (
    "DEBUG",
    "HTTPS",
    "LOCAL",
    "SECURE_SSL_REDIRECT",
    "SECURE_HSTS_SECONDS",
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "DATABASES",
)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The settings alone, in a folder where they may leave things."""
    shutil.copytree(
        ROOT / "newsroom", tmp_path / "newsroom", ignore=shutil.ignore_patterns("__pycache__")
    )
    return tmp_path


def load(copy: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    script = (
        "import json\nfrom newsroom import settings\n"
        f"print(json.dumps({{name: getattr(settings, name) for name in {SHOWN!r}}}))"
    )
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=copy,
        env=clean_environment(**variables),
        capture_output=True,
        text=True,
        check=False,
    )


def test_this_machine_needs_nothing(copy):
    found = json.loads(load(copy).stdout)
    assert (found["DEBUG"], found["LOCAL"], found["HTTPS"]) == (False, True, False)
    key = copy / "var" / "secret_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    first = key.read_text()
    load(copy)
    assert key.read_text() == first


def test_a_public_site_is_strict_by_itself(copy):
    found = json.loads(load(copy, **PUBLIC).stdout)
    assert (found["DEBUG"], found["LOCAL"], found["HTTPS"]) == (False, False, True)
    assert found["SECURE_SSL_REDIRECT"]
    assert found["SESSION_COOKIE_SECURE"]
    assert found["CSRF_COOKIE_SECURE"]
    assert found["SECURE_HSTS_SECONDS"] == 31_536_000
    assert not (copy / "var").exists()


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"ALLOWED_HOSTS": "sheets.invalid"}, "needs a secret of its own"),
        (PUBLIC | {"SECRET_KEY": "short"}, "too weak"),
        (PUBLIC | {"SECRET_KEY": "ab" * 40}, "too weak"),
        (PUBLIC | {"SECRET_KEY": f"django-insecure-{KEY}"}, "looks like one from documentation"),
        ({"SECRET_KEY": "short"}, "too weak"),
        (PUBLIC | {"DEBUG": "1"}, "DEBUG is on while ALLOWED_HOSTS names sheets.invalid"),
        ({"ALLOWED_HOSTS": "*", "DEBUG": "1"}, "DEBUG is on"),
        (PUBLIC | {"DATABASE_URL": "postgresql://ann@10.0.0.1/x"}, "without a password"),
        (PUBLIC | {"DATABASE_URL": "postgresql://ann@localhost/x"}, "without a password"),
        (PUBLIC | {"DATABASE_URL": "postgresql:///x", "PGHOST": "db.invalid"}, "without a pass"),
        ({"DATABASE_URL": "sqlite:///x"}, "only PostgreSQL 15 or newer"),
        ({"PORT": "eighty"}, "PORT is 'eighty'"),
        ({"DEBUG": "maybe"}, "DEBUG is 'maybe'. Write 1 for yes"),
    ],
)
def test_what_the_settings_refuse(copy, variables, sentence):
    done = load(copy, **variables)
    assert done.returncode == 1
    assert "ImproperlyConfigured" in done.stderr
    assert sentence in done.stderr


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ann:word@db.invalid/x",
        "postgresql://ann@/x?host=%2Frun%2Fpostgresql",
        "postgresql:///x",
        "postgresql://ann@db.invalid/x?sslcert=a&sslkey=b&sslmode=verify-full",
    ],
)
def test_ways_into_a_database_that_prove_who_one_is(copy, url):
    assert load(copy, **PUBLIC, DATABASE_URL=url).returncode == 0


def test_manage_says_it_in_one_line(copy):
    shutil.copy(ROOT / "manage.py", copy)
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=copy,
        env=clean_environment(ALLOWED_HOSTS="sheets.invalid"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("A public site needs a secret of its own.")
    assert len(done.stderr.splitlines()) == 1


def test_deployment_check_is_clean():
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=clean_environment(**PUBLIC),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_public_over_plain_http_is_pointed_out():
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy"],
        cwd=ROOT,
        env=clean_environment(**PUBLIC, HTTPS="0"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "newsroom.W001" in done.stderr


def test_a_secret_from_a_file(tmp_path, monkeypatch):
    file = tmp_path / "key"
    file.write_text(f"{KEY}\n")
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("SECRET_KEY_FILE", str(file))
    assert env.secret("SECRET_KEY", help="") == KEY
    monkeypatch.setenv("SECRET_KEY", KEY)
    with pytest.raises(ImproperlyConfigured, match="not both"):
        env.secret("SECRET_KEY", help="")
    monkeypatch.delenv("SECRET_KEY")
    file.write_text("\n")
    with pytest.raises(ImproperlyConfigured, match="is empty"):
        env.secret("SECRET_KEY", help="")
    file.unlink()
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        env.secret("SECRET_KEY", help="")


def test_a_key_that_was_cut_short_is_made_anew(tmp_path):
    path = tmp_path / "var" / "secret_key"
    path.parent.mkdir()
    path.write_text("cut sh")
    key = guard.secret_key("", local=True, made_up=path)
    assert len(key) >= 50
    assert guard.secret_key("", local=True, made_up=path) == key
    assert os.listdir(path.parent) == ["secret_key"]  # noqa: PTH208


def test_the_readme_has_every_setting():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "manage.py", "settings_table"],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() in readme, "put the output of `manage.py settings_table` there"
