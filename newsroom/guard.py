"""What a public site must not start with: a weak secret, DEBUG, a database open to anyone.

The site counts as public as soon as ALLOWED_HOSTS names a host that is not this machine.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from sources.domain.sealing import KeyRing

LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
SHORTEST_SECRET = 50
FEWEST_CHARACTERS = 5
PLACEHOLDERS = ("django-insecure", "changeme", "change-me", "change_me", "secret-key", "example")


def is_local(hosts: Iterable[str]) -> bool:
    """Whether every one of `hosts` is this machine."""
    return all(host in LOCAL_HOSTS or host.endswith(".localhost") for host in hosts)


def refuse_debug(debug: bool, hosts: list[str]) -> None:
    """Raise ImproperlyConfigured where error pages would show the inside to the outside."""
    if debug and not is_local(hosts):
        raise ImproperlyConfigured(
            f"DEBUG is on while ALLOWED_HOSTS names {', '.join(hosts)}: error pages would show "
            "settings and data to anyone. Set DEBUG=0, or take the public hosts out."
        )


def secret_key(given: str, *, local: bool, made_up: Path) -> str:
    """The key that signs sessions: `given`, or on this machine only one made up once.

    Raises ImproperlyConfigured where a public site has none, or where the one given is short
    or a placeholder from somebody's documentation.
    """
    if given:
        _refuse_weak(given)
        return given
    if not local:
        raise ImproperlyConfigured(
            "A public site needs a secret of its own. Set SECRET_KEY or SECRET_KEY_FILE; "
            'make one with: python -c "import secrets; print(secrets.token_urlsafe(64))"'
        )
    return _kept_key(made_up)


def refuse_open_database(database: Mapping[str, Any], *, local: bool) -> None:
    """Raise ImproperlyConfigured where a public site would enter its database over the
    network with no proof of who it is: then anybody on that network could, too."""
    options = database.get("OPTIONS", {})
    proofs = ("passfile", "service", "sslcert", "sslkey", "gssencmode", "krbsrvname")
    # An empty host is libpq's default, a socket of this machine, unless PGHOST says otherwise.
    host = str(database["HOST"] or options.get("hostaddr") or os.environ.get("PGHOST", ""))
    over_network = bool(host) and not host.startswith(("/", "@"))
    proven = bool(database["PASSWORD"]) or any(options.get(name) for name in proofs)
    if over_network and not local and not proven and not os.environ.get("PGPASSFILE"):
        raise ImproperlyConfigured(
            f"DATABASE_URL reaches {host} over the network without a password or certificate: "
            "a server that lets it in lets in anyone. Ask for scram-sha-256 in the server's "
            "pg_hba.conf and put the password into DATABASE_URL."
        )


def identity_keys(given: str) -> KeyRing | None:
    """The keys that seal identities, newest first; None where none are set.

    Raises ImproperlyConfigured where one is malformed; the sentence holds no key.
    """
    if not given:
        return None
    from sources.domain.sealing import MalformedKeys, read_keys  # noqa: PLC0415  # only where set

    try:
        return read_keys(given)
    except MalformedKeys as error:
        raise ImproperlyConfigured(str(error)) from None


def _refuse_weak(key: str) -> None:
    placeholder = next((word for word in PLACEHOLDERS if word in key.lower()), None)
    if placeholder:
        raise ImproperlyConfigured(
            f"SECRET_KEY contains {placeholder!r}: it looks like one from documentation, which "
            "anybody can read. Make one up."
        )
    if len(key) < SHORTEST_SECRET or len(set(key)) < FEWEST_CHARACTERS:
        raise ImproperlyConfigured(
            f"SECRET_KEY is too weak: it needs {SHORTEST_SECRET} characters, at least "
            f"{FEWEST_CHARACTERS} of them different."
        )


def _kept_key(path: Path) -> str:
    """The key in `path`, made up and written by whoever comes first."""
    try:
        return _read_key(path) or _make_key(path)
    except OSError as error:
        raise ImproperlyConfigured(
            f"The secret for this machine cannot be kept in {path}: {error.strerror}. Make that "
            "folder writable for you, or set SECRET_KEY."
        ) from error


def _read_key(path: Path) -> str:
    try:
        key = path.read_text(encoding="ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        return ""
    return key if len(key) >= SHORTEST_SECRET else ""


def _make_key(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64) + "\n")
    if path.exists():  # cut short by a crash or a full disk: worth nothing
        draft.replace(path)
    else:
        try:
            os.link(draft, path)  # of two commands at once, the first one's key holds
        except FileExistsError:
            pass
        except OSError:  # a file system without links
            draft.replace(path)
    draft.unlink(missing_ok=True)
    return _read_key(path)
