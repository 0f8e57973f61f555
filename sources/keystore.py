"""The folder that holds the wrapped data keys of sealed identities, outside of the database.

One small file a source, written whole or not at all. Whoever writes or removes one holds the lock
of the source's row in the database: there is no other lock here.
"""

from __future__ import annotations

import base64
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sources.domain.sealing import KeyFileMissing, SealingError

_MODE = 0o600
_FOLDER_MODE = 0o700
_OURS = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SUFFIX = ".key"
_DRAFT = ".draft"


class StoreUnusable(SealingError):
    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(
            f"The identity store {folder} cannot be used: {why}. Make it a folder that only the "
            "account of the web server can read and write."
        )


@dataclass(frozen=True, slots=True)
class KeyStore:
    folder: Path

    def read(self, source: UUID) -> bytes:
        """The wrapped key of `source`. Raises KeyFileMissing or StoreUnusable."""
        try:
            return self._path(source).read_bytes()
        except FileNotFoundError as problem:
            raise KeyFileMissing from problem
        except OSError as problem:
            raise StoreUnusable(self.folder, _why(problem)) from problem

    def has(self, source: UUID) -> bool:
        return self._path(source).exists()

    def write(self, source: UUID, wrapped: bytes) -> None:
        """Keep `wrapped` in place of whatever was kept; on the disk when this returns.

        Raises StoreUnusable, and then what was kept still is.
        """
        draft = self.folder / f"{source}{_SUFFIX}.{secrets.token_hex(8)}{_DRAFT}"
        try:
            self.folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
            self._refuse_open()
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
            with os.fdopen(descriptor, "wb") as file:
                file.write(wrapped)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._path(source))
            self._sync()
        except OSError as problem:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            raise StoreUnusable(self.folder, _why(problem)) from problem

    def add_note(self, source: UUID, sealed: bytes) -> None:
        """Keep a sealed note beside the key of `source`. Raises StoreUnusable."""
        line = base64.b64encode(sealed) + b"\n"
        try:
            descriptor = os.open(self._notes(source), os.O_WRONLY | os.O_CREAT | os.O_APPEND, _MODE)
            with os.fdopen(descriptor, "ab", buffering=0) as file:
                file.write(line)
                os.fsync(file.fileno())
        except OSError as problem:
            raise StoreUnusable(self.folder, _why(problem)) from problem

    def notes(self, source: UUID) -> list[bytes]:
        """The sealed notes of `source`, oldest first; a line cut by a crash is passed over."""
        try:
            lines = self._notes(source).read_bytes().splitlines()
        except FileNotFoundError:
            return []
        except OSError as problem:
            raise StoreUnusable(self.folder, _why(problem)) from problem
        found = []
        for line in lines:
            with suppress(ValueError):
                found.append(base64.b64decode(line, validate=True))
        return found

    def remove(self, source: UUID) -> None:
        """Destroy the key of `source`, every draft of it, and its notes. Raises StoreUnusable.

        It is overwritten first. A file system that keeps old blocks, or a disk that does, may
        still hold the wrapped key: that is why it is wrapped.
        """
        if not self.folder.exists():
            return
        try:
            for path in self.folder.glob(f"{source}.*"):
                _overwrite(path)
                path.unlink(missing_ok=True)
            self._sync()
        except OSError as problem:
            raise StoreUnusable(self.folder, _why(problem)) from problem

    def remove_drafts(self, source: UUID) -> None:
        """Remove what a writer that died left behind of `source`."""
        for path in self.folder.glob(f"{source}{_SUFFIX}.*{_DRAFT}"):
            path.unlink(missing_ok=True)

    def sources(self) -> Iterator[UUID]:
        """The sources of which a key, or a draft of one, is kept, in the order of their ids."""
        if not self.folder.exists():
            return
        found = set()
        for path in self.folder.iterdir():
            name, suffix, _ = path.name.partition(_SUFFIX)
            if suffix and _OURS.fullmatch(name):
                found.add(UUID(name))
        yield from sorted(found)

    def _path(self, source: UUID) -> Path:
        return self.folder / f"{source}{_SUFFIX}"

    def _notes(self, source: UUID) -> Path:
        return self.folder / f"{source}.notes"

    def _refuse_open(self) -> None:
        if self.folder.stat().st_mode & 0o077:
            raise StoreUnusable(self.folder, "others can read it (chmod 700)")

    def _sync(self) -> None:
        """Have the names in the folder on the disk."""
        descriptor = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _overwrite(path: Path) -> None:
    try:
        with path.open("r+b") as file:
            file.write(os.urandom(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        return


def _why(problem: OSError) -> str:
    return problem.strerror or type(problem).__name__
