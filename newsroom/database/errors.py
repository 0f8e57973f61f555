"""What goes wrong with a database, as sentences that say what to do."""

from __future__ import annotations

from pathlib import Path


class DatabaseUnavailable(Exception):
    """There is no database to work with. The text is one sentence for the person who runs us."""


# What the server's programs print (always in English, see cluster.environment) → what to do.
_REMEDIES = (
    ("no space left on device", "the disk that holds {home} is full: free some space."),
    ("disk quota exceeded", "your disk quota is used up: free some space for {home}."),
    ("file too large", "a limit on file size (ulimit -f) cuts {home} short: lift it."),
    ("read-only file system", "{home} is on a file system that is read-only: make it writable."),
    ("permission denied", "{home} or what is in it cannot be written: give its owner access."),
    ("operation not permitted", "{home} or what is in it cannot be written by its owner."),
    ("invalid permissions", "others may enter {home}/data: chmod 700 it."),
    ("wrong ownership", "{home}/data belongs to somebody else: run as its owner."),
    ("cannot allocate memory", "there is not enough memory for the server."),
    ("could not create shared memory", "the machine grants the server no shared memory."),
    ("file exists", "{home} should be a folder, but a file is in its place: remove it."),
    ("not a directory", "{home} should be a folder, but a file is in its place: remove it."),
    ("cannot be run as root", "the machine lets root become no other user."),
)
OR_ELSE = "Or set DATABASE_URL to a PostgreSQL of your own."


def explain(what: str, output: str, home: Path) -> DatabaseUnavailable:
    """The error that `output` of a failed program amounts to; its last lines where unknown."""
    remedy = _remedy(output, home)
    if remedy:
        return DatabaseUnavailable(f"{what}: {remedy} {OR_ELSE}")
    lines = [line for line in output.splitlines() if line.strip()]
    tail = "\n  ".join(lines[-10:]) or "(it printed nothing)"
    return DatabaseUnavailable(f"{what}. {OR_ELSE} The last lines it printed:\n  {tail}")


def from_os(what: str, error: OSError, home: Path) -> DatabaseUnavailable:
    """The same for an error of the operating system in our own steps."""
    words = f"{error.strerror or error} ({error.filename or home})"
    return DatabaseUnavailable(f"{what}: {_remedy(words, home) or words + '.'} {OR_ELSE}")


def _remedy(output: str, home: Path) -> str | None:
    lowered = output.lower()
    found = (remedy for sign, remedy in _REMEDIES if sign in lowered)
    return next((remedy.format(home=home) for remedy in found), None)
