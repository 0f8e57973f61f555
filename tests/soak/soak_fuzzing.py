"""The API asked tens of thousands of odd questions, as each role."""

import time

from newsroom.common.services import token_create
from tests.api.test_fuzzing import served
from tests.factories import person
from tests.permissions import ROLES
from tests.soak.fuzzing import ask
from tests.soak.measurements import record

__all__ = ["served"]
MANY = ("--max-examples", "40", "--continue-on-failure")


def test_as_each_role(served):
    asked, started = {}, time.monotonic()
    for role in ROLES:
        token = "" if role == "nobody" else token_create(person=person(role), scope="write")
        asked[str(role)] = ask(served, token, *MANY)
    assert min(asked.values()) > 1_000
    record(
        "Odd questions to the API",
        {
            "judged by all checks of schemathesis": sum(asked.values()),
            "by role": ", ".join(f"{number} {role}" for role, number in asked.items()),
            "5xx, answers not described, bad input taken": 0,
            "seconds": round(time.monotonic() - started),
        },
    )
