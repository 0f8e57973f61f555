"""Articles judged by the policy: what is found is stored in the transaction of whatever changed it.

The database marks each article of which a fact is written (a trigger). At the end of the outermost
service the marked ones are judged anew, each once. What else must be judged again, because time
has passed, a profile was changed or somebody wrote past the services, is *due*: see `recheck`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from claims import facts_policy, facts_profiles
from claims.domain import policy
from claims.domain.policy.facts import ArticleFacts
from claims.models import (
    Article,
    ArticleEvaluation,
    DueArticle,
    FindingSpell,
    PolicyProfile,
    StoredFinding,
)
from newsroom.common import history
from newsroom.common.transactions import this_transaction, whole
from sources.models import Source
from sources.services.custody import tell_same_person

BATCH = 100
_log = logging.getLogger(__name__)
_CHANGEABLE = ("version", "severity", "message", "remedy", "sealed", "profile_version")


@dataclass(frozen=True, slots=True)
class Judged:
    """An article's evaluation, the version of the profile behind it, and when it may change."""

    profile: facts_profiles.InForce
    evaluation: policy.Evaluation
    again_at: datetime | None


def judge(articles: Sequence[Article], now: datetime) -> dict[UUID, Judged]:
    """Judge `articles` as they stand, each by its profile; stores nothing.

    One that a rule fails on is left out and logged: nobody is kept from mending it.
    """
    told = facts_policy.article_facts(articles)
    profiles = facts_profiles.by_article(articles)
    found = {}
    for pk, facts in told.items():
        try:
            found[pk] = evaluated(facts, profiles[pk], now)
        except Exception:
            _log.exception("Article %s cannot be judged and stays due.", pk)
    return found


def evaluated(facts: ArticleFacts, by: facts_profiles.InForce, now: datetime) -> Judged:
    return Judged(
        by,
        policy.evaluate(facts, by.profile, now),
        policy.next_moment(facts, by.profile, now),
    )


def settle() -> None:
    """Judge anew each article of which this transaction wrote a fact: its last step, always."""
    marked = DueArticle.objects.filter(transaction=this_transaction())
    store(set(marked.values_list("article_id", flat=True)))


def store(article_ids: Iterable[UUID]) -> None:
    """Judge these articles and store what is found, inside a transaction.

    Each is locked, by id, after every other lock. So of two who change one article, the second
    judges it with what the first has written; the facts themselves need no lock.
    """
    ids = sorted(article_ids)
    for start in range(0, len(ids), BATCH):
        _store(ids[start : start + BATCH])


def _store(ids: list[UUID]) -> None:
    locked = ArticleEvaluation.objects.locked(ids).in_bulk()
    articles = Article.objects.filter(pk__in=locked, current_version__isnull=False)
    now = timezone.now()
    judged = judge(list(articles.select_related("current_version")), now)
    _store_findings(judged, now)
    _tell_custodians(judged)
    _keep_spells(judged, now)
    for pk, one in judged.items():
        row = locked[pk]
        row.version_id = one.evaluation.version
        row.profile_version_id = one.profile.version
        row.at, row.again_at = now, one.again_at
    ArticleEvaluation.objects.bulk_update(
        [locked[pk] for pk in judged], ["version", "profile_version", "at", "again_at"]
    )
    DueArticle.objects.filter(article_id__in=list(judged)).delete()


def _store_findings(judged: Mapping[UUID, Judged], now: datetime) -> None:
    """Bring the stored findings in line; one that was found before stays the same row."""
    stored = {
        (row.article_id, facts_profiles.stored_finding(row).key): row
        for row in StoredFinding.objects.filter(article__in=list(judged))
    }
    new, changed = [], []
    for pk, one in judged.items():
        for finding in storable(one.evaluation):
            row = stored.pop((pk, finding.key), None)
            if row is None:
                new.append(_row(pk, finding, one, now))
            elif _change(row, finding, one):
                changed.append(row)
    StoredFinding.objects.filter(pk__in=[row.pk for row in stored.values()]).delete()
    StoredFinding.objects.bulk_create(new)
    StoredFinding.objects.bulk_update(changed, list(_CHANGEABLE))


def _tell_custodians(judged: Mapping[UUID, Judged]) -> None:
    """What tells who a source is stands in no row: custodians hear of it by a sealed note."""
    found = {
        (pk, article)
        for article, one in judged.items()
        for finding in one.evaluation.findings
        if finding.rule in policy.OF_IDENTITY
        for pk in finding.sealed
    }
    sources = Source.objects.in_bulk({pk for pk, _ in found}) if found else {}
    for pk, article in sorted(found, key=str):
        tell_same_person(sources[pk], article, history.author())


def storable(evaluation: policy.Evaluation) -> list[policy.Finding]:
    """The findings that are stored: all but those that say of a source who else it is.

    A backup would tell it. They are found afresh where somebody asks, and at the gate.
    """
    return [one for one in evaluation.findings if one.rule not in policy.OF_IDENTITY]


def _keep_spells(judged: Mapping[UUID, Judged], now: datetime) -> None:
    """Begin the spell of each finding that has none, and end that of each which stands no more.

    Looked up by what is found, not by the stored rows: these can be derived anew, spells cannot.
    """
    standing = {
        (row.article_id, row.rule, row.claim_id, row.record_kind, row.record_id): row
        for row in FindingSpell.objects.filter(article__in=list(judged), ended_at=None)
    }
    new, changed, sealed = [], [], []
    for pk, one in judged.items():
        for finding in storable(one.evaluation):
            row = standing.pop((pk, *finding.key), None)
            if finding.sealed:
                sealed += [row.pk] if row else []
            elif row is None:
                new.append(_spell(pk, finding, now))
            elif row.severity != finding.severity:
                row.severity = finding.severity.value
                changed.append(row)
    FindingSpell.objects.filter(pk__in=sealed).delete()
    FindingSpell.objects.filter(pk__in=[row.pk for row in standing.values()]).update(ended_at=now)
    FindingSpell.objects.bulk_create(new)
    FindingSpell.objects.bulk_update(changed, ["severity"])


def _spell(article: UUID, finding: policy.Finding, now: datetime) -> FindingSpell:
    return FindingSpell(
        article_id=article,
        claim_id=finding.claim,
        rule=finding.rule,
        severity=finding.severity.value,
        record_kind=finding.record.kind.value,
        record_id=finding.record.id,
        first_seen_at=now,
    )


def _row(article: UUID, finding: policy.Finding, by: Judged, now: datetime) -> StoredFinding:
    row = StoredFinding(
        article_id=article,
        claim_id=finding.claim,
        rule=finding.rule,
        record_kind=finding.record.kind.value,
        record_id=finding.record.id,
        first_seen_at=now,
    )
    _change(row, finding, by)
    return row


def _change(row: StoredFinding, finding: policy.Finding, by: Judged) -> bool:
    """Set what can change of a finding that stays the same one; True where it differs."""
    values = {
        "version_id": by.evaluation.version,
        "severity": finding.severity.value,
        "message": finding.message,
        "remedy": finding.remedy,
        "sealed": sorted(finding.sealed, key=str),
        "profile_version_id": by.profile.version,
    }
    differs = {name for name, value in values.items() if getattr(row, name) != value}
    for name in differs:
        setattr(row, name, values[name])
    return bool(differs)


# --- What is due --------------------------------------------------------------------------------


def due(profile: PolicyProfile | None = None) -> QuerySet[Any]:
    """The articles whose stored findings may no longer be what judging them now would give.

    Of those judged by `profile`, where it is given.
    """
    rows, judged = articles_of(profile), "evaluation__profile_version__"
    return rows.filter(
        Q(evaluation__at=None)
        | Q(evaluation__again_at__lte=timezone.now())
        | ~Q(**{f"{judged}number": F(f"{judged}profile__version")})
        | Exists(DueArticle.objects.filter(article_id=OuterRef("pk")))
    )


def articles_of(profile: PolicyProfile | None = None) -> QuerySet[Any]:
    """The articles judged by `profile`: they name it, or none and have it by their provenance.

    All of them where it is None.
    """
    rows = Article.objects.filter(current_version__isnull=False)
    if profile is None:
        return rows
    provenances = [one for one, name in policy.DEFAULTS.items() if name == profile.name]
    return rows.filter(
        Q(policy_profile=profile) | Q(policy_profile=None, provenance__in=provenances)
    )


def recheck(*, profile: PolicyProfile | None = None, every: bool = False) -> Iterator[int]:
    """Judge again what is due (or every article), yielding how many were done after each batch.

    Each batch is a transaction of its own. Where it is broken off, what was done stays done, and
    the next run takes up what is still due.
    """
    rows = articles_of(profile) if every else due(profile)
    ids = sorted(rows.values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        whole(partial(store, batch))
        yield len(batch)
