"""Walk the chain of verification events and name the first broken link.

Whoever owns the database can write the whole chain anew, so that it holds in itself. Against that,
keep the head that this command prints where the database's owner cannot write (on paper, in a
message, in another system), and give it back later: `verify_history --expect 1234:5f2c…`. The
chain may have grown meanwhile; the link that was its head must be the same.
"""

from __future__ import annotations

import re
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.services.history import Head, first_broken, head


class Command(BaseCommand):
    help = "Verify the chain of verification events. Exit code 1 where a link is broken."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--expect",
            metavar="HEAD",
            help="A head that this command printed earlier (number:digest); it must be there.",
        )

    def handle(self, *args: Any, expect: str | None = None, **options: Any) -> None:
        broken = first_broken(_parsed(expect) if expect is not None else None)
        if broken:
            named = f" ({broken.record})" if broken.record else ""
            self.stdout.write(f"Event {broken.number}{named}: {broken.what}.")
            sys.exit(1)
        last = head()
        self.stdout.write(f"{last.number} events, the chain holds.")
        if last.number:
            self.stdout.write(f"Head: {last}")


def _parsed(given: str) -> Head:
    match = re.fullmatch(r"(\d{1,18}):([0-9a-f]{64})", given.strip())
    if match is None:
        raise CommandError("--expect takes a head as this command prints it, number:digest.")
    return Head(int(match[1]), match[2])
