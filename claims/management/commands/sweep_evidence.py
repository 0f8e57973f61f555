"""Delete stored files that no evidence names, left by a server that died in between."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from claims.services.evidence import sweep


class Command(BaseCommand):
    help = "Delete files in the store of evidence that no evidence names."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--hours",
            type=int,
            default=24,
            help="Leave younger files alone: a request may be about to name them.",
        )

    def handle(self, *args: Any, hours: int, **options: Any) -> None:
        strays = sweep(timedelta(hours=hours))
        for name in strays:
            self.stdout.write(name)
        self.stdout.write(f"{len(strays)} deleted.")
