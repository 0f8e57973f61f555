"""The feed of what changes for the public: numbered in the order of the commits.

Whoever tells of a change holds the one row of the feed until it has committed, so that a number is
given only once all smaller ones are committed. A reader who has seen a number has missed none below
it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from claims.domain.publishing import Change, PublicKind
from claims.models import PublicChange, PublicFeed
from newsroom.common.transactions import whole

CHANNEL = "newsroom_feed"
Key = tuple[PublicKind, UUID]


def hold() -> PublicFeed:
    """The feed, locked until this transaction has committed: after every other lock."""
    return PublicFeed.objects.select_for_update().get_or_create(pk=1)[0]


def tell(held: PublicFeed, found: Sequence[tuple[UUID, Change[Key]]], now: datetime) -> None:
    """Put changes into the `held` feed, each with the article through which it came; and have
    whoever listens on CHANNEL know at the commit.
    """
    if not found:
        return
    PublicChange.objects.bulk_create(
        PublicChange(
            number=number,
            kind=change.key[0],
            record_id=change.key[1],
            article_id=article,
            act=change.act,
            etag=change.digest,
            at=now,
        )
        for number, (article, change) in enumerate(found, held.last + 1)
    )
    held.last += len(found)
    held.save(update_fields=["last"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def forget(before: datetime) -> int:
    """Take changes from before `before` out of the feed; returns how many. Who follows it from
    there has to begin anew.
    """

    def work() -> int:
        held = hold()
        old = PublicChange.objects.filter(at__lt=before)
        last = old.order_by("-number").values_list("number", flat=True).first()
        if last is None:
            return 0
        gone, _ = PublicChange.objects.filter(number__lte=last).delete()
        held.gone = last
        held.save(update_fields=["gone"])
        return gone

    return whole(work)
