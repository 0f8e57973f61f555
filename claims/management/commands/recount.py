"""Compare the stored counts of all claims with counting afresh, and mend what drifted."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.progress import track

from claims.models import Claim
from claims.services.recount import BATCH, Drift, recount


class Command(BaseCommand):
    help = "Recount all claims. Exit code 1 with --check where a stored count has drifted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Report only, mend nothing.")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        total = Claim.objects.count()
        batches = track(
            recount(mend=not check),
            total=-(-total // BATCH),
            description="Recounting",
            console=Console(stderr=True),
        )
        drifted = [drift for batch in batches for drift in batch]
        for drift in drifted:
            self.stdout.write(describe(drift))
        verb = "drifted" if check else "mended"
        self.stdout.write(f"{total} claims, {len(drifted)} {verb}.")
        if check and drifted:
            sys.exit(1)


def describe(drift: Drift) -> str:
    fields = ", ".join(
        f"{name} stored {stored}, counted {afresh}"
        for name, (stored, afresh) in sorted(drift.fields.items())
    )
    return f"claim {drift.claim}: {fields}"
