"""What `sources` asks of whoever keeps claims, without knowing who that is.

A write to a source can change what is counted of a claim. `claims` registers itself here at
start-up, so that the import arrow keeps pointing from claims to sources.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from django.db.models import QuerySet

    from newsroom.common.models import User
    from sources.models import Source


class SourceWrites(Protocol):
    def source_update(
        self,
        *,
        by: User,
        source_id: UUID,
        changes: Mapping[str, Any],
        known_to: Iterable[User] | None = None,
        seen: int | None = None,
    ) -> Source: ...

    def source_merge(
        self, *, by: User, source_id: UUID, into_id: UUID, seen: int | None = None
    ) -> Source: ...

    def source_set_compromised(
        self,
        *,
        by: User,
        source_id: UUID,
        compromised: bool,
        reason: str,
        seen: int | None = None,
    ) -> Source: ...

    def source_hand_over(
        self, *, by: User, source_id: UUID, to: User, reason: str = "", seen: int | None = None
    ) -> Source: ...

    def approvers_of(self, source_id: UUID) -> set[UUID]: ...

    def public_source_ids(self) -> QuerySet[Any, Any]: ...


_registered: list[SourceWrites] = []


def register(writes: SourceWrites) -> None:
    """Take `writes` as the one keeper of claims; called once, at start-up."""
    _registered[:] = [writes]


def writes() -> SourceWrites:
    """The registered keeper of claims. Raises RuntimeError where no app has registered."""
    if not _registered:
        raise RuntimeError("No app has registered with sources.hooks: add 'claims'.")
    return _registered[0]
