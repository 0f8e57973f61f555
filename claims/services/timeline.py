"""What happened to a claim or an article, read from the history: newest first, step by step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Model, Q

from claims.models import (
    Anchor,
    Article,
    Attribution,
    Claim,
    ClaimLink,
    CommentAttempt,
    CommentRequest,
    Evidence,
    Notice,
    VerificationEvent,
)
from claims.models.history import AskedAboutLink, NoticeClaimLink, ReaderLink
from newsroom.common import history
from newsroom.common.models import User
from sources.domain.vocabulary import CONFIDENTIAL_NAMINGS
from sources.models import Source

ROWS = 200  # of history, at most, on one page of a timeline
# Follows from other things, or tells nothing.
SILENT = frozenset(
    {"id", "version", "created_at", "updated_at", "current_version", "position", "claim", "article"}
    | {"number", "previous", "digest", "transaction", "at", "request", "file"}
)
ACTS = {"insert": "added", "update": "changed", "delete": "removed", "baseline": "on file"}


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a record, before and after, as JSON has them; a reference is an id."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Touched:
    """What a step did to one record: added, changed, removed, or was on file at the start."""

    record: str
    id: str
    act: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What one request did: when, who (None where nobody signed), through which door."""

    at: datetime
    by: User | None
    origin: str
    role: str
    request: str
    touched: tuple[Touched, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Steps, newest first; `before` is where the next page begins, None on the last one."""

    steps: tuple[Step, ...]
    before: datetime | None
    labels: Mapping[str, str] = field(default_factory=dict)


def claim_timeline(claim: Claim, before: datetime | None = None, rows: int = ROWS) -> Page:
    """The steps that touched `claim`, its sourcing, evidence, links, requests or notices."""
    asked = history.of(AskedAboutLink).objects.filter(claim_id=claim.pk)
    requests = asked.values("commentrequest_id")
    noticed = history.of(NoticeClaimLink).objects.filter(claim_id=claim.pk)
    attributions = Attribution.objects.filter(claim=claim).values("pk")
    wanted: dict[type[Model], Q] = {
        Claim: Q(pgh_obj=claim.pk),
        Attribution: Q(claim=claim.pk),
        Anchor: Q(claim=claim.pk) | Q(attribution__in=attributions),
        Evidence: Q(claim=claim.pk),
        ClaimLink: Q(from_claim=claim.pk) | Q(to_claim=claim.pk),
        VerificationEvent: Q(claim=claim.pk),
        CommentRequest: Q(pgh_obj__in=requests),
        CommentAttempt: Q(request__in=requests),
        Notice: Q(pgh_obj__in=noticed.values("notice_id")),
    }
    return _page(wanted, before, rows)


def article_timeline(article: Article, before: datetime | None = None, rows: int = ROWS) -> Page:
    """The steps that touched `article`, its readers and notices, and the status of its claims."""
    wanted: dict[type[Model], Q] = {
        Article: Q(pgh_obj=article.pk),
        ReaderLink: Q(article=article.pk),
        Notice: Q(article=article.pk),
        CommentRequest: Q(article=article.pk, pgh_label="insert"),
        Claim: Q(article=article.pk, pgh_label="insert"),
        VerificationEvent: Q(claim__in=Claim.objects.filter(article=article).values("pk")),
    }
    return _page(wanted, before, rows)


def _page(wanted: Mapping[type[Model], Q], before: datetime | None, limit: int) -> Page:
    found = [row for model, which in wanted.items() for row in _rows(model, which, before, limit)]
    found.sort(key=lambda row: (row.pgh_created_at, row.pgh_id), reverse=True)
    more, found = len(found) > limit, found[:limit]
    if more:
        found = _whole_steps(found)
    earlier = _states_before(found)
    people = User.objects.in_bulk({row.pgh_context.get("user") for row in found} - {None})
    secret = _confidential_sources()
    steps = tuple(
        _step(list(rows), earlier, {str(pk): one for pk, one in people.items()}, secret)
        for _, rows in groupby(found, key=_step_key)
    )
    return Page(steps, found[-1].pgh_created_at if more else None, _labels(steps))


def _rows(model: type[Model], which: Q, before: datetime | None, limit: int) -> Iterator[Any]:
    rows = history.of(model).objects.filter(which).order_by("-pgh_created_at", "-pgh_id")
    if before is not None:
        rows = rows.filter(pgh_created_at__lt=before)
    yield from rows[: limit + 1]


def _step_key(row: Any) -> Any:
    return row.pgh_context_id or (row.pgh_created_at, row.pgh_id)


def _whole_steps(rows: list[Any]) -> list[Any]:
    """`rows` without those of the last step, which may go on beyond; unless it is the only one."""
    last = _step_key(rows[-1])
    whole = [row for row in rows if _step_key(row) != last]
    return whole or rows


def _states_before(rows: Sequence[Any]) -> dict[Any, dict[str, Any]]:
    """For each history row, by model and id, the values of its record before it."""
    states: dict[Any, dict[str, Any]] = {}
    by_model: dict[type[Any], list[Any]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    for model, own in by_model.items():
        if not hasattr(model, "pgh_obj"):
            continue
        cut = min(row.pgh_created_at for row in own)
        objects = {row.pgh_obj_id for row in own}
        last = {
            row.pgh_obj_id: _values(row)
            for row in model.objects.filter(pgh_obj__in=objects, pgh_created_at__lt=cut)
            .order_by("pgh_obj_id", "-pgh_id")
            .distinct("pgh_obj_id")
        }
        for row in sorted(own, key=lambda one: one.pgh_id):
            states[model, row.pgh_id] = last.get(row.pgh_obj_id, {})
            last[row.pgh_obj_id] = _values(row)
    return states


def _values(row: Any) -> dict[str, Any]:
    """The record's own fields in a history row; of a reference its id."""
    return {
        one.name: one.value_from_object(row)
        for one in row._meta.concrete_fields
        if not one.name.startswith("pgh_")
    }


def _step(
    rows: list[Any],
    earlier: Mapping[Any, dict[str, Any]],
    people: Mapping[str, User],
    secret: set[UUID],
) -> Step:
    context = rows[0].pgh_context
    touched = [_touched(row, earlier.get((type(row), row.pgh_id), {}), secret) for row in rows]
    shown = [one for one in reversed(touched) if one.changes or one.act in ("removed", "on file")]
    return Step(
        at=rows[0].pgh_created_at,
        by=people.get(context.get("user") or ""),
        origin=context.get("origin", ""),
        role=context.get("role", ""),
        request=context.get("request", ""),
        touched=tuple(shown),
    )


def _touched(row: Any, before: Mapping[str, Any], secret: set[UUID]) -> Touched:
    after = {} if row.pgh_label == "delete" else _values(row)
    name = str(row.pgh_tracked_model._meta.verbose_name)
    if row.pgh_label in ("delete", "baseline"):
        return Touched(name, _id(row), ACTS[row.pgh_label], ())
    empty = {} if row.pgh_label == "update" else dict.fromkeys(after)
    changes = tuple(
        Change(one, was, now)
        for one, now in after.items()
        if _is_told(one)
        and (was := {**empty, **before}.get(one)) != now
        and not (was in (None, "") and now in (None, "", [], False, 0))
        and not _gives_away(one, was, now, secret)
    )
    return Touched(name, _id(row), ACTS[row.pgh_label], changes)


def _id(row: Any) -> str:
    return str(getattr(row, "pgh_obj_id", None) or row.pgh_id)


def _is_told(name: str) -> bool:
    return name not in SILENT and not name.startswith("public_")


def _gives_away(name: str, was: Any, now: Any, secret: set[UUID]) -> bool:
    """Whether a change names a confidential source as a conduit or origin."""
    return name in ("via", "knows_from") and bool({was, now} & secret)


def _confidential_sources() -> set[UUID]:
    return set(
        Source.objects.filter(naming__in=sorted(CONFIDENTIAL_NAMINGS)).values_list("pk", flat=True)
    )


def _labels(steps: Iterable[Step]) -> dict[str, str]:
    """Words for the ids of people and sources in `steps`, for people to read."""
    ids = {
        value
        for step in steps
        for touched in step.touched
        for change in touched.changes
        for value in (change.before, change.after)
        if isinstance(value, UUID)
    }
    found: list[Any] = [*User.objects.filter(pk__in=ids), *Source.objects.filter(pk__in=ids)]
    return {str(one.pk): str(one) for one in found}
