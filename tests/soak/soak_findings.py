"""Thousands of random writes, after each few of which stored findings equal fresh ones."""

import time

import pytest
from django.utils import timezone

from claims.models import Article, Claim, StoredFinding
from claims.services import judging
from newsroom.common.roles import Role
from tests import factories
from tests.judged import drift
from tests.soak.measurements import record
from tests.soak.policy_writes import PolicyWriter

STEPS = 6_000
EVERY = 100


@pytest.mark.django_db
def test_thousands_of_writes_leave_findings_as_judged_afresh():
    by = factories.person(Role.EDITOR, Role.ADMIN)
    second, lawyer = factories.person(Role.EDITOR), factories.person(Role.LAWYER)
    factories.article(by, body="The minister said on Monday that talks would resume in May.")
    writer = PolicyWriter(by, second, lawyer, seed=2024)
    started = time.monotonic()
    for _ in range(STEPS // EVERY):
        writer.run(EVERY)
        # what time alone changes is for `recheck`
        passed = Article.objects.filter(evaluation__again_at__lte=timezone.now())
        judging.store(passed.values_list("pk", flat=True))
        assert drift() == []
        assert not judging.due().exists()
    refused = sum(n for name, n in writer.tally.items() if name.startswith("refused"))
    assert STEPS - refused > STEPS / 3
    record(
        "Random writes, findings",
        {
            "operations": STEPS,
            "of them refused, nothing written": refused,
            "articles with findings other than judged afresh": 0,
            "claims, findings at the end": f"{Claim.objects.count()}, "
            f"{StoredFinding.objects.count()}",
            "seconds": f"{time.monotonic() - started:.0f}",
        },
    )
