"""Where the boxes of a picture stand, and what is written in them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.counting import count
from desk.domain.lettering import runs_right_to_left, width, wrapped
from desk.domain.picture import Row, parts
from desk.drawing import Label, Sheet, Words, drawing
from tests.domain.counting_sheets import sheets

WIDE = Sheet("wide", widths=(200, 250, 200), gaps=(40, 40, 60))
NARROW = Sheet("narrow", widths=(360, 100, 120, 100), gaps=(0, 10, 16), on_top=True)


def laid_out(sheet, on):
    facts, sources = sheet
    lines = count(facts, sources).lines
    rows = [Row(n % 3, fact, line) for n, (fact, line) in enumerate(zip(facts, lines, strict=True))]
    for part in parts([0, 1, 2], rows, sources):
        words = (Words("a few words of some length for a box " * 2), Words(str(part.nodes[0].id)))
        labels = {one.key: Label(words, "said", one.kind.value) for one in part.nodes}
        yield part, drawing(part, labels, on, "p")


@pytest.mark.parametrize("on", [WIDE, NARROW], ids=["wide", "narrow"])
@given(sheets(most=12))
def test_no_box_lies_on_another_and_all_are_on_the_sheet(on, sheet):
    for part, made in laid_out(sheet, on):
        assert len(made.boxes) == len(part.nodes)
        assert len(made.strokes) >= len(part.edges)
        for one in made.boxes:
            assert one.x >= 0
            assert one.y >= 0
            assert one.right <= made.width
            assert one.bottom <= made.height
        ordered = sorted(made.boxes, key=lambda one: one.y)
        for at, one in enumerate(ordered):
            for other in ordered[at + 1 :]:
                apart = one.right <= other.x or other.right <= one.x
                assert apart or one.bottom <= other.y


@given(sheets(most=6))
def test_every_line_of_words_stands_in_its_box(sheet):
    for _, made in laid_out(sheet, WIDE):
        for box in made.boxes:
            for line in box.lines:
                assert box.x < line.x < box.right
                assert box.y < line.y < box.bottom


@given(sheets(most=6))
def test_what_is_nearer_to_the_claim_is_further_left(sheet):
    for part, made in laid_out(sheet, WIDE):
        left = {one.node.key: one.x for one in made.boxes}
        lane = {one.key: one.lane for one in part.nodes}
        assert all((left[a] < left[b]) == (lane[a] < lane[b]) for a in left for b in left)


@given(sheets(most=6))
def test_every_line_begins_and_ends_at_its_boxes(sheet):
    for part, made in laid_out(sheet, WIDE):
        boxes = {one.node.key: one for one in made.boxes}
        for edge, stroke in zip(part.edges, made.strokes, strict=True):
            numbers = [float(one) for one in re.findall(r"-?\d+\.\d", stroke.path)]
            assert numbers[0] == pytest.approx(boxes[edge.near].right, abs=0.1)
            far = boxes[edge.far]
            assert numbers[-2] == pytest.approx(
                far.right if "round" in stroke.look else far.x, abs=0.1
            )
            assert far.y <= numbers[-1] <= far.bottom + 0.1


class TestLettering:
    @given(st.text(max_size=200), st.integers(30, 300), st.integers(1, 6))
    def test_lines_fit_and_are_not_too_many(self, text, room, most):
        lines = wrapped(text, room, 12, most)
        assert len(lines) <= most
        assert all(width(one, 12) <= room or len(one) == 1 for one in lines)

    @given(st.text(alphabet="abc اב ", max_size=60))
    def test_nothing_is_left_out_where_there_is_room(self, text):
        lines = wrapped(text, 80, 12, 99)
        assert "".join(lines).replace(" ", "") == "".join(text.split())

    def test_what_is_left_out_is_marked(self):
        assert wrapped("one two three four five six", 60, 12, 2)[-1].endswith("…")

    @pytest.mark.parametrize(
        ("text", "expected"),
        [("minister", False), ("  וזיר", True), ("3 وزير", True), ("", False), ("12", False)],
    )
    def test_from_which_side_it_is_read(self, text, expected):
        assert runs_right_to_left(text) is expected
