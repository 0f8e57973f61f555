"""Whom the server runs as. PostgreSQL refuses root, so root hands it to somebody else."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from newsroom.database.errors import OR_ELSE, DatabaseUnavailable

DROP = Path(__file__).with_name("drop.py")
# The system user made for this purpose, or the one that every system has.
STAND_INS = ("postgres", "nobody")
# Linux capabilities, the weaker first: read and enter any folder; write anywhere, too. The
# first is enough; containers commonly grant only the second.
NONE, READ_SEARCH, OVERRIDE = -1, 2, 1


@dataclass(frozen=True, slots=True)
class Account:
    """The user that owns the data and runs the server's programs."""

    uid: int
    gid: int
    name: str
    drop: bool = False
    capability: int = NONE

    def command(self, arguments: Iterable[str | Path]) -> list[str]:
        """The command line that runs `arguments` as this user."""
        words = [str(one) for one in arguments]
        if not self.drop:
            return words
        ids = [str(one) for one in (self.uid, self.gid, self.capability)]
        return [sys.executable, "-I", "-S", str(DROP), *ids, *words]

    def own(self, path: Path) -> None:
        """Give `path` to this user, where root has just made it."""
        if self.drop:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def ourselves() -> Account:
    """The account of this process. Raises DatabaseUnavailable for a user without a name."""
    return _account(os.geteuid())


def choose(home: Path, postgres: Path) -> Account:
    """The account for the server in the existing folder `home`.

    An ordinary user runs it as himself. Root runs it as the owner of the data there is, else
    as the owner of the project, else as a stand-in, so that an ordinary owner can go on
    without root. Where that user cannot enter the folders above (a checkout in root's own
    home), it is given the weakest capability that helps. This opens no door to people: the
    role that the application uses is no superuser, and reads no file through the server.

    Raises DatabaseUnavailable where no way is found.
    """
    if os.geteuid() != 0:
        return ourselves()
    last = ""
    for uid in _candidates(home):
        plain = _account(uid)
        os.chown(home, plain.uid, plain.gid)
        for capability in (NONE, READ_SEARCH, OVERRIDE):
            account = Account(plain.uid, plain.gid, plain.name, drop=True, capability=capability)
            result = _probe(account, home, postgres)
            if result.returncode == 0:
                return account
            last = result.stderr.strip() or last
    raise DatabaseUnavailable(
        f"PostgreSQL refuses to run as root, and no other user can use {home} and {postgres} "
        f"({last}). Run as an ordinary user, or move the project to a folder that others may "
        f"enter. {OR_ELSE}"
    )


def _candidates(home: Path) -> list[int]:
    """The users to try. The owner of existing data is the only one who may run it."""
    data = home / "data"
    if data.exists():
        owner = data.stat().st_uid
        if owner == 0:
            raise DatabaseUnavailable(
                f"{data} belongs to root, as whom PostgreSQL refuses to run. Give it to another "
                f"user, or move {home} away to begin anew. {OR_ELSE}"
            )
        return [owner]
    project = home.parent.parent.stat().st_uid
    found = [project] if project and _known(project) else []
    for name in STAND_INS:
        try:
            found.append(pwd.getpwnam(name).pw_uid)
        except KeyError:
            continue
    return found


def _probe(account: Account, home: Path, postgres: Path) -> subprocess.CompletedProcess[str]:
    """Try as `account` what the server needs: enter `home`, and run its programs."""
    return subprocess.run(  # noqa: S603 — our own program
        [*account.command([]), "--enter", str(home), str(postgres), "--version"],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )


def _known(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _account(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise DatabaseUnavailable(
            f"The user with the number {uid} has no name on this machine, and PostgreSQL wants "
            f"one: add the user to /etc/passwd. {OR_ELSE}"
        ) from None
    return Account(uid, entry.pw_gid, entry.pw_name)
