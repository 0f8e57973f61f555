"""What the panel beside the text says of the claim in hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from claims import access, facts
from claims.admin.timeline import shown
from claims.domain import comment, wording
from claims.domain.policy import Finding, Severity
from claims.domain.policy.findings import RecordKind
from claims.domain.vocabulary import CommentOutcome
from claims.models import Claim
from claims.services.policy import article_readiness, as_seen_by
from claims.services.timeline import claim_timeline
from claims.services.verification import moves_of
from desk.forms import EvidenceForm
from newsroom.common import admin_seen

if TYPE_CHECKING:
    from uuid import UUID

    from newsroom.common.models import User

STEPS = 5  # of the timeline that are shown at once
_PAGES = {
    RecordKind.ARTICLE: "admin:claims_article_change",
    RecordKind.ATTRIBUTION: "admin:claims_attribution_change",
    RecordKind.SOURCE: "admin:sources_source_change",
    RecordKind.COMMENT_REQUEST: "admin:claims_commentrequest_change",
    RecordKind.EVIDENCE: "admin:claims_evidence_change",
    RecordKind.CLAIM: "admin:claims_claim_change",
}


# What is mended in the panel itself: the form, and where on the page it opens.
_HERE = {
    RecordKind.CLAIM: ("desk:edit", "#panel"),
    RecordKind.ATTRIBUTION: ("desk:row", "#row-{}"),
}


@dataclass(frozen=True, slots=True)
class ToMend:
    """A finding, and the address at which it is mended; `place`: where on the page, if there."""

    finding: Finding
    url: str
    place: str = ""


def panel(claim: Claim, user: User, *, later: bool = False) -> dict[str, Any]:
    """Template context of the panel of `claim` for `user`, who may read it; `later`: its findings
    are asked for by the page.
    """
    counted = facts.counts_of([claim.pk])[claim.pk]
    rows = {
        row.pk: row
        for row in claim.attributions.select_related("source", "via").order_by("position")
    }
    in_force = [facts.row_in_words(row) for row in rows.values() if row.withdrawn_at is None]
    return {
        "claim": claim,
        "standing": claim.standing,
        "words": wording.in_words(counted.internal.counts, in_force),
        "counted": counted,
        "lines": [(rows[line.attribution], line) for line in counted.internal.lines],
        "evidence": claim.evidence.select_related("added_by"),
        "later": later,
        "findings": [] if later else findings_of(claim, user),
        "asked": [
            (row, comment.sentence(row.source.label, CommentOutcome(row.outcome)))
            for row in claim.comment_requests.select_related("source")
        ],
        **_moves(claim, user),
        "seen": admin_seen.seal(claim),
        "evidence_form": EvidenceForm(),
        "last": claim.events.select_related("by").last(),
        "may_write": access.may_write_claims(user),
        "may_check": access.may_check_claims(user),
        "is_mine": claim.assignee_id == user.pk,
    }


def timeline(claim: Claim, user: User) -> dict[str, Any]:
    """Template context of what happened to `claim` last."""
    page = claim_timeline(claim, user, None)
    steps = [(step, list(shown(step, page.labels))) for step in page.steps[:STEPS]]
    return {"claim": claim, "steps": steps}


def findings_of(claim: Claim, user: User) -> list[ToMend]:
    """What the policy finds of the claim, gravest first, as `user` may read it."""
    found = as_seen_by(article_readiness(claim.article), claim.article, user)
    every = [*found.blocks, *(one.finding for one in found.overridden), *found.others]
    own = sorted((one for one in every if one.claim == claim.pk), key=_gravest)
    return [_to_mend(one, claim.article_id, access.may_write_claims(user)) for one in own]


def _to_mend(finding: Finding, article: UUID, may_write: bool) -> ToMend:
    record = finding.record
    if finding.rule == "anchor-orphaned":
        return ToMend(finding, reverse("desk:places", args=[article]))
    if may_write and record.kind in _HERE:
        name, place = _HERE[record.kind]
        return ToMend(finding, reverse(name, args=[record.id]), place.format(record.id))
    return ToMend(finding, reverse(_PAGES[record.kind], args=[record.id]))


def _gravest(finding: Finding) -> int:
    severity: Severity = finding.severity
    return severity.order


def _moves(claim: Claim, user: User) -> dict[str, Any]:
    """The moves open to `user`, and why the others are closed, in words."""
    moves = moves_of(claim, user)
    words = {to: to.replace("_", " ") for to in moves}
    return {
        "open_moves": [(to, words[to]) for to, closed in moves.items() if not closed],
        "closed_moves": [(words[to], closed) for to, closed in moves.items() if closed],
    }
