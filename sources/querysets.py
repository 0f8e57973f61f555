from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db import models

from newsroom.common.roles import is_in_house
from sources import hooks

if TYPE_CHECKING:
    from newsroom.common.models import User


class SourceQuerySet(models.QuerySet[Any]):
    def standing(self) -> SourceQuerySet:
        """Without the tombstones that a merge leaves behind."""
        return self.filter(merged_into__isnull=True)

    def visible_to(self, user: User | AnonymousUser) -> SourceQuerySet:
        """In house all; for others the sources that a public sheet names."""
        if is_in_house(user):
            return self
        return self.filter(pk__in=hooks.writes().public_source_ids())

    def locked(self, ids: Any) -> SourceQuerySet:
        """Rows locked in the order of their ids, which is what keeps writers from deadlock."""
        return self.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",), no_key=True)
