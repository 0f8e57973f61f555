"""Where an anchor that lost its place may stand, for a person to choose from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.diff import segments
from desk.domain.candidates import MOST, candidates, followed


def found(old, quote, new):
    start = old.index(quote)
    return [
        (one.exact, one.is_rewritten)
        for one in candidates(quote, old, start, start + len(quote), new)
    ]


@pytest.mark.parametrize(
    ("old", "quote", "new", "expected"),
    [
        # rewritten inside: what stands there now is offered
        (
            "He goes to China in May, he said.",
            "China in May",
            "He goes to China in late June, he said.",
            [("China in late June", True)],
        ),
        # rewritten whole
        ("He goes in May. End.", "May", "He goes in June. End.", [("June", True)]),
        # gone without anything in its place
        ("One. Two goes. Three.", "Two goes. ", "One. Three.", []),
        # copied: each place, the nearest to where it stood first
        (
            "A said yes. B left.",
            "said yes",
            "Zed said yes. C came. A said yes. B left.",
            [("said yes", False), ("said yes", False)],
        ),
        ("x", "x", "x", [("x", False)]),
        ("x", "x", "", []),
    ],
)
def test_what_is_offered(old, quote, new, expected):
    assert found(old, quote, new) == expected


def test_the_nearest_first_and_with_what_stands_around():
    new = "May. " + "filler words " * 9 + "in May again."
    (one, two) = candidates("May", "in May again.", 3, 6, new)
    assert (one.before[-3:], one.after) == ("in ", " again.")
    assert two.start == 0
    assert new[one.start : one.end] == one.exact == "May"


def test_not_too_many():
    assert len(candidates("a", "a", 0, 1, "a " * 500)) == MOST


@given(st.text("ab .\n", max_size=40), st.text("ab .\n", max_size=40), st.data())
def test_each_is_where_it_says(old, new, data):
    start = data.draw(st.integers(0, len(old)))
    end = data.draw(st.integers(start, len(old)))
    quote = old[start:end]
    if not quote:
        return
    for one in candidates(quote, old, start, end, new):
        assert new[one.start : one.end] == one.exact
        assert one.is_rewritten or one.exact == quote
        assert one.exact == one.exact.strip() or not one.is_rewritten
        assert new[: one.start].endswith(one.before)
        assert new[one.end :].startswith(one.after)
    if old == new:
        assert followed(segments(old, new), start, end) == (start, end)
