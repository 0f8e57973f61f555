"""10,000 random writes, checked for drift after every 500: run by `make soak`."""

import time

import pytest

from claims.models import Attribution, Claim
from claims.services.recount import recount
from tests import factories
from tests.soak.measurements import record
from tests.soak.writes import Writer

STEPS = 10_000
EVERY = 500


@pytest.mark.django_db
def test_ten_thousand_writes_leave_no_drift(editor):
    factories.article(editor, body="The minister said on Monday that talks would resume in May.")
    writer = Writer(editor, seed=2024)
    started = time.monotonic()
    for _ in range(STEPS // EVERY):
        writer.run(EVERY)
        drifted = [one for batch in recount() for one in batch]
        assert drifted == []
    refused = sum(n for name, n in writer.tally.items() if name.startswith("refused"))
    done = STEPS - refused
    assert done > STEPS / 3
    record(
        "Random writes through the services",
        {
            "operations": STEPS,
            "of them refused, nothing written": refused,
            "claims with drift": 0,
            "claims, attributions at the end": f"{Claim.objects.count()}, "
            f"{Attribution.objects.count()}",
            "seconds": f"{time.monotonic() - started:.0f}",
        },
    )
