"""An anchor that lost its place: put somewhere by hand, or taken away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone

from claims.domain.anchoring import Fate
from claims.domain.vocabulary import Act
from claims.models import Anchor, Claim
from claims.services import core
from claims.services.anchors import SELECTOR_FIELDS, select
from claims.services.attributions import attribution_update, lock_row
from claims.services.comments import comment_request_update, lock_request
from newsroom.common import records
from newsroom.common.history import write

if TYPE_CHECKING:
    from newsroom.common.models import User

CAUSE = "its anchors were changed"


@write
def anchor_place(
    *, by: User, anchor_id: UUID, given: Mapping[str, Any], seen: int | None = None
) -> None:
    """Put an anchor of the current version where `given` (a selector) says.

    The other anchors of its claim stay as they are, those without a place included. `seen` is the
    version of the claim, the attribution or the comment request whose anchor it is. Raises
    ValidationError by field, Stale, or Refused (a withdrawn attribution, a version of old).
    """
    anchor = _lock(anchor_id)
    if anchor.attribution_id:
        changes = {"anchor": dict(given)}
        attribution_update(by=by, attribution_id=anchor.attribution_id, changes=changes, seen=seen)
    elif anchor.comment_request_id:
        comment_request_update(
            by=by, request_id=anchor.comment_request_id, changes={}, anchor=given, seen=seen
        )
    elif anchor.claim_id:
        _place(core.lock_claim(anchor.claim_id, seen), by, anchor, given)


@write
def anchor_drop(*, by: User, anchor_id: UUID, seen: int | None = None) -> None:
    """Take away an anchor of the current version that lost its place: its words are gone for good.

    On earlier versions it stays. `seen` as for `anchor_place`. Raises ValidationError, Stale, or
    Refused (one that has its place, a withdrawn attribution, a version of old).
    """
    anchor = _lock(anchor_id)
    if not anchor.is_orphaned:
        raise records.Refused("That anchor has its place in the text. Change it at its claim.")
    if anchor.attribution_id:
        claim, row = lock_row(anchor.attribution_id, seen)
        anchor.delete()
        records.save(row)
        core.contribute(claim, by, Act.CHANGED_ATTRIBUTION, row)
        core.touch([claim], by)
    elif anchor.comment_request_id:
        request = lock_request(anchor.comment_request_id, seen)
        anchor.delete()
        records.save(request)
        core.touch(Claim.objects.locked(request.claims.values_list("pk", flat=True)), by)
    elif anchor.claim_id:
        claim = core.lock_claim(anchor.claim_id, seen)
        anchor.delete()
        _changed(claim, by)


def _lock(anchor_id: UUID) -> Anchor:
    """The anchor, its article locked. Raises ValidationError, or Refused on a version of old."""
    anchor: Anchor | None = Anchor.objects.select_related("version").filter(pk=anchor_id).first()
    if anchor is None:
        raise ValidationError({"anchor": "That anchor is no longer there."})
    article = core.lock_article(anchor.version.article_id)
    if article.current_version_id != anchor.version_id:
        raise records.Refused(
            "The text has a newer version. Look at what became of the anchor there."
        )
    return anchor


def _place(claim: Claim, by: User, anchor: Anchor, given: Mapping[str, Any]) -> None:
    selector = select(anchor.version, given, "anchor")
    for name in SELECTOR_FIELDS:
        setattr(anchor, name, getattr(selector, name))
    anchor.fate = Fate.MOVED
    anchor.save()
    _changed(claim, by)


def _changed(claim: Claim, by: User) -> None:
    claim.changed_at = timezone.now()
    records.save(claim)
    core.send_back(claim, by, CAUSE)
