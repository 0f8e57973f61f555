"""Walk the chain of verification events and name the first broken link."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from claims.models import VerificationEvent
from claims.services.history import first_broken


class Command(BaseCommand):
    help = "Verify the chain of verification events. Exit code 1 where a link is broken."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = first_broken()
        if broken:
            self.stdout.write(f"Event {broken.number} ({broken.event}): {broken.what}.")
            sys.exit(1)
        self.stdout.write(f"{VerificationEvent.objects.count()} events, the chain holds.")
