"""One person for each role, with passwords and tokens made up at each fresh set-up."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from django.db import transaction

from newsroom.common.models import User
from newsroom.common.roles import Role, Scope
from newsroom.common.services import person_create, person_set_password, token_create

ROLES = (Role.EDITOR, Role.FACT_CHECKER, Role.CONSUMER, Role.CUSTODIAN, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Credentials:
    username: str
    password: str
    role: str
    token: str


@transaction.atomic
def make_people() -> list[Credentials]:
    """Add the people who are missing, and give every one a fresh password and token."""
    return [_person(role) for role in ROLES]


def _person(role: Role) -> Credentials:
    password = secrets.token_urlsafe(12)
    person = User.objects.filter(username=role.value).first()
    if person is None:
        full_name = f"Demo {role.value.capitalize()}"
        person = person_create(
            username=role.value, password=password, roles=[role], full_name=full_name
        )
    else:
        person_set_password(person=person, password=password)
    token = token_create(person=person, label="the demo", scope=Scope.WRITE)
    return Credentials(role.value, password, role.value, token)


def read_credentials(path: Path) -> list[Credentials] | None:
    """The people in the file of an earlier run; None where it is missing or not ours."""
    try:
        people = json.loads(path.read_text(encoding="utf-8"))["people"]
        return [Credentials(**person) for person in people]
    except (OSError, ValueError, TypeError, KeyError):
        return None


def write_credentials(path: Path, url: str, people: list[Credentials]) -> None:
    """Write the file that only its owner may read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        path.chmod(0o600)
        json.dump({"url": url, "people": [asdict(person) for person in people]}, file, indent=1)
        file.write("\n")
