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
    done = subprocess.run(
        [sys.executable, "-m", "tests.soak.load", run, str(home), *given],
        cwd=ROOT,
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-10_000:]
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures
