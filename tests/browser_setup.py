"""A browser for the tests: one that is there, else Debian's, else Playwright's own.

`python tests/browser_setup.py` sees to it; tests ask `find()`. Knows nothing of the project.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
NONE = (
    "No browser can be had here: install Chromium or Chrome (Debian: apt-get install chromium), "
    "or name one in CHROMIUM, so that the browser tests can run."
)


def find() -> str | None:
    """The path of a Chromium that starts, None where there is none."""
    named = [os.environ.get("CHROMIUM"), *map(shutil.which, NAMES), *PLACES]
    return next((path for path in [*named, _playwrights_own()] if path and _starts(path)), None)


def main() -> int:
    """Find or install a browser and say which. Without one CI fails; others get a sentence."""
    path = find() or _from_debian() or _from_playwright()
    print(f"Browser for the tests: {path}" if path else NONE, flush=True)
    return 1 if path is None and os.environ.get("CI") else 0


def _starts(path: str) -> bool:
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _from_debian() -> str | None:
    apt = shutil.which("apt-get")
    if os.geteuid() != 0 or apt is None:
        return None
    print("Installing Debian's Chromium for the browser tests …", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = [apt, "install", "-y", "-q", "--no-install-recommends", "chromium"]
    for command in ([apt, "update", "-q"], install):
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
    return find()


def _from_playwright() -> str | None:
    print("Downloading Playwright's Chromium for the browser tests …", flush=True)
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    try:
        subprocess.run(command, capture_output=True, timeout=600, check=False)
    except subprocess.TimeoutExpired:
        return None
    return find()


def _playwrights_own() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


if __name__ == "__main__":
    sys.exit(main())
