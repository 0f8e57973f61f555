"""All claims as JSON lines, as the API exports them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, BinaryIO
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.http import QueryDict
from rest_framework.exceptions import ValidationError
from rich.console import Console
from rich.progress import Progress

from claims.api.exporting import Export, ndjson
from claims.api.filters import ClaimFilter
from claims.api.prefetch import claim_rows
from claims.models import Claim
from newsroom.common.api.views import refuse_unknown
from newsroom.common.models import User
from newsroom.common.roles import is_in_house

FOR_EVER = float("inf")  # nobody waits for it


class Command(BaseCommand):
    help = (
        "Write claims as JSON lines, as exports/claims.ndjson of the API does: the public "
        "rendering, or with --as what that person may read. The last line says where to go on."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as", dest="person", help="User name of whom it is for.")
        parser.add_argument("--output", type=Path, help="The file to write; standard output else.")
        parser.add_argument(
            "--resume", action="store_true", help="Go on where a file that was broken off ends."
        )
        parser.add_argument("--cursor", help="Id of the last claim that is there already.")
        parser.add_argument(
            "--filter",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="As the API's list of claims has them, such as status=verified.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        user = _person(options["person"])
        rows = _filtered(Claim.objects.visible_to(user), "&".join(options["filter"]), user)
        after = _id(options["cursor"])
        if options["resume"]:
            if options["output"] is None or after is not None:
                raise CommandError("--resume goes on with --output, and finds its cursor there.")
            after = _cut(options["output"])
        total = (rows if after is None else rows.filter(pk__gt=after)).count()
        export = Export(
            claim_rows(rows, user), public=not is_in_house(user), after=after, lasts=FOR_EVER
        )
        if options["output"] is None:
            _write(export, sys.stdout.buffer, total)
            return
        with options["output"].open("ab" if options["resume"] else "wb") as file:
            _write(export, file, total)


def _write(export: Export, file: BinaryIO, total: int) -> None:
    line = b""
    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("Claims", total=total)
        for line in ndjson(export):
            file.write(line)
            progress.advance(task)
    file.flush()
    if not json.loads(line)["export"]["complete"]:
        raise CommandError("The database went away. Go on with --resume, or by the cursor.")


def _person(name: str | None) -> Any:
    if name is None:
        return AnonymousUser()
    person = User.objects.filter(username=name, is_active=True).first()
    if person is None:
        raise CommandError(f"There is nobody with the user name {name}.")
    return person


def _id(given: str | None) -> UUID | None:
    try:
        return None if given is None else UUID(given)
    except ValueError as error:
        raise CommandError(f"--cursor is the id of a claim, which {given} is not.") from error


def _filtered(rows: Any, given: str, user: Any) -> Any:
    params = QueryDict(given)
    asking: Any = SimpleNamespace(user=user, query_params=params)
    try:
        refuse_unknown(params, ClaimFilter.known(public=not is_in_house(user)))
        filters = ClaimFilter(params, queryset=rows, request=asking)
        if not filters.is_valid():
            raise ValidationError(filters.errors)
        return filters.qs
    except ValidationError as error:
        detail: Any = error.detail
        said = "; ".join(f"{name}: {' '.join(texts)}" for name, texts in detail.items())
        raise CommandError(said) from error


def _cut(path: Path) -> UUID | None:
    """Take off of a file what is no whole claim at its end; the id of the last one that is."""
    if not path.exists():
        return None
    after, ends = None, 0
    with path.open("r+b") as file:
        for line in file:
            try:
                found = UUID(json.loads(line)["id"])
            except (ValueError, KeyError, TypeError):
                break
            if not line.endswith(b"\n"):
                break
            after = found
            ends += len(line)
        file.truncate(ends)
    return after
