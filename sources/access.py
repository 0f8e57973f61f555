"""Who may see and do what with a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

from newsroom.common.roles import Role, has_role, is_in_house, may_edit

if TYPE_CHECKING:
    from newsroom.common.models import User
    from sources.models import Source

CONFIDENTIAL_FIELDS = (
    "affiliation",
    "role",
    "motive",
    "known_to",
    "notes",
    "compromised_reason",
)


def may_read_sources(user: User | AnonymousUser) -> bool:
    return is_in_house(user)


def may_write_sources(user: User | AnonymousUser) -> bool:
    return may_edit(user)


def may_hand_over(user: User | AnonymousUser, source: Source) -> bool:
    """Its handler; an editor where it has none; an admin where the handler has left."""
    if source.handler is None:
        return may_edit(user) and may_let_in(user, source)
    return source.handler_id == user.pk or (
        not source.handler.is_active and has_role(user, Role.ADMIN)
    )


def may_let_in(user: User | AnonymousUser, source: Source) -> bool:
    """Whether `user` may say who knows a confidential source: who knows it, or anybody of the
    house as long as nobody does.
    """
    unknown = source.handler is None and not source.known_to.all()
    return may_see_confidential(user, source) or (unknown and is_in_house(user))


def may_see_confidential(user: User | AnonymousUser, source: Source) -> bool:
    """Whether `user` may read CONFIDENTIAL_FIELDS of `source`.

    Of a confidential source: its handler and those to whom it is known, whatever their rank.
    """
    if not is_in_house(user) or isinstance(user, AnonymousUser):
        return False
    if not source.is_confidential or source.handler_id == user.pk:
        return True
    return any(person.pk == user.pk for person in source.known_to.all())
