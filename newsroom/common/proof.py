"""That the person at the keyboard is who signed in: asked again before what cannot be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.core import context
from allauth.mfa.base.forms import ReauthenticateForm
from django.contrib.auth import authenticate
from django.http import HttpRequest

if TYPE_CHECKING:
    from newsroom.common.models import User


def proven(person: User, *, password: str = "", code: str = "") -> bool:
    """Whether `password`, or the `code` of their app, is that of `person`, who still works here.

    Either counts towards the lockout where it is wrong, and is not looked at once locked out. So
    that the count stays, this must not run inside a transaction that is then called off.
    """
    request = context.request or HttpRequest()
    if not person.is_active:
        return False
    if password:
        return authenticate(request, username=person.username, password=password) == person
    if not code:
        return False
    with context.request_context(request):
        return bool(ReauthenticateForm(data={"code": code}, user=person).is_valid())


def proven_lately(request: HttpRequest) -> bool:
    """Whether they gave a password, code or passkey on the page that asks again, minutes ago."""
    return bool(did_recently_reauthenticate(request))
