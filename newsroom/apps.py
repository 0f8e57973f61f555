from django.apps import AppConfig


class WiringConfig(AppConfig):
    name = "newsroom"
    label = "newsroom"

    def ready(self) -> None:
        """Register the system checks."""
        from newsroom import checks  # noqa: F401
