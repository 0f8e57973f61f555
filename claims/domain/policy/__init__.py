"""Sourcing policy: each claim against a newsroom's own rules, before it is published.

`evaluate(facts, profile, now)` gives the findings, `readiness(evaluation, overrides, now)` whether
that may be published. Rules stand in `rules/`, the profiles that come with the project in
`shipped`; docs/policy-rules.md lists them all, made by `describe`.
"""

from claims.domain.policy.evaluation import Evaluation, evaluate, next_moment
from claims.domain.policy.findings import VEILED, Finding, Record, RecordKind, Severity, seen_by
from claims.domain.policy.profiles import (
    InvalidProfile,
    Profile,
    Setting,
    SettingProblem,
    amended,
    make_profile,
    make_setting,
    setting_problems,
)
from claims.domain.policy.readiness import (
    DEFAULT_TERM,
    LONGEST_TERM,
    Overridden,
    Override,
    OverrideProblem,
    Readiness,
    override_problems,
    readiness,
)
from claims.domain.policy.registry import REGISTRY, Rule, Scope
from claims.domain.policy.rules.identity import OF_IDENTITY
from claims.domain.policy.shipped import DEFAULTS, SHIPPED, TITLES

__all__ = [
    "DEFAULTS",
    "DEFAULT_TERM",
    "LONGEST_TERM",
    "OF_IDENTITY",
    "REGISTRY",
    "SHIPPED",
    "TITLES",
    "VEILED",
    "Evaluation",
    "Finding",
    "InvalidProfile",
    "Overridden",
    "Override",
    "OverrideProblem",
    "Profile",
    "Readiness",
    "Record",
    "RecordKind",
    "Rule",
    "Scope",
    "Setting",
    "SettingProblem",
    "Severity",
    "amended",
    "evaluate",
    "make_profile",
    "make_setting",
    "next_moment",
    "override_problems",
    "readiness",
    "seen_by",
    "setting_problems",
]
