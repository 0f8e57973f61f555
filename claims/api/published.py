"""What is stored for the public, as long as it holds."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from claims import access
from claims.api.publishing import render
from claims.api.sheet import Record, public_sheets
from claims.domain.publishing import PublicKind
from claims.models import Article, DuePublication, PublishedRecord, PublishedSheet
from newsroom.common.api import conditional
from newsroom.common.api.conditional import Stored


def sheet(article_id: Any) -> Stored | None:
    """The public sheet of an article, one row; None where there is none, or it may be old."""
    rows = PublishedSheet.objects.filter(_holds(), article_id=article_id)
    found = rows.values_list("body", "packed", "etag", "changed_at").first()
    if found is None:
        return None
    body, packed, etag, changed_at = found
    return Stored(bytes(body), etag, changed_at, bytes(packed))


def sheet_afresh(article: Article) -> Stored:
    """The public sheet of an article that the public may read, rendered now."""
    return conditional.afresh(render(article).whole.body)


def public_sheet(article_id: UUID) -> Record | None:
    """What a consumer gets of an article, as the plain data of its JSON; None where it is not there
    for them.
    """
    kept = sheet(article_id)
    if kept is None:
        return public_sheets([article_id]).get(article_id)
    found: Record = json.loads(kept.body)
    return found


def record(kind: PublicKind, record_id: UUID | str) -> Stored | None:
    """A record of a public sheet; None as for `sheet`."""
    rows = PublishedRecord.objects.filter(_holds(), kind=kind, record_id=record_id)
    found = rows.values_list("body", "etag", "changed_at").first()
    return Stored(bytes(found[0]), found[1], found[2]) if found else None


def _holds() -> Q:
    """Whose article is public at this moment, and has no fact that was written since."""
    written = DuePublication.objects.filter(article_id=OuterRef("article_id"))
    return access.public_articles("article__") & Q(~Exists(written))
