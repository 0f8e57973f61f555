"""Roles are groups; what a role may do is said by predicates, never by the name of a group."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

if TYPE_CHECKING:
    from newsroom.common.models import User


class Role(StrEnum):
    CONSUMER = "consumer"
    FACT_CHECKER = "fact-checker"
    EDITOR = "editor"
    LAWYER = "lawyer"
    CUSTODIAN = "custodian"
    ADMIN = "admin"


class Scope(StrEnum):
    """What an API token may do, at most what its person may."""

    READ = "read"
    WRITE = "write"


IN_HOUSE = frozenset(Role) - {Role.CONSUMER}


def has_role(user: User | AnonymousUser, *roles: Role) -> bool:
    """Whether an active `user` has one of `roles`; a superuser counts as admin."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return False
    return bool(user.roles & frozenset(roles))


def is_in_house(user: User | AnonymousUser) -> bool:
    """Staff of the newsroom, who see the staff rendering; everybody else sees public facts."""
    return has_role(user, *IN_HOUSE)


def may_edit(user: User | AnonymousUser) -> bool:
    """Logs articles, claims, sourcing and comment requests."""
    return has_role(user, Role.EDITOR, Role.ADMIN)


def may_check(user: User | AnonymousUser) -> bool:
    """Works the verification queue: evidence, and the status of claims."""
    return has_role(user, Role.FACT_CHECKER, Role.EDITOR, Role.ADMIN)


def may_manage_people(user: User | AnonymousUser) -> bool:
    return has_role(user, Role.ADMIN)
