"""How long a sign-in lasts: never longer than its whole time, and not unused for long.

What a page asks for by itself, because others changed something, is no use of it: it says so with
`X-Unasked`, or waits for events.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

if TYPE_CHECKING:
    from newsroom.common.models import User

BEGAN = "newsroom_began"
USED = "newsroom_used"
NOTED_EVERY = 60  # seconds: not every click writes the session


class SessionLimits:
    """Signs out whoever is past SESSION_MINUTES, or has been away for SESSION_IDLE_MINUTES."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.session_key and request.user.is_authenticated:
            _check(request)
        return self.get_response(request)


def lasts(session: Mapping[str, Any], person: User) -> bool:
    """Whether a request with this session would be signed in as `person` now."""
    is_theirs = session.get(SESSION_KEY) == str(person.pk)
    digest = session.get(HASH_SESSION_KEY, "")
    is_theirs &= constant_time_compare(digest, person.get_session_auth_hash())
    return is_theirs and not _is_over(session)


def _is_over(session: Mapping[str, Any]) -> bool:
    now = int(time.time())
    began, used = session.get(BEGAN, now), session.get(USED, now)
    idle = settings.SESSION_IDLE.total_seconds()
    return bool(now - began >= settings.SESSION_COOKIE_AGE or now - used >= idle)


def _is_unasked(request: HttpRequest) -> bool:
    return "X-Unasked" in request.headers or request.headers.get("Accept") == "text/event-stream"


def _check(request: HttpRequest) -> None:
    now, session = int(time.time()), request.session
    session.setdefault(BEGAN, now)
    if _is_over(session):
        logout(request)
    elif USED not in session or (now - session[USED] >= NOTED_EVERY and not _is_unasked(request)):
        session[USED] = now
