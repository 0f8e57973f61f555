"""A text cut for marking: nothing is lost, nothing is moved, and each span covers its own words."""

from hypothesis import given
from hypothesis import strategies as st

from desk.domain.marking import Line, Piece, Span, marked


def test_a_claim_in_a_claim():
    (line,) = marked("He will go to China in May.", [Span("in", 14, 19), Span("out", 3, 26)])
    assert [(one.text, one.keys, one.opens) for one in line.pieces] == [
        ("He ", (), ()),
        ("will go to ", ("out",), ("out",)),
        ("China", ("out", "in"), ("in",)),
        (" in May", ("out",), ()),
        (".", (), ()),
    ]


def test_a_span_over_two_lines_opens_on_each():
    first, second = marked("one\ntwo", [Span("a", 1, 6)])
    assert first == Line(0, (Piece(0, "o"), Piece(1, "ne", ("a",), ("a",))))
    assert second == Line(4, (Piece(4, "tw", ("a",), ("a",)), Piece(6, "o")))


def test_an_empty_line_is_a_line():
    assert [line.pieces for line in marked("a\n\nb", [])][1] == ()


def test_a_key_twice_over_the_same_words_is_named_once():
    (line,) = marked("abc", [Span("a", 0, 2), Span("a", 1, 3)])
    assert [one.keys for one in line.pieces] == [("a",)] * 3


def test_nothing_beyond_the_text_and_nothing_empty_is_marked():
    (line,) = marked("abc", [Span("a", 3, 9), Span("b", 1, 1), Span("c", 2, 9)])
    assert [(one.text, one.keys) for one in line.pieces] == [("ab", ()), ("c", ("c",))]


texts = st.text(st.sampled_from("ab😀\n"), max_size=30)
spans = st.lists(
    st.builds(Span, st.sampled_from("xyz"), st.integers(0, 32), st.integers(0, 32)),
    max_size=6,
)


@given(texts, spans)
def test_the_pieces_are_the_text_and_each_key_covers_its_words(text, given_spans):
    lines = marked(text, given_spans)
    joined = "\n".join("".join(piece.text for piece in line.pieces) for line in lines)
    assert joined == text
    for line in lines:
        for piece in line.pieces:
            assert text[piece.start : piece.start + len(piece.text)] == piece.text
            assert piece.text
            at = range(piece.start, piece.start + len(piece.text))
            for point in at:
                over = {one.key for one in given_spans if one.start <= point < one.end}
                assert set(piece.keys) == over
