"""Named selections, so that no view spells out who sees what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Min, Q
from django.db.models.functions import Coalesce

from claims import access
from newsroom.common.roles import is_in_house

if TYPE_CHECKING:
    from newsroom.common.models import User

LAST = 2_147_483_647  # behind every place in a text


class ArticleQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> ArticleQuerySet:
        return self.filter(access.readable_articles(user))


class ClaimQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> ClaimQuerySet:
        return self.filter(access.readable_articles(user, "article__"))

    def locked(self, ids: Any) -> ClaimQuerySet:
        """Rows locked in the order of their ids; claims before sources, always."""
        return self.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))

    def in_text_order(self) -> ClaimQuerySet:
        """By the place of each claim's first anchor; those without a place at the end."""
        standing = Q(anchors__version=F("article__current_version"))
        first = Coalesce(Min("anchors__start", filter=standing), LAST)
        ordered: ClaimQuerySet = self.annotate(first=first).order_by("first", "created_at", "pk")
        return ordered

    def touched_by_sources(self, source_ids: Any) -> ClaimQuerySet:
        """Claims on which one of these sources stands as speaker, conduit or origin."""
        ids = list(source_ids)
        rows = (
            Q(attributions__source__in=ids)
            | Q(attributions__via__in=ids)
            | Q(attributions__knows_from__in=ids)
        )
        return self.filter(rows).distinct()


class AttributionQuerySet(models.QuerySet[Any]):
    def standing(self) -> AttributionQuerySet:
        return self.filter(withdrawn_at__isnull=True)

    def visible_to(self, user: User | AnonymousUser) -> AttributionQuerySet:
        rows = self.filter(access.readable_articles(user, "claim__article__"))
        return rows if is_in_house(user) else rows.filter(access.public_attributions())


class CommentRequestQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> CommentRequestQuerySet:
        rows = self.filter(access.readable_articles(user, "article__"))
        return rows if is_in_house(user) else rows.filter(access.public_comment_requests())


class AnchorQuerySet(models.QuerySet[Any]):
    def current(self) -> AnchorQuerySet:
        """Those on the version of their article that stands now."""
        return self.filter(version__article__current_version=F("version"))
