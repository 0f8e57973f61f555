"""Destroy a sealed identity for good."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsroom.common.models import User
from newsroom.common.records import Refused
from sources.domain.sealing import SealingError
from sources.services.shredding import identity_shred, shreddings_finish


class Command(BaseCommand):
    help = (
        "Destroy the key of a source's sealed identity and all its versions: no backup of the "
        "database opens it afterwards. Without a source, finish what was broken off."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", nargs="?", type=UUID, help="The id of the source.")
        parser.add_argument("--by", help="User name of the custodian or handler who orders it.")
        parser.add_argument("--reason", default="", help="Why; it stays on record.")

    def handle(
        self, *args: Any, source: UUID | None, by: str | None, reason: str, **options: Any
    ) -> None:
        try:
            done = (
                list(shreddings_finish())
                if source is None
                else [identity_shred(by=self._person(by), source_id=source, reason=reason)]
            )
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        except (PermissionDenied, Refused, SealingError) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{len(done)} shredded.")

    def _person(self, username: str | None) -> User:
        person = User.objects.filter(username=username or "").first()
        if person is None:
            raise CommandError("Say with --by who orders it: a custodian of it, or its handler.")
        return person
