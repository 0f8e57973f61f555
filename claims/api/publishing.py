"""Public articles, rendered once per change and stored: by the API's serializers, as the last step
of the transaction that changes a fact of theirs. What thereby changes for the public goes into the
feed, numbered in the order of the commits.

Which articles are to be rendered anew says the database (`DuePublication`, by triggers). The
articles are locked first, then the one row of the feed, after every other lock and until the
commit: so of two who write to an article the second renders what the first has written, and a
number is given only once all smaller ones are committed. A reader who has seen a number has missed
none below it.
"""

from __future__ import annotations

import gzip
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone
from rest_framework.renderers import JSONRenderer

from claims import access
from claims.api.serializers import SheetSerializer
from claims.api.sheet import sheet_of
from claims.domain.publishing import Change, PublicKind, changes
from claims.models import (
    Article,
    ArticleEvaluation,
    DuePublication,
    PublishedRecord,
    PublishedSheet,
)
from claims.services import feed
from claims.services.feed import Key
from newsroom.common.api.conditional import digest
from newsroom.common.api.serializers import PUBLIC
from newsroom.common.transactions import this_transaction, whole

BATCH = 20
PARTS = {
    "article": PublicKind.ARTICLE,
    "sources": PublicKind.SOURCE,  # before the claims that name them
    "claims": PublicKind.CLAIM,
    "comment_requests": PublicKind.COMMENT_REQUEST,
    "notices": PublicKind.NOTICE,
}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A record as it is sent, in UTF-8, and the digest of that."""

    body: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """All of an article; `records` in the order in which the feed tells of them."""

    whole: Rendered
    records: Mapping[Key, Rendered]


def render(article: Article) -> Sheet:
    """The public sheet of `article`, which the public may read."""
    parts = sheet_of(article, AnonymousUser())
    data = SheetSerializer(parts, context={PUBLIC: True}).data
    bodies = {name: _bodies(data[name]) for name in data}
    records = {
        (kind, UUID(pk)): rendered(body)
        for name, kind in PARTS.items()
        for pk, body in bodies[name].items()
    }
    inner = {name: b",".join(each.values()) for name, each in bodies.items()}
    lists = [
        b'"%b":%b' % (name.encode(), body if name == "article" else b"[%b]" % body)
        for name, body in inner.items()
    ]
    return Sheet(rendered(b"{%b}" % b",".join(lists)), records)


def _bodies(part: Any) -> dict[str, bytes]:
    rows = [part] if isinstance(part, Mapping) else part
    return {row["id"]: JSONRenderer().render(row) for row in rows}


def rendered(body: bytes) -> Rendered:
    return Rendered(body, digest(body))


# --- Writing ------------------------------------------------------------------------------------


def settle() -> None:
    """Render anew each public article of which this transaction wrote a fact: its last step."""
    marked = DuePublication.objects.filter(transaction=this_transaction())
    publish(set(marked.values_list("article_id", flat=True)))


def to_publish() -> QuerySet[Article]:
    """Articles whose stored copy is not there or does not hold: an embargo is over, or somebody
    wrote past the services.
    """
    due = Q(pk__in=DuePublication.objects.values("article_id"))
    return Article.objects.filter(due | access.public_articles() & Q(published_sheet=None))


def publish_due() -> None:
    """Bring the stored copies and the feed in line with what time alone has changed."""
    ids = sorted(to_publish().values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        whole(partial(publish, ids[start : start + BATCH]))


def publish(article_ids: Iterable[UUID]) -> None:
    """Render these articles and store what differs, inside a transaction.

    One that cannot be rendered is left out and logged: nobody is kept from mending it, and readers
    get no old copy.
    """
    ids = sorted(article_ids)
    if not ids:
        return
    list(ArticleEvaluation.objects.locked(ids))
    marks = dict(DuePublication.objects.filter(article_id__in=ids).values_list("pk", "article_id"))
    sheets = {}
    public = Article.objects.filter(access.public_articles(), pk__in=ids).order_by("pk")
    for article in public.select_related("current_version"):
        try:
            sheets[article.pk] = render(article)
        except Exception:
            _log.exception("Article %s cannot be rendered and stays due.", article.pk)
            ids.remove(article.pk)
    now = timezone.now()
    stored = list(PublishedRecord.objects.filter(article__in=ids).defer("body"))
    if sheets or stored:
        held = feed.hold()
        feed.tell(held, _differences(ids, stored, sheets), now)
    _store_records(stored, sheets, now)
    _store_sheets(ids, sheets, now)
    DuePublication.objects.filter(pk__in=[pk for pk, of in marks.items() if of in ids]).delete()


def _differences(
    ids: list[UUID], stored: list[PublishedRecord], sheets: Mapping[UUID, Sheet]
) -> list[tuple[UUID, Change[Key]]]:
    """What changes for the public, each with the article through which it does."""
    before = {(PublicKind(row.kind), row.record_id): row.etag for row in stored}
    through = {(PublicKind(row.kind), row.record_id): row.article_id for row in stored}
    after: dict[Key, str] = {}
    for pk, sheet in sheets.items():
        for key, one in sheet.records.items():
            after[key], through[key] = one.etag, pk
    # a source that other articles name as well neither comes nor goes
    named = {pk for kind, pk in {*before, *after} if kind is PublicKind.SOURCE}
    elsewhere = PublishedRecord.objects.filter(record_id__in=named).exclude(article__in=ids)
    for pk, etag in elsewhere.values_list("record_id", "etag"):
        key = (PublicKind.SOURCE, pk)
        before.setdefault(key, etag)
        after.setdefault(key, before[key])
    return [(through[one.key], one) for one in changes(before, after)]


def _store_records(
    stored: list[PublishedRecord], sheets: Mapping[UUID, Sheet], now: datetime
) -> None:
    old = {(row.article_id, row.record_id): row for row in stored}
    new = []
    for pk, sheet in sheets.items():
        for (kind, record), one in sheet.records.items():
            row = old.pop((pk, record), None)
            if row is None or row.etag != one.etag:
                new.append(
                    PublishedRecord(
                        article_id=pk,
                        kind=kind,
                        record_id=record,
                        body=one.body,
                        etag=one.etag,
                        changed_at=now,
                    )
                )
    PublishedRecord.objects.filter(pk__in=[row.pk for row in old.values()]).delete()
    PublishedRecord.objects.bulk_create(
        new,
        update_conflicts=True,
        unique_fields=["record_id", "article"],
        update_fields=["kind", "body", "etag", "changed_at"],
    )


def _store_sheets(ids: list[UUID], sheets: Mapping[UUID, Sheet], now: datetime) -> None:
    old = dict(PublishedSheet.objects.filter(article__in=ids).values_list("article_id", "etag"))
    PublishedSheet.objects.filter(article__in=set(old) - set(sheets)).delete()
    PublishedSheet.objects.bulk_create(
        [
            PublishedSheet(
                article_id=pk,
                body=sheet.whole.body,
                packed=gzip.compress(sheet.whole.body, mtime=0),
                etag=sheet.whole.etag,
                changed_at=now,
            )
            for pk, sheet in sheets.items()
            if old.get(pk) != sheet.whole.etag
        ],
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=["body", "packed", "etag", "changed_at"],
    )
