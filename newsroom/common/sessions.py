"""How long a sign-in lasts: never longer than its whole time, and not unused for long."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

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


def _check(request: HttpRequest) -> None:
    now, session = int(time.time()), request.session
    began, used = session.setdefault(BEGAN, now), session.get(USED, now)
    idle = settings.SESSION_IDLE.total_seconds()
    if now - began >= settings.SESSION_COOKIE_AGE or now - used >= idle:
        logout(request)
    elif now - used >= NOTED_EVERY or USED not in session:
        session[USED] = now
