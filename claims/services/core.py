"""What every write to a claim shares: its locks, its count, its contributors.

Locks are taken in one order by everybody: article, comment requests by id, claims by id, sources
by id; then the end of the chain of events, which a move of status holds until its transaction ends;
last, at the end of each write, the evaluations of the articles that it touched (`judging`).
Rows are locked FOR NO KEY UPDATE: what refers to them can still be written, at whose commit the
database looks whether they are there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone

from claims import facts, facts_profiles
from claims.domain.counting import Counts
from claims.domain.policy import Finding
from claims.domain.vocabulary import Act, Status
from claims.domain.workflow import DECIDED
from claims.models import (
    Article,
    ArticleEvaluation,
    Attribution,
    Claim,
    ClaimContributor,
    StoredFinding,
    VerificationEvent,
)
from claims.models.counts import COUNT_FIELDS, StoredCounts
from newsroom.common import records
from sources.models import Source

if TYPE_CHECKING:
    from newsroom.common.models import User

STORED = tuple(COUNT_FIELDS) + tuple(f"public_{name}" for name in COUNT_FIELDS)


def lock_article(article_id: UUID) -> Article:
    """The article, locked against a new version. Raises ValidationError where there is none."""
    rows = Article.objects.select_for_update(no_key=True)
    article: Article | None = rows.filter(pk=article_id).first()
    if article is None:
        raise ValidationError({"article": f"No article {article_id}. Create it first."})
    return article


def lock_claim(claim_id: UUID, seen: int | None = None) -> Claim:
    """The claim, locked together with its article. Raises ValidationError or Stale."""
    article_id = Claim.objects.filter(pk=claim_id).values_list("article_id", flat=True).first()
    if article_id is None:
        raise ValidationError({"claim": f"No claim {claim_id}. Create it first."})
    article = lock_article(article_id)
    claim: Claim = Claim.objects.locked([claim_id]).get()
    claim.article = article
    records.check_seen(claim, seen)
    return claim


def lock_sources(roles: Mapping[str, UUID | None]) -> dict[UUID, Source]:
    """The sources in these `roles` (field name to id), locked and read afresh, so that none
    shrinks or merges meanwhile.

    Raises ValidationError, under its role, where one was merged or is gone.
    """
    wanted = {pk for pk in roles.values() if pk}
    locked = {source.pk: source for source in Source.objects.locked(wanted)}
    for field, pk in roles.items():
        if pk and pk not in locked:
            raise ValidationError({field: f"No source {pk}. Create it first."})
        if pk and locked[pk].merged_into_id:
            raise ValidationError(
                {field: f"That source was merged; use {locked[pk].merged_into_id} in its place."}
            )
    return locked


def contribute(claim: Claim, by: User, act: Act, attribution: Attribution | None = None) -> None:
    """Put on record that `by` had a hand in the claim."""
    stance = attribution.stance if attribution else ""
    ClaimContributor.objects.create(
        claim=claim, person=by, act=act, attribution=attribution, stance=stance
    )


def store_counts(claim: StoredCounts, counted: facts.Counted) -> bool:
    """Write both sets of counts to the claim, in memory; True where one differs."""
    differs = False
    sets: tuple[tuple[str, Counts], ...] = (
        ("", counted.internal.counts),
        ("public_", counted.public.counts),
    )
    for prefix, counts in sets:
        for name in COUNT_FIELDS:
            value = getattr(counts, name)
            if getattr(claim, prefix + name) != value:
                setattr(claim, prefix + name, value)
                differs = True
    return differs


def touch(claims: Iterable[Claim], by: User, cause: str = "", *, internal: bool = False) -> None:
    """Recount locked `claims` after a change of theirs, raise their versions, save.

    A `cause` names a change of what was checked: it sends decided claims back to review, outside
    the house only where the change is not `internal`.
    """
    claims = list(claims)
    afresh = facts.counts_of(claim.pk for claim in claims)
    for claim in claims:
        store_counts(claim, afresh[claim.pk])
        if cause:
            claim.changed_at = timezone.now()
        save_counts(claim)
        send_back(claim, by, cause, internal=internal)


def touch_recounted(before: Mapping[UUID, facts.Counted], by: User, cause: str) -> None:
    """Recount locked claims after a change of a source, given what they counted `before`.

    Only a changed count raises a claim's version; a changed explanation reopens a decided one.
    """
    afresh = facts.counts_of(before)
    for claim in Claim.objects.filter(pk__in=list(before)).order_by("pk"):
        if store_counts(claim, afresh[claim.pk]):
            save_counts(claim)
        if afresh[claim.pk] != before[claim.pk]:
            internal = afresh[claim.pk].public == before[claim.pk].public
            reopen(claim, by, cause, internal=internal)


def save_counts(claim: Claim) -> None:
    """Save the counts of a locked claim as its next version."""
    claim.version += 1
    claim.save(update_fields=[*STORED, "changed_at", "version", "updated_at"])


def reopen(claim: Claim, by: User, cause: str, *, internal: bool) -> None:
    """Put down that what a decision on the claim rests on has changed, because of `cause`, and
    send a decided one back to review.
    """
    if cause:
        claim.changed_at = timezone.now()
        claim.save(update_fields=["changed_at"])
        send_back(claim, by, cause, internal=internal)


def send_back(claim: Claim, by: User, cause: str, *, internal: bool = False) -> None:
    """Send a decided claim back to review because of `cause`; any other stays as it is.

    Where the cause is `internal` the public goes on seeing what was decided: a status that moves
    would tell of a row that it may not see.
    """
    if not cause:
        return
    if Status(claim.status) in DECIDED:
        move(claim, by, Status.IN_REVIEW, cause=cause, internal=internal)
    elif not internal and claim.public_status != claim.status:
        claim.public_status = claim.status
        claim.save(update_fields=["public_status"])


def move(
    claim: Claim, by: User, to: Status, found: Found | None = None, **event: Any
) -> VerificationEvent:
    """Move the status of a locked claim, with the event that tells of it. Judges nothing.

    `found` is what the policy finds of it; by default what is stored, as it stood before this.
    """
    found = found or Found.stored(claim)
    logged = VerificationEvent.objects.create(
        claim=claim,
        from_status=claim.status,
        to_status=to,
        by=by,
        findings=facts_profiles.on_event(found.findings, claim.article_id),
        profile_version_id=found.profile_version,
        **event,
    )
    claim.status = to
    if not logged.internal:
        claim.public_status = to
    claim.version += 1
    claim.save(update_fields=["status", "public_status", "version", "updated_at"])
    return logged


@dataclass(frozen=True, slots=True)
class Found:
    """What the policy found of a claim, and by which version of a profile (None: not judged)."""

    findings: Sequence[Finding]
    profile_version: UUID | None

    @classmethod
    def stored(cls, claim: Claim) -> Found:
        rows = StoredFinding.objects.filter(claim=claim).order_by("pk")
        judged = ArticleEvaluation.objects.filter(article=claim.article_id)
        return cls(
            [facts_profiles.stored_finding(row) for row in rows],
            judged.values_list("profile_version", flat=True).first(),
        )
