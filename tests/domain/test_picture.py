"""The picture of a claim's sourcing, by the worked examples of the counting rules."""

from __future__ import annotations

from hypothesis import given

from claims.domain.counting import AttributionFact, SourceFact, count
from claims.domain.vocabulary import Stance, Terms
from desk.domain.picture import FOR, Kind, Link, Row, parts, shared_origins
from sources.domain.vocabulary import Naming, SourceKind
from tests.domain.counting_sheets import sheets

SECRET = Naming.ANONYMOUS


def cast(names, **kinds):
    """Named people of these names; `kinds` says what else somebody is."""
    facts = {one: SourceFact(one, SourceKind.PERSON, Naming.NAMED) for one in names}
    return facts | {one.id: one for one in kinds.values()}


def rows_of(facts, sources, claim="claim"):
    lines = count(facts, sources).lines
    return [Row(claim, fact, line) for fact, line in zip(facts, lines, strict=True)]


def says(number, source, stance=Stance.ASSERTS, **more):
    return AttributionFact(number, source, stance, **more)


def one_part(facts, sources, held_back=()):
    (part,) = parts(["claim"], rows_of(facts, sources), sources, frozenset(held_back))
    return part


def lanes(part):
    return {node.id: node.lane for node in part.nodes}


def edges(part):
    names = {node.key: node.id or "veiled" for node in part.nodes}
    return {(names[one.near], one.link, names[one.far]) for one in part.edges}


def letters(part):
    return {node.id: node.origin for node in part.nodes if node.kind is Kind.ROW}


class TestWorkedExamples:
    def test_two_officials_briefed_by_one_minister(self):
        sources = cast("ABM")
        facts = [
            says(1, "A", knows_from="M"),
            says(2, "B", Stance.CONFIRMS, knows_from="M", independent=True),
        ]
        part = one_part(facts, sources)
        assert lanes(part) == {"claim": 0, 1: 1, 2: 1, "A": 2, "B": 2, "M": 3}
        assert ("A", Link.KNOWS_FROM, "M") in edges(part)
        assert ("B", Link.KNOWS_FROM, "M") in edges(part)
        assert letters(part) == {1: "A", 2: "A"}
        assert all(one.shared for one in part.edges if one.link is Link.KNOWS_FROM)

    def test_outlets_that_cite_one_police_report_stand_before_it(self):
        sources = cast("PWXYZ")
        facts = [says(0, "P")] + [
            says(n, one, Stance.CONFIRMS, via="P", independent=True)
            for n, one in enumerate("WXYZ", 1)
        ]
        part = one_part(facts, sources)
        assert {one: lanes(part)[one] for one in "PWXYZ"} == {
            "P": 3,
            "W": 2,
            "X": 2,
            "Y": 2,
            "Z": 2,
        }
        assert set(letters(part).values()) == {"A"}
        counted = {one.far: one.counted for one in part.edges if one.link is Link.ABOUT}
        assert sorted(counted.values()) == [False] * 4 + [True]
        (police,) = (one for one in part.nodes if one.id == "P")
        assert police.roles == {Link.VIA}

    def test_outlets_that_cite_each_other_are_a_circle(self):
        sources = cast("XY")
        facts = [
            says(1, "X", via="Y"),
            says(2, "Y", Stance.CONFIRMS, via="X", independent=True),
        ]
        part = one_part(facts, sources)
        keys = {one.id: one.key for one in part.nodes}
        assert part.circles == (frozenset({keys["X"], keys["Y"]}),)
        assert lanes(part)["X"] == lanes(part)["Y"] == 2
        assert letters(part) == {1: "A", 2: "A"}

    def test_the_ministry_and_its_spokesman(self):
        spokesman = SourceFact("S", SourceKind.PERSON, Naming.NAMED, speaks_for="M")
        sources = cast("M", S=spokesman)
        facts = [says(1, "M"), says(2, "S", Stance.CONFIRMS, independent=True)]
        part = one_part(facts, sources)
        assert ("S", Link.SPEAKS_FOR, "M") in edges(part)
        assert letters(part) == {1: "A", 2: "A"}

    def test_a_minister_and_an_official_by_the_same_readout(self):
        sources = cast("MOR")
        facts = [
            says(1, "M", via="R"),
            says(2, "O", Stance.CONFIRMS, via="R", independent=True),
        ]
        part = one_part(facts, sources)
        assert lanes(part)["R"] == 3
        assert letters(part) == {1: "A", 2: "A"}

    def test_people_of_a_group_are_origins_of_their_own(self):
        group = SourceFact("G", SourceKind.GROUP, SECRET, headcount=5)
        facts = [
            says(1, "G"),
            says(2, "G", headcount=1),
            says(3, "G", Stance.CONFIRMS, headcount=4, others=True, independent=True),
        ]
        part = one_part(facts, {"G": group})
        assert set(letters(part).values()) == {""}
        assert sum(one.kind is Kind.SOURCE for one in part.nodes) == 1

    def test_one_person_in_two_interviews_shares_an_origin_with_nobody(self):
        facts = [says(1, "A"), says(2, "B", Stance.CONFIRMS), says(3, "B", Stance.CONFIRMS)]
        assert set(letters(one_part(facts, cast("AB"))).values()) == {""}

    def test_a_chain_is_followed_to_its_end(self):
        facts = [says(1, "X", via="Y"), says(2, "Y", via="Z")]
        part = one_part(facts, cast("XYZ"))
        assert {one: lanes(part)[one] for one in "XYZ"} == {"X": 2, "Y": 3, "Z": 4}


class TestWhatIsHeldBack:
    def test_each_row_has_a_veiled_node_of_its_own(self):
        hidden = SourceFact("H", SourceKind.PERSON, SECRET)
        sources = cast("AB", H=hidden)
        facts = [says(1, "A", via="H"), says(2, "B", Stance.CONFIRMS, via="H")]
        part = one_part(facts, sources, {"H"})
        veiled = [one for one in part.nodes if one.kind is Kind.VEILED]
        assert [one.id for one in veiled] == [None, None]
        assert "H" not in lanes(part)
        assert letters(part) == {1: "", 2: ""}
        assert letters(one_part(facts, sources)) == {1: "A", 2: "A"}

    def test_it_is_not_tied_to_its_own_row(self):
        """That the aide who speaks in the open is also the conduit of another stays untold."""
        aide = SourceFact("H", SourceKind.PERSON, SECRET)
        sources = cast("A", H=aide)
        part = one_part([says(1, "A", via="H"), says(2, "H")], sources, {"H"})
        assert lanes(part)["H"] == 2
        assert ("A", Link.VIA, "veiled") in edges(part)
        assert letters(part) == {1: "", 2: ""}

    def test_nothing_leads_on_from_there(self):
        aide = SourceFact("H", SourceKind.PERSON, SECRET, speaks_for="M")
        part = one_part([says(1, "A", via="H")], cast("AM", H=aide), {"H"})
        assert "M" not in lanes(part)

    def test_for_whom_a_confidential_source_speaks(self):
        aide = SourceFact("H", SourceKind.PERSON, SECRET, speaks_for="M")
        part = one_part([says(1, "H"), says(2, "M")], cast("M", H=aide), {"H"})
        assert ("H", Link.SPEAKS_FOR, "veiled") in edges(part)
        assert letters(part) == {1: "", 2: ""}

    def test_a_chain_that_comes_back_from_there_is_cut_as_well(self):
        group = SourceFact("G", SourceKind.GROUP, Naming.NAMED, speaks_for="H")
        aide = SourceFact("H", SourceKind.PERSON, SECRET, speaks_for="C")
        other = SourceFact("C", SourceKind.PERSON, Naming.NAMED, speaks_for="G")
        part = one_part([says(1, "G"), says(2, "G")], {"G": group, "H": aide, "C": other}, {"H"})
        assert "C" not in lanes(part)
        assert letters(part) == {1: "", 2: ""}

    def test_people_of_a_group_who_have_it_from_two_sources(self):
        group = SourceFact("G", SourceKind.GROUP, Naming.NAMED, headcount=5)
        sources = cast("XY", G=group)
        facts = [says(1, "G", headcount=1, knows_from="X")]
        facts.append(says(2, "G", headcount=1, others=True, knows_from="Y"))
        assert letters(one_part(facts, sources)) == {1: "", 2: ""}

    @given(sheets())
    def test_no_circle_origin_or_edge_is_told_of_it(self, sheet):
        """What is drawn is what would be drawn were each held back conduit somebody else's."""
        facts, sources = sheet
        held_back = frozenset({"A", "B"})
        apart, others = dict(sources), []
        for fact in facts:
            changes = {}
            for name in ("via", "knows_from"):
                if getattr(fact, name) in held_back:
                    key = f"{name} of {fact.id}"
                    apart[key] = SourceFact(key, SourceKind.PERSON, SECRET)
                    changes[name] = key
            others.append(AttributionFact(**{**_fields(fact), **changes}))
        for one, fact in list(apart.items()):
            if one in held_back or fact.speaks_for in held_back:
                apart[one] = SourceFact(fact.id, fact.kind, fact.naming, fact.headcount)
        lines = count(facts, sources).lines
        drawn = [Row("claim", a, line) for a, line in zip(facts, lines, strict=True)]
        plain = [Row("claim", a, line) for a, line in zip(others, lines, strict=True)]
        assert shared_origins(drawn, sources, held_back) == shared_origins(plain, apart)


def _fields(fact):
    return {name: getattr(fact, name) for name in AttributionFact.__dataclass_fields__}


class TestParts:
    def test_claims_that_have_a_source_in_common_are_drawn_together(self):
        sources = cast("ABC")
        rows = [
            *rows_of([says(1, "A")], sources, "one"),
            *rows_of([says(2, "B")], sources, "two"),
            *rows_of([says(3, "A")], sources, "three"),
        ]
        found = parts(["one", "two", "three", "four"], rows, sources)
        together = [[one.id for one in part.nodes if one.kind is Kind.CLAIM] for part in found]
        assert together == [["one", "three"], ["two"], ["four"]]

    def test_letters_begin_anew_with_each_claim(self):
        sources = cast("ABM")
        rows = [
            row
            for n, claim in enumerate(("one", "two"))
            for row in rows_of(
                [says(10 * n, "A", knows_from="M"), says(10 * n + 1, "B", knows_from="M")],
                sources,
                claim,
            )
        ]
        assert set(shared_origins(rows, sources).values()) == {"A"}

    def test_what_does_not_stand_shares_nothing(self):
        sources = cast("ABM")
        facts = [
            says(1, "A", knows_from="M"),
            says(2, "B", knows_from="M", withdrawn=True),
            says(3, "B", knows_from="M", terms=Terms.OFF_THE_RECORD),
        ]
        part = one_part(facts, sources)
        assert set(letters(part).values()) == {""}
        assert len([one for one in part.nodes if one.kind is Kind.ROW]) == 3


@given(sheets())
def test_as_many_origins_as_the_count_has(sheet):
    """Where nobody is a group: rows for the claim, taken together by their letters and speakers."""
    facts, sources = sheet
    people = {
        one: SourceFact(one, SourceKind.PERSON, fact.naming, None, fact.speaks_for)
        for one, fact in sources.items()
    }
    facts = [AttributionFact(**{**_fields(one), "headcount": None}) for one in facts]
    rows = rows_of(facts, people)
    found = shared_origins(rows, people)
    standing = [row for row in rows if row.stands and row.fact.stance in FOR]
    # a letter and a source may have the same name
    origins = {
        (found.get(row.fact.id), row.fact.id not in found and row.fact.source) for row in standing
    }
    assert len(origins) == count(facts, people).counts.origin_count


@given(sheets())
def test_every_edge_leads_away_from_the_claim_or_round_a_circle(sheet):
    facts, sources = sheet
    for part in parts(["claim"], rows_of(facts, sources), sources):
        lane = {one.key: one.lane for one in part.nodes}
        assert len(lane) == len(part.nodes)
        for edge in part.edges:
            together = any({edge.near, edge.far} <= one for one in part.circles)
            assert lane[edge.near] < lane[edge.far] or together
