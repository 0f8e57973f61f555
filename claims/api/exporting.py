"""All claims that somebody may read, as a stream: as JSON lines, or as a table.

Rendered as the API's lists are, in the order in which they were logged, a batch at a time: memory
does not grow with the length. Each batch is a query of its own, so the database keeps no old state
for a slow reader, and what is published meanwhile may be in it. An export that was broken off goes
on behind the id of its last claim.
"""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework.renderers import JSONRenderer

from claims.api.serializers import ClaimSerializer
from newsroom.common.api.listing import only
from newsroom.common.api.serializers import PUBLIC
from newsroom.common.transactions import UNREACHABLE

BATCH = 200
LASTS = 900.0  # seconds; then it is to be gone on with, by whoever may still read
TAKEN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
Rows = QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Export:
    """`rows` are of `claim_rows`, `after` is the id of the last claim that the reader has."""

    rows: Rows
    public: bool
    after: UUID | None = None
    wanted: frozenset[str] | None = None
    has_gone: Callable[[], bool] = lambda: False
    lasts: float = LASTS

    @property
    def names(self) -> list[str]:
        """The fields of each claim."""
        serializer = ClaimSerializer(context={PUBLIC: self.public})
        only(serializer, self.wanted)
        return [name for name, field in serializer.fields.items() if not field.write_only]

    def batches(self) -> Iterator[tuple[Sequence[UUID], Any]]:
        """Ids and renderings of some claims after others, until there are no more."""
        after, ends = self.after, time.monotonic() + self.lasts
        rows = self.rows.order_by("pk")
        while not self.has_gone():
            if time.monotonic() > ends:
                raise TimeoutError
            batch = list((rows if after is None else rows.filter(pk__gt=after))[:BATCH])
            serializer: Any = ClaimSerializer(batch, many=True, context={PUBLIC: self.public})
            only(serializer.child, self.wanted)
            yield [claim.pk for claim in batch], serializer.data
            if len(batch) < BATCH:
                return
            after = batch[-1].pk


def ndjson(export: Export) -> Iterator[bytes]:
    """A line for each claim; the last says whether they are all, and where to go on."""
    render, after, count = JSONRenderer().render, export.after, 0
    ending: dict[str, Any] = {"complete": True}
    try:
        for ids, data in export.batches():
            for pk, record in zip(ids, data, strict=True):
                if export.has_gone():
                    return
                yield render(record) + b"\n"
                after, count = pk, count + 1
    except TimeoutError:
        ending = {"complete": False, "detail": "That took long: go on by the cursor."}
    except UNREACHABLE:
        ending = {"complete": False, "detail": "The database went away: go on by the cursor."}
    cursor = None if after is None else str(after)
    yield render({"export": {**ending, "count": count, "cursor": cursor}}) + b"\n"


def table(export: Export) -> Iterator[bytes]:
    """CSV (RFC 4180) with a header; lists and objects are JSON within their cell.

    What a spreadsheet would take for a formula has an apostrophe before it. Raises OperationalError
    where the database goes away: of a table nothing else can say that it is not whole.
    """
    names = export.names
    if "id" not in names:
        names = ["id", *names]  # by which to go on
    yield _row(names)
    try:
        for ids, data in export.batches():
            for pk, record in zip(ids, data, strict=True):
                if export.has_gone():
                    return
                yield _row([_cell({"id": str(pk), **record}[name]) for name in names])
    except TimeoutError:
        return


def _row(cells: Sequence[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"'{value}" if value.startswith(TAKEN_AS_FORMULA) else value
    if isinstance(value, int):
        return str(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


FORMS: dict[str, tuple[str, Callable[[Export], Iterator[bytes]]]] = {
    "ndjson": ("application/x-ndjson", ndjson),
    "csv": ("text/csv; charset=utf-8", table),
}
