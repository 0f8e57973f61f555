"""Another process at the same database and store, which may be killed at a chosen point."""

from __future__ import annotations

import base64
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection

from newsroom.database import layout
from sources import vault
from tests.embedded import ROOT, clean_environment

# Runs a command; killed, as by `kill -9`, when `method` of the store is called for the nth time.
SCRIPT = """
import os, signal, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
import django
django.setup()
from django.core.management import call_command
from sources.keystore import KeyStore
method, nth, after, *command = sys.argv[1:]
left = int(nth)
plain = getattr(KeyStore, method, None)

def dying(self, *args):
    global left
    left -= 1
    if left == 0 and after == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    plain(self, *args)
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

if left:
    setattr(KeyStore, method, dying)
call_command(*command)
"""


def run(
    *command: str, method: str = "", nth: int = 0, when: str = "after"
) -> subprocess.CompletedProcess[str]:
    keys = " ".join(
        f"{name}:{base64.urlsafe_b64encode(key).decode()}"
        for name, key in vault.ring().keys.items()
    )
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, method, str(nth), when, *command],
        cwd=ROOT,
        env=clean_environment(
            DATABASE_URL=database_url(),
            DATABASE_POOL_SIZE="0",
            IDENTITY_KEYS=keys,
            IDENTITY_STORE=str(Path(settings.IDENTITY_STORE)),
        ),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def database_url() -> str:
    """The address of the test database."""
    own, given = layout.default(), connection.settings_dict
    if given["HOST"] == str(own.socket_folder):
        return own.url(name=given["NAME"])
    wanted = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    parts = {ours: given[theirs] for ours, theirs in wanted.items() if given[theirs]}
    return f"postgresql:///{given['NAME']}?{urlencode(parts)}"
