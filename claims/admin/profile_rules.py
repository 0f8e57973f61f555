"""The rules of a profile as its pages show them: by subject, and what differs from as it came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst

from claims import facts_profiles
from claims.domain import policy
from claims.domain.policy.profiles import shown
from claims.models import PolicyProfile


@dataclass(frozen=True, slots=True)
class RulePart:
    """One rule as a profile settles it.

    `differs` says, of each setting that the newsroom has changed, how it came. `fieldset` is the
    part of the form in which to change it; None where one only reads.
    """

    rule: policy.Rule
    setting: policy.Setting | None
    differs: list[str]
    fieldset: Any = None
    has_errors: bool = False

    @property
    def state(self) -> str:
        return self.setting.severity if self.setting and self.setting.enabled else "off"

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """What each asks, and what it is set to, for people."""
        if self.setting is None:
            return []
        values = self.setting.values
        return [(one.asks.rstrip("."), shown(values[one.name])) for one in self.rule.parameters]


@dataclass(frozen=True, slots=True)
class Family:
    """Rules on one subject."""

    title: str
    parts: list[RulePart]

    @property
    def differing(self) -> int:
        return sum(bool(one.differs) for one in self.parts)


def families(profile: PolicyProfile, fieldsets: Mapping[str, Any] | None = None) -> list[Family]:
    """Every rule by its subject, with its part of the form (`fieldsets`, by code) if there is one.

    A profile of the newsroom's own came with no setting that it could differ from.
    """
    settled = facts_profiles.in_force(profile).profile.settings
    came = policy.SHIPPED.get(profile.name) if profile.is_shipped else None
    grouped: dict[str, list[RulePart]] = {}
    for code, rule in policy.REGISTRY.items():
        setting, fieldset = settled.get(code), (fieldsets or {}).get(code)
        differs = list(_differs(setting, came.settings.get(code))) if came else []
        part = RulePart(rule, setting, differs, fieldset, _has_errors(fieldset))
        grouped.setdefault(capfirst(rule.subject), []).append(part)
    return [Family(title, parts) for title, parts in grouped.items()]


def _has_errors(fieldset: Any) -> bool:
    return fieldset is not None and any(line.errors() for line in fieldset)


def _differs(one: policy.Setting | None, came: policy.Setting | None) -> Iterator[str]:
    """How each setting came that now is another. A rule that is not settled is off."""
    is_on, was_on = (bool(setting and setting.enabled) for setting in (one, came))
    if is_on != was_on:
        yield "came on" if was_on else "came off"
    if one is None or came is None:
        return
    if one.severity is not came.severity:
        yield f"came as {came.severity}"
    values, before = one.values, came.values
    for parameter in policy.REGISTRY[one.rule].parameters:
        if values[parameter.name] != before[parameter.name]:
            yield f"{parameter.name.replace('_', ' ')} came as {shown(before[parameter.name])}"
    if one.cites != came.cites:
        yield "came with another citation"
