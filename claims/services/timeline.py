"""What happened to a claim or an article, read from the history: newest first, step by step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
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
from newsroom.common.roles import is_in_house
from sources.domain.vocabulary import CONFIDENTIAL_NAMINGS
from sources.models import Source

ROWS = 200  # of history; a page of a timeline ends with the step that reaches so many
# Follows from other things, or tells nothing.
_SILENT = frozenset(
    {"id", "version", "created_at", "updated_at", "current_version", "position", "file"}
)
_SILENT_OF: dict[type[Model], frozenset[str]] = {
    Claim: frozenset({"changed_at"}),
    VerificationEvent: frozenset(
        {"number", "previous", "digest", "transaction", "at", "findings", "profile_version"}
    ),
    CommentAttempt: frozenset({"request"}),
}
_NOTHING: tuple[Any, ...] = (None, "", [], False, 0)


class Did(StrEnum):
    """What a step did to a record; *on file* is how it stood when its history began."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    ON_FILE = "on file"
    WITHDRAWN = "withdrawn"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a record, before and after, as JSON has them; a reference is an id."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Touched:
    """What a step did to one record, in sum."""

    record: str
    id: str
    act: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What one request did: when it began, who (None where nobody signed), by which door."""

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


def claim_timeline(
    claim: Claim, user: User, before: datetime | None = None, rows: int = ROWS
) -> Page:
    """The steps that touched `claim`, its sourcing, evidence, links, requests or notices.

    As `user`, who may read the claim, may know of them: no confidential conduit, and no link to a
    claim that they may not read.
    """
    asked = history.of(AskedAboutLink).objects.filter(claim_id=claim.pk)
    requests = asked.values("commentrequest_id")
    noticed = history.of(NoticeClaimLink).objects.filter(claim_id=claim.pk)
    attributions = Attribution.objects.filter(claim=claim).values("pk")
    readable = Claim.objects.visible_to(user).values("pk")
    wanted: dict[type[Model], Q] = {
        Claim: Q(pgh_obj=claim.pk),
        Attribution: Q(claim=claim.pk),
        Anchor: Q(claim=claim.pk) | Q(attribution__in=attributions),
        Evidence: Q(claim=claim.pk),
        ClaimLink: Q(from_claim=claim.pk, to_claim__in=readable)
        | Q(to_claim=claim.pk, from_claim__in=readable),
        VerificationEvent: Q(claim=claim.pk),
        CommentRequest: Q(pgh_obj__in=requests),
        CommentAttempt: Q(request__in=requests),
        AskedAboutLink: Q(claim=claim.pk),
        Notice: Q(pgh_obj__in=noticed.values("notice_id")),
        NoticeClaimLink: Q(claim=claim.pk),
    }
    return _page(wanted, _Viewer(user, frozenset({"claim", "article"})), before, rows)


def article_timeline(
    article: Article, user: User, before: datetime | None = None, rows: int = ROWS
) -> Page:
    """The steps that touched `article`, its readers and notices, and the status of its claims."""
    wanted: dict[type[Model], Q] = {
        Article: Q(pgh_obj=article.pk),
        ReaderLink: Q(article=article.pk),
        Notice: Q(article=article.pk),
        CommentRequest: Q(article=article.pk, pgh_label="insert"),
        Claim: Q(article=article.pk, pgh_label="insert"),
        VerificationEvent: Q(claim__in=Claim.objects.filter(article=article).values("pk")),
    }
    return _page(wanted, _Viewer(user, frozenset({"article"})), before, rows)


@dataclass(frozen=True, slots=True)
class _Viewer:
    """For whom the page is, the fields that go without saying on it, and the sources of which they
    may not know that others have it from them.
    """

    user: User
    silent: frozenset[str]
    secret: frozenset[UUID] = frozenset()

    def warned(self, attributions: Iterable[Any]) -> _Viewer:
        """With the secret ones among the conduits and origins of these history rows.

        A source that was ever confidential stays so here: naming it later frees nothing that was
        said before. Its handler, and those who know it, may read on.
        """
        ids = {one for row in attributions for one in (row.via_id, row.knows_from_id) if one}
        confidential = Q(naming__in=sorted(CONFIDENTIAL_NAMINGS))
        was = history.of(Source).objects.filter(confidential, pgh_obj__in=ids).values("pgh_obj")
        rows = Source.objects.filter(confidential | Q(pk__in=was), pk__in=ids)
        if is_in_house(self.user):
            rows = rows.exclude(handler=self.user).exclude(known_to=self.user)
        gone = ids - set(Source.objects.filter(pk__in=ids).values_list("pk", flat=True))
        return replace(self, secret=frozenset(rows.values_list("pk", flat=True)) | gone)

    def is_told(self, model: type[Model], name: str) -> bool:
        silent = self.silent | _SILENT | _SILENT_OF.get(model, frozenset())
        return name not in silent and not name.startswith("public_")

    def gives_away(self, name: str, *values: Any) -> bool:
        """Whether a change names a confidential source as a conduit or origin."""
        return name in ("via", "knows_from") and not self.secret.isdisjoint(values)


@dataclass(slots=True)
class _Group:
    """The keys of the history rows that one request wrote: their number by model."""

    at: datetime
    keys: dict[type[Model], list[int]] = field(default_factory=lambda: defaultdict(list))

    def __len__(self) -> int:
        return sum(map(len, self.keys.values()))


def _page(
    wanted: Mapping[type[Model], Q], viewer: _Viewer, before: datetime | None, limit: int
) -> Page:
    groups = [one for one in _groups(wanted) if before is None or one.at < before]
    taken, count = 0, 0
    for one in groups:
        # those that began in the same instant stay on one page, for `before` is all that ends it
        if count >= limit and one.at != groups[taken - 1].at:
            break
        taken, count = taken + 1, count + len(one)
    more = taken < len(groups)
    steps = _steps(groups[:taken], viewer)
    return Page(steps, groups[taken - 1].at if more else None, _labels(steps, viewer.user))


def _groups(wanted: Mapping[type[Model], Q]) -> list[_Group]:
    """All that happened, request by request, by when each began: no later write moves it."""
    groups: dict[Any, _Group] = {}
    for model, which in wanted.items():
        keys = history.of(model).objects.filter(which)
        for context, at, key in keys.values_list("pgh_context_id", "pgh_created_at", "pgh_id"):
            group = groups.setdefault(context or (model, key), _Group(at))
            group.at = min(group.at, at)
            group.keys[model].append(key)
    return sorted(groups.values(), key=lambda one: one.at, reverse=True)


def _steps(groups: list[_Group], viewer: _Viewer) -> tuple[Step, ...]:
    keys: dict[type[Model], list[int]] = defaultdict(list)
    for group in groups:
        for model, own in group.keys.items():
            keys[model] += own
    rows = {model: history.of(model).objects.in_bulk(own) for model, own in keys.items()}
    earlier = {model: _earlier(model, own) for model, own in rows.items()}
    sourcing = (rows.get(Attribution, {}), earlier.get(Attribution, {}))
    viewer = viewer.warned(row for own in sourcing for row in own.values())
    signed = {_signed(row.pgh_context) for own in rows.values() for row in own.values()}
    people = User.objects.in_bulk(signed - {None})
    steps = []
    for group in groups:
        context = next(rows[model][own[0]].pgh_context for model, own in group.keys.items())
        steps.append(
            Step(
                at=group.at,
                by=people.get(_signed(context)),
                origin=context.get("origin", ""),
                role=context.get("role", ""),
                request=context.get("request", ""),
                touched=_touched(group, rows, earlier, viewer),
            )
        )
    return tuple(steps)


def _signed(context: Mapping[str, Any]) -> UUID | None:
    """Whom a context names; it may have been set by hand, in the database."""
    try:
        return UUID(context.get("user") or "")
    except (ValueError, AttributeError):
        return None


def _earlier(model: type[Model], rows: Mapping[int, Any]) -> dict[int, Any]:
    """For each history row the one before it of the same record, by their numbers."""
    kept = history.of(model)
    if not hasattr(kept, "pgh_obj"):
        return {}
    records = {row.pgh_obj_id for row in rows.values()}
    ladder = kept.objects.filter(pgh_obj__in=records).order_by("pgh_obj_id", "pgh_id")
    before, last = {}, (None, 0)
    for record, key in ladder.values_list("pgh_obj_id", "pgh_id"):
        if last[0] == record and key in rows:
            before[key] = last[1]
        last = (record, key)
    found = kept.objects.in_bulk(set(before.values()))
    return {key: found[earlier] for key, earlier in before.items()}


def _touched(
    group: _Group,
    rows: Mapping[type[Model], Mapping[int, Any]],
    earlier: Mapping[type[Model], Mapping[int, Any]],
    viewer: _Viewer,
) -> tuple[Touched, ...]:
    """What a request did to each record, in the order in which it came to them."""
    by_record: dict[tuple[type[Model], Any], list[Any]] = defaultdict(list)
    for model, keys in group.keys.items():
        for key in sorted(keys):
            row = rows[model][key]
            by_record[model, row.id].append(row)
    found = []
    for (model, record), own in by_record.items():
        told = _in_sum(model, str(record), own, earlier[model], viewer)
        if told is not None:
            found.append((own[0].pgh_created_at, told))
    return tuple(told for _, told in sorted(found, key=lambda one: one[0]))


def _in_sum(
    model: type[Model], record: str, own: list[Any], earlier: Mapping[int, Any], viewer: _Viewer
) -> Touched | None:
    """What the history rows `own` of one record say together; None where it comes to nothing."""
    name, first, last = str(model._meta.verbose_name), own[0].pgh_label, own[-1].pgh_label
    if last == "baseline":
        return Touched(name, record, Did.ON_FILE, ())
    if (first, last) == ("insert", "delete"):
        return None
    is_new, is_gone = first == "insert", last == "delete"
    values: dict[str, tuple[Any, Any]] = {}
    for row in own:
        was = {} if row.pgh_label == "insert" else _values(earlier.get(row.pgh_id, row))
        now = {} if row.pgh_label == "delete" else _values(row)
        for one in {**was, **now}:
            before, after = was.get(one), now.get(one)
            if before != after:
                values[one] = (values[one][0] if one in values else before, after)
    changes = tuple(
        Change(one, before, after)
        for one, (before, after) in values.items()
        if before != after
        and viewer.is_told(model, one)
        and not viewer.gives_away(one, before, after)
        and not (is_new and after in _NOTHING)
        and not (is_gone and before in _NOTHING)
    )
    if not changes and not is_gone:
        return None
    act = Did.ADDED if is_new else Did.REMOVED if is_gone else Did.CHANGED
    if is_new and model is VerificationEvent:
        act = Did.MOVED
    if act is Did.CHANGED and values.get("withdrawn_at", ("", ""))[0] is None:
        act = Did.WITHDRAWN
    return Touched(name, record, act, changes)


def _values(row: Any) -> dict[str, Any]:
    """The record's own fields in a history row; of a reference its id."""
    return {
        one.name: one.value_from_object(row)
        for one in row._meta.concrete_fields
        if not one.name.startswith("pgh_")
    }


def _labels(steps: Iterable[Step], user: User) -> dict[str, str]:
    """Words for the ids in `steps`, for people to read; of what `user` may read alone."""
    ids = {
        one
        for step in steps
        for touched in step.touched
        for change in touched.changes
        for value in (change.before, change.after)
        for one in (value if isinstance(value, list) else [value])
        if isinstance(one, UUID)
    }
    readable: tuple[Any, ...] = (
        User.objects.all(),
        Source.objects.visible_to(user),
        Claim.objects.visible_to(user),
        CommentRequest.objects.visible_to(user).select_related("source"),
        Evidence.objects.visible_to(user),
        Notice.objects.visible_to(user),
    )
    return {str(one.pk): str(one) for rows in readable for one in rows.filter(pk__in=ids)}
