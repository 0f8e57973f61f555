"""Drafts: kept while somebody types, read by nobody else, gone once logged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone

from claims.models import Article, Attribution, Claim
from desk.models import Draft
from desk.services.once import hold, was_done
from newsroom.common.records import Refused
from newsroom.common.transactions import whole

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from newsroom.common.models import User

KEPT = timedelta(days=30)
LARGEST = 200_000  # characters of a form: far above a long one, far below a request


def draft_keep(
    *,
    by: User,
    draft_id: UUID,
    article: Article,
    data: Mapping[str, list[str]],
    claim: Claim | None = None,
    row: Attribution | None = None,
) -> None:
    """Keep what is typed under `draft_id`, in place of what was kept there.

    What comes in late, when the form was logged already, is passed over. Raises Refused where the
    draft is another person's, or too long.
    """
    if sum(len(value) for values in data.values() for value in values) > LARGEST:
        raise Refused("That is too long to be kept.")

    def keep() -> None:
        hold(draft_id)
        if Draft.objects.filter(pk=draft_id).exclude(by=by).exists():
            raise Refused("That draft is not yours.")
        if was_done(by, draft_id):
            return
        plain = {name: [one.replace("\x00", "") for one in values] for name, values in data.items()}
        kept = {"article": article, "claim": claim, "row": row, "data": plain}
        Draft.objects.update_or_create(pk=draft_id, by=by, defaults=kept)

    whole(keep)


def drafts_of(by: User, article: Article) -> QuerySet[Draft, Draft]:
    """The unfinished forms of `by` on `article`, the latest first; old ones are cleared away."""
    Draft.objects.filter(by=by, updated_at__lt=timezone.now() - KEPT).delete()
    return Draft.objects.filter(by=by, article=article).select_related("claim", "row")


def draft_discard(*, by: User, draft_id: Any) -> None:
    """Forget a draft of one's own; that of another stays."""
    Draft.objects.filter(pk=draft_id, by=by).delete()
