"""That the person at the keyboard is who signed in: asked again before what cannot be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsroom.common.models import User


def proven(person: User, *, password: str) -> bool:
    """Whether `password` is that of `person`, who still works here."""
    return person.is_active and person.check_password(password)
