"""Where the embedded server keeps its things. Only names: nothing here touches the disk."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

PORT = 5432
SOCKET_NAME = f".s.PGSQL.{PORT}"
# The address of a Unix socket has 108 bytes on Linux and 104 on macOS, with a final NUL; the
# server makes a lock file of the same name beside the socket, which has no such limit.
LONGEST_SOCKET = 103
ROLE = "newsroom"
OWNER_ROLE = "newsroom_admin"
NAME = "newsroom"


@dataclass(frozen=True, slots=True)
class Layout:
    """The files of one embedded server, all in its `home` but for the socket of a deep one."""

    home: Path

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def draft(self) -> Path:
        """Where a new cluster grows; it becomes `data` only when complete."""
        return self.home / "data.new"

    @property
    def log(self) -> Path:
        return self.home / "log"

    @property
    def lock(self) -> Path:
        return self.home / "lock"

    @property
    def handles(self) -> Path:
        return self.home / "handles"

    @property
    def keeper(self) -> Path:
        return self.home / "keeper"

    @property
    def stopped(self) -> Path:
        """Its presence says that somebody has stopped the server on purpose."""
        return self.home / "stopped"

    @property
    def socket_folder(self) -> Path:
        """`home` itself, or a short folder of our own where its name is too long, or has a
        comma, which to libpq separates hosts.

        The name depends on the project's path alone and not on variables such as TMPDIR, so
        that all processes of all its users come to the same.
        """
        home = os.fsencode(self.home)
        if len(home) + len(f"/{SOCKET_NAME}") <= LONGEST_SOCKET and b"," not in home:
            return self.home
        digest = hashlib.sha256(home).hexdigest()[:16]
        return Path("/tmp") / f"newsroom-{digest}"  # noqa: S108 — checked before use

    @property
    def socket(self) -> Path:
        return self.socket_folder / SOCKET_NAME

    def url(self, *, role: str = ROLE, name: str = NAME) -> str:
        """The address that psycopg and Django use."""
        return f"postgresql://{role}@/{name}?host={quote(str(self.socket_folder), safe='')}"


def default() -> Layout:
    """The layout of this checkout."""
    return Layout(Path(__file__).resolve().parents[2] / "var" / "postgres")
