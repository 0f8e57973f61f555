"""An article judged by a profile."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from claims.domain.counting import Id
from claims.domain.policy.facts import ArticleFacts
from claims.domain.policy.findings import Finding, Found, Severity
from claims.domain.policy.profiles import Profile, Setting
from claims.domain.policy.registry import REGISTRY, Context, Rule, Scope
from claims.domain.policy.rules.checking import is_checked_by_one
from claims.domain.vocabulary import Status

_POSITIONS = {code: place for place, code in enumerate(REGISTRY)}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The findings on one version of an article under one version of a profile, gravest first.

    `unverified` are the claims that a second person has yet to verify, though one has checked them.
    """

    article: Id
    version: Id
    profile: str
    profile_version: int
    findings: tuple[Finding, ...]
    unverified: tuple[Id, ...] = ()

    @property
    def of_article(self) -> list[Finding]:
        return [one for one in self.findings if one.claim is None]

    @property
    def by_claim(self) -> dict[Id, list[Finding]]:
        """The findings of each claim that has any."""
        found: dict[Id, list[Finding]] = defaultdict(list)
        for one in self.findings:
            if one.claim is not None:
                found[one.claim].append(one)
        return dict(found)

    def of_severity(self, severity: Severity) -> list[Finding]:
        return [one for one in self.findings if one.severity is severity]


def evaluate(facts: ArticleFacts, profile: Profile, now: datetime) -> Evaluation:
    """Everything that `profile` finds in `facts`: a pure function of these three.

    Raises KeyError where a claim or a comment request refers to a source that is not given.
    """
    return Evaluation(
        article=facts.id,
        version=facts.version.id,
        profile=profile.name,
        profile_version=profile.version,
        findings=_settled(_findings(facts, profile, now)),
        unverified=tuple(
            one.id
            for one in facts.claims
            if one.status in (Status.UNVERIFIED, Status.IN_REVIEW) and is_checked_by_one(one)
        ),
    )


def next_moment(facts: ArticleFacts, profile: Profile, now: datetime) -> datetime | None:
    """When `evaluate` may first give something else though nothing changes; None: never."""
    moments = (
        moment
        for rule, _, context in _applied(facts, profile, now)
        if rule.moments is not None
        for moment in rule.moments(context)
        if moment > now
    )
    return min(moments, default=None)


def _applied(
    facts: ArticleFacts, profile: Profile, now: datetime
) -> Iterator[tuple[Rule, Setting, Context]]:
    """The rules that are on and apply to this copy, each with what it is handed."""
    for code, rule in REGISTRY.items():
        setting = profile.settings.get(code)
        if setting is not None and setting.enabled and rule.applies_to(facts):
            yield rule, setting, Context(facts, now, setting.values)


def _findings(facts: ArticleFacts, profile: Profile, now: datetime) -> Iterator[Finding]:
    """All that the rules find, whatever its root. A withdrawn claim is not judged as a claim."""
    live = [one for one in facts.claims if one.status is not Status.WITHDRAWN]
    conduits = confidential_conduits(facts)
    for rule, setting, context in _applied(facts, profile, now):
        if rule.scope is Scope.ARTICLE:
            for found in rule.on_article(context):
                yield _finding(rule, setting, found, found.claim, conduits)
            continue
        for claim in live:
            for found in rule.on_claim(claim, context):
                yield _finding(rule, setting, found, claim.id, conduits)


def confidential_conduits(facts: ArticleFacts) -> frozenset[Id]:
    """The confidential sources that stand in the article only behind others, as those through
    whom, or from whom, they have it. That they do is for those who know them.
    """
    rows = [row for claim in facts.claims for row in claim.attributions]
    behind = {one for row in rows for one in (row.via, row.counting.knows_from) if one}
    in_front = {row.source for row in rows} | {one.party for one in facts.comment_requests}
    hidden = behind - in_front
    return frozenset(one for one in hidden if facts.sources[one].counting.is_confidential)


def _finding(
    rule: Rule, setting: Setting, found: Found, claim: Id | None, conduits: frozenset[Id]
) -> Finding:
    return Finding(
        rule=rule.code,
        severity=max(setting.severity, found.at_most, key=lambda one: one.order),
        record=found.record,
        message=found.message,
        remedy=found.remedy,
        claim=claim,
        sealed=found.sealed | (conduits & {found.record.id}),
    )


def _settled(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """One finding a root cause and a key, in an order that is always the same."""
    listed = sorted(findings, key=_order)
    rules: dict[Id | None, list[Finding]] = defaultdict(list)
    for one in listed:
        rules[one.claim].append(one)
    kept = {one.key: one for one in reversed(listed) if not _is_replaced(one, rules[one.claim])}
    return tuple(sorted(kept.values(), key=_order))


def _is_replaced(finding: Finding, beside: list[Finding]) -> bool:
    """Whether another finding beside it has the same root, and is no milder.

    A milder one replaces nothing: a gate must not open because a rule was turned down.
    """
    return any(
        finding.rule in REGISTRY[other.rule].replaces
        and other.severity.order <= finding.severity.order
        for other in beside
    )


def _order(finding: Finding) -> tuple[int, int, str, str, str, str]:
    return (
        finding.severity.order,
        _POSITIONS[finding.rule],
        str(finding.claim),
        finding.record.kind,
        str(finding.record.id),
        finding.message,
    )
