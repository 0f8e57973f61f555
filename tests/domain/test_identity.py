"""What is sealed of a person, and which names are one name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.domain.identity import (
    BLOCK,
    LONGEST,
    Identity,
    Unreadable,
    names_in,
    packed,
    same_name,
    unpacked,
)

texts = st.text(max_size=400)


@given(texts, texts, texts, texts)
def test_what_was_packed_comes_back(name, contact, established, note):
    identity = Identity(name, contact, established, note)
    assert unpacked(packed(identity)) == identity


def test_the_length_says_little():
    assert len(packed(Identity("Ann"))) == BLOCK
    assert len(packed(Identity("Ann", "a@b.invalid", "passport", "knows the minister"))) == BLOCK
    longest = Identity(*("ü" * length for length in LONGEST.values()))
    assert len(packed(longest)) % BLOCK == 0


def test_it_prints_nothing_of_itself():
    assert repr(Identity("Ann Lee", "a@b.invalid")) == "Identity()"


@pytest.mark.parametrize("content", [b"", b"\0\0\0\2[]", b"\0\0\0\2{}", b"\xff" * 40])
def test_what_is_no_identity(content):
    with pytest.raises(Unreadable):
        unpacked(content)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dmitry Peskov", "PESKOV, Dmitry"),
        ("Dr. Anna-Maria Müller", "anna maria muller"),
        ("Sir Paul O’Brien", "Paul O'Brien"),
        ("Ａｎｎ Lee", "Lee Ann"),
        ("Straße, Karl", "Karl Strasse"),
    ],
)
def test_spellings_of_one_name(one, other):
    assert same_name(one) == same_name(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ann Lee", "Ann Leigh"), ("Ann Lee", "Lee"), ("Ann Lee", "Ann B. Lee"), ("Bob", "Robert")],
)
def test_other_names(one, other):
    assert same_name(one) != same_name(other)


@pytest.mark.parametrize("nothing", ["", " – ", "Mr."])
def test_no_name(nothing):
    assert same_name(nothing) == ""


@given(texts)
def test_a_name_stays_what_it_is(name):
    assert same_name(same_name(name)) == same_name(name)


@pytest.mark.parametrize(
    "wording",
    [
        "Dmitry Peskov",
        "Peskov, Dmitry",
        "Kremlin spokesman Dmitry Peskov",
        "Dmitry Peskov (on the telephone)",
        "his office; Dmitry Peskov himself",
    ],
)
def test_a_name_within_a_wording(wording):
    assert same_name("Dmitry Peskov") in names_in(wording)


def test_what_a_wording_does_not_hold():
    assert same_name("Dmitry Peskov") not in names_in("Dmitry Medvedev and Sergei Peskov")
    assert same_name("Madonna") not in names_in("an aide of Madonna")
    assert same_name("Madonna") in names_in("Madonna")
    assert names_in("—") == frozenset()
