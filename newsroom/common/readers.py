"""In whose words and by whose clock a page is shown: the reader's, where the browser says so.

What is stored and what the API answers is in UTC and English, whoever asks.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

ZONE_COOKIE = "zone"  # set by desk/static/desk/theme.js: an IANA name
LANGUAGES = (("en", "English"), ("pl", "polski"))


class ReaderMiddleware:
    """Shows the pages for people in their time zone, and the desk in their language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(("/desk/", "/admin/")):
            return self.get_response(request)
        with timezone.override(zone_of(request)), _in_words_of(request):
            return self.get_response(request)


def zone_of(request: HttpRequest) -> ZoneInfo | None:
    """The zone that the reader's browser named; None, which is UTC, where it named none."""
    name = request.COOKIES.get(ZONE_COOKIE, "")
    return ZoneInfo(name) if name in _zones() else None


@cache
def _zones() -> frozenset[str]:
    """Found once a process: the library opens each of some 600 files."""
    return frozenset(available_timezones())


def language_of(request: HttpRequest) -> str:
    """The language chosen, else the browser's, of those that the desk is translated into."""
    language = translation.get_language_from_request(request)
    return language if language in dict(LANGUAGES) else settings.LANGUAGE_CODE


def _in_words_of(request: HttpRequest) -> AbstractContextManager[None]:
    """The admin's records are described in one language: only its first page is the desk's."""
    if request.path.startswith("/desk/") or request.path == "/admin/":
        return translation.override(language_of(request))
    return nullcontext()
