"""May it be published? Asked of the facts as they stand, never of what is stored; and what a
finding is let pass by.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from claims import access, facts_policy, facts_profiles
from claims.domain import policy
from claims.domain.vocabulary import ArticleStatus, Provenance, Status
from claims.models import (
    Article,
    Claim,
    ClaimContributor,
    FindingOverride,
    PolicyProfile,
)
from claims.services import core, judging
from newsroom.common import records
from newsroom.common.history import write
from sources.access import may_see_confidential
from sources.models import Source

if TYPE_CHECKING:
    from newsroom.common.models import User

# What the gate keeps an article from, where it was not out already. What others have published is
# logged as it is; our own copy passes the gate once more when it goes out.
_OUT = (ArticleStatus.PUBLISHED, ArticleStatus.CORRECTED)
# Says that nobody has decided yet, which is no reason not to.
_OF_THE_CHECK = frozenset({"claim-not-verified"})
_SHOWN = 10


# --- Readiness --------------------------------------------------------------------------------


def judge_now(article: Article, profile: PolicyProfile | None = None) -> judging.Judged:
    """The article's evaluation as of now, by its own profile or by `profile`; stores nothing."""
    by = (
        facts_profiles.in_force(profile)
        if profile is not None
        else facts_profiles.by_article([article])[article.pk]
    )
    facts = facts_policy.article_facts([article])[article.pk]
    return judging.evaluated(facts, by, timezone.now())


def article_readiness(article: Article, profile: PolicyProfile | None = None) -> policy.Readiness:
    """Whether the current version of `article` may be published, and what stands against it.

    Show it `as_seen_by` somebody: a finding can say more of a confidential source than the copy.
    """
    return _readiness(judge_now(article, profile))


def as_seen_by(ready: policy.Readiness, article: Article, user: User | None) -> policy.Readiness:
    """`ready` without what `user` may not read of confidential sources; None: a program."""
    passed = [one.finding for one in ready.overridden]
    readable = _readable([*ready.blocks, *ready.others, *passed], user)

    def seen(findings: Iterable[policy.Finding]) -> tuple[policy.Finding, ...]:
        return tuple(policy.seen_by(findings, article.pk, readable))

    return replace(
        ready,
        blocks=seen(ready.blocks),
        others=seen(ready.others),
        overridden=tuple(replace(one, finding=seen([one.finding])[0]) for one in ready.overridden),
    )


def _readable(findings: Iterable[policy.Finding], user: User | None) -> frozenset[object]:
    """Of the sources that `findings` are sealed for those about which `user` may read."""
    sealed = {source for one in findings for source in one.sealed}
    if user is None or not sealed:
        return frozenset()
    rows = Source.objects.filter(pk__in=sealed).prefetch_related("known_to")
    return frozenset(one.pk for one in rows if may_see_confidential(user, one))


def _readiness(judged: judging.Judged) -> policy.Readiness:
    version = judged.evaluation.version
    rows = FindingOverride.objects.filter(version=version)
    overrides = [facts_profiles.override(row) for row in rows]
    return policy.readiness(judged.evaluation, overrides, timezone.now())


# --- The gate ---------------------------------------------------------------------------------


def is_gated(article: Article, was: str) -> bool:
    """Whether the article, which `was` of another status, passes the gate to that it now has."""
    if article.status == was or was in _OUT:
        return False
    own = article.provenance == Provenance.OWN
    return article.status == ArticleStatus.READY or (
        own and article.status == ArticleStatus.PUBLISHED
    )


def pass_gate(article: Article, by: User) -> None:
    """Raise ValidationError where a block stands against what the article has just become."""
    ready = as_seen_by(article_readiness(article), article, by)
    if not ready.ready:
        raise ValidationError({"status": _refusals(f"be {article.status}", ready.blocks)})


def _refusals(what: str, blocks: Iterable[policy.Finding]) -> list[str]:
    found = list(blocks)
    claims = Claim.objects.in_bulk({one.claim for one in found if one.claim is not None})
    said = [f"It cannot {what} yet; mend what follows, or have it overridden."]
    for one in found[:_SHOWN]:
        where = f"“{claims[one.claim]}”: " if one.claim in claims else ""
        said.append(f"{where}{one.message} {one.remedy} ({one.rule})")
    if len(found) > _SHOWN:
        said.append(f"And {len(found) - _SHOWN} more.")
    return said


def pass_verification(claim: Claim, by: User, to: Status, override: str) -> core.Found:
    """What the policy finds of a locked claim about to be decided, for the event.

    Raises ValidationError where blocks stand against verifying it under a profile that says so and
    no `override` is given, or one is given for nothing; PermissionDenied.
    """
    judged = judge_now(claim.article)
    found = core.Found(judged.evaluation.by_claim.get(claim.pk, []), judged.profile.version)
    blocks = _against_verifying(claim, judged) if to == Status.VERIFIED else []
    if override.strip():
        if not blocks:
            raise ValidationError(
                {"override": "No finding of the policy stands against this move."}
            )
        if not access.may_override(by):
            raise PermissionDenied("Only an editor or the lawyer lets a finding pass.")
    elif blocks:
        seen = policy.seen_by(blocks, claim.article_id, _readable(blocks, by))
        raise ValidationError({"override": _refusals("be verified", seen)})
    return found


def _against_verifying(claim: Claim, judged: judging.Judged) -> list[policy.Finding]:
    if not judged.profile.profile.blocks_verifying:
        return []
    return [
        one
        for one in _readiness(judged).blocks
        if one.claim == claim.pk and one.rule not in _OF_THE_CHECK
    ]


# --- Overrides --------------------------------------------------------------------------------


@write
def finding_override(
    *,
    by: User,
    article_id: UUID,
    rule: str,
    record: policy.Record,
    claim_id: UUID | None = None,
    reason: str,
    expires_at: datetime | None = None,
) -> FindingOverride:
    """Let one block on the current version pass, until `expires_at` (in two hours by default).

    It stays on record for good; on a new version the finding stands again. Raises PermissionDenied
    (no editor or lawyer, or one's own work), or ValidationError by field: no such finding, no
    reason, too long.
    """
    if not access.may_override(by):
        raise PermissionDenied("Only an editor or the lawyer lets a finding pass.")
    article = core.lock_article(article_id)
    judged = judge_now(article)
    finding = _find(judged.evaluation, (rule, claim_id, record.kind, record.id))
    if finding.sealed - _readable([finding], by):
        raise PermissionDenied("Only those who know the source may let that finding pass.")
    if finding.rule in policy.OF_IDENTITY:
        raise PermissionDenied(  # the override, kept for good, would say who the source is
            "This block is mended, never let pass. Where it takes two people for one, a custodian "
            "says so on the page of the source."
        )
    _check_second_person(article, finding, by)
    now = timezone.now()
    until = now + policy.DEFAULT_TERM if expires_at is None else expires_at
    problems = policy.override_problems(finding, reason=reason, at=now, expires_at=until)
    if problems:
        raise ValidationError({one.field: f"{one.message} {one.remedy}" for one in problems})
    return records.create(
        FindingOverride(
            version=article.current_version,
            claim_id=claim_id,
            rule=rule,
            record_kind=record.kind.value,
            record_id=record.id,
            message=finding.message,
            profile_version_id=judged.profile.version,
            by=by,
            reason=reason.strip(),
            at=now,
            expires_at=until,
        )
    )


def _find(evaluation: policy.Evaluation, key: tuple[object, ...]) -> policy.Finding:
    for one in evaluation.findings:
        if one.key == key:
            return one
    raise ValidationError(
        {"finding": "No such finding stands on the current version. Look at what does."}
    )


def _check_second_person(article: Article, finding: policy.Finding, by: User) -> None:
    """Whoever wrote it, or logged what was found wanting, does not wave it through alone."""
    version = article.current_version
    own = version is not None and version.created_by_id == by.pk
    if finding.claim is not None:
        own |= ClaimContributor.objects.filter(claim=finding.claim, person=by).exists()
    if own:
        raise PermissionDenied("It is your own work: a second person has to let it pass.")
