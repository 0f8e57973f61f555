"""Claims: one checkable statement each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone

from claims import facts
from claims.domain.vocabulary import Act
from claims.models import Article, Claim
from claims.services import anchors as anchor_services
from claims.services import core
from claims.services.attributions import add_row
from claims.services.queue import check_assignee
from newsroom.common import records
from newsroom.common.history import write
from sources.models import Source

if TYPE_CHECKING:
    from newsroom.common.models import User

FIELDS = (
    "label",
    "statement",
    "kind",
    "is_lead",
    "hedge",
    "as_of",
    "importance",
    "assignee",
    "due_at",
    "exemption",
    "exemption_reason",
    "note",
    "outcome",
    "outcome_on",
    "outcome_note",
)

Given = Mapping[str, Any]


@write
def claim_create(
    *,
    by: User,
    article_id: UUID,
    fields: Given,
    anchors: Sequence[Given] = (),
    attributions: Sequence[Given] = (),
    claim_id: UUID | None = None,
) -> Claim:
    """Log a claim, with its anchors and its sourcing where they are already known.

    `fields` are of FIELDS, each of `anchors` a selector (exact, start, end, prefix, suffix), each
    of `attributions` the fields of a row with an optional `anchor`. `claim_id` is given where the
    claim has an id already, elsewhere.
    Raises ValidationError by field; nothing is written then.
    """
    records.refuse_unknown(fields, FIELDS)
    article = core.lock_article(article_id)
    known = {} if claim_id is None else {"id": claim_id}
    claim = Claim(article=article, **known, **fields)
    check_assignee(claim, claim.assignee)
    records.create(claim)
    core.contribute(claim, by, Act.WROTE_STATEMENT)
    _anchor(article, claim, anchors)
    _lock_sources_of(attributions)
    for index, row in enumerate(attributions):
        try:
            add_row(claim, by, row)
        except ValidationError as error:
            raise ValidationError(
                {"attributions": [f"Row {index + 1}: {one}" for one in _flat(error)]}
            ) from error
    if attributions:
        _count_first(claim)
    return claim


@write
def claim_update(
    *,
    by: User,
    claim_id: UUID,
    changes: Given,
    anchors: Sequence[Given] | None = None,
    seen: int | None = None,
) -> Claim:
    """Change a claim; `anchors`, where given, take the place of those on the current version.

    Raises ValidationError by field, or Stale where `seen` is not the version that stands.
    """
    records.refuse_unknown(changes, FIELDS)
    claim = core.lock_claim(claim_id, seen)
    statement, assignee = claim.statement, claim.assignee_id
    differs = records.change(claim, changes)
    if anchors is not None:
        _anchor(claim.article, claim, anchors)
        differs = True
    if not differs:
        return claim
    if claim.assignee_id != assignee:
        check_assignee(claim, claim.assignee)
    if claim.statement != statement:
        core.contribute(claim, by, Act.WROTE_STATEMENT)
    cause = "its anchors were changed" if anchors is not None else ""
    if claim.statement != statement:
        cause = "the statement was changed"
    if cause:
        claim.changed_at = timezone.now()
    records.save(claim)
    core.send_back(claim, by, cause)
    return claim


def _anchor(article: Article, claim: Claim, given: Sequence[Given]) -> None:
    anchor_services.set_anchors(article, claim, given, "anchors")


def _lock_sources_of(rows: Sequence[Given]) -> None:
    """All at once, by id: row by row would be in the order in which they were typed."""
    named = [row.get(role) for row in rows for role in ("source", "via", "knows_from")]
    list(Source.objects.locked({source.pk for source in named if source is not None}))


def _count_first(claim: Claim) -> None:
    """The counts of a claim that was logged with its sourcing, still its first version."""
    core.store_counts(claim, facts.counts_of([claim.pk])[claim.pk])
    claim.save(update_fields=core.STORED)


def _flat(error: ValidationError) -> list[str]:
    if not hasattr(error, "error_dict"):
        return error.messages
    return [
        message if field == "__all__" else f"{field}: {message}"
        for field, messages in error.message_dict.items()
        for message in messages
    ]
