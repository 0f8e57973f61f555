"""What holds of every sheet, whatever is on it."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from claims.domain.counting import AttributionFact, SourceFact, count, count_public
from claims.domain.vocabulary import Basis, Stance, Terms
from sources.domain.vocabulary import Naming, SourceKind

NAMES = "ABCDEFG"
names = st.sampled_from(NAMES)


@st.composite
def casts(draw):
    cast = {}
    for name in NAMES:
        kind = draw(st.sampled_from([*SourceKind, SourceKind.GROUP, SourceKind.GROUP]))
        size = draw(st.none() | st.integers(1, 6)) if kind is SourceKind.GROUP else None
        principal = draw(st.none() | st.none() | names)
        cast[name] = SourceFact(
            name, kind, Naming.NAMED, size, principal if principal != name else None
        )
    return cast


@st.composite
def rows(draw, cast, number):
    source = draw(names)
    size = cast[source].headcount or 6
    speaking = draw(st.none() | st.integers(1, size))
    via, knows = draw(st.none() | st.none() | names), draw(st.none() | st.none() | names)
    return AttributionFact(
        id=number,
        source=source,
        stance=draw(st.sampled_from([*Stance, Stance.ASSERTS, Stance.CONFIRMS, Stance.CONFIRMS])),
        headcount=speaking if cast[source].kind is SourceKind.GROUP else None,
        others=draw(st.booleans()),
        terms=draw(st.sampled_from(Terms)),
        via=via if via != source else None,
        knows_from=knows if knows != source else None,
        independent=draw(st.sampled_from([True, True, False, None])),
        basis=draw(st.sampled_from(Basis)),
        withdrawn=draw(st.booleans()) and draw(st.booleans()),
    )


@st.composite
def sheets(draw):
    cast = draw(casts())
    size = draw(st.integers(0, 7))
    return [draw(rows(cast, number)) for number in range(size)], cast


@given(sheets(), st.randoms())
def test_the_order_of_logging_changes_no_count(sheet, random):
    facts, cast = sheet
    shuffled = list(facts)
    random.shuffle(shuffled)
    assert count(facts, cast).counts == count(shuffled, cast).counts


@given(sheets())
def test_every_row_has_one_line_and_the_lines_add_up(sheet):
    facts, cast = sheet
    found = count(facts, cast)
    assert [line.attribution for line in found.lines] == [row.id for row in facts]
    stances = {row.id: row.stance for row in facts}
    support = [
        line
        for line in found.lines
        if stances[line.attribution] in (Stance.ASSERTS, Stance.CONFIRMS)
    ]
    assert sum(line.voices for line in support) == found.counts.source_count
    assert sum(line.origins for line in support) == found.counts.origin_count
    assert sum(line.independent for line in support) == found.counts.independent_confirmations
    assert sum(line.documented for line in support) == found.counts.documented_confirmations
    against = [line for line in found.lines if stances[line.attribution] in ("denies", "disputes")]
    assert sum(line.voices for line in against) == found.counts.denials
    for line in found.lines:
        assert line.text
        assert min(line.voices, line.origins, line.independent, line.documented) >= 0
        adds = (line.voices, line.origins, line.independent, line.documented)
        assert line.counted == any(adds)


@given(sheets())
def test_bounds(sheet):
    facts, cast = sheet
    counts = count(facts, cast).counts
    assert counts.documented_confirmations <= counts.independent_confirmations
    assert counts.independent_confirmations <= counts.source_count
    assert counts.independent_confirmations <= counts.origin_count
    if not counts.uncounted:
        assert counts.origin_count <= counts.source_count
    standing = [
        row
        for row in facts
        if row.stance in (Stance.ASSERTS, Stance.CONFIRMS)
        and not row.withdrawn
        and row.terms is not Terms.OFF_THE_RECORD
    ]
    assert (counts.origin_count > 0) == bool(standing)


@given(sheets())
def test_what_does_not_count_might_as_well_not_be_there(sheet):
    facts, cast = sheet
    kept = [r for r in facts if not r.withdrawn and r.terms is not Terms.OFF_THE_RECORD]
    assert count(kept, cast).counts == count(facts, cast).counts
    whole = [r for r in kept if r.stance is not Stance.PARTLY_CONFIRMS]
    expected = replace(count(facts, cast).counts, partial_confirmations=0)
    assert count(whole, cast).counts == expected


@given(sheets())
def test_the_public_count_is_that_of_the_rows_that_may_be_shown(sheet):
    facts, cast = sheet
    hidden = (Terms.OFF_THE_RECORD, Terms.DEEP_BACKGROUND)
    shown = [r for r in facts if not r.withdrawn and r.terms not in hidden]
    assert count_public(facts, cast) == count(shown, cast)


@given(sheets())
def test_independence_that_is_not_claimed_is_not_counted(sheet):
    facts, cast = sheet
    plain = [replace(row, independent=None) for row in facts]
    counts = count(plain, cast).counts
    assert counts.independent_confirmations == 0
    assert counts.source_count == count(facts, cast).counts.source_count
