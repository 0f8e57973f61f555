"""What the pages of one's own account need: the sign-in, and the admin's frame around them."""

from __future__ import annotations

from typing import Any

from allauth.account.views import login
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from newsroom.common.account import has_second_factor
from newsroom.common.roles import is_in_house

FRAMED = ("account_", "mfa_", "usersessions_")


def sign_in(request: HttpRequest) -> HttpResponseBase:
    """The sign-in; whoever is signed in and works elsewhere is told that there is nothing here."""
    if request.user.is_authenticated and not is_in_house(request.user):
        return render(request, "account/no_desk.html", status=403)
    response: HttpResponseBase = login(request)
    return response


def frame(request: HttpRequest) -> dict[str, Any]:
    """Template context of the pages of allauth: what the admin's frame shows."""
    name = request.resolver_match.url_name if request.resolver_match else None
    if not (name or "").startswith(FRAMED):
        return {}
    missing = settings.TWO_FACTOR and is_in_house(request.user) and not _has_one(request)
    page = {"title": "Your account", "second_factor_missing": missing}
    return {**admin.site.each_context(request), **page}


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Template context of the admin's first page: whether to advise a second factor."""
    return {**context, "second_factor_advised": not _has_one(request)}


def _has_one(request: HttpRequest) -> bool:
    return request.user.is_authenticated and has_second_factor(request.user)
