from contextlib import suppress

from django.apps import AppConfig
from django.conf import settings


class WiringConfig(AppConfig):
    name = "newsroom"
    label = "newsroom"

    def ready(self) -> None:
        """Register the system checks, and make the folder that whitenoise warns about."""
        from newsroom import checks  # noqa: F401

        with suppress(OSError):  # a read-only installation has collected its files before
            settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
