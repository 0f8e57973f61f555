"""Who calls the API: by a token with a scope, by the admin's session, or nobody.

Each is counted here, as soon as it is known who calls: Django REST framework's own throttles come
after the refusals, so that whoever tries tokens would never be slowed down.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS

from newsroom.common import security_log
from newsroom.common.addresses import client_network
from newsroom.common.api import limits
from newsroom.common.models import ApiToken
from newsroom.common.roles import Scope

if TYPE_CHECKING:
    from rest_framework.request import Request

    from newsroom.common.models import User

NOTED_EVERY = timedelta(minutes=10)  # not every request writes
NOT_VALID = "This token is not valid: it is unknown, was revoked or has expired."
ONLY_READS = "This token only reads. Make one with the scope write, or ask whoever gave you this."


class ScopedTokenAuthentication(TokenAuthentication):
    """A token's header as django-rest-knox reads it, with our rows, scopes and limits."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The person and their token, None without one. Raises 401, 403 for its scope, 429."""
        try:
            found: tuple[User, ApiToken] | None = super().authenticate(request)
        except AuthenticationFailed:
            _count_nobody(request)
            raise
        if found is None:
            return None
        _, token = found
        limits.count(request._request, f"token {token.pk}", most=settings.API_LIMIT)
        if request.method not in SAFE_METHODS and token.scope != Scope.WRITE:
            security_log.event("token_refused", request._request, token=token.pk, why="scope")
            raise PermissionDenied(ONLY_READS)
        _note_use(request, token)
        return found

    def authenticate_credentials(self, token: bytes) -> tuple[User, ApiToken]:
        """Whose the token is, in one query by its hash. Raises AuthenticationFailed."""
        try:
            digest = hash_token(token.decode())
        except UnicodeDecodeError:
            raise AuthenticationFailed(NOT_VALID) from None
        lasts = Q(expiry=None) | Q(expiry__gt=timezone.now())
        rows = ApiToken.objects.filter(lasts, digest=digest, revoked_at=None)
        found = rows.select_related("user").first()
        if found is None or not found.user.is_active:
            raise AuthenticationFailed(NOT_VALID)
        return found.user, found


class LimitedSessionAuthentication(SessionAuthentication):
    """The admin's session, counted by person."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        found = super().authenticate(request)
        if found is not None:
            caller = f"person {found[0].pk}"
            limits.count(request._request, caller, most=settings.API_LIMIT)
        return found


class LimitedAnonymity(BaseAuthentication):
    """Comes last, knows nobody, and counts whoever has come so far by their address."""

    def authenticate(self, request: Request) -> None:
        _count_nobody(request)


def _count_nobody(request: Request) -> None:
    caller = f"address {client_network(request._request)}"
    limits.count(request._request, caller, most=settings.API_LIMIT_ANONYMOUS)


def _note_use(request: Request, token: ApiToken) -> None:
    """When it was used last, to ten minutes."""
    now = timezone.now()
    if token.last_used_at is not None and now - token.last_used_at < NOTED_EVERY:
        return
    if token.last_used_at is None:
        security_log.event("token_first_used", request._request, by=token.user, token=token.pk)
    ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
