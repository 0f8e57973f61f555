"""A claim with its sourcing, new sources and who was asked, logged as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError

from claims.domain.vocabulary import Recorded
from claims.models import Claim
from claims.services.attributions import attribution_create, attribution_update
from claims.services.claims import claim_create
from claims.services.comments import comment_request_create
from newsroom.common.history import write
from sources.services import source_create

if TYPE_CHECKING:
    from newsroom.common.models import User
    from sources.models import Source

ROLES = ("source", "via", "knows_from")
Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """What is typed of the sourcing: rows of `claims.services`, requests as reported in copy.

    In a role (ROLES) stands a source, or the key of one of `anew`: the fields of sources to be
    recorded in the same step, each once.
    """

    attributions: Sequence[Given] = ()
    requests: Sequence[Given] = ()
    anew: Mapping[str, Given] = field(default_factory=dict)


class NotAsASource(Exception):
    """What is wrong with a source that is to be recorded, under its `key`."""

    def __init__(self, key: str, problem: ValidationError) -> None:
        super().__init__(str(problem))
        self.key = key
        self.problem = problem


@write
def claim_log(
    *, by: User, article_id: UUID, fields: Given, anchors: Sequence[Given], rows: Rows
) -> Claim:
    """Log a claim with all that is typed of its sourcing; all or nothing.

    Raises ValidationError by field, or NotAsASource.
    """
    sources = _recorded(by, rows)
    claim = claim_create(
        by=by,
        article_id=article_id,
        fields=fields,
        anchors=anchors,
        attributions=[_resolved(row, sources) for row in rows.attributions],
    )
    _ask(by, claim, rows.requests, sources)
    return claim


@write
def sourcing_add(*, by: User, claim: Claim, rows: Rows, seen: int | None = None) -> Claim:
    """Add rows and requests to a claim in hand, whose version `seen` is; all or nothing.

    Raises as `claim_log`, or Stale.
    """
    sources = _recorded(by, rows)
    for row in rows.attributions:
        fields = _resolved(row, sources)
        attribution_create(by=by, claim_id=claim.pk, fields=fields, seen=seen)
        seen = None  # the next one follows on one's own
    _ask(by, claim, rows.requests, sources)
    return claim


@write
def row_change(*, by: User, row_id: UUID, changes: Given, anew: Given, seen: int) -> None:
    """Change a row, with the sources that it newly names. Raises as `claim_log`, Stale, Refused."""
    sources = _recorded(by, Rows([changes], (), anew))
    attribution_update(by=by, attribution_id=row_id, changes=_resolved(changes, sources), seen=seen)


def _recorded(by: User, rows: Rows) -> dict[str, Source]:
    """The new sources that a row names, recorded; those that none names are left out."""
    named = _named([*rows.attributions, *rows.requests])
    sources: dict[str, Source] = {}
    for key, fields in rows.anew.items():
        if key in named:
            try:
                sources[key] = source_create(by=by, fields=fields)
            except ValidationError as problem:
                raise NotAsASource(key, problem) from problem
    return sources


def _named(rows: Iterable[Given]) -> set[Any]:
    return {row[role] for row in rows for role in ROLES if isinstance(row.get(role), str)}


def _resolved(row: Given, sources: Mapping[str, Source]) -> dict[str, Any]:
    return {
        name: sources[value] if name in ROLES and isinstance(value, str) else value
        for name, value in row.items()
    }


def _ask(by: User, claim: Claim, requests: Sequence[Given], sources: Mapping[str, Source]) -> None:
    for one in requests:
        row = _resolved(one, sources)
        comment_request_create(
            by=by,
            article_id=claim.article_id,
            fields={
                "source": row["source"],
                "outcome": row["outcome"],
                "recorded": Recorded.IN_COPY,
            },
            claims=[claim],
            anchor=row.get("anchor"),
        )
