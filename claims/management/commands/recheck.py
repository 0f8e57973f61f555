"""Judge again the articles that are due: a changed profile, an embargo that ended, an old check."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import Progress

from claims.models import PolicyProfile
from claims.services import judging


class Command(BaseCommand):
    help = (
        "Judge again by the sourcing policy what is due. It may be broken off: the next run takes "
        "up what is left. Run it after an upgrade, after a changed profile, and every few minutes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--profile", help="Only the articles that this profile judges.")
        parser.add_argument(
            "--all", action="store_true", dest="every", help="Every article, due or not."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        profile = None
        if options["profile"]:
            profile = PolicyProfile.objects.filter(name=options["profile"]).first()
            if profile is None:
                raise CommandError(f"There is no profile {options['profile']}.")
        every = options["every"]
        rows = judging.articles_of(profile) if every else judging.due(profile)
        done = 0
        with Progress(console=Console(stderr=True)) as progress:
            task = progress.add_task("Judging again", total=rows.count())
            for judged in judging.recheck(profile=profile, every=every):
                done += judged
                progress.advance(task, judged)
        left = judging.due(profile).count()
        self.stdout.write(f"{done} articles judged, {left} still due.")
