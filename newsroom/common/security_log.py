"""The security log: what happened at the doors, one JSON object a line, for whoever watches them.

Each event may say only what is listed for it here: no password, no token, no name of a source, no
text that anybody typed. What is not listed is refused, so that nothing slips in by an oversight.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any
from uuid import UUID

from newsroom.common.addresses import client_address
from newsroom.common.history import REQUEST_ID

if TYPE_CHECKING:
    from django.http import HttpRequest

    from newsroom.common.models import User

LOGGER = "newsroom.security"
LONGEST = 200

# Whom or what an event is about: always ids, and words of a fixed list.
EVENTS: dict[str, frozenset[str]] = {
    "sign_in": frozenset({"methods"}),
    "sign_in_failed": frozenset({"person", "method"}),
    "sign_out": frozenset(),
    "locked_out": frozenset({"person"}),
    "unlocked": frozenset({"person", "count"}),
    "password_changed": frozenset({"person"}),
    "roles_changed": frozenset({"person", "given", "taken"}),
    "person_created": frozenset({"person"}),
    "person_deactivated": frozenset({"person"}),
    "person_activated": frozenset({"person"}),
    "two_factor_added": frozenset({"method"}),
    "two_factor_removed": frozenset({"method"}),
    "two_factor_renewed": frozenset({"method"}),
    "two_factor_reset": frozenset({"person"}),
    "token_made": frozenset({"token", "person", "scope", "days"}),
    "token_first_used": frozenset({"token"}),
    "token_revoked": frozenset({"token", "person"}),
    "token_refused": frozenset({"token", "why"}),
    "write_refused": frozenset({"method", "view"}),
    "limited": frozenset({"limit"}),
    "identity_opened": frozenset({"source", "opening", "version"}),
    "identity_open_failed": frozenset({"source", "opening", "why"}),
    "identity_open_refused": frozenset({"source"}),  # the wrong password
}
_log = logging.getLogger(LOGGER)


def event(
    name: str, /, request: HttpRequest | None = None, *, by: User | None = None, **fields: Any
) -> None:
    """Log that `name` happened in `request`, done by the person `by`.

    It is written at once: of a transaction that is called off, and done again, it says so twice.
    Raises ValueError for an event, a field or a kind of value that is not foreseen.
    """
    allowed = EVENTS.get(name)
    if allowed is None:
        raise ValueError(f"{name!r} is no event of the security log. Add it to EVENTS.")
    foreign = set(fields) - allowed
    if foreign:
        raise ValueError(f"{name} does not log {', '.join(sorted(foreign))}.")
    said = {key: _plain(key, value) for key, value in fields.items() if value is not None}
    _log.info(name, extra={"event": name, **_whence(request, by), **said})


def _whence(request: HttpRequest | None, by: User | None) -> dict[str, str]:
    whence: dict[str, str | None] = {"by": str(by.pk) if by and by.pk else None}
    if request is not None:
        whence |= {"address": client_address(request), "request": request.META.get(REQUEST_ID)}
    return {key: value for key, value in whence.items() if value}


def _plain(key: str, value: Any) -> Any:
    """A number, an id or a short word; a list of such. Raises ValueError for anything else."""
    if isinstance(value, list | tuple | set | frozenset):
        return sorted(_plain(key, one) for one in value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bool | int):
        return value
    if isinstance(value, str) and len(value) <= LONGEST:
        return str(value)
    raise ValueError(f"{key} is no number, id or short word.")
