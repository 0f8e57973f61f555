"""Sealing: who a confidential source is, encrypted so that nothing opens it but two things at once.

Each source has a random data key. What is known of the person is encrypted under it and kept in
the database; the data key itself, wrapped under the newest of the house's keys, is kept in a folder
outside of it. Whoever has one of the two, or both without the house's keys, has nothing. Once the
data key is destroyed, no backup of the database opens again.

Everything is bound to what it is: a text moved to another source, another version or another use
does not open. AES-256-GCM with random nonces throughout; a data key seals a handful of texts.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
_KEY_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}")
_FORMAT = "newsroom-identity-key-1"
MAKE_A_KEY = (
    "python -c \"import base64, secrets; print('2026-01:' + "
    'base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())"'
)


class SealingError(Exception):
    """What stands against sealing or opening: what is wrong, and how to mend it."""


class NoKeys(SealingError):
    def __init__(self) -> None:
        super().__init__(
            "This installation has no IDENTITY_KEYS, so no identity can be sealed or opened. "
            "Set them; the source can be used without: “known to” needs no identity."
        )


class KeyLost(SealingError):
    def __init__(self, key_id: str) -> None:
        super().__init__(
            f"The identity is sealed under the key “{key_id}”, which is not among IDENTITY_KEYS. "
            "Put that key back. Nothing was changed."
        )
        self.key_id = key_id


class WrongKey(SealingError):
    def __init__(self, key_id: str) -> None:
        super().__init__(
            f"The key “{key_id}” of IDENTITY_KEYS does not open this identity's own key: another "
            "key has been given that name, or the file in the identity store is damaged or of "
            "another source. Put the right key, or the file from its backup, back. "
            "Nothing was changed."
        )
        self.key_id = key_id


class KeyFileDamaged(SealingError):
    def __init__(self) -> None:
        super().__init__(
            "The file of this identity's own key is cut or garbled. Put it back into the identity "
            "store from its backup. Nothing was changed."
        )


class KeyFileMissing(SealingError):
    def __init__(self) -> None:
        super().__init__(
            "The file of this identity's own key is not in the identity store. Look whether "
            "IDENTITY_STORE names the right folder, and put the file back from its backup. "
            "Nothing was changed."
        )


class ContentDamaged(SealingError):
    def __init__(self) -> None:
        super().__init__(
            "The sealed text is cut, garbled, or of another source or version. Put the row back "
            "from a backup of the database. Nothing was changed."
        )


class MalformedKeys(ValueError):
    """IDENTITY_KEYS that cannot be used. The sentence never holds a key."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The house's keys by id, newest first. Prints its ids only."""

    keys: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(self.keys)

    @property
    def newest(self) -> str:
        """The id of the key that new data keys are wrapped under. Raises NoKeys."""
        if not self.keys:
            raise NoKeys
        return self.ids[0]

    def __bool__(self) -> bool:
        return bool(self.keys)


def read_keys(text: str) -> KeyRing:
    """The keys in `text`: each `id:key`, newest first, with spaces, commas or line ends between.

    Raises MalformedKeys, saying which one is wrong and how to make one.
    """
    keys: dict[str, bytes] = {}
    for place, one in enumerate(re.split(r"[\s,]+", text.strip()), start=1):
        if not one:
            continue
        key_id, colon, encoded = one.partition(":")
        if not colon or not _KEY_ID.fullmatch(key_id):
            raise MalformedKeys(
                f"IDENTITY_KEYS: number {place} is not an id, a colon and a key. An id has up to "
                f"32 letters, digits, dots and hyphens. Make one with: {MAKE_A_KEY}"
            )
        if key_id in keys:
            raise MalformedKeys(f"IDENTITY_KEYS: two keys are called “{key_id}”. Rename one.")
        keys[key_id] = _key(encoded, key_id)
    if len(set(keys.values())) < len(keys):
        raise MalformedKeys("IDENTITY_KEYS: the same key stands there twice. Take one out.")
    return KeyRing(keys)


def _key(encoded: str, key_id: str) -> bytes:
    try:
        key = base64.b64decode(
            encoded.rstrip("=") + "=" * (-len(encoded.rstrip("=")) % 4), b"-_", validate=True
        )
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise MalformedKeys(
            f"IDENTITY_KEYS: the key “{key_id}” is not {KEY_BYTES} bytes in base64url. "
            f"Make one with: {MAKE_A_KEY}"
        )
    if len(set(key)) < KEY_BYTES // 4:
        raise MalformedKeys(
            f"IDENTITY_KEYS: the key “{key_id}” is not random. Make one with: {MAKE_A_KEY}"
        )
    return key


# --- The data key of a source -------------------------------------------------------------------


def new_data_key() -> bytes:
    return os.urandom(KEY_BYTES)


def wrap(data_key: bytes, *, source: UUID, ring: KeyRing) -> bytes:
    """`data_key` as it may be kept: wrapped under the newest key. Raises NoKeys."""
    key_id = ring.newest
    box = _encrypt(ring.keys[key_id], data_key, _bound("data key", source, key_id))
    return f"{_FORMAT} {key_id} {base64.urlsafe_b64encode(box).decode()}\n".encode()


def unwrap(wrapped: bytes, *, source: UUID, ring: KeyRing) -> bytes:
    """The data key in `wrapped`. Raises KeyFileDamaged, KeyLost, WrongKey or NoKeys."""
    key_id, box = _parts(wrapped)
    if not ring:
        raise NoKeys
    if key_id not in ring.keys:
        raise KeyLost(key_id)
    try:
        return AESGCM(ring.keys[key_id]).decrypt(
            box[:NONCE_BYTES], box[NONCE_BYTES:], _bound("data key", source, key_id)
        )
    except InvalidTag as problem:
        raise WrongKey(key_id) from problem


def key_id_of(wrapped: bytes) -> str:
    """Under which key `wrapped` is. Raises KeyFileDamaged."""
    return _parts(wrapped)[0]


def rewrap(wrapped: bytes, *, source: UUID, ring: KeyRing) -> bytes:
    """The same data key under the newest key. Raises what `unwrap` raises."""
    return wrap(unwrap(wrapped, source=source, ring=ring), source=source, ring=ring)


def _parts(wrapped: bytes) -> tuple[str, bytes]:
    try:
        form, key_id, encoded = wrapped.decode("ascii").removesuffix("\n").split(" ")
        box = base64.b64decode(encoded, b"-_", validate=True)
    except (UnicodeDecodeError, ValueError) as problem:
        raise KeyFileDamaged from problem
    whole = NONCE_BYTES + KEY_BYTES + TAG_BYTES
    if form != _FORMAT or len(box) != whole or not _KEY_ID.fullmatch(key_id):
        raise KeyFileDamaged
    # of several spellings of the same bytes only one is ours
    if base64.urlsafe_b64encode(box).decode() != encoded:
        raise KeyFileDamaged
    return key_id, box


# --- What is sealed -----------------------------------------------------------------------------


def seal(
    content: bytes, *, source: UUID, version: int, data_key: bytes, use: str = "content"
) -> bytes:
    """`content`, sealed for this source, version and use."""
    return _encrypt(_derived(data_key, use), content, _bound(use, source, str(version)))


def unseal(
    sealed: bytes, *, source: UUID, version: int, data_key: bytes, use: str = "content"
) -> bytes:
    """What was sealed. Raises ContentDamaged."""
    try:
        return AESGCM(_derived(data_key, use)).decrypt(
            sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound(use, source, str(version))
        )
    except (InvalidTag, ValueError) as problem:
        raise ContentDamaged from problem


def tag(data_key: bytes, kind: str, value: str) -> bytes:
    """What stands for `value` in the index of one source: told from others by its key alone.

    The key is derived from the data key, so no two sources have a tag in common, and a destroyed
    data key leaves nothing to test a guess against.
    """
    said = f"{kind}\0{value}".encode()
    return hmac.new(_derived(data_key, "index"), said, hashlib.sha256).digest()


def has_tag(tags: Iterable[bytes], data_key: bytes, kind: str, value: str) -> bool:
    """Whether one of `tags` stands for `value`."""
    wanted = tag(data_key, kind, value)
    return any(hmac.compare_digest(one, wanted) for one in tags)


def _encrypt(key: bytes, content: bytes, bound: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, bound)


def _derived(data_key: bytes, use: str) -> bytes:
    info = f"newsroom identity {use}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(data_key)


def _bound(use: str, source: UUID, what: str) -> bytes:
    return f"newsroom identity\0{use}\0{source}\0{what}".encode()
