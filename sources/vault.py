"""The house's keys and the store of data keys, as this process has them."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.conf import settings

from sources.domain.sealing import KeyRing, unwrap
from sources.keystore import KeyStore


def ring() -> KeyRing:
    """The keys of IDENTITY_KEYS; an empty ring where none are set."""
    return settings.IDENTITY_KEYS or KeyRing()


def store() -> KeyStore:
    return KeyStore(Path(settings.IDENTITY_STORE))


def data_key(source: UUID) -> bytes:
    """The data key of a source. Raises a SealingError, each with its remedy."""
    return unwrap(store().read(source), source=source, ring=ring())
