"""The readiness of an article as one person may see it, for ReadinessSerializer."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from claims.domain.policy import Finding, Override
from claims.models import Article
from claims.services.policy import article_readiness, as_seen_by
from newsroom.common.models import User


def readiness_of(article: Article, user: User) -> dict[str, Any]:
    """What stands against publishing, gravest first; what was let pass stays in its place."""
    ready = as_seen_by(article_readiness(article), article, user)
    rows = [
        *(_row(one) for one in ready.blocks),
        *(_row(one.finding, one.override) for one in ready.overridden),
        *(_row(one) for one in ready.others),
    ]
    return {
        "ready": ready.ready,
        "profile": ready.profile,
        "profile_version": ready.profile_version,
        "version": ready.version,
        "holds_until": ready.holds_until,
        "findings": rows,
        "next_shift": ready.next_shift,
    }


def _row(finding: Finding, override: Override | None = None) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "record": asdict(finding.record),
        "claim": finding.claim,
        "message": finding.message,
        "remedy": finding.remedy,
        "override": override,
    }
