"""From one version to the next: both texts come back from the segments, each at its place."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims.domain.diff import Piece, Segment, segments, touches

# Few letters and much white space, so that texts have words in common.
TEXTS = st.text(st.sampled_from("ab é\n.,“”中\u0301\U0001f600"), max_size=60)
EDITS = st.tuples(TEXTS, st.integers(0, 60), st.integers(0, 60), TEXTS)


def old_of(found):
    return "".join(one.text for one in found if one.piece is not Piece.ADDED)


def new_of(found):
    return "".join(one.text for one in found if one.piece is not Piece.REMOVED)


def pieces(old, new):
    return [(one.piece.value, one.text) for one in segments(old, new)]


def check(old, new):
    found = segments(old, new)
    assert old_of(found) == old
    assert new_of(found) == new
    place, last = 0, None
    for one in found:
        assert one.piece is not last
        last = one.piece
        assert one.text
        assert one.start == place
        if one.piece is Piece.ADDED:
            assert one.end == one.start
        else:
            assert old[one.start : one.end] == one.text
        place = one.end
    assert place == len(old)
    return found


@given(TEXTS, TEXTS)
@example("", "")
@example("a", "ab")
@example("ab", "a")
@example("a a a", "a a")
@example("中文", "中中文")
def test_both_texts_come_back_and_every_place_is_right(old, new):
    check(old, new)


@given(EDITS)
def test_one_edit_in_a_text(edit):
    text, start, length, put = edit
    check(text, text[:start] + put + text[start + length :])


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_signs_whatever(old, new):
    check(old, new)


@given(TEXTS)
def test_nothing_changed(text):
    assert all(one.piece is Piece.SAME for one in segments(text, text))
    assert len(segments(text, text)) <= 1


@given(TEXTS, TEXTS)
def test_what_is_added_going_is_removed_coming_back(old, new):
    there, back = segments(old, new), segments(new, old)
    assert old_of(there) == new_of(back)
    assert any(one.piece is not Piece.SAME for one in there) == (old != new)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        ("", "New.", [("added", "New.")]),
        ("Old.", "", [("removed", "Old.")]),
        (
            "He will travel in May.",
            "He will travel in June.",
            [("same", "He will travel in "), ("removed", "May"), ("added", "June"), ("same", ".")],
        ),
        # words, not letters
        (
            "He is travelling.",
            "He is travelled.",
            [("same", "He is "), ("removed", "travelling"), ("added", "travelled"), ("same", ".")],
        ),
        ("One. Two.", "One. And. Two.", [("same", "One. "), ("added", "And. "), ("same", "Two.")]),
        (
            "One. Two. Three.",
            "One. Three.",
            [("same", "One. "), ("removed", "Two. "), ("same", "Three.")],
        ),
        (
            "a b c d",
            "a x c y",
            [
                ("same", "a "),
                ("removed", "b "),
                ("added", "x "),
                ("same", "c "),
                ("removed", "d"),
                ("added", "y"),
            ],
        ),
    ],
)
def test_examples(old, new, expected):
    check(old, new)
    assert pieces(old, new) == expected


@given(EDITS, st.integers(0, 60), st.integers(1, 60))
def test_touches_is_what_it_says(edit, start, width):
    """Judged code point by code point: each has gone, or something stands newly inside. No words
    are without any.
    """
    end = start + width
    text, place, length, put = edit
    changes = segments(text, text[:place] + put + text[place + length :])
    gone = {
        index
        for one in changes
        if one.piece is Piece.REMOVED
        for index in range(one.start, one.end)
    }
    added = {one.start for one in changes if one.piece is Piece.ADDED}
    inside = set(range(start, end)) & gone or {one for one in added if start < one < end}
    assert touches(changes, start, end) is bool(inside)


REMOVED = Segment(Piece.REMOVED, "will", 3, 7)
ADDED = Segment(Piece.ADDED, "may", 7, 7)


@pytest.mark.parametrize(
    ("change", "start", "end", "expected"),
    [
        (REMOVED, 0, 3, False),  # up to where it begins
        (REMOVED, 0, 4, True),
        (REMOVED, 3, 7, True),
        (REMOVED, 4, 5, True),
        (REMOVED, 6, 20, True),
        (REMOVED, 7, 20, False),
        (ADDED, 0, 7, False),  # at its end
        (ADDED, 7, 20, False),  # at its beginning
        (ADDED, 6, 8, True),
        (Segment(Piece.SAME, "will", 3, 7), 0, 20, False),
    ],
)
def test_the_edges_of_an_anchor(change, start, end, expected):
    assert touches([change], start, end) is expected


def test_nothing_touches_where_nothing_changed():
    assert not touches([], 0, 10)


def test_a_book_that_was_written_anew():
    """Matching is quadratic at worst; a text of any length comes back in good time."""
    old = "\n".join(f"Sentence {n} says something of its own." for n in range(3_000))
    new = "\n".join(f"Line {n} says something else altogether." for n in range(3_000))
    check(old, new)


def test_one_word_in_a_book():
    old = " ".join(f"word{n}" for n in range(100_000))
    new = old.replace("word50000 ", "words ")
    found = check(old, new)
    assert [one.text for one in found if one.piece is not Piece.SAME] == ["word50000", "words"]
