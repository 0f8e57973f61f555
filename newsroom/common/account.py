"""How people sign in: django-allauth's flows, with what this house wants otherwise."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from newsroom.common import lockouts
from newsroom.common.addresses import client_address
from newsroom.common.roles import is_in_house

if TYPE_CHECKING:
    from newsroom.common.models import User

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up; wrong passwords are counted by django-axes, and no mail is needed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request) or "::"  # a socket of this machine

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing: axes counts in the database, and by name and address together."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Whose the credentials are. Raises ValidationError where they are not asked any more.

        The sentence is the same whether there is such a person or not.
        """
        person = super().authenticate(request, **credentials)
        if person is None and getattr(request, "axes_locked_out", False):
            raise ValidationError(lockouts.sentence(request, str(credentials.get("username"))))
        return cast("User | None", person)


def locked_out(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None
) -> HttpResponse:
    """What django-axes answers to who is locked out: the page as it is, with 429 and the time."""
    until = lockouts.until(request, str((credentials or {}).get("username")))
    if response.status_code == 200:
        response.status_code = 429
        response["Retry-After"] = str(max(1, int((until - timezone.now()).total_seconds())))
    return response


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors are sealed: a copy of the database alone makes no codes."""

    def encrypt(self, text: str) -> str:
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was sealed; a secret of its own, which no code fits, where the key was lost."""
        try:
            return _seal().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(Fernet.generate_key()[:20]).decode()

    def get_totp_label(self, user: Any) -> str:
        return str(user.username)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of somebody who must have one."""
        person = cast("User", authenticator.user)
        if not (settings.TWO_FACTOR and is_in_house(person)):
            return True
        others = Authenticator.objects.filter(user=person, type__in=SECOND_FACTORS)
        return bool(others.exclude(pk=authenticator.pk).exists())


def has_second_factor(person: User) -> bool:
    rows = Authenticator.objects.filter(user_id=person.pk, type__in=SECOND_FACTORS)
    return bool(rows.exists())


def _seal() -> Fernet:
    """Seals second factors, with a key of their own that is made from SECRET_KEY."""
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"newsroom second factor")
    return Fernet(base64.urlsafe_b64encode(made.derive(str(settings.SECRET_KEY).encode())))
