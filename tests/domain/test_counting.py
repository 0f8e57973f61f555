"""The fifteen worked examples of the design, and a case for each sentence of its rules."""

import pytest

from claims.domain.counting import (
    AttributionFact,
    InvalidAttribution,
    LineCode,
    SourceFact,
    count,
    count_public,
)
from claims.domain.vocabulary import Basis, Stance, Terms
from sources.domain.vocabulary import Naming, SourceKind

DOCUMENTED = {"independent": True, "basis": Basis.DOCUMENTED}
IN_COPY = {"independent": True, "basis": Basis.ASSERTED_IN_COPY}


def source(name, kind="person", **fields):
    return SourceFact(name, SourceKind(kind), Naming.NAMED, **fields)


CAST = {
    one.id: one
    for one in (
        *(source(name) for name in ("A", "B", "C", "D", "minister", "official", "second")),
        source("G", "group", headcount=5),
        source("H", "group", headcount=3),
        source("crowd", "group"),
        source("press office", "group", headcount=4, speaks_for="ministry"),
        *(source(f"outlet{n}", "media") for n in range(1, 5)),
        *(source(name, "organisation") for name in ("police", "ministry", "X", "Y", "Z")),
        source("readout", "document"),
        source("spokesman", speaks_for="ministry"),
        source("deputy", speaks_for="spokesman"),
    )
}


def row(who, stance="asserts", **fields):
    return {"source": who, "stance": Stance(stance), **fields}


def facts(*rows):
    return [AttributionFact(id=number, **one) for number, one in enumerate(rows)]


def counted(*rows, counter=count):
    c = counter(facts(*rows), CAST).counts
    return (
        c.source_count,
        c.origin_count,
        c.independent_confirmations,
        c.documented_confirmations,
    )


EXAMPLES = {
    "1 group of five": (
        (5, 5, 4, 0),
        [
            row("G"),
            row("G", headcount=1),
            row("G", "confirms", headcount=4, others=True, **IN_COPY),
        ],
    ),
    "2 one of the group": ((1, 1, 0, 0), [row("G", headcount=1)]),
    "3 two of the group": ((2, 2, 0, 0), [row("G", headcount=2)]),
    "4 outlets via police": (
        (1, 1, 0, 0),
        [row("police")]
        + [row(f"outlet{n}", "confirms", via="police", **IN_COPY) for n in range(1, 5)],
    ),
    "5 two via one readout": (
        (1, 1, 0, 0),
        [row("minister", via="readout"), row("official", "confirms", via="readout", **IN_COPY)],
    ),
    "6 withdrawn": ((1, 1, 0, 0), [row("A"), row("B", "confirms", withdrawn=True, **DOCUMENTED)]),
    "7 uncounted": ((0, 1, 0, 0), [row("crowd")]),
    "8 the same twice": (
        (2, 2, 1, 0),
        [row("A"), row("B", "confirms", **IN_COPY), row("B", "confirms", **IN_COPY)],
    ),
    "9 two organisations, one documented, a denial": (
        (3, 3, 2, 1),
        [
            row("A"),
            row("X", "confirms", **DOCUMENTED),
            row("Y", "confirms", **IN_COPY),
            row("Z", "denies"),
        ],
    ),
    "10 briefed by the same minister": (
        (2, 1, 0, 0),
        [
            row("official", knows_from="minister"),
            row("second", "confirms", knows_from="minister", **IN_COPY),
        ],
    ),
    "11 circle": ((1, 1, 0, 0), [row("X", via="Y"), row("Y", "confirms", via="X", **IN_COPY)]),
    "12 partly": ((1, 1, 0, 0), [row("A"), row("B", "partly confirms", independent=True)]),
    "13 spokesman": ((2, 1, 0, 0), [row("ministry"), row("spokesman", "confirms", **IN_COPY)]),
    "14 group alone": ((5, 5, 0, 0), [row("G")]),
    "15 hidden terms": (
        (2, 2, 1, 0),
        [
            row("A"),
            row("B", "confirms", terms=Terms.OFF_THE_RECORD, **IN_COPY),
            row("C", "confirms", terms=Terms.DEEP_BACKGROUND, **IN_COPY),
        ],
    ),
}


@pytest.mark.parametrize(("expected", "rows"), EXAMPLES.values(), ids=EXAMPLES.keys())
def test_worked_examples(expected, rows):
    assert counted(*rows) == expected


def test_the_flags_of_the_examples():
    def counts(name):
        return count(facts(*EXAMPLES[name][1]), CAST).counts

    assert counts("7 uncounted").uncounted
    assert counts("11 circle").circular
    assert counts("9 two organisations, one documented, a denial").denials == 1
    assert counts("12 partly").partial_confirmations == 1
    assert not counts("1 group of five").uncounted
    assert counted(*EXAMPLES["15 hidden terms"][1], counter=count_public) == (1, 1, 0, 0)


CASES = {
    "nobody": ((0, 0, 0, 0), []),
    "confirmers overlap with who asserts unless they are others": (
        (4, 4, 3, 0),
        [row("G", headcount=1), row("G", "confirms", headcount=4, **IN_COPY)],
    ),
    "others never exceed the group": (
        (5, 5, 2, 0),
        [row("G", headcount=3), row("G", "confirms", headcount=4, others=True, **IN_COPY)],
    ),
    "a group confirms as a whole": ((6, 6, 5, 5), [row("A"), row("G", "confirms", **DOCUMENTED)]),
    "a summary speaks for nobody beside particular rows": (
        (5, 5, 2, 0),
        [row("G"), row("G", "confirms", headcount=2, **IN_COPY)],
    ),
    "an uncounted group adds what its rows state": (
        (3, 3, 0, 0),
        [row("crowd"), row("crowd", headcount=3)],
    ),
    "an uncounted group confirms nothing": (
        (1, 2, 0, 0),
        [row("A"), row("crowd", "confirms", **IN_COPY)],
    ),
    "an account of a source that speaks directly adds nothing": (
        (1, 1, 0, 0),
        [row("A"), row("A", "confirms", via="readout", **IN_COPY)],
    ),
    "two conduits of the same source are two voices of one origin": (
        (2, 1, 0, 0),
        [row("A", via="X"), row("A", "confirms", via="Y", **IN_COPY)],
    ),
    "chains are followed to the end": (
        (1, 1, 0, 0),
        [row("X", via="Y"), row("Y", via="Z"), row("A", "confirms", via="Z", **IN_COPY)],
    ),
    "an account confirms once, however many it names": (
        (2, 2, 1, 1),
        [
            row("A"),
            row("B", "confirms", via="X", **IN_COPY),
            row("C", "confirms", via="X", **DOCUMENTED),
        ],
    ),
    "whoever has it from the speaker shares the origin": (
        (2, 1, 0, 0),
        [row("A"), row("B", "confirms", knows_from="A", **DOCUMENTED)],
    ),
    "at one origin a documented confirmation wins": (
        (3, 2, 1, 1),
        [
            row("A"),
            row("B", "confirms", knows_from="minister", **IN_COPY),
            row("C", "confirms", knows_from="minister", **DOCUMENTED),
        ],
    ),
    "a chain of spokesmen is one origin": (
        (3, 1, 0, 0),
        [row("ministry"), row("spokesman"), row("deputy", "confirms", **IN_COPY)],
    ),
    "a press office of four is one origin": (
        (4, 1, 0, 0),
        [row("press office")],
    ),
    "members briefed by the same person are one origin": (
        (4, 2, 1, 0),
        [row("A"), row("H", "confirms", headcount=3, knows_from="minister", **IN_COPY)],
    ),
    "whoever has it from a group that speaks adds no origin": (
        (6, 5, 0, 0),
        [row("G"), row("B", "confirms", knows_from="G", **IN_COPY)],
    ),
    "a conduit alone adds nothing": ((1, 1, 0, 0), [row("A", via="readout")]),
    "unknown independence is not independence": ((2, 2, 0, 0), [row("A"), row("B", "confirms")]),
    "who asserts does not confirm": (
        (1, 1, 0, 0),
        [row("A"), row("A", "confirms", **DOCUMENTED)],
    ),
}


@pytest.mark.parametrize(("expected", "rows"), CASES.values(), ids=CASES.keys())
def test_cases(expected, rows):
    assert counted(*rows) == expected
    assert counted(*reversed(rows)) == expected


@pytest.mark.parametrize(
    ("rows", "denials"),
    [
        ([row("A", "denies"), row("B", "disputes")], 2),
        ([row("A", "denies"), row("A", "disputes")], 1),
        ([row("G", "denies")], 5),
        ([row("police", "denies"), row("X", "denies", via="police")], 1),
        ([row("crowd", "denies")], 0),
    ],
)
def test_denials_are_counted_beside(rows, denials):
    counts = count(facts(row("A"), *rows), CAST).counts
    assert (counts.denials, counts.source_count) == (denials, 1)


def lines(*rows, counter=count):
    return counter(facts(*rows), CAST).lines


def test_every_row_is_explained_and_the_lines_add_up():
    found = lines(*EXAMPLES["1 group of five"][1])
    assert [(one.voices, one.origins, one.independent) for one in found] == [
        (0, 0, 0),
        (1, 1, 0),
        (4, 4, 4),
    ]
    assert found[0].code == LineCode.FLOOR
    assert "not documented" in found[2].text


def test_what_is_left_out_says_why():
    found = lines(
        row("A", withdrawn=True),
        row("B", terms=Terms.OFF_THE_RECORD),
        row("C", "partly confirms"),
        row("D", "denies"),
        row("D", "disputes"),
    )
    assert [one.code for one in found] == [
        LineCode.WITHDRAWN,
        LineCode.OFF_THE_RECORD,
        LineCode.PARTIAL,
        LineCode.DENIAL,
        LineCode.DENIAL,
    ]
    assert [one.counted for one in found] == [False, False, False, True, False]
    assert "Split the claim" in found[2].text


def test_the_public_explanation_knows_nothing_of_hidden_rows():
    rows = EXAMPLES["15 hidden terms"][1]
    assert [one.attribution for one in lines(*rows, counter=count_public)] == [0]
    assert lines(*rows, counter=count_public) == lines(rows[0])


def test_rows_that_cannot_be_counted_are_refused():
    with pytest.raises(InvalidAttribution, match="own conduit"):
        counted(row("A", via="A"))
    with pytest.raises(InvalidAttribution, match="not given"):
        counted(row("A", knows_from="nobody"))


def test_speaking_for_each_other_ends():
    cast = {
        "A": source("A", speaks_for="B"),
        "B": source("B", speaks_for="A"),
    }
    counts = count(facts(row("A"), row("B")), cast).counts
    assert (counts.source_count, counts.origin_count) == (2, 1)
