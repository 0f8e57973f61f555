"""From nothing but Python and pip to the project's environment: `bootstrap.py [--dev]`.

Nothing goes into the system's Python: uv is installed into `var/tools`, and makes `.venv` from
the lock file. A second run sees from a stamp that nothing has changed, and ends at once. It
runs before anything is installed, and says so where Python is too old: standard library and
plain syntax only.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")
ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / "var" / "tools"
VENV = ROOT / ".venv"
STAMP = VENV / ".installed"
LOCK = ROOT / "uv.lock"


def main() -> None:
    """Bring the environment up to date. Exits with 1 and a sentence where it cannot."""
    if sys.version_info < OLDEST:
        run_newer()
    (ROOT / "var").mkdir(exist_ok=True)
    with (ROOT / "var" / "tools.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # `make demo` and `make test` at once
        install(dev="--dev" in sys.argv[1:])


def run_newer() -> None:
    """Start again with a Python that is new enough, if the machine has one."""
    for name in NEWER:
        path = shutil.which(name)
        # A version manager's stand-in is found, but does not run.
        if path and subprocess.call([path, "-c", ""], stderr=subprocess.DEVNULL) == 0:  # noqa: S603
            os.execv(path, [path, "-I", __file__, *sys.argv[1:]])  # noqa: S606
    stop(
        f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed, and this is "
        f"{sys.version.split()[0]}. Install one, or name it: make PYTHON=/path/to/python3"
    )


def install(*, dev: bool) -> None:
    """Make or update `.venv`, with the tools for tests where `dev` says so."""
    wanted = stamp()
    have = STAMP.read_text().split("\n") if STAMP.exists() and runs(VENV) else []
    if have[:1] == [wanted] and (not dev or "dev" in have):
        return
    if have and have[0].split()[0] != wanted.split()[0]:
        shutil.rmtree(VENV)  # made elsewhere: its scripts point to the old place
    dev = dev or "dev" in have
    uv = find_uv()
    say("Installing the packages of uv.lock into .venv …")
    environment = dict(os.environ, UV_PYTHON_DOWNLOADS="never", UV_PROJECT_ENVIRONMENT=str(VENV))
    environment.pop("VIRTUAL_ENV", None)
    command = [str(uv), "sync", "--frozen", "--python", sys.executable]
    run([*command, *([] if dev else ["--no-dev", "--inexact"])], environment)
    STAMP.write_text(f"{wanted}\n{'dev' if dev else ''}\n")


def stamp() -> str:
    """What the environment depends on: the place, the Python, the lock file."""
    lock = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    place = hashlib.sha256(os.fsencode(ROOT)).hexdigest()
    return f"{place} {lock} {sys.version_info[:3]} {os.path.realpath(sys.executable)}"


def find_uv() -> Path:
    """The project's own uv, installed where missing."""
    uv = TOOLS / "bin" / "uv"
    if runs(TOOLS) and uv.exists() and run_quietly([str(uv), "--version"]):
        return uv
    say("Installing uv into var/tools …")
    shutil.rmtree(TOOLS, ignore_errors=True)
    if importlib.util.find_spec("pip"):
        # Debian's Python can make an environment only without pip, which it then reaches into.
        run([sys.executable, "-m", "venv", "--without-pip", str(TOOLS)])
        pip = [sys.executable, "-m", "pip", "--python", str(TOOLS / "bin" / "python")]
    else:
        run([sys.executable, "-m", "venv", str(TOOLS)])
        pip = [str(TOOLS / "bin" / "python"), "-m", "pip"]
    wanted = TOOLS / "uv.txt"
    wanted.write_text(locked_uv())
    install = ["install", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
    run([*pip, *install, "--requirement", str(wanted)])
    return uv


def locked_uv() -> str:
    """The line for pip that names uv as the lock file has it, with the hash of each of its files.

    uv in turn refuses any package whose file is not the one in the lock file.
    """
    import tomllib  # noqa: PLC0415  # not there where Python is too old, which is said above

    with LOCK.open("rb") as file:
        packages = tomllib.load(file)["package"]
    uv = next(one for one in packages if one["name"] == "uv")
    files = [*uv["wheels"], *([uv["sdist"]] if "sdist" in uv else [])]
    hashes = " ".join(f"--hash={one['hash']}" for one in files)
    return f"uv=={uv['version']} {hashes}\n"


def runs(environment: Path) -> bool:
    """Whether the virtual environment's Python works (the one it was made from may be gone)."""
    python = environment / "bin" / "python"
    return python.exists() and run_quietly([str(python), "-c", ""])


def run_quietly(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603
    except OSError:
        return False


def run(command: list[str], environment: dict[str, str] | None = None) -> None:
    """Run a command that shows its own progress. Exits with a sentence where it fails."""
    if subprocess.call(command, cwd=ROOT, env=environment) != 0:  # noqa: S603
        stop(
            f"This failed, see above: {' '.join(command)}\nWithout a connection to a package "
            "index, or with an old pip (`python3 -m pip --version` below 22.3), it cannot work."
        )


def say(line: str) -> None:
    print(line, flush=True)


def stop(sentence: str) -> None:
    sys.exit(sentence)


if __name__ == "__main__":
    main()
