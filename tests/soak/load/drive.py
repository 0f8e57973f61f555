"""Runs the load in a process of its own, free of the tests' own database and its settings."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.embedded import ROOT, clean_environment


def drive(run: str, home: Path, *, seconds: float, **options: int) -> dict[str, Any]:
    """What a `run` on the server in `home` measured; fails with what does not hold."""
    given = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    load = subprocess.Popen(
        [sys.executable, "-m", "tests.soak.load", run, str(home), *given],
        cwd=ROOT,
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        said, problems = load.communicate(timeout=seconds)
    finally:
        load.terminate()  # it takes its web server along
        load.communicate(timeout=60)
    assert load.returncode == 0, problems[-10_000:]
    figures: dict[str, Any] = json.loads(said.splitlines()[-1])
    return figures
