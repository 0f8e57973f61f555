"""Policy profiles: changed as a whole, each change a version that stays on record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError

from claims import access, facts_profiles
from claims.domain import policy
from claims.models import Article, PolicyProfile, PolicyProfileVersion, PolicySetting
from claims.services.articles import article_update
from newsroom.common import records
from newsroom.common.history import write

if TYPE_CHECKING:
    from newsroom.common.models import User

FIELDS = ("title", "blocks_verifying")
SETTING_FIELDS = ("severity", "enabled", "parameters", "cites")
Given = Mapping[str, Any]


@write
def profile_create(
    *, by: User, name: str, title: str, like: PolicyProfile, note: str = ""
) -> PolicyProfile:
    """Create a profile of the newsroom's own, with the settings of another.

    Raises ValidationError by field, or PermissionDenied.
    """
    _check_right(by)
    source = facts_profiles.in_force(like).profile
    profile = records.create(
        PolicyProfile(name=name, title=title, blocks_verifying=source.blocks_verifying)
    )
    every = facts_profiles.settings_json(source)
    _write_settings(profile, every)
    _add_version(profile, every, by, note or f"Made like {like.name}.")
    return profile


@write
def profile_update(
    *,
    by: User,
    profile_id: UUID,
    changes: Given | None = None,
    settings: Mapping[str, Given] | None = None,
    note: str = "",
    seen: int | None = None,
) -> PolicyProfile:
    """Change a profile: `changes` are of FIELDS, `settings` map rules to what is set otherwise, of
    SETTING_FIELDS. What is not named stays.

    Articles are judged by the new version as they change; `recheck` judges all the others.
    Raises ValidationError by field ("unsourced.severity"), Stale, or PermissionDenied.
    """
    _check_right(by)
    records.refuse_unknown(changes or {}, FIELDS)
    profile = _lock(profile_id, seen)
    differs = records.change(profile, changes or {})
    return _save(profile, _amended(profile, settings or {}), by, note, differs)


@write
def profile_restore(
    *, by: User, profile_id: UUID, note: str = "", seen: int | None = None
) -> PolicyProfile:
    """Put a shipped profile back to how it comes with this release, as a new version.

    Raises Refused for one of the newsroom's own, Stale, or PermissionDenied.
    """
    _check_right(by)
    profile = _lock(profile_id, seen)
    shipped = policy.SHIPPED.get(profile.name)
    if shipped is None or not profile.is_shipped:
        raise records.Refused("It did not come with the project: there is nothing to restore.")
    changes = {
        "title": policy.TITLES[profile.name],
        "blocks_verifying": shipped.blocks_verifying,
    }
    differs = records.change(profile, changes)
    return _save(profile, shipped, by, note or "Restored to what it came with.", differs)


def article_set_profile(
    *, by: User, article_id: UUID, profile: PolicyProfile | None, seen: int | None = None
) -> Article:
    """Judge an article by `profile`; None: by that of its provenance. Raises Stale."""
    return article_update(
        by=by, article_id=article_id, changes={"policy_profile": profile}, seen=seen
    )


def _check_right(by: User) -> None:
    if not access.may_change_policy(by):
        raise PermissionDenied("Only an admin changes the house's rules.")


def _lock(profile_id: UUID, seen: int | None) -> PolicyProfile:
    rows = PolicyProfile.objects.select_for_update(no_key=True)
    profile: PolicyProfile | None = rows.filter(pk=profile_id).first()
    if profile is None:
        raise ValidationError({"profile": f"No profile {profile_id}."})
    records.check_seen(profile, seen)
    return profile


def _amended(profile: PolicyProfile, given: Mapping[str, Given]) -> policy.Profile:
    """The locked profile with `given` in place of its own. Raises ValidationError by field."""
    standing = facts_profiles.in_force(profile).profile
    before = facts_profiles.settings_json(standing)
    problems: list[policy.SettingProblem] = []
    settings = []
    for rule, one in given.items():
        _refuse_unknown(rule, one)
        wanted = {**before.get(rule, {}), **one}
        if rule in policy.REGISTRY:
            wanted.setdefault("severity", policy.REGISTRY[rule].severity.value)
            wanted.setdefault("enabled", False)  # off until somebody switches it on
        try:
            settings.append(policy.make_setting(rule, **{"severity": "", **wanted}))
        except policy.InvalidProfile as error:
            problems += error.problems
    _raise(problems)
    merged = {**standing.settings, **{one.rule: one for one in settings}}
    return policy.make_profile(profile.name, profile.version, merged.values())


def _refuse_unknown(rule: str, given: Given) -> None:
    unknown = [name for name in given if name not in SETTING_FIELDS]
    if unknown:
        known = ", ".join(SETTING_FIELDS)
        raise ValidationError(
            {f"{rule}.{name}": f"Cannot be set. Known: {known}." for name in unknown}
        )


def _raise(problems: Iterable[policy.SettingProblem]) -> None:
    by_field: dict[str, list[str]] = {}
    for one in problems:
        by_field.setdefault(one.field, []).append(f"{one.message} {one.remedy}")
    if by_field:
        raise ValidationError(by_field)


def _save(
    profile: PolicyProfile, wanted: policy.Profile, by: User, note: str, differs: bool
) -> PolicyProfile:
    every = facts_profiles.settings_json(wanted)
    standing = facts_profiles.settings_json(facts_profiles.in_force(profile).profile)
    if every == standing and not differs:
        return profile
    records.save(profile)
    _write_settings(profile, every)
    _add_version(profile, every, by, note)
    return profile


def _write_settings(profile: PolicyProfile, every: Mapping[str, Given]) -> None:
    """Bring the rows of the profile in line; what they say of rules that are no more stays."""
    rows = {row.rule: row for row in profile.settings.all()}
    for rule, setting in every.items():
        row = rows.get(rule) or PolicySetting(profile=profile, rule=rule)
        before = {name: getattr(row, name) for name in SETTING_FIELDS}
        if rule in rows and before == setting:
            continue
        for name, value in setting.items():
            setattr(row, name, value)
        records.clean(row)
        row.save()


def _add_version(
    profile: PolicyProfile, every: Mapping[str, Given], by: User, note: str
) -> PolicyProfileVersion:
    return records.create(
        PolicyProfileVersion(
            profile=profile,
            number=profile.version,
            blocks_verifying=profile.blocks_verifying,
            settings=every,
            note=note,
            by=by,
        )
    )
