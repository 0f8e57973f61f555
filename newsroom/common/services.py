"""People: their roles and their tokens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from knox.models import AuthToken

from newsroom.common import records
from newsroom.common.history import write
from newsroom.common.roles import Role

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
    person.groups.set([Group.objects.get_or_create(name=role.value)[0] for role in held])
    person.is_staff = person.is_superuser or bool(held - {Role.CONSUMER})
    person.save(update_fields=["is_staff"])
    person.__dict__.pop("roles", None)


def person_set_password(*, person: User, password: str) -> None:
    """Give `person` a password. Raises ValidationError where it is too weak."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error
    person.set_password(password)
    person.save(update_fields=["password"])


def token_create(*, person: User) -> str:
    """A new API token of `person`. It is stored only as a hash: show it now or never."""
    _, token = AuthToken.objects.create(user=person)
    return str(token)
