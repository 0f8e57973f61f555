"""What the policy finds, on the pages of an article and of a claim."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from claims.domain.policy import Finding, Severity
from claims.models import Article, Claim
from claims.services.policy import article_readiness, as_seen_by
from newsroom.common.admin_base import person

LABELS = {Severity.BLOCK: "Blocks", Severity.WARN: "Warnings", Severity.INFO: "Worth knowing"}


def readiness_card(request: HttpRequest, article: Article) -> str:
    """May it be published, and what stands against it, gravest first."""
    found = as_seen_by(article_readiness(article), article, person(request))
    passed = {one.finding: one.override for one in found.overridden}
    every = [*found.blocks, *passed, *found.others]
    claims = Claim.objects.in_bulk({one.claim for one in every if one.claim})
    groups = [
        (
            severity,
            label,
            [
                (_shown(one, passed.get(one)), claims.get(one.claim))
                for one in every
                if one.severity is severity
            ],
        )
        for severity, label in LABELS.items()
    ]
    context = {"found": found, "groups": groups}
    return render_to_string("admin_claims/readiness.html", context)


def findings_card(request: HttpRequest, claim: Claim) -> str:
    """What the policy finds of one claim."""
    found = as_seen_by(article_readiness(claim.article), claim.article, person(request))
    every = [*found.blocks, *(one.finding for one in found.overridden), *found.others]
    rows = [one for one in every if one.claim == claim.pk]
    return render_to_string("admin_claims/findings.html", {"rows": rows})


def _shown(finding: Finding, override: Any) -> dict[str, Any]:
    return {
        "message": finding.message,
        "remedy": finding.remedy,
        "rule": finding.rule,
        "override": override,
    }
