"""What logging at the desk takes, in a browser."""

import pytest

from tests.browser.test_logging_at_the_desk import journey
from tests.browser_setup import find
from tests.soak.measurements import record


@pytest.mark.django_db(transaction=True)
def test_logging(live_server):
    quick, costs = journey(live_server, find())
    figures = {
        f"a claim with one attribution, after its words are selected; {how}": took
        for how, took in quick.items()
    }
    figures |= {f"{label}, every field of the sample": took for label, took in costs.items()}
    record(
        "Logging at the desk, in a browser",
        {
            f"{what}: interactions, seconds": f"{interactions}, {seconds:.1f}"
            for what, (interactions, seconds) in figures.items()
        }
        | {
            "these thirteen claims, with who was asked: seconds of the browser": (
                f"{sum(seconds for _, seconds in costs.values()):.0f}"
            )
        },
    )
