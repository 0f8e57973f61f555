"""What the security log is told of by the signals of others, and of refused writes."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import password_changed
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from axes.signals import user_locked_out
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from newsroom.common import security_log

if TYPE_CHECKING:
    from newsroom.common.models import User

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")


class RefusedWrites:
    """Tells of each write that is answered with 403, whoever refused it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.FORBIDDEN and request.method not in SAFE:
            view = request.resolver_match.view_name if request.resolver_match else None
            security_log.event(
                "write_refused", request, by=_person(request), method=request.method, view=view
            )
        return response


def _person(request: HttpRequest | None) -> User | None:
    person = getattr(request, "user", None)
    return cast("User", person) if person is not None and person.is_authenticated else None


def _named(username: str | None) -> Any:
    """The id of who has that name; what was typed instead is not logged: it may be a password."""
    rows = get_user_model().objects.filter(username=username or "")
    return rows.values_list("pk", flat=True).first()


@receiver(user_logged_in, dispatch_uid="newsroom_log_in")
def _signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    session = hasattr(request, "session")
    records = get_authentication_records(request, user) if session else []
    security_log.event("sign_in", request, by=user, methods=[one["method"] for one in records])


@receiver(user_login_failed, dispatch_uid="newsroom_log_failed")
def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    person = _named(credentials.get("username"))
    by = _person(request)
    security_log.event("sign_in_failed", request, by=by, person=person, method="password")


@receiver(user_logged_out, dispatch_uid="newsroom_log_out")
def _signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    security_log.event("sign_out", request, by=user)


@receiver(user_locked_out, dispatch_uid="newsroom_log_locked")
def _locked_out(request: HttpRequest, username: str | None, **_: Any) -> None:
    security_log.event("locked_out", request, person=_named(username))


@receiver(password_changed, dispatch_uid="newsroom_log_password")
def _changed(request: HttpRequest, user: User, **_: Any) -> None:
    security_log.event("password_changed", request, by=user, person=user.pk)


@receiver(authentication_failed, dispatch_uid="newsroom_log_second")
def _second_failed(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    method = str(authenticator.type)
    security_log.event(
        "sign_in_failed", request, by=_person(request), person=user.pk, method=method
    )


@receiver(authenticator_added, dispatch_uid="newsroom_log_added")
def _added(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    security_log.event("two_factor_added", request, by=user, method=str(authenticator.type))


@receiver(authenticator_removed, dispatch_uid="newsroom_log_removed")
def _removed(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    security_log.event("two_factor_removed", request, by=user, method=str(authenticator.type))


@receiver(authenticator_reset, dispatch_uid="newsroom_log_reset")
def _renewed(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    security_log.event("two_factor_renewed", request, by=user, method=str(authenticator.type))
