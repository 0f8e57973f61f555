"""May it be published? An evaluation, less what somebody with the right has overridden.

An override is of one finding on one version, for a limited time. A new version is judged anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from claims.domain.counting import Id
from claims.domain.policy.evaluation import Evaluation
from claims.domain.policy.findings import Finding, Record, Severity

DEFAULT_TERM = timedelta(hours=2)
LONGEST_TERM = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Override:
    """Somebody lets one finding pass on one version, until it expires."""

    id: Id
    version: Id
    rule: str
    record: Record
    claim: Id | None
    by: Id
    reason: str
    at: datetime
    expires_at: datetime

    def covers(self, finding: Finding) -> bool:
        return finding.key == (self.rule, self.claim, self.record.kind, self.record.id)

    def stands(self, now: datetime) -> bool:
        return self.at <= now < self.expires_at


@dataclass(frozen=True, slots=True)
class OverrideProblem:
    """What is wrong with an override, at which field, and how to mend it."""

    field: str
    message: str
    remedy: str


def override_problems(
    finding: Finding, *, reason: str, at: datetime, expires_at: datetime
) -> list[OverrideProblem]:
    """Why `finding` cannot be overridden like that; empty where it can."""
    found = []
    if finding.severity is not Severity.BLOCK:
        found.append(
            OverrideProblem(
                "finding",
                f"It is no block but {finding.severity}: it stops nothing.",
                "Leave it, or mend it.",
            )
        )
    if not reason.strip():
        found.append(
            OverrideProblem("reason", "No reason is given.", "Say why it may be published.")
        )
    if expires_at <= at:
        found.append(
            OverrideProblem("expires_at", "It would have expired already.", "Give a later time.")
        )
    elif expires_at - at > LONGEST_TERM:
        hours = int(LONGEST_TERM.total_seconds() // 3600)
        found.append(
            OverrideProblem(
                "expires_at",
                f"It would stand for more than {hours} hours.",
                "Give an earlier time; it can be given anew.",
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Overridden:
    finding: Finding
    override: Override


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a version may be published.

    `blocks` are what stands against it, `overridden` what was let pass. `holds_until` is when an
    override that it rests on expires; None: no such time. `next_shift` are claims that were
    checked by one person only, for the next shift to verify.
    """

    ready: bool
    version: Id
    profile: str
    profile_version: int
    blocks: tuple[Finding, ...]
    overridden: tuple[Overridden, ...]
    others: tuple[Finding, ...]
    holds_until: datetime | None
    next_shift: tuple[Id, ...]


def readiness(evaluation: Evaluation, overrides: Iterable[Override], now: datetime) -> Readiness:
    """`evaluation` with those of `overrides` applied that are of its version and still stand.

    Of several for one finding the one that stands longest counts.
    """
    standing = [one for one in overrides if one.version == evaluation.version and one.stands(now)]
    blocks, overridden = [], []
    for finding in evaluation.of_severity(Severity.BLOCK):
        covering = [one for one in standing if one.covers(finding)]
        if covering:
            best = max(covering, key=lambda one: (one.expires_at, str(one.id)))
            overridden.append(Overridden(finding, best))
        else:
            blocks.append(finding)
    return Readiness(
        ready=not blocks,
        version=evaluation.version,
        profile=evaluation.profile,
        profile_version=evaluation.profile_version,
        blocks=tuple(blocks),
        overridden=tuple(overridden),
        others=tuple(one for one in evaluation.findings if one.severity is not Severity.BLOCK),
        holds_until=min((one.override.expires_at for one in overridden), default=None),
        next_shift=evaluation.unverified,
    )
