"""Asks a served API what nobody would ask, by its own description, and judges each answer."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def ask(url: str, token: str, *options: str) -> int:
    """Run all checks over the schema that `url` serves, signed in by `token` ("" for nobody).

    `options` are schemathesis' own; what is expected of each check stands in schemathesis.toml.
    Gives the number of requests that were judged; raises AssertionError with the report of the
    first answers that were wrong.
    """
    signed = ["--header", f"Authorization: Token {token}"] if token else []
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{url}/api/v1/schema/?format=json"]
    settings = ["--suppress-health-check", "all", "--warnings", "off", "--no-color"]
    done = subprocess.run(
        [*command, *signed, *settings, *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    found = re.search(r"(\d+) generated", done.stdout)
    assert found, done.stdout
    return int(found[1])
