"""Right of reply: comment requests, attempts, and what an answer does to the sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q

from claims.domain import comment
from claims.domain.vocabulary import CommentOutcome, Recorded
from claims.models import Article, Claim, CommentAttempt, CommentRequest
from claims.services import anchors, core
from claims.services.attributions import add_row, withdraw_row
from newsroom.common import records
from newsroom.common.history import write
from sources.models import Source

if TYPE_CHECKING:
    from newsroom.common.models import User

FIELDS = (
    "source",
    "reached",
    "question",
    "asked_by",
    "deadline",
    "outcome",
    "not_asked_reason",
    "response",
    "responded_at",
    "recorded",
)
ATTEMPT_FIELDS = ("at", "channel", "by", "reached", "note")


@write
def comment_request_create(
    *,
    by: User,
    article_id: UUID,
    fields: Mapping[str, Any],
    claims: Sequence[Claim] = (),
    attempts: Sequence[Mapping[str, Any]] = (),
    anchor: Mapping[str, Any] | None = None,
) -> CommentRequest:
    """Log whom we asked about which claims of an article, and what came of it.

    `fields` are of FIELDS, each attempt of ATTEMPT_FIELDS (`by` defaults to who logs it).
    *Confirmed* and *denied* create the attributions that say so in the same step.
    Raises ValidationError by field.
    """
    records.refuse_unknown(fields, FIELDS)
    article = core.lock_article(article_id)
    request = records.create(CommentRequest(article=article, **fields))
    _set_claims(request, claims)
    for attempt in attempts:
        _log_attempt(request, by, attempt)
    if anchor:
        anchors.set_anchors(article, request, [anchor], "anchor")
    _settle(request, by, before=set(), was=None)
    return request


@write
def comment_request_update(
    *,
    by: User,
    request_id: UUID,
    changes: Mapping[str, Any],
    claims: Sequence[Claim] | None = None,
    attempts: Sequence[Mapping[str, Any]] = (),
    anchor: Mapping[str, Any] | None = None,
    seen: int | None = None,
) -> CommentRequest:
    """Change a comment request, and log further attempts.

    An outcome that is no longer *confirmed* or *denied* withdraws the attributions it had made.
    Raises ValidationError by field, or Stale.
    """
    records.refuse_unknown(changes, FIELDS)
    request = lock_request(request_id, seen)
    before, was = set(request.claims.values_list("pk", flat=True)), request.source_id
    differs = records.change(request, changes)
    if claims is not None and {claim.pk for claim in claims} != before:
        _set_claims(request, claims)
        differs = True
    for attempt in attempts:
        _log_attempt(request, by, attempt)
        differs = True
    if anchor is not None:
        anchors.set_anchors(request.article, request, [anchor], "anchor")
        differs = True
    if not differs:
        return request
    records.save(request)
    _settle(request, by, before, was)
    return request


def comment_attempt_log(
    *, by: User, request_id: UUID, fields: Mapping[str, Any], seen: int | None = None
) -> CommentRequest:
    """Log one attempt at reaching the party. Raises ValidationError by field, or Stale."""
    return comment_request_update(
        by=by, request_id=request_id, changes={}, attempts=[fields], seen=seen
    )


def _log_attempt(request: CommentRequest, by: User, fields: Mapping[str, Any]) -> None:
    records.refuse_unknown(fields, ATTEMPT_FIELDS)
    records.create(CommentAttempt(request=request, **{"by": by, **fields}))


def _set_claims(request: CommentRequest, claims: Sequence[Claim]) -> None:
    if any(claim.article_id != request.article_id for claim in claims):
        raise ValidationError({"claims": "Claims of the same article only."})
    request.claims.set(claims)


def _settle(request: CommentRequest, by: User, before: set[UUID], was: UUID | None) -> None:
    """Check what is claimed of the exchange, and bring attributions and counts in line.

    `before` are the claims that the request was about, `was` is whom it was put to.
    """
    about = list(request.claims.all())
    _check(request, about)
    touched = before | {claim.pk for claim in about}
    locked = {claim.pk: claim for claim in Claim.objects.locked(touched)}
    for claim in locked.values():
        claim.article = request.article
    _lock_parties(request, was)
    sourced = _sync_attributions(request, by, about, locked)
    core.touch([one for pk, one in locked.items() if pk not in sourced], by)
    core.touch([locked[pk] for pk in sorted(sourced)], by, "a comment request was answered")


def _lock_parties(request: CommentRequest, was: UUID | None) -> None:
    """Lock who is asked, and who `was`, by id. Raises ValidationError for a new one that merged."""
    list(Source.objects.locked({request.source_id, was} - {None}))
    if request.source_id != was:
        core.lock_sources({"source": request.source_id})


def _check(request: CommentRequest, about: Sequence[Claim]) -> None:
    outcome = CommentOutcome(request.outcome)
    if outcome in comment.STANCE_OF_OUTCOME and not about:
        raise ValidationError({"claims": f"Say which claims were {outcome}."})
    attempts = list(request.attempts.all())
    fact = comment.CommentFact(
        party=request.source.label,
        outcome=outcome,
        recorded=Recorded(request.recorded),
        attempts=len(attempts),
        reached=request.reached,
        not_asked_reason=request.not_asked_reason,
        contacted=any(attempt.reached for attempt in attempts),
    )
    problems = comment.problems(fact)
    if problems:
        raise ValidationError({p.field: f"{p.message} {p.remedy}" for p in problems})


def _sync_attributions(
    request: CommentRequest, by: User, about: Sequence[Claim], locked: Mapping[UUID, Claim]
) -> set[UUID]:
    """One standing row for each claim that was confirmed or denied, by whoever answered.

    Returns the ids of the claims whose sourcing that changed.
    """
    changed: set[UUID] = set()
    stance = comment.STANCE_OF_OUTCOME.get(CommentOutcome(request.outcome))
    wanted = {claim.pk for claim in about} if stance else set()
    for row in request.attributions.standing().filter(
        ~Q(claim__in=wanted) | ~Q(stance=stance or "") | ~Q(source=request.source)
    ):
        changed.add(row.claim_id)
        reason = "The outcome of the comment request was changed."
        withdraw_row(locked[row.claim_id], row, by, reason)
    have = set(request.attributions.standing().values_list("claim", flat=True))
    for claim_id in sorted(wanted - have):
        row = add_row(
            locked[claim_id],
            by,
            {"source": request.source, "stance": stance, "quote": request.response},
        )
        request.attributions.add(row)
        changed.add(claim_id)
    return changed


def lock_request(request_id: UUID, seen: int | None) -> CommentRequest:
    """The request, locked with its article. Raises ValidationError or Stale."""
    article_id = (
        CommentRequest.objects.filter(pk=request_id).values_list("article", flat=True).first()
    )
    if article_id is None:
        raise ValidationError({"comment_request": f"No comment request {request_id}."})
    article: Article = core.lock_article(article_id)
    request: CommentRequest = CommentRequest.objects.locked([request_id]).get()
    request.article = article
    records.check_seen(request, seen)
    return request
