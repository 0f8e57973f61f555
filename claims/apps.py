from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.db.models.signals import post_migrate

from newsroom.common.transactions import before_commit


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = "Articles and claims"

    def ready(self) -> None:
        """Register what has to follow when a source changes, and before any write commits."""
        from claims.api import publishing
        from claims.services import hooks

        hooks.register()
        before_commit(publishing.settle)  # after the policy has judged
        post_migrate.connect(_ship_profiles, sender=self)


def _ship_profiles(apps: Any = installed, **kwargs: Any) -> None:
    from claims.services import shipping

    shipping.ship(apps)
