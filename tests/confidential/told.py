"""Everything that the API tells one person: each address, filter and page, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import projection
from newsroom.common.projection import Projection
from sources.projection import SOURCE

ROOT = "/api/v1/"
REQUEST_ID = "X-Request-Id"  # drawn at random for each request
LISTS: dict[str, Projection] = {
    "articles/": projection.ARTICLE,
    "attributions/": projection.ATTRIBUTION,
    "claims/": projection.CLAIM,
    "comment-requests/": projection.COMMENT_REQUEST,
    "evidence/": projection.EVIDENCE,
    "notices/": projection.NOTICE,
    "sources/": SOURCE,
}
# A word, number or instant for each filter that is no id; ids are those of the world.
VALUES = {
    "status": ["published", "verified", "in_review", "draft"],
    "kind": ["fact", "person", "correction", "link"],
    "article_status": ["published", "draft"],
    "language": ["en"],
    "medium": ["told us", "not stated"],
    "dated_after": ["2020-01-01T00:00:00Z"],
    "dated_before": ["2040-01-01T00:00:00Z"],
    "outcome": ["open", "declined to comment", "pending", "not asked"],
    "stance": ["asserts", "confirms"],
    "terms": ["off the record", "deep background", "on the record"],
    "naming": ["anonymous", "named"],
    "q": ["China", "MARK", "secret", "words or official or travel"],
    "topic": ["politics"],
    "label": ["S1"],
    "outlet": ["Demo News"],
    "section": ["world"],
    "published_after": ["2020-01-01T00:00:00Z"],
    "published_before": ["2040-01-01T00:00:00Z"],
    "orphaned": ["true", "false"],
    "uncounted": ["true"],
    "circular": ["false"],
    "is_lead": ["true"],
    "sha256": ["0" * 64],
}
OF_IDS = ("article", "claim", "source")
OF_ARTICLES = ("sheet", "versions", "readiness", "annotations", "provenance", "text")
OF_CLAIMS = ("confirmations", "transitions", "claim-review")
FEEDS = ("claim-reviews/", "claim-reviews/?page_size=1")
CLOSED = (
    "claim-links/",
    "external-fact-checks/",
    "hand-overs/",
    "people/",
    "policy/profiles/",
    "policy/statistics/",
)
MORE = ("order=-id", "count=exact", "count=estimate", "fields=id", "fields=version")
LISTED = (
    "articles/?order=-published&include=claims",
    "articles/?q=travel or china&order=rank&count=exact",
    "claims/?include=article,sources&fields=id,status,source_count",
    "claims/?order=-source_count",
    "claims/?order=independent_confirmations",
    "claims/?order=updated",
    "claims/?q=secret or china or words&order=rank&count=exact",
    "exports/claims.ndjson",
    "exports/claims.csv?q=china",
)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    content: bytes
    queries: int


def everything(client: Any, ids: dict[str, list[UUID]]) -> dict[str, Answer]:
    """Address → answer, for each list with each of its filters, page by page, and each record.

    `ids` are those to ask for by kind of record ("articles/" and so on), hidden ones included.
    """
    return {path: answer(client, path) for path in addresses(client, ids)}


def answer(client: Any, path: str) -> Answer:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(f"{ROOT}{path}")
    content = b"".join(response.streaming_content) if response.streaming else response.content
    headers = tuple(sorted(one for one in response.headers.items() if one[0] != REQUEST_ID))
    return Answer(response.status_code, headers, content, len(queries))


def addresses(client: Any, ids: dict[str, list[UUID]]) -> Iterator[str]:
    for kind, shown in LISTS.items():
        yield from _pages(client, kind)
        yield from (f"{kind}?{more}" for more in MORE)
        for name in shown.filters:
            yield from (f"{kind}?{name}={value}" for value in _values(name, ids))
    for kind, known in ids.items():
        for one in known:
            yield f"{kind}{one}/"
            if kind == "articles/":
                yield from (f"{kind}{one}/{more}/" for more in OF_ARTICLES)
            if kind == "claims/":
                yield from (f"{kind}{one}/{more}/" for more in OF_CLAIMS)
            if kind == "evidence/":
                yield f"{kind}{one}/file/"
    yield from (*CLOSED, *FEEDS, *LISTED)
    yield from ("schema/?format=json", "claims/?assignee=me", "articles/?provenance=own")


def _pages(client: Any, kind: str) -> Iterator[str]:
    path = f"{kind}?page_size=1"
    while path:
        yield path
        found = client.get(f"{ROOT}{path}").json()
        path = (found["next"] or "").partition(ROOT)[2]


def _values(name: str, ids: dict[str, list[UUID]]) -> list[Any]:
    if name in OF_IDS:
        return list(ids[f"{name}s/"])
    if name.split("__", maxsplit=1)[0] in projection.NUMBERS:
        return [0, 1, 2]
    return VALUES[name]
