from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from claims.services.feed import forget


class Command(BaseCommand):
    help = "Take changes out of the feed that are older than FEED_DAYS (or --days)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=settings.FEED_DAYS)

    def handle(self, *args: Any, days: int, **options: Any) -> None:
        if days < 1:
            raise CommandError("--days: give at least 1.")
        gone = forget(timezone.now() - timedelta(days=days))
        self.stdout.write(f"{gone} changes are gone.")
