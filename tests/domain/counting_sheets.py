"""Casts and sheets for the tests of counting, by hand and at random."""

from __future__ import annotations

from hypothesis import strategies as st

from claims.domain.counting import AttributionFact, SourceFact
from claims.domain.vocabulary import Basis, Stance, Terms
from sources.domain.vocabulary import Naming, SourceKind

NAMES = "ABCDEF"
names = st.sampled_from(NAMES)
rarely_named = st.sampled_from([None, None, None, *NAMES])
kinds = st.sampled_from([*SourceKind, *[SourceKind.GROUP] * 3])
# Confirmations are what is hard to count, so sheets are full of them.
stances = st.sampled_from([*Stance, Stance.ASSERTS, *[Stance.CONFIRMS] * 4])
terms = st.sampled_from([*Terms, *[Terms.NOT_STATED] * 6])
RULED_OUT = (Terms.OFF_THE_RECORD, Terms.DEEP_BACKGROUND)


@st.composite
def sources(draw, name):
    kind, principal = draw(kinds), draw(rarely_named)
    return SourceFact(
        name,
        kind,
        Naming.NAMED,
        draw(st.none() | st.integers(1, 6)) if kind is SourceKind.GROUP else None,
        None if principal == name else principal,
    )


@st.composite
def rows(draw, cast, number):
    source, via = draw(names), draw(rarely_named)
    size = cast[source].headcount or 6
    grouped = cast[source].kind is SourceKind.GROUP
    return AttributionFact(
        id=number,
        source=source,
        stance=draw(stances),
        headcount=draw(st.none() | st.integers(1, size)) if grouped else None,
        others=draw(st.booleans()),
        terms=draw(terms),
        via=None if via == source else via,
        knows_from=draw(rarely_named),
        independent=draw(st.sampled_from([True, True, True, False, None])),
        basis=draw(st.sampled_from(Basis)),
        withdrawn=draw(st.integers(0, 9)) == 0,
    )


@st.composite
def sheets(draw, most=8):
    """Some rows and everybody whom they refer to."""
    cast = {name: draw(sources(name)) for name in NAMES}
    size = draw(st.integers(0, most))
    return [draw(rows(cast, number)) for number in range(size)], cast
