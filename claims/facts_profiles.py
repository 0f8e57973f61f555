"""Policy profiles, stored findings and overrides, as the domain has them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from claims.domain import policy
from claims.domain.vocabulary import Provenance
from claims.models import (
    Article,
    FindingOverride,
    PolicyProfile,
    PolicyProfileVersion,
    StoredFinding,
)


@dataclass(frozen=True, slots=True)
class InForce:
    """A profile as it stands, with the id of its version."""

    version: UUID
    profile: policy.Profile


def profile_of(version: PolicyProfileVersion) -> policy.Profile:
    """A profile at one of its versions. What it says of rules that are no more is passed over.

    Raises InvalidProfile where a rule no longer takes what was set for it.
    """
    return policy.make_profile(
        version.profile.name,
        version.number,
        [
            policy.make_setting(rule, **setting)
            for rule, setting in version.settings.items()
            if rule in policy.REGISTRY
        ],
        blocks_verifying=version.blocks_verifying,
    )


@lru_cache(maxsize=64)
def _read_once(version_id: UUID) -> policy.Profile:
    """A version never changes."""
    return profile_of(PolicyProfileVersion.objects.select_related("profile").get(pk=version_id))


def in_force(profile: PolicyProfile) -> InForce:
    version = profile.versions.get(number=profile.version)
    return InForce(version.pk, _read_once(version.pk))


def by_article(articles: Iterable[Article]) -> dict[UUID, InForce]:
    """For each article the profile that judges it: its own, or that of its provenance."""
    current = PolicyProfileVersion.objects.current()
    standing = list(current.values_list("profile_id", "profile__name", "pk"))
    by_id = {profile: version for profile, _, version in standing}
    by_name = {name: version for _, name, version in standing}
    found = {}
    for one in articles:
        default = policy.DEFAULTS[Provenance(one.provenance)]
        version = by_id[one.policy_profile_id] if one.policy_profile_id else by_name[default]
        found[one.pk] = InForce(version, _read_once(version))
    return found


def settings_json(profile: policy.Profile) -> dict[str, Any]:
    """The settings of a profile, as a version keeps them."""
    return {
        rule: {
            "severity": one.severity.value,
            "enabled": one.enabled,
            "parameters": {
                name: list(value) if isinstance(value, tuple) else value
                for name, value in one.parameters.items()
            },
            "cites": one.cites,
        }
        for rule, one in profile.settings.items()
    }


def stored_finding(row: StoredFinding) -> policy.Finding:
    return policy.Finding(
        rule=row.rule,
        severity=policy.Severity(row.severity),
        record=policy.Record(policy.RecordKind(row.record_kind), row.record_id),
        message=row.message,
        remedy=row.remedy,
        claim=row.claim_id,
        sealed=frozenset(row.sealed),
    )


def override(row: FindingOverride) -> policy.Override:
    return policy.Override(
        id=row.pk,
        version=row.version_id,
        rule=row.rule,
        record=policy.Record(policy.RecordKind(row.record_kind), row.record_id),
        claim=row.claim_id,
        by=row.by_id,
        reason=row.reason,
        at=row.at,
        expires_at=row.expires_at,
    )


def on_event(findings: Iterable[policy.Finding], article: UUID) -> list[dict[str, Any]]:
    """Findings as an event keeps them, which everybody in house may read: sealed ones veiled."""
    shown = policy.seen_by(findings, article, readable=())
    return [
        {
            "rule": one.rule,
            "severity": one.severity.value,
            "record": {"kind": one.record.kind.value, "id": str(one.record.id)},
            "message": one.message,
        }
        for one in shown
    ]
