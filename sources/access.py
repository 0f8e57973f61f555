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
    house as long as nobody does and nobody has it in custody.
    """
    unknown = source.handler is None and not source.known_to.all() and not source.custodians.all()
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


def is_custodian(user: User | AnonymousUser, source: Source) -> bool:
    """Whether `user` may open the sealed identity of `source`: named on it, whatever their rank.

    The database says the same of each opening (trigger).
    """
    named = any(person.pk == user.pk for person in source.custodians.all())
    return named and has_role(user, Role.CUSTODIAN)


def may_see_custody(user: User | AnonymousUser, source: Source) -> bool:
    """Whether `user` may know that an identity is sealed, and who may open it."""
    return source.is_confidential and (
        may_see_confidential(user, source) or is_custodian(user, source)
    )


def may_name_custodians(user: User | AnonymousUser, source: Source) -> bool:
    """Whether `user` may say who may open the identity: who may let in, and custodians of it."""
    return source.is_confidential and (may_let_in(user, source) or is_custodian(user, source))


def may_seal(user: User | AnonymousUser, source: Source) -> bool:
    """Whether `user` may seal who it is: whoever knows that, and custodians."""
    return may_see_custody(user, source)


def may_shred(user: User | AnonymousUser, source: Source) -> bool:
    """Whether `user` may destroy the identity: its custodians, and whoever answers for the source
    to the person.
    """
    return may_see_custody(user, source) and (
        is_custodian(user, source) or source.handler_id == user.pk
    )
