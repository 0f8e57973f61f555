"""Random sheets against a judge that seats every voice as one person.

COUNTING_EXAMPLES sets the number of random sheets (2,000 unless told).
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.domain.counting import count, count_public
from tests.domain.counting_sheets import RULED_OUT, sheets
from tests.domain.oracle_counting import oracle

EXAMPLES = int(os.environ.get("COUNTING_EXAMPLES", "2000"))
common = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
many = settings(common, max_examples=EXAMPLES)
fewer = settings(common, max_examples=max(1, EXAMPLES // 4))


@many
@given(sheets())
def test_counts_are_those_of_the_oracle(sheet):
    assert count(*sheet).counts == oracle(*sheet)
    assert count_public(*sheet).counts == oracle(*sheet, public=True)


@fewer
@given(sheets(), st.randoms(use_true_random=False))
def test_the_order_of_logging_changes_no_count(sheet, random):
    rows, cast = sheet
    shuffled = random.sample(rows, len(rows))
    assert count(shuffled, cast).counts == count(rows, cast).counts


@fewer
@given(sheets())
def test_public_explanation_is_that_of_a_sheet_without_hidden_rows(sheet):
    rows, cast = sheet
    shown = [row for row in rows if not row.withdrawn and row.terms not in RULED_OUT]
    assert count_public(rows, cast) == count(shown, cast)
