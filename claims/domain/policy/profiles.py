"""Policy profiles: which rules are on, how grave, with which parameters.

A profile settles a rule only where it has a setting for it: a rule that comes with a later release
is off until somebody switches it on, so that no profile changes without a new version.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import cast

from claims.domain.policy import rules  # noqa: F401 (registers them)
from claims.domain.policy.findings import Severity
from claims.domain.policy.parameters import Value, values
from claims.domain.policy.registry import REGISTRY

_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class Setting:
    """How a profile settles one rule; a parameter that is not given has its default."""

    rule: str
    severity: Severity
    enabled: bool = True
    parameters: Mapping[str, Value] = field(default_factory=dict)
    cites: str = ""

    @property
    def values(self) -> dict[str, Value]:
        """Every parameter of the rule with its value."""
        return values(REGISTRY[self.rule].parameters, self.parameters)


@dataclass(frozen=True, slots=True)
class Profile:
    """`blocks_verifying`: whether a block that is found on a claim stands against verifying it."""

    name: str
    version: int
    settings: Mapping[str, Setting]
    blocks_verifying: bool = False

    @property
    def requires_check(self) -> str | None:
        """What readiness asks of every claim: verified, checked by one, or nothing (None)."""
        setting = self.settings.get("claim-not-verified")
        if setting is None or not setting.enabled or setting.severity is not Severity.BLOCK:
            return None
        return str(setting.values["requires"])

    @property
    def unsettled(self) -> list[str]:
        """Rules that it does not settle: newer than the profile, and off."""
        return [code for code in REGISTRY if code not in self.settings]


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """What is wrong with a profile: at which field, what, and how to mend it."""

    field: str
    message: str
    remedy: str


class InvalidProfile(ValueError):
    """A profile that cannot be used; `problems` lists all that is wrong."""

    def __init__(self, problems: Iterable[SettingProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(f"{one.field}: {one.message}" for one in self.problems))


def setting_problems(
    rule: str, *, severity: object, enabled: object, parameters: object
) -> list[SettingProblem]:
    """What is wrong with one setting as somebody typed it; empty where nothing is."""
    if rule not in REGISTRY:
        return [_unknown("rule", "rule", rule, REGISTRY)]
    found = []
    if not isinstance(enabled, bool):
        found.append(
            SettingProblem(
                f"{rule}.enabled", f"{enabled!r:.40} is neither yes nor no.", "Give one."
            )
        )
    if severity not in list(Severity):
        found.append(
            SettingProblem(
                f"{rule}.severity",
                f"{severity!r:.40} is no severity.",
                f"Give one of: {', '.join(Severity)}.",
            )
        )
    return found + _parameter_problems(rule, parameters)


def _parameter_problems(rule: str, given: object) -> list[SettingProblem]:
    if not isinstance(given, Mapping):
        message = f"{given!r:.40} is no set of parameters."
        return [SettingProblem(f"{rule}.parameters", message, "Give names with their values.")]
    known = {one.name: one for one in REGISTRY[rule].parameters}
    found = []
    for name, value in given.items():
        where = f"{rule}.parameters.{name}"
        if name not in known:
            found.append(_unknown(where, "parameter of this rule", str(name), known))
        elif (problem := known[name].problem(value)) is not None:
            found.append(
                SettingProblem(where, problem, f"The default is {shown(known[name].default)}.")
            )
    return found


def _unknown(where: str, what: str, given: str, known: Mapping[str, object]) -> SettingProblem:
    near = difflib.get_close_matches(given, known, n=1)
    if near:
        remedy = f"Did you mean {near[0]}?"
    elif known:
        remedy = f"There are: {', '.join(sorted(known))}."
    else:
        remedy = "It has none: leave it out."
    return SettingProblem(where, f"“{given:.60}” is no {what}.", remedy)


def shown(value: Value) -> str:
    """A parameter's value, for people."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) or "none" if isinstance(value, tuple) else str(value)


def make_setting(
    rule: str,
    *,
    severity: object,
    enabled: object = True,
    parameters: object = MappingProxyType({}),
    cites: str = "",
) -> Setting:
    """A checked setting from what is stored or typed. Raises InvalidProfile."""
    problems = setting_problems(rule, severity=severity, enabled=enabled, parameters=parameters)
    if problems:
        raise InvalidProfile(problems)
    given = cast("Mapping[str, object]", parameters)
    every = values(REGISTRY[rule].parameters, given)
    return Setting(
        rule=rule,
        severity=Severity(str(severity)),
        enabled=bool(enabled),
        parameters={name: every[name] for name in given},
        cites=cites,
    )


def make_profile(
    name: str, version: int, settings: Iterable[Setting], *, blocks_verifying: bool = False
) -> Profile:
    """A checked profile. Raises InvalidProfile, naming what is wrong."""
    listed = list(settings)
    problems = []
    if not _NAME.fullmatch(name):
        problems.append(
            SettingProblem(
                "name",
                f"“{name:.60}” is no name of a profile.",
                "Use small letters, digits and hyphens, at most 40, a letter first.",
            )
        )
    if version < 1:
        problems.append(SettingProblem("version", f"{version} is too low.", "Count from 1."))
    codes = [one.rule for one in listed]
    problems += [
        SettingProblem(code, "It is settled twice.", "Keep one of the two settings.")
        for code in sorted({code for code in codes if codes.count(code) > 1})
    ]
    for one in listed:
        problems += setting_problems(
            one.rule, severity=one.severity, enabled=one.enabled, parameters=one.parameters
        )
    if problems:
        raise InvalidProfile(problems)
    return Profile(name, version, {one.rule: one for one in listed}, blocks_verifying)


def amended(profile: Profile, settings: Iterable[Setting]) -> Profile:
    """`profile` with `settings` in place of its own for these rules.

    A new version where anything changes that a finding depends on, the same profile where nothing
    does. Raises InvalidProfile.
    """
    changed = {**profile.settings, **{one.rule: one for one in settings}}
    new = make_profile(
        profile.name,
        profile.version,
        changed.values(),
        blocks_verifying=profile.blocks_verifying,
    )
    if _judging(new) == _judging(profile):
        return profile
    return replace(new, version=profile.version + 1)


def _judging(profile: Profile) -> dict[str, tuple[bool, Severity, dict[str, Value]]]:
    return {code: (one.enabled, one.severity, one.values) for code, one in profile.settings.items()}
