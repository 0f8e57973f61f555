"""A case for each rule on which the text is silent or easily misread, by hand."""

import pytest

from claims.domain.counting import (
    AttributionFact,
    InvalidAttribution,
    LineCode,
    SourceFact,
    UnknownSource,
    count,
)
from claims.domain.vocabulary import Basis, Stance
from sources.domain.vocabulary import Naming, SourceKind

INDEPENDENT = {"independent": True, "basis": Basis.ASSERTED_IN_COPY}
DOCUMENTED = {"independent": True, "basis": Basis.DOCUMENTED}


def source(name, kind="person", **fields):
    return SourceFact(name, SourceKind(kind), Naming.NAMED, **fields)


CAST = {
    one.id: one
    for one in (
        *(source(name) for name in "ABC"),
        source("chief"),
        *(source(name, "media") for name in "XYZ"),
        source("G", "group", headcount=5),
        source("crowd", "group"),
        source("office", "group", headcount=3, speaks_for="ministry"),
        source("ministry", "organisation"),
        source("voice of G", speaks_for="G"),
    )
}


def asserts(name, people=None, **fields):
    return {"source": name, "stance": Stance.ASSERTS, "headcount": people, **fields}


def confirms(name, people=None, **fields):
    fields = INDEPENDENT | fields
    return {"source": name, "stance": Stance.CONFIRMS, "headcount": people, **fields}


def facts(rows):
    return [AttributionFact(id=number, **row) for number, row in enumerate(rows)]


CASES = {
    # accounts
    "a source in an account that speaks directly is one account with it": (
        (1, 1, 0, 0),
        [confirms("A", via="X"), confirms("B", via="X"), asserts("A")],
    ),
    "a source halfway along a chain that speaks directly is one account with it": (
        (1, 1, 0, 0),
        [asserts("X", via="Y"), asserts("Y", via="Z"), asserts("Y")],
    ),
    "a chain that forks leads to both ends, of one origin": (
        (2, 1, 0, 0),
        [asserts("X", via="Y"), confirms("X", via="Z")],
    ),
    "an account shares the origin of those whom it names": (
        (2, 1, 0, 0),
        [asserts("A", via="X"), confirms("B", knows_from="A")],
    ),
    "a circle confirms nothing, for its origin is unknown": (
        (2, 2, 0, 0),
        [asserts("A"), confirms("X", via="Y"), confirms("Y", via="X")],
    ),
    "a circle with a way out ends there": (
        (1, 1, 0, 0),
        [confirms("X", via="Y"), confirms("Y", via="X"), confirms("Y", via="Z")],
    ),
    "a group in an account leaves the group rule": (
        (2, 2, 1, 1),
        [asserts("A"), confirms("G", 4, via="X", **DOCUMENTED)],
    ),
    "an account that names a group is no denier's": (
        (5, 5, 0, 0),
        [confirms("G"), asserts("G", via="X")],
    ),
    # groups
    "rows of one group for the same people count once": (
        (4, 4, 3, 2),
        [asserts("G", 1), confirms("G", 4), confirms("G", 3, **DOCUMENTED)],
    ),
    "the full headcount is a particular row": (
        (5, 5, 0, 0),
        [asserts("G", 5), confirms("G", 4)],
    ),
    "whom the floor adds are voices and origins, and do not confirm": (
        (6, 6, 2, 0),
        [asserts("A"), confirms("G"), confirms("G", 2)],
    ),
    "a summary that knows from somebody gives all its people one origin": (
        (5, 1, 0, 0),
        [asserts("G", knows_from="chief"), confirms("G", 2)],
    ),
    "others who know from somebody are one origin, the rest their own": (
        (5, 4, 2, 0),
        [
            asserts("G", 2),
            confirms("G", 1, others=True),
            confirms("G", 2, others=True, knows_from="chief"),
        ],
    ),
    "too many others are the same people, whatever they have it from": (
        (5, 2, 0, 0),
        [asserts("G", 3), confirms("G", 4, others=True, knows_from="chief")],
    ),
    "too many others confirm with whoever is left": (
        (5, 5, 2, 2),
        [asserts("G", 3), confirms("G", 4, others=True, **DOCUMENTED)],
    ),
    "a spokesman who asserts leaves nobody in his group independent": (
        (4, 3, 0, 0),
        [asserts("voice of G"), confirms("G", 3)],
    ),
    "a spokesman who confirms beside his group is not independent of it": (
        (5, 4, 3, 0),
        [asserts("A"), confirms("G", 3), confirms("voice of G", **DOCUMENTED)],
    ),
    "a group's own knows_from joins that of whom it speaks for": (
        (2, 1, 0, 0),
        [asserts("chief"), confirms("office", 1, knows_from="chief")],
    ),
    "groups that have it from each other are one origin": (
        (2, 1, 0, 0),
        [asserts("G", 1, knows_from="crowd"), confirms("crowd", 1, knows_from="G")],
    ),
    "an uncounted group is one origin with those who have it from there": (
        (1, 1, 0, 0),
        [asserts("crowd"), confirms("A", knows_from="crowd")],
    ),
    "others of an uncounted group are added without end": (
        (9, 9, 8, 0),
        [asserts("crowd", 1), confirms("crowd", 8, others=True), asserts("crowd")],
    ),
    # origins
    "a source that asserts in one row confirms in none": (
        (1, 1, 0, 0),
        [confirms("A", knows_from="B"), asserts("A", knows_from="C")],
    ),
    "what a person has from two others makes one origin of all": (
        (3, 1, 0, 0),
        [confirms("A", knows_from="B"), asserts("C"), confirms("B", knows_from="C")],
    ),
}


@pytest.mark.parametrize(("expected", "rows"), CASES.values(), ids=CASES.keys())
def test_silent_cases(expected, rows):
    for order in (rows, rows[::-1]):
        found = count(facts(order), CAST).counts
        assert (
            found.source_count,
            found.origin_count,
            found.independent_confirmations,
            found.documented_confirmations,
        ) == expected


@pytest.mark.parametrize(
    ("rows", "place", "code", "text"),
    [
        ([asserts("A"), confirms("A")], 1, LineCode.SAME_VOICE, "asserts the claim"),
        ([asserts("G"), asserts("G", 2)], 0, LineCode.FLOOR, "3 voices for those of the group"),
        ([asserts("crowd")], 0, LineCode.UNCOUNTED, "counted as 1 new origin"),
        ([asserts("A", via="X")], 0, LineCode.ACCOUNT, "1 voice for all that reached us"),
        ([asserts("A", via="X"), confirms("B", via="X")], 1, LineCode.SAME_ACCOUNT, "part of an"),
        ([asserts("X"), confirms("B", via="X")], 1, LineCode.SPEAKS_DIRECTLY, "another row"),
        ([asserts("X", via="Y"), asserts("Y", via="X")], 0, LineCode.CIRCULAR, "in a circle"),
        ([asserts("A"), confirms("B")], 1, LineCode.COUNTED, "confirmation, not documented"),
        ([confirms("A", **DOCUMENTED)], 0, LineCode.COUNTED, "confirmation, documented"),
        ([confirms("A"), confirms("A")], 1, LineCode.SAME_VOICE, "is counted already"),
    ],
)
def test_a_line_says_in_a_sentence_why(rows, place, code, text):
    line = count(facts(rows), CAST).lines[place]
    assert line.code is code
    assert text in line.text


def test_documented_row_is_credited_though_logged_later():
    lines = count(facts([asserts("A"), confirms("B"), confirms("B", **DOCUMENTED)]), CAST).lines
    assert [(line.independent, line.documented) for line in lines] == [(0, 0), (0, 0), (1, 1)]


def test_missing_principal_is_refused():
    cast = {"S": source("S", speaks_for="nobody")}
    with pytest.raises(UnknownSource, match="not given"):
        count(facts([asserts("S")]), cast)
    with pytest.raises(LookupError):
        count(facts([asserts("nobody")]), cast)


def test_fewer_than_one_person_is_refused():
    with pytest.raises(InvalidAttribution, match="At least one"):
        count(facts([asserts("G", 0)]), CAST)


def test_a_large_group_is_not_counted_one_by_one():
    cast = {"G": source("G", "group", headcount=10**9)}
    rows = [asserts("G", 1), confirms("G", 10**9 - 1, others=True)]
    assert count(facts(rows), cast).counts.independent_confirmations == 10**9 - 1


def test_a_long_chain_of_outlets_is_one_account():
    cast = {number: source(number, "media") for number in range(301)}
    rows = [asserts(number, via=number + 1) for number in range(300)]
    counts = count(facts(rows), cast).counts
    assert (counts.source_count, counts.origin_count, counts.circular) == (1, 1, False)
