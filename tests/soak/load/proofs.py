"""What must hold of the database, whatever was asked of it at once and whatever was killed.

Run it while nobody writes. Each check yields sentences; no sentence means that it holds.
"""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from claims.models import (
    Article,
    Attribution,
    Claim,
    CommentAttempt,
    CommentRequest,
    Evidence,
    VerificationEvent,
)
from claims.services.history import first_broken
from claims.services.recount import recount
from newsroom.common import history
from newsroom.common.models import RepeatableRequest
from sources.models import Source
from tests.soak.load.browser import Account

# Each kind of record, with the field to which tokens are added.
KINDS: dict[str, tuple[Any, str]] = {
    "claim": (Claim, "note"),
    "attribution": (Attribution, "note"),
    "comment request": (CommentRequest, "question"),
    "source": (Source, "notes"),
    "article": (Article, "body"),
    "evidence": (Evidence, "url"),
}


@dataclass(frozen=True, slots=True)
class Ground:
    """What is judged: the writes since then, which bear this run's `mark`."""

    mark: str
    earlier: frozenset[str]

    @property
    def token(self) -> re.Pattern[str]:
        return re.compile(rf"{self.mark}-[0-9a-f]{{14}}\b")


def ground(mark: str) -> Ground:
    """Where a run begins: others may have written to this database before."""
    return Ground(mark, frozenset(_writers()))


def problems(account: Account, since: Ground, *, every_answer_came: bool) -> list[str]:
    """What does not hold. Where `every_answer_came`, nothing may be written that no answer told."""
    story = Story(since.token)
    found = [
        *story.gaps(),
        *story.unlike_what_stands(),
        *story.accepted_and_missing(account),
        *tokens(story, account),
        *(_untold(account, since) if every_answer_came else ()),
        *_drift(),
        *_chain(),
        *_sentences(),
        *_repeatable(story),
    ]
    connection.close()
    return found


class Story:
    """The history of all records, read once."""

    def __init__(self, token: re.Pattern[str]) -> None:
        self.token = token
        self.rows: dict[tuple[str, str], list[tuple[int, str, str]]] = defaultdict(list)
        for kind, (model, field) in KINDS.items():
            rows = history.of(model).objects.order_by("pgh_id")
            for pk, version, context, text in rows.values_list(
                "pgh_obj_id", "version", "pgh_context__request", field
            ):
                self.rows[kind, str(pk)].append((version, context or "", text))

    def gaps(self) -> Iterator[str]:
        """A version left out, or one that two requests wrote."""
        for (kind, pk), rows in self.rows.items():
            versions = [version for version, _, _ in rows]
            steps = {after - before for before, after in itertools.pairwise(versions)}
            if versions[0] != 1 or not steps <= {0, 1}:
                yield f"{kind} {pk} has the versions {versions}"
            writers = defaultdict(set)
            for version, request, _ in rows:
                writers[version].add(request)
            shared = [version for version, who in writers.items() if len(who) > 1]
            if shared:
                yield f"{kind} {pk}: several requests wrote the versions {shared}"

    def unlike_what_stands(self) -> Iterator[str]:
        for kind, (model, field) in KINDS.items():
            for pk, version, text in model.objects.values_list("pk", "version", field):
                last = self.rows[kind, str(pk)][-1:]
                if not last or (last[0][0], last[0][2]) != (version, text):
                    yield f"{kind} {pk} stands otherwise than its history says"

    def accepted_and_missing(self, account: Account) -> Iterator[str]:
        """Each accepted answer names a version: that is there, and written by that request."""
        for one in account.accepted:
            if not (one.changes and one.request):
                continue
            writers = {
                request
                for version, request, _ in self.rows[one.record, one.id]
                if version == one.version
            }
            if writers != {one.request}:
                yield f"Accepted, but version {one.version} is not its own: {one}"

    def introduced(self) -> tuple[Counter[str], list[str]]:
        """How often each token came into a text, and the tokens that a later version lost."""
        came: Counter[str] = Counter()
        lost: list[str] = []
        for (kind, pk), rows in self.rows.items():
            before: set[str] = set()
            for version, _, text in rows:
                now = Counter(self.token.findall(text))
                came.update(now.keys() - before)
                lost += [f"{kind} {pk} lost {one} at {version}" for one in before - now.keys()]
                lost += [f"{kind} {pk} has {one} twice" for one, n in now.items() if n > 1]
                before = set(now)
        return came, lost


def tokens(story: Story, account: Account) -> Iterator[str]:
    """No accepted change is lost or done twice, and no refused one is there."""
    came, lost = story.introduced()
    yield from lost
    for model, field in (
        (VerificationEvent, "reason"),
        (Attribution, "withdrawn_reason"),
        (CommentAttempt, "note"),
    ):
        came.update(text for text in model.objects.values_list(field, flat=True) if text)
    came = Counter({text: n for text, n in came.items() if story.token.fullmatch(text)})
    accepted = {one.token: one for one in account.accepted if one.token}
    yield from (
        f"Accepted, and there {came[t]} times: {one}" for t, one in accepted.items() if came[t] != 1
    )
    unknown = came.keys() - accepted.keys() - account.pending
    yield from (f"There, though nobody was told so: {token}" for token in unknown)
    yield from (f"Done {n} times: {token}" for token, n in came.items() if n > 1)


def _untold(account: Account, since: Ground) -> Iterator[str]:
    """The requests that wrote something are those that were answered as accepted."""
    wrote = _writers() - since.earlier
    told = {one.request for one in account.accepted}
    must = {one.request for one in account.accepted if one.changes}
    yield from (f"Request {one} wrote, and was not accepted" for one in wrote - told)
    yield from (f"Request {one} was accepted, and left no history" for one in must - wrote)


def _writers() -> set[str]:
    """The requests over the API that left any history."""
    wrote: set[str] = set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns WHERE column_name = 'pgh_context' "
            "AND table_schema = current_schema()"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(
                f"SELECT DISTINCT pgh_context->>'request' FROM {table} "
                "WHERE pgh_context->>'origin' = 'api'"
            )
            wrote |= {request for (request,) in cursor.fetchall()}
    return wrote


def _drift() -> Iterator[str]:
    yield from (f"Drift: {one}" for batch in recount() for one in batch)


def _chain() -> Iterator[str]:
    broken = first_broken()
    if broken:
        yield f"The chain of events is broken: {broken}"


SENTENCES = {
    "moved from where it did not stand": """
        SELECT id FROM (
            SELECT id, from_status, lag(to_status, 1, 'unverified')
                OVER (PARTITION BY claim_id ORDER BY number) AS stood
            FROM claims_verificationevent) AS e
        WHERE stood <> from_status""",
    "stands elsewhere than its last event says": """
        SELECT c.id FROM claims_claim c LEFT JOIN LATERAL (
            SELECT to_status FROM claims_verificationevent e
            WHERE e.claim_id = c.id ORDER BY number DESC LIMIT 1) AS last ON true
        WHERE c.status <> coalesce(last.to_status, 'unverified')""",
    "was logged by nobody": """
        SELECT id FROM claims_attribution a WHERE NOT EXISTS (
            SELECT FROM claims_claimcontributor c
            WHERE c.attribution_id = a.id AND c.act = 'logged attribution')""",
    "was withdrawn by nobody": """
        SELECT id FROM claims_attribution a WHERE withdrawn_at IS NOT NULL AND 1 <> (
            SELECT count(*) FROM claims_claimcontributor c
            WHERE c.attribution_id = a.id AND c.act = 'withdrew attribution')""",
    "has a text that is not its current version": """
        SELECT a.id FROM claims_article a JOIN claims_articleversion v
        ON v.id = a.current_version_id
        WHERE v.text <> a.body OR v.number <> (
            SELECT count(*) FROM claims_articleversion w WHERE w.article_id = a.id)""",
    "stands on a source that was merged": """
        SELECT a.id FROM claims_attribution a JOIN sources_source s ON s.id = a.source_id
        WHERE s.merged_into_id IS NOT NULL""",
}


def _sentences() -> Iterator[str]:
    with connection.cursor() as cursor:
        for sentence, query in SENTENCES.items():
            cursor.execute(query)
            yield from (f"{pk} {sentence}" for (pk,) in cursor.fetchall())


_KIND_AT = {
    "attributions": "attribution",
    "claims": "claim",
    "comment-requests": "comment request",
    "evidence": "evidence",
    "sources": "source",
}


def _repeatable(story: Story) -> Iterator[str]:
    """No answer is kept without the write that it tells of."""
    for row in RepeatableRequest.objects.all():
        kind = _KIND_AT[row.path.split("/")[3]]
        answer = json.loads(row.answer or "{}")
        versions = {version for version, _, _ in story.rows[kind, answer.get("id", "")]}
        if row.status is None or answer.get("version") not in versions:
            yield f"An answer is kept to {row.path}, of which nothing was written"
