"""Dates known in part, and publication times with and without a zone."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain import partial_dates
from claims.domain.times import Published, split_published

MAKERS = {"year": "{0:%Y}", "month": "{0:%Y}-{0:%m}", "day": "{0:%Y}-{0:%m}-{0:%d}"}


@pytest.mark.parametrize("value", ["2024", "2024-02", "2024-03-18", "2024-02-29", "0001", "9999"])
def test_a_year_a_month_or_a_day(value):
    assert partial_dates.check(value) == value


@pytest.mark.parametrize(
    "value",
    [
        *("", "24", "2024-", "2024-3", "2024-13", "2024-00", "2023-02-29", "2024-02-30", "0000"),
        *("2024-03-18T00:00", " 2024", "2024\n", "18.03.2024", "2024/03", "٢٠٢٤", "March 2024"),
    ],
)
def test_anything_else_is_refused_with_a_remedy(value):
    with pytest.raises(ValueError, match=r"[Gg]ive"):
        partial_dates.check(value)


@given(st.dates(min_value=datetime.date(1000, 1, 1)), st.sampled_from(sorted(MAKERS)))
def test_every_day_of_the_calendar_and_each_part_of_it(day, part):
    value = MAKERS[part].format(day)
    assert partial_dates.check(value) == value


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2024-03-19T05:26Z", "2024-03-19T05:26:00+00:00"),
        ("2024-03-19t05:26:01z", "2024-03-19T05:26:01+00:00"),
        ("2024-03-19T05:26:00+08:00", "2024-03-19T05:26:00+08:00"),
        ("2024-03-19 05:26-0330", "2024-03-19T05:26:00-03:30"),
        (" 2024-03-19T05:26:00.25Z\n", "2024-03-19T05:26:00.250000+00:00"),
    ],
)
def test_with_a_zone_it_is_an_instant(value, iso):
    assert split_published(value) == Published(datetime.datetime.fromisoformat(iso), None)


@pytest.mark.parametrize(
    "value", ["2024-03-19T05:26", "2024-03-19 05:26:30", "2024-03-19", "2024-03-31T02:30"]
)
def test_without_a_zone_it_is_kept_as_it_stands_and_never_guessed(value):
    assert split_published(f" {value} ") == Published(None, value)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("", "is no publication time"),
        ("2024", "is no publication time"),
        ("2024-03", "is no publication time"),
        ("2024-03-19Z", "is no publication time"),
        ("2024-03-19T05", "is no publication time"),
        ("yesterday", "is no publication time"),
        ("2024-03-19T05:26 (time zone not stated)", "is no publication time"),
        ("2024-03-19T05:26 CET", "is no publication time"),
        ("20240319T0526Z", "is no publication time"),
        ("2024-02-30", "is not in the calendar"),
        ("2024-02-30T05:26Z", "is not in the calendar"),
        ("2024-03-19T25:00Z", "is not in the calendar"),
        ("2024-03-19T05:26+25:00", "is not in the calendar"),
        ("0001-01-01T00:00+08:00", "outside the years"),
        ("9999-12-31T23:59-08:00", "outside the years"),
    ],
)
def test_what_is_no_time_is_refused_with_a_remedy(value, says):
    with pytest.raises(ValueError, match=says) as caught:
        split_published(value)
    assert "Give" in str(caught.value) or "Correct" in str(caught.value)
