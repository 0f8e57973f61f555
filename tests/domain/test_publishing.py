"""What leads from one rendering to the next, replayed, gives the next."""

from hypothesis import given
from hypothesis import strategies as st

from claims.domain.publishing import Act, changes

renderings = st.dictionaries(st.integers(0, 9), st.sampled_from("abc"))


@given(renderings, renderings)
def test_replayed_it_gives_what_stands(before, after):
    kept = dict(before)
    for one in changes(before, after):
        assert (one.key in kept) == (one.act is not Act.CREATED)
        if one.act is Act.REMOVED:
            assert one.digest == ""
            del kept[one.key]
        else:
            assert kept.get(one.key) != one.digest
            kept[one.key] = one.digest
    assert kept == after


@given(renderings)
def test_nothing_changed_is_nothing_told(rendering):
    assert changes(rendering, dict(rendering)) == []


def test_what_is_gone_comes_last():
    found = changes({1: "a", 2: "b"}, {3: "c", 2: "d"})
    assert [(one.key, one.act) for one in found] == [
        (3, Act.CREATED),
        (2, Act.CHANGED),
        (1, Act.REMOVED),
    ]
