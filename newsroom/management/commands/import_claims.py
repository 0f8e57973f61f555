"""Claims from a file of JSON lines, as export_claims writes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import Progress

from claims.access import may_write_claims
from newsroom.common.models import User
from newsroom.management.importing import Rejected, is_ending, take


class Command(BaseCommand):
    help = (
        "Log the claims of a file of JSON lines under the ids that it names, with their anchors "
        "and attributions; articles and sources have to be there. What is there already is passed "
        "over, so a run that was broken off is just begun again. Exit code 1 where lines were "
        "rejected."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, help="User name of whoever answers for them.")
        parser.add_argument("--dry-run", action="store_true", help="Write nothing; say what would.")
        parser.add_argument("--rejects", type=Path, help="File for the lines that were rejected.")

    def handle(self, *args: Any, **options: Any) -> None:
        by = User.objects.filter(username=options["by"], is_active=True).first()
        if by is None or not may_write_claims(by):
            raise CommandError(f"{options['by']} is nobody who logs claims.")
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        added, there, rejects = self._taken(path, by, dry=options["dry_run"])
        if options["rejects"]:
            lines = "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in rejects)
            options["rejects"].write_text(lines, encoding="utf-8")
        verb = "would be logged" if options["dry_run"] else "logged"
        self.stdout.write(f"{added} {verb}, {there} there already, {len(rejects)} rejected.")
        if rejects:
            raise SystemExit(1)

    def _taken(self, path: Path, by: User, *, dry: bool) -> tuple[int, int, list[dict[str, Any]]]:
        """How many were added and there already, and each line that was rejected, with why."""
        added, rejects, seen = 0, [], set()
        total = 0
        with path.open("rb") as file, Progress(console=Console(stderr=True)) as progress:
            task = progress.add_task("Claims", total=path.stat().st_size)
            for number, line in enumerate(file, start=1):
                progress.advance(task, len(line))
                if is_ending(line):
                    continue
                total += 1
                try:
                    pk = take(line, by, dry=dry)
                except Rejected as why:
                    rejects.append({"line": number, "reason": str(why)})
                    self.stdout.write(f"line {number}: {why}")
                    continue
                if pk is not None and pk not in seen:
                    added += 1
                    seen.add(pk)
        return added, total - added - len(rejects), rejects
