from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = "Articles and claims"

    def ready(self) -> None:
        """Register with `sources` what has to follow when a source changes."""
        from claims.services import hooks

        hooks.register()
