from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "newsroom.common"
    label = "common"
    verbose_name = "People"

    def ready(self) -> None:
        """Connect what listens to signals."""
        from newsroom.common import two_factor, watching  # noqa: F401
