"""A confidential conduit counts for the public, and no line tells of it."""

import pytest

from claims.domain.counting import AttributionFact, LineCode, SourceFact, count, count_public
from claims.domain.vocabulary import Stance
from sources.domain.vocabulary import Naming, SourceKind

TELLING = {
    LineCode.ACCOUNT,
    LineCode.SAME_ACCOUNT,
    LineCode.SPEAKS_DIRECTLY,
    LineCode.CIRCULAR,
}


def cast(naming):
    people = {name: SourceFact(name, SourceKind.PERSON, Naming.NAMED) for name in "AB"}
    return {**people, "aide": SourceFact("aide", SourceKind.PERSON, naming)}


def rows(*given):
    return [
        AttributionFact(id=number, source=source, stance=stance, via=via)
        for number, (source, stance, via) in enumerate(given)
    ]


SHEETS = {
    "an account": rows(("A", Stance.ASSERTS, "aide"), ("B", Stance.CONFIRMS, "aide")),
    "one of it speaks directly": rows(("A", Stance.ASSERTS, "aide"), ("A", Stance.ASSERTS, None)),
    "the conduit speaks too": rows(("A", Stance.ASSERTS, "aide"), ("aide", Stance.ASSERTS, None)),
    "a denial": rows(("A", Stance.DENIES, "aide"), ("B", Stance.DENIES, "aide")),
    "a circle": rows(("A", Stance.ASSERTS, "aide"), ("aide", Stance.CONFIRMS, "A")),
}


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=list(SHEETS))
@pytest.mark.parametrize("naming", [Naming.ANONYMOUS, Naming.WITHHELD])
def test_no_line_of_the_public_tells_of_it(sheet, naming):
    told = count_public(sheet, cast(naming))
    behind = [line for line, row in zip(told.lines, sheet, strict=True) if row.via == "aide"]
    assert behind
    for line in behind:
        assert line.code not in TELLING
        assert not {"conduit", "account", "circle"} & set(line.text.replace(",", "").split())
    in_house = count(sheet, cast(naming))
    assert told.counts == in_house.counts
    numbers = [(one.voices, one.origins, one.independent, one.documented) for one in told.lines]
    assert numbers == [
        (one.voices, one.origins, one.independent, one.documented) for one in in_house.lines
    ]


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=list(SHEETS))
def test_an_open_conduit_is_told_of(sheet):
    assert count_public(sheet, cast(Naming.NAMED)) == count(sheet, cast(Naming.NAMED))
