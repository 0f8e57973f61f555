from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.domain.spans import UNITS, best_unit, parts


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(), [("minutes", 0)]),
        (timedelta(seconds=-5), [("minutes", 0)]),
        (timedelta(seconds=59), [("minutes", 0)]),
        (timedelta(minutes=45), [("minutes", 45)]),
        (timedelta(hours=3, minutes=5), [("hours", 3), ("minutes", 5)]),
        (timedelta(days=2, minutes=5), [("days", 2)]),
        (timedelta(days=2, hours=3, minutes=5), [("days", 2), ("hours", 3)]),
    ],
)
def test_in_its_two_largest_units(length, said):
    assert parts(length) == said


@given(st.timedeltas(timedelta(), timedelta(days=5000)))
def test_what_is_left_out_is_less_than_the_smaller_of_the_two(length):
    units = dict(UNITS)
    told = parts(length)
    rest = length - sum((number * units[name] for name, number in told), timedelta())
    names = [name for name, _ in UNITS]
    following = names[min(names.index(told[0][0]) + 1, 2)]
    assert timedelta() <= rest < units[following]


@pytest.mark.parametrize(
    ("hours", "unit"),
    [([], "minutes"), ([1], "minutes"), ([1, 2], "hours"), ([47], "hours"), ([48, 1], "days")],
)
def test_one_unit_for_all(hours, unit):
    assert best_unit([timedelta(hours=one) for one in hours]) == unit
