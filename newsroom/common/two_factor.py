"""Whoever works here signs in with a second factor, where TWO_FACTOR says so."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.signals import authenticator_added
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from newsroom.common.account import SECOND_FACTORS
from newsroom.common.api.errors import plain_problem
from newsroom.common.roles import is_in_house

REMEDY = "Your sign-in needs a second factor. Set one up in the admin, under your name."


class TwoFactorMiddleware:
    """Lets a session without a second factor go no further than to where one is set up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.TWO_FACTOR or not request.session.session_key or _may_go_on(request):
            return self.get_response(request)
        if request.path.startswith("/api/"):
            return plain_problem(HTTPStatus.FORBIDDEN, REMEDY)
        return HttpResponseRedirect(reverse("mfa_index"))


def _may_go_on(request: HttpRequest) -> bool:
    open_to_all = (reverse("account_login"), reverse("admin:logout"), "/static/")
    if request.path.startswith((_pages(), *open_to_all)) or not is_in_house(request.user):
        return True
    return signed_in_with_two(request)


def _pages() -> str:
    return reverse("mfa_index").removesuffix("2fa/")


def signed_in_with_two(request: HttpRequest) -> bool:
    """Whether this session was begun with a second factor, or one was set up in it."""
    records = get_authentication_records(request, request.user)
    return any(one.get("method") == "mfa" for one in records)


@receiver(authenticator_added, dispatch_uid="newsroom_second_factor")
def _is_used_by_adding(request: HttpRequest, user: Any, authenticator: Any, **_: Any) -> None:
    """Who has just shown that it works need not sign in again to use it."""
    if authenticator.type in SECOND_FACTORS:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
