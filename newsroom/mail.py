"""Where mail goes out, from one address: `smtps://user:password@mail.example.org:465`."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
_SHAPE = (
    "EMAIL_URL is smtp://user:password@host:587 (STARTTLS), smtps://user:password@host:465 (TLS), "
    "or smtp+plain://host:25 for a server on this machine."
)


def django_settings(url: str) -> dict[str, Any]:
    """Django's settings for the server at `url`; without one, mail is dropped.

    Raises ImproperlyConfigured, without printing the password.
    """
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(_SHAPE) from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ImproperlyConfigured(_SHAPE)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or _PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 10,
    }
