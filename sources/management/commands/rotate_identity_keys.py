"""Wrap the key of every sealed identity under the newest of IDENTITY_KEYS."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import Progress

from sources import vault
from sources.domain.sealing import SealingError
from sources.services import rotation
from sources.services.rotation import Outcome, Rotated


class Command(BaseCommand):
    help = (
        "Wrap the key of every sealed identity under the newest of IDENTITY_KEYS, while the site "
        "is in use. It may be broken off and run again. Says which old keys may be dropped."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--sweep",
            action="store_true",
            help="Remove keys of which no identity is sealed. Never against a restored database "
            "that is older than the store.",
        )

    def handle(self, *args: Any, sweep: bool, **options: Any) -> None:
        try:
            done = self._rotate(sweep)
            left = rotation.left_on()
        except SealingError as problem:
            raise CommandError(str(problem)) from problem
        for outcome in Outcome:
            if number := sum(one.outcome is outcome for one in done):
                self.stdout.write(f"{number} {outcome}")
        self._say_what_is_left(left)
        failed = [one for one in done if one.outcome is Outcome.FAILED]
        for one in failed:
            self.stderr.write(f"{one.source}: {one.why}")
        if failed:
            raise CommandError("Mend what failed and run it again; keep the old keys until then.")

    def _rotate(self, sweep: bool) -> list[Rotated]:
        sources, done = rotation.to_rotate(), []
        with Progress(console=Console(stderr=True)) as progress:
            task = progress.add_task("Wrapping keys", total=len(sources))
            for one in rotation.rotate(sources, sweep=sweep):
                done.append(one)
                progress.advance(task)
        return done

    def _say_what_is_left(self, left: dict[str, int]) -> None:
        newest, *older = vault.ring().ids
        for key_id, number in sorted(left.items()):
            self.stdout.write(f"{number} under {key_id}")
        for key_id in older:
            if not left.get(key_id):
                self.stdout.write(
                    f"{key_id} may be dropped, once every server runs with {newest} first."
                )
