"""40,000 texts with over 100,000 random edits, each anchor judged: run by `make soak`."""

import time

from tests.domain.anchoring_oracle import Verdict
from tests.domain.test_anchoring_random import seeded_run
from tests.soak.measurements import record

TRIALS = 40_000


def test_no_edit_of_many_leads_to_a_wrong_place():
    started = time.monotonic()
    figures = seeded_run(TRIALS, seed=int(started * 1000))
    assert figures[Verdict.WRONG] == 0
    found = {verdict.value: figures[verdict] for verdict in Verdict}
    record(
        "Anchors under random edits",
        {
            "anchors, each under one to six edits (texts made of repeats)": TRIALS,
            "edits": figures["edits"],
            **found,
            "seconds": f"{time.monotonic() - started:.0f}",
        },
    )
