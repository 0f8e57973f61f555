"""Whether what is stored of articles is what judging them afresh gives, spells included."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from claims.models import Article, FindingSpell, StoredFinding
from claims.services import judging


def drift() -> list[Any]:
    """(article, stored but not found, found but not stored) of each article that differs."""
    found = []
    for article in Article.objects.select_related("current_version"):
        judged = judging.judge([article], timezone.now())[article.pk]
        fresh = {
            (
                *one.key,
                one.severity,
                one.message,
                one.remedy,
                one.sealed,
                judged.evaluation.version,
                judged.profile.version,
            )
            for one in judging.storable(judged.evaluation)
        }
        stored = {row(one) for one in StoredFinding.objects.filter(article=article)}
        if stored != fresh:
            found.append((article.pk, stored - fresh, fresh - stored))
        rows = {spell(one) for one in StoredFinding.objects.filter(article=article, sealed=[])}
        standing = FindingSpell.objects.filter(article=article, ended_at=None)
        spells = {spell(one) for one in standing}
        if spells != rows:
            found.append((article.pk, spells - rows, rows - spells))
    return found


def spell(one: StoredFinding | FindingSpell) -> tuple[Any, ...]:
    """What a finding has in common with the spell in which it stands."""
    return (one.rule, one.claim_id, one.record_kind, one.record_id, one.severity)


def row(one: StoredFinding) -> tuple[Any, ...]:
    return (
        one.rule,
        one.claim_id,
        one.record_kind,
        one.record_id,
        one.severity,
        one.message,
        one.remedy,
        frozenset(one.sealed),
        one.version_id,
        one.profile_version_id,
    )
