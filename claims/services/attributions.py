"""Attributions: who says so, on what terms. Withdrawn with a reason, never deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone

from claims import access
from claims.domain.vocabulary import Act
from claims.models import Attribution, Claim
from claims.services import anchors, core
from newsroom.common import records
from newsroom.common.history import write
from sources.domain.vocabulary import SourceKind

if TYPE_CHECKING:
    from newsroom.common.models import User
    from sources.models import Source

FIELDS = (
    "source",
    "stance",
    "headcount",
    "others",
    "terms",
    "terms_agreed_on",
    "terms_agreed_by",
    "medium",
    "via",
    "knows_from",
    "knowledge",
    "independent",
    "basis",
    "basis_note",
    "scope",
    "quotation",
    "quote",
    "quote_language",
    "translator",
    "stated_on",
    "occasion",
    "note",
    "information_vital",
    "unavailable_on_record",
    "reliable_and_placed",
)
# What the explanation of the count is made of; the rest of a row is metadata.
COUNTED = (
    "source",
    "stance",
    "headcount",
    "others",
    "terms",
    "via",
    "knows_from",
    "independent",
    "basis",
)
CONDITIONS = ("information_vital", "unavailable_on_record", "reliable_and_placed")


@write
def attribution_create(
    *, by: User, claim_id: UUID, fields: Mapping[str, Any], seen: int | None = None
) -> Attribution:
    """Log who stands behind a claim; `fields` are of FIELDS, with an optional `anchor` (selector).

    `seen` is the version of the claim. Raises ValidationError by field, or Stale.
    """
    records.refuse_unknown(fields, (*FIELDS, "anchor"))
    claim = core.lock_claim(claim_id, seen)
    row = add_row(claim, by, fields)
    core.touch([claim], by, "an attribution was added", internal=_is_hidden(row))
    return row


@write
def attribution_update(
    *, by: User, attribution_id: UUID, changes: Mapping[str, Any], seen: int | None = None
) -> Attribution:
    """Change a standing attribution; `seen` is its own version.

    Raises ValidationError by field, Stale, or Refused where the row is withdrawn.
    """
    changes = dict(changes)
    anchor = changes.pop("anchor", None)
    records.refuse_unknown(changes, FIELDS)
    claim, row = lock_row(attribution_id, seen)
    before = {name: getattr(row, name) for name in (*CONDITIONS, *COUNTED)}
    was_hidden = _is_hidden(row)
    differs = records.change(row, changes)
    if anchor is not None:
        anchors.set_anchors(claim.article, row, [anchor], "anchor")
        differs = True
    if not differs:
        return row
    changed = {name for name, value in before.items() if getattr(row, name) != value}
    if changed.intersection(CONDITIONS):
        _attest(row, by)
    check_speakers(row)
    records.save(row)
    core.contribute(claim, by, Act.CHANGED_ATTRIBUTION, row)
    cause = "an attribution was changed" if changed.intersection(COUNTED) else ""
    core.touch([claim], by, cause, internal=was_hidden and _is_hidden(row))
    return row


@write
def attribution_withdraw(
    *, by: User, attribution_id: UUID, reason: str, seen: int | None = None
) -> Attribution:
    """Withdraw an attribution: it stays on record and counts no more.

    Raises ValidationError (no reason), Stale, or Refused where it is withdrawn already.
    """
    claim, row = lock_row(attribution_id, seen)
    was_hidden = _is_hidden(row)
    withdraw_row(claim, row, by, reason)
    core.touch([claim], by, "an attribution was withdrawn", internal=was_hidden)
    return row


def add_row(claim: Claim, by: User, fields: Mapping[str, Any]) -> Attribution:
    """Add a row to a locked claim, without counting; its `id` is given where it has one already.

    Raises ValidationError by field.
    """
    fields = dict(fields)
    anchor = fields.pop("anchor", None)
    known = {"id": fields.pop("id")} if "id" in fields else {}
    records.refuse_unknown(fields, FIELDS)
    last = Attribution.objects.filter(claim=claim).aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    row = Attribution(claim=claim, position=position, **known, **fields)
    if any(getattr(row, name) is not None for name in CONDITIONS):
        _attest(row, by)
    if row.source_id is not None:
        check_speakers(row)
    records.create(row)
    core.contribute(claim, by, Act.LOGGED_ATTRIBUTION, row)
    if anchor:
        anchors.set_anchors(claim.article, row, [anchor], "anchor")
    return row


def withdraw_row(claim: Claim, row: Attribution, by: User, reason: str) -> None:
    """Withdraw a row of a locked claim, without counting."""
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = timezone.now(), by, reason.strip()
    records.save(row)
    core.contribute(claim, by, Act.WITHDREW_ATTRIBUTION, row)


def _is_hidden(row: Attribution) -> bool:
    return not access.is_public_attribution(row)


def check_speakers(row: Attribution) -> None:
    """Raise ValidationError where more people speak than there are, or a source is a tombstone.

    The sources are locked; a trigger says the same of the headcount to whoever writes past this.
    """
    roles = {"source": row.source_id, "via": row.via_id, "knows_from": row.knows_from_id}
    locked = core.lock_sources(roles)
    source = locked.get(row.source_id)
    if source is not None and row.headcount is not None:
        check_headcount(row.headcount, source)


def check_headcount(speaking: int, source: Source) -> None:
    """Raise ValidationError where the locked `source` is not as many people as speak."""
    if source.kind != SourceKind.GROUP and speaking != 1:
        raise ValidationError(
            {"headcount": f"{speaking} of one {source.kind}: leave it empty, or use a group."}
        )
    if source.headcount is not None and speaking > source.headcount:
        raise ValidationError(
            {
                "headcount": f"{speaking} of {source.headcount}: the group has "
                f"{source.headcount} people. Lower it, or raise the group's headcount."
            }
        )


def _attest(row: Attribution, by: User) -> None:
    row.conditions_attested_by, row.conditions_attested_at = by, timezone.now()


def lock_row(attribution_id: UUID, seen: int | None) -> tuple[Claim, Attribution]:
    """A standing row, locked with its claim. Raises ValidationError, Stale, or Refused."""
    claim_id = (
        Attribution.objects.filter(pk=attribution_id).values_list("claim_id", flat=True).first()
    )
    if claim_id is None:
        raise ValidationError({"attribution": f"No attribution {attribution_id}."})
    claim = core.lock_claim(claim_id)
    row = Attribution.objects.select_related("source").get(pk=attribution_id)
    records.check_seen(row, seen)
    if row.withdrawn_at is not None:
        raise records.Refused(
            "The attribution is withdrawn and stays as it was. Log a new one in its place."
        )
    return claim, row
