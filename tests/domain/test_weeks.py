from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.weeks import Weeks, iso, last, read, week_of

DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


def test_a_week_begins_on_monday_and_is_of_the_year_of_its_thursday():
    assert week_of(date(2026, 11, 25)) == Weeks(date(2026, 11, 23), date(2026, 11, 30))
    assert iso(date(2027, 1, 1)) == "2026-W53"


def test_the_last_weeks_end_with_that_of_today():
    weeks = last(12, date(2026, 11, 25))
    assert str(weeks) == "2026-W37/2026-W48"
    assert (len(weeks.mondays), weeks.mondays[-1]) == (12, date(2026, 11, 23))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026",
        "2026-W54",
        "2026-W00",
        "2026-W48/",
        "2026-W48/2026-W47",
        "2026-W48/x",
        "0001-W01",
        "9999-W52",
        " 2026-W48",
        "\x00",
        "٢٠٢٦-W48",
    ],
)
def test_what_is_no_week_is_not_read(text):
    assert read(text) is None


@given(DAYS, st.integers(1, 200))
def test_what_is_written_is_read_again(day, count):
    weeks = last(count, day)
    assert read(str(weeks)) == weeks
    assert weeks.first <= day < weeks.end
    assert read(iso(day)) == week_of(day)
    assert len(weeks.mondays) == count
