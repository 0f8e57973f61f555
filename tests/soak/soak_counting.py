"""20,000 random sheets, counted and judged by the oracle: run by `make soak`."""

import time

from hypothesis import HealthCheck, given, settings

from claims.domain.counting import count, count_public
from tests.domain.counting_sheets import sheets
from tests.domain.oracle_counting import oracle
from tests.soak.measurements import record

EXAMPLES = 20_000


def test_many_counts_are_those_of_the_oracle():
    started, judged = time.monotonic(), 0

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(sheets())
    def judge(sheet):
        nonlocal judged
        judged += 1
        assert count(*sheet).counts == oracle(*sheet)
        assert count_public(*sheet).counts == oracle(*sheet, public=True)

    judge()
    record(
        "Counts against the oracle",
        {
            "random sheets, internal and public": judged,
            "differences": 0,
            "seconds": f"{time.monotonic() - started:.0f}",
        },
    )
