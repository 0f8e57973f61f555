"""What holds of every count, whatever is on the sheet."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from claims.domain.counting import LineCode, count
from claims.domain.vocabulary import Stance, Terms
from tests.domain.counting_sheets import rows as some_row
from tests.domain.counting_sheets import sheets

SUPPORT = (Stance.ASSERTS, Stance.CONFIRMS)
AGAINST = (Stance.DENIES, Stance.DISPUTES)


def stands(row):
    return not row.withdrawn and row.terms is not Terms.OFF_THE_RECORD


@given(sheets())
def test_bounds(sheet):
    counts = count(*sheet).counts
    assert 0 <= counts.documented_confirmations <= counts.independent_confirmations
    assert counts.independent_confirmations <= min(counts.source_count, counts.origin_count)
    assert counts.uncounted or counts.origin_count <= counts.source_count


@given(sheets())
def test_a_claim_has_an_origin_when_somebody_supports_it(sheet):
    rows, cast = sheet
    supported = any(stands(row) and row.stance in SUPPORT for row in rows)
    assert (count(rows, cast).counts.origin_count > 0) == supported


@given(sheets())
def test_each_row_has_one_line_in_the_order_given_and_they_add_up(sheet):
    rows, cast = sheet
    counts, lines = (found := count(rows, cast)).counts, found.lines
    assert [line.attribution for line in lines] == [row.id for row in rows]
    support = [line for line, row in zip(lines, rows, strict=True) if row.stance in SUPPORT]
    against = [line for line, row in zip(lines, rows, strict=True) if row.stance in AGAINST]
    assert sum(line.voices for line in support) == counts.source_count
    assert sum(line.origins for line in support) == counts.origin_count
    assert sum(line.independent for line in support) == counts.independent_confirmations
    assert sum(line.documented for line in support) == counts.documented_confirmations
    assert sum(line.voices for line in against) == counts.denials


@given(sheets())
def test_a_line_that_adds_nothing_says_why_and_one_that_adds_says_what(sheet):
    for line in count(*sheet).lines:
        adds = (line.voices, line.origins, line.independent)
        assert line.counted == any(adds)
        assert 0 <= line.documented <= line.independent
        assert line.origin == (line.origins > 0)
        assert line.text.endswith(".")
        assert ("ounted as" in line.text or "ounted beside as" in line.text) == line.counted


@given(sheets())
def test_who_does_not_count_might_as_well_not_be_there(sheet):
    rows, cast = sheet
    assert count([row for row in rows if stands(row)], cast).counts == count(rows, cast).counts


@given(sheets(), st.data())
def test_rows_that_add_to_no_count(sheet, data):
    rows, cast = sheet
    row = data.draw(some_row(cast, "new"))
    place = data.draw(st.integers(0, len(rows)))
    before = count(rows, cast).counts
    for dead in (
        replace(row, withdrawn=True),
        replace(row, terms=Terms.OFF_THE_RECORD),
        replace(row, stance=Stance.PARTLY_CONFIRMS),
    ):
        after = count([*rows[:place], dead, *rows[place:]], cast).counts
        assert replace(after, partial_confirmations=before.partial_confirmations) == before


@given(sheets())
def test_denials_are_never_netted_off(sheet):
    rows, cast = sheet
    counts = count(rows, cast).counts
    friendly = [row for row in rows if row.stance not in AGAINST]
    assert count(friendly, cast).counts == replace(counts, denials=0)


@given(sheets())
def test_denials_count_the_voices_that_asserting_rows_would(sheet):
    rows, cast = sheet
    against = [row for row in rows if row.stance in AGAINST]
    turned = [replace(row, stance=Stance.ASSERTS) for row in against]
    assert count(against, cast).counts.denials == count(turned, cast).counts.source_count


@given(sheets())
def test_independence_that_nobody_claims_is_not_counted(sheet):
    rows, cast = sheet
    plain = [replace(row, independent=None) for row in rows]
    expected = replace(
        count(rows, cast).counts, independent_confirmations=0, documented_confirmations=0
    )
    assert count(plain, cast).counts == expected


@given(sheets())
def test_one_more_assertion_confirms_nothing(sheet):
    rows, cast = sheet
    counts = count(rows, cast).counts
    for place, row in enumerate(rows):
        turned = [*rows[:place], replace(row, stance=Stance.ASSERTS), *rows[place + 1 :]]
        if row.stance in SUPPORT and stands(row):
            after = count(turned, cast).counts
            assert after.independent_confirmations <= counts.independent_confirmations


@given(sheets())
def test_ids_may_be_any_hashable_thing_and_never_show(sheet):
    rows, cast = sheet
    other = {name: ("S3CR3T", number) for number, name in enumerate([*cast, None])} | {None: None}
    renamed = [
        replace(
            row,
            source=other[row.source],
            via=other[row.via],
            knows_from=other[row.knows_from],
        )
        for row in rows
    ]
    people = {
        other[name]: replace(one, id=other[name], speaks_for=other[one.speaks_for])
        for name, one in cast.items()
    }
    found = count(renamed, people)
    assert found.counts == count(rows, cast).counts
    assert not any("S3CR3T" in line.text for line in found.lines)


@given(sheets())
def test_reasons_fit_their_rows(sheet):
    rows, cast = sheet
    for row, line in zip(rows, count(rows, cast).lines, strict=True):
        relayed = (
            LineCode.ACCOUNT,
            LineCode.SAME_ACCOUNT,
            LineCode.CIRCULAR,
            LineCode.SPEAKS_DIRECTLY,
        )
        if line.code in relayed:
            assert row.via is not None
        if line.code in (LineCode.FLOOR, LineCode.UNCOUNTED):
            assert row.headcount is None
