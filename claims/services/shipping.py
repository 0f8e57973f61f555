"""The profiles that come with the project, put into a database after each `migrate`.

Not by a migration: what it would have to freeze is the domain's own data, and a database that was
emptied (a test's) would be left without. What is there already stays as the newsroom has it: a
later release changes no profile, `profile_restore` does.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from claims import facts_profiles
from claims.domain import policy


def ship(apps: Any) -> None:
    """Add the shipped profiles that are missing, by the models of `apps`: those just migrated to.

    Nothing where these have no profiles yet (or no longer).
    """
    try:
        profiles = apps.get_model("claims", "PolicyProfile")
        settings = apps.get_model("claims", "PolicySetting")
        versions = apps.get_model("claims", "PolicyProfileVersion")
    except LookupError:
        return
    there = set(profiles.objects.values_list("name", flat=True))
    for name, shipped in policy.SHIPPED.items():
        if name in there:
            continue
        every = facts_profiles.settings_json(shipped)
        with transaction.atomic():
            profile = profiles.objects.create(
                name=name,
                title=policy.TITLES[name],
                is_shipped=True,
                blocks_verifying=shipped.blocks_verifying,
            )
            settings.objects.bulk_create(
                settings(profile=profile, rule=rule, **setting) for rule, setting in every.items()
            )
            versions.objects.create(
                profile=profile,
                number=1,
                blocks_verifying=shipped.blocks_verifying,
                settings=every,
                note="As it came with the project.",
            )
