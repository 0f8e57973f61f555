"""People: their roles and their tokens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from knox.models import get_digest_token
from knox.settings import CONSTANTS

from newsroom.common import lockouts, records, security_log
from newsroom.common.history import write
from newsroom.common.models import ApiToken
from newsroom.common.roles import Role, Scope, may_manage_people

if TYPE_CHECKING:
    from newsroom.common.models import Desk, User

PERSON_FIELDS = ("username", "first_name", "last_name", "email", "desk", "is_active")


@write
def person_create(
    *,
    username: str,
    password: str,
    roles: Iterable[Role],
    full_name: str = "",
    email: str = "",
    desk: Desk | None = None,
    is_active: bool = True,
    by: User | None = None,
) -> User:
    """Add a person with `roles`; without a password they cannot sign in yet.

    `by` is None for a command. Raises ValidationError by field: a user name that is taken, a
    password that is too weak.
    """
    first, _, last = full_name.partition(" ")
    person: User = get_user_model()(
        username=username,
        email=email,
        first_name=first,
        last_name=last,
        desk=desk,
        is_active=is_active,
    )
    held = set(roles)
    person.is_staff = bool(held - {Role.CONSUMER})
    person.set_unusable_password()
    records.create(person)
    if password:
        person_set_password(person=person, password=password)
    person_set_roles(by=by, person=person, roles=held)
    security_log.event("person_created", by=by, person=person.pk)
    return person


@write
def person_update(*, by: User, person: User, changes: Mapping[str, Any]) -> User:
    """Change what is known of a person, of PERSON_FIELDS; nothing else of theirs is written.

    Raises ValidationError by field.
    """
    records.refuse_unknown(changes, PERSON_FIELDS)
    for name, value in changes.items():
        setattr(person, name, value)
    records.clean(person)
    person.save(update_fields=list(changes))
    if "is_active" in changes:
        name = "person_activated" if person.is_active else "person_deactivated"
        security_log.event(name, by=by, person=person.pk)
    return person


@write
def desk_save(*, by: User, desk: Desk) -> Desk:
    """Add a desk, or rename it. Raises ValidationError by field."""
    records.clean(desk)
    desk.save()
    return desk


@write
def person_set_roles(*, person: User, roles: Iterable[Role], by: User | None = None) -> None:
    """Give `person` exactly these roles; only in-house roles open the admin."""
    held = set(roles)
    get_user_model().objects.select_for_update(no_key=True).get(pk=person.pk)  # one at a time
    had = set(person.groups.values_list("name", flat=True))
    person.groups.set([Group.objects.get_or_create(name=role.value)[0] for role in held])
    person.is_staff = person.is_superuser or bool(held - {Role.CONSUMER})
    person.save(update_fields=["is_staff"])
    person.__dict__.pop("roles", None)
    given, taken = {role.value for role in held} - had, had - {role.value for role in held}
    if given or taken:
        security_log.event("roles_changed", by=by, person=person.pk, given=given, taken=taken)


def person_set_password(*, person: User, password: str, by: User | None = None) -> None:
    """Give `person` a password. Raises ValidationError where it is too weak."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error
    person.set_password(password)
    person.save(update_fields=["password"])
    security_log.event("password_changed", by=by, person=person.pk)


@write
def token_create(
    *,
    person: User,
    label: str = "",
    scope: Scope = Scope.READ,
    days: int | None = None,
    by: User | None = None,
) -> str:
    """A new API token of `person`. It is stored only as a hash: show it now or never.

    It lasts `days`, by default and at most TOKEN_DAYS. `by` is None for a command. Raises
    ValidationError by field, PermissionDenied where one makes another's without being an admin.
    """
    if by is not None and by != person and not may_manage_people(by):
        raise PermissionDenied("Tokens of others are made by an admin.")
    digest, secret = get_digest_token()
    token = ApiToken(
        user=person,
        digest=digest,
        token_key=secret[: CONSTANTS.TOKEN_KEY_LENGTH],
        label=label.strip() or "without a label",
        scope=scope,
        expiry=_expiry(days),
    )
    records.create(token)
    security_log.event(
        "token_made", by=by, token=token.pk, person=person.pk, scope=token.scope, days=days
    )
    return str(secret)


def _expiry(days: int | None) -> datetime | None:
    most = settings.TOKEN_DAYS
    days = days or most or None
    if most and days and days > most:
        raise ValidationError({"days": f"At most {most} days. Make a new one in time."})
    return timezone.now() + timedelta(days=days) if days else None


@write
def token_revoke(*, by: User, token_id: UUID) -> ApiToken:
    """Put an end to a token, one's own or, for admins, anybody's. One that has ended stays so.

    Raises PermissionDenied; ApiToken.DoesNotExist.
    """
    token = ApiToken.objects.select_for_update(no_key=True).get(pk=token_id)
    if token.user_id != by.pk and not may_manage_people(by):
        raise PermissionDenied("Tokens of others are revoked by an admin.")
    if token.revoked_at is None:
        token.revoked_at, token.revoked_by = timezone.now(), by
        token.save(update_fields=["revoked_at", "revoked_by"])
        security_log.event("token_revoked", by=by, token=token.pk, person=token.user_id)
    return token


@write
def second_factor_reset(*, person: User, by: User | None = None) -> None:
    """Take the second factors of somebody who lost them, and sign them out everywhere.

    `by` is None for a command. Raises PermissionDenied.
    """
    if by is not None and not may_manage_people(by):
        raise PermissionDenied("An admin resets second factors.")
    Authenticator.objects.filter(user=person).delete()
    for session in UserSession.objects.filter(user=person):
        session.end()
    security_log.event("two_factor_reset", by=by, person=person.pk)


def person_unlock(*, person: User, by: User | None = None) -> int:
    """Forget the wrong passwords given for `person`; says for how many places there were some.

    `by` is None for a command. Raises PermissionDenied.
    """
    if by is not None and not may_manage_people(by):
        raise PermissionDenied("An admin unlocks people.")
    count = lockouts.unlock(person.username)
    security_log.event("unlocked", by=by, person=person.pk, count=count)
    return count
