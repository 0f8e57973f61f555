"""The feed of what changes for the public, from a cursor on: each change once, as committed."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from rest_framework.exceptions import APIException, ValidationError

from claims.api.publishing import publish_due
from claims.models import PublicChange, PublicFeed

MOST = 1000
USUAL = 100
NOW = "now"
LONGEST_WAIT = 60  # seconds


class Gone(APIException):
    status_code = HTTPStatus.GONE
    default_detail = (
        "The feed does not reach back to this cursor, or is not the one it came from. Begin anew: "
        "take the cursor of changes/?cursor=now, read what you keep from the lists or exports, "
        "then follow the feed from that cursor."
    )
    default_code = "gone"


@dataclass(frozen=True, slots=True)
class Page:
    """`cursor` is where to go on; `more` whether there is something already."""

    changes: list[PublicChange]
    cursor: str
    more: bool


def page(cursor: str | None, limit: int) -> Page:
    """The changes after `cursor`, at most `limit`; without one from the first that is kept.

    Raises ValidationError for what is no cursor, Gone for one that the feed does not reach.
    """
    publish_due()
    feed = PublicFeed.objects.get_or_create(pk=1)[0]  # first: what it has counted can be read
    if cursor == NOW:
        return Page([], str(feed.last), more=False)
    after = feed.gone if cursor is None else _number(cursor)
    if not feed.gone <= after <= feed.last:
        raise Gone
    rows = list(PublicChange.objects.filter(number__gt=after)[: limit + 1])
    told = rows[:limit]
    return Page(told, str(told[-1].number if told else after), more=len(rows) > limit)


def _number(cursor: str) -> int:
    if not cursor.isascii() or not cursor.isdigit() or len(cursor) > 18:
        raise ValidationError(
            {"cursor": f"Take it from `cursor` of the page before, or say {NOW}."}
        )
    return int(cursor)
