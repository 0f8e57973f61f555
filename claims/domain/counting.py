"""Counting confirmations: how many voices, of how many origins, how many of them independent.

A *voice* is somebody who speaks; an *origin* is where what is said comes from. The rules and their
fifteen worked examples are those of the design; where it is silent, the reading that counts less
is taken:

- An account (what reached us through a conduit) adds a voice only where neither its ultimate
  conduit nor anybody whom it cites speaks to us directly.
- It adds an origin, and can confirm independently, only where none of those it cites, and
  nowhere that they have it from, is the origin of a voice counted already.
- Rows of a group without `others` overlap as far as they can, in the same people.
- Whoever has it from a group that speaks itself adds no origin and is not independent of it.
- A partial confirmation makes nobody an asserter; a group that only partly confirms floors nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from claims.domain.accounts import has_circle
from claims.domain.sides import Side, Sums
from claims.domain.sourcing_facts import (
    AttributionFact,
    Counts,
    Id,
    InvalidAttribution,
    SourceFact,
)
from claims.domain.vocabulary import Stance, Terms

__all__ = [
    "AttributionFact",
    "Counts",
    "Explanation",
    "InvalidAttribution",
    "Line",
    "LineCode",
    "SourceFact",
    "count",
    "count_public",
]

SUPPORT = frozenset({Stance.ASSERTS, Stance.CONFIRMS})
DENIAL = frozenset({Stance.DENIES, Stance.DISPUTES})
PARTIAL = frozenset({Stance.PARTLY_CONFIRMS})


class LineCode(StrEnum):
    """What became of a row in the count."""

    COUNTED = "counted"
    SAME_VOICE = "same voice"
    FLOOR = "floor"
    UNCOUNTED = "uncounted"
    ACCOUNT = "account"
    SAME_ACCOUNT = "same account"
    CIRCULAR = "circular"
    DENIAL = "denial"
    PARTIAL = "partial"
    OFF_THE_RECORD = "off the record"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Line:
    """What one attribution adds: its voices, whether a new origin, and confirmations."""

    attribution: Id
    counted: bool
    code: LineCode
    voices: int
    origins: int
    independent: int
    documented: int
    text: str

    @property
    def origin(self) -> bool:
        return self.origins > 0


@dataclass(frozen=True, slots=True)
class Explanation:
    counts: Counts
    lines: tuple[Line, ...]


def count(attributions: Sequence[AttributionFact], sources: Mapping[Id, SourceFact]) -> Explanation:
    """Count one claim for the house: every row but those off the record.

    `attributions` in the order in which they were logged; `sources` holds everybody whom they
    refer to, and those for whom these speak. Raises InvalidAttribution where one is missing, or
    where a row is its own conduit.
    """
    _check(attributions, sources)
    return _explain(attributions, sources, hidden=frozenset({Terms.OFF_THE_RECORD}))


def count_public(
    attributions: Sequence[AttributionFact], sources: Mapping[Id, SourceFact]
) -> Explanation:
    """Count one claim for the public: as if rows that may not be shown did not exist."""
    _check(attributions, sources)
    hidden = (Terms.OFF_THE_RECORD, Terms.DEEP_BACKGROUND)
    shown = [row for row in attributions if not row.withdrawn and row.terms not in hidden]
    return _explain(shown, sources, hidden=frozenset())


def _check(attributions: Sequence[AttributionFact], sources: Mapping[Id, SourceFact]) -> None:
    for row in attributions:
        if row.via == row.source:
            raise InvalidAttribution("A source cannot be its own conduit.")
        for one in (row.source, row.via, row.knows_from):
            if one is not None and one not in sources:
                raise InvalidAttribution("An attribution refers to a source that is not given.")


def _explain(
    attributions: Sequence[AttributionFact],
    sources: Mapping[Id, SourceFact],
    hidden: frozenset[Terms],
) -> Explanation:
    standing = [row for row in attributions if not row.withdrawn and row.terms not in hidden]
    lines: dict[Id, Line] = {}
    totals = {}
    circular = uncounted = False
    for stances in (SUPPORT, DENIAL, PARTIAL):
        side = Side([row for row in standing if row.stance in stances], sources)
        totals[stances] = _fill(side, lines, stances)
        if stances is SUPPORT:
            uncounted, circular = side.uncounted, has_circle(side.relayed)
    support = totals[SUPPORT]
    counts = Counts(
        source_count=support.voices,
        origin_count=support.origins,
        independent_confirmations=support.independent,
        documented_confirmations=support.documented,
        denials=totals[DENIAL].voices,
        partial_confirmations=totals[PARTIAL].voices,
        uncounted=uncounted,
        circular=circular,
    )
    return Explanation(counts, tuple(lines.get(row.id) or _left_out(row) for row in attributions))


def _fill(side: Side, lines: dict[Id, Line], stances: frozenset[Stance]) -> Sums:
    """A line for each row of a side, so that the lines add up; returns the sums of all.

    Summary rows come after the particular ones of their group: they only set a floor to them.
    """
    before = Sums()
    taken: list[AttributionFact] = []
    for row in sorted(side.direct, key=lambda r: r.source in side.groups and r.headcount is None):
        taken.append(row)
        after = side.sums(taken)
        lines[row.id] = _line(row, after - before, _direct_code(side, row), stances)
        before = after
    for account, sums in side.account_sums():
        before += sums
        code = LineCode.CIRCULAR if account.circular else LineCode.ACCOUNT
        own, *rest = account.rows
        lines[own.id] = _line(own, sums, code, stances)
        for row in rest:
            lines.setdefault(row.id, _line(row, Sums(), LineCode.SAME_ACCOUNT, stances))
    return before


def _direct_code(side: Side, row: AttributionFact) -> LineCode:
    group = side.groups.get(row.source)
    if group is None or row.headcount is not None:
        return LineCode.COUNTED
    if group.particular:
        return LineCode.FLOOR
    return LineCode.UNCOUNTED if group.uncounted else LineCode.COUNTED


def _line(row: AttributionFact, sums: Sums, code: LineCode, stances: frozenset[Stance]) -> Line:
    adds = sums != Sums()
    if stances is PARTIAL:
        return Line(row.id, False, LineCode.PARTIAL, 0, 0, 0, 0, _TEXT[LineCode.PARTIAL])
    if stances is DENIAL:
        says = f"Against the claim: {_voices(sums.voices)}."
        text = says if adds else _TEXT[LineCode.SAME_VOICE]
        return Line(row.id, sums.voices > 0, LineCode.DENIAL, sums.voices, 0, 0, 0, text)
    if not adds and code is LineCode.COUNTED:
        code = LineCode.SAME_VOICE
    return Line(
        row.id,
        adds,
        code,
        sums.voices,
        sums.origins,
        sums.independent,
        sums.documented,
        _text(row, sums, code),
    )


_TEXT = {
    LineCode.SAME_VOICE: "Adds nothing: these people are counted already.",
    LineCode.FLOOR: "Speaks for the group as a whole: only sets a floor for its own rows.",
    LineCode.UNCOUNTED: "A group that nobody counted: no voice, one origin.",
    LineCode.ACCOUNT: "Reached us through a conduit: one account.",
    LineCode.SAME_ACCOUNT: "Adds nothing: part of an account that is counted already.",
    LineCode.CIRCULAR: "These cite each other in a circle: one voice, origin unknown.",
    LineCode.PARTIAL: "Confirms in part only: adds to no count. Split the claim to count it.",
    LineCode.OFF_THE_RECORD: "Left out: off the record.",
    LineCode.WITHDRAWN: "Left out: withdrawn.",
}


def _text(row: AttributionFact, sums: Sums, code: LineCode) -> str:
    if code in (LineCode.SAME_VOICE, LineCode.SAME_ACCOUNT, LineCode.UNCOUNTED):
        return _TEXT[code]
    parts = [_TEXT[code]] if code in _TEXT else []
    if code is LineCode.ACCOUNT and sums == Sums():
        return f"{parts[0]} Adds nothing: its conduit, or whom it cites, speaks to us directly."
    if sums.voices or sums.origins:
        parts.append(f"Counted: {_voices(sums.voices)}, {_origins(sums.origins)}.")
    if sums.independent:
        basis = f"{sums.documented} of them documented" if sums.documented else "not documented"
        parts.append(f"Confirms independently: {sums.independent}, {basis}.")
    elif sums.documented:
        parts.append("Documents a confirmation that is counted already.")
    elif row.stance is Stance.CONFIRMS and row.independent:
        parts.append("Not independent: it shares its origin with what is counted already.")
    return " ".join(parts)


def _voices(number: int) -> str:
    return "1 voice" if number == 1 else f"{number} voices"


def _origins(number: int) -> str:
    return {0: "no new origin", 1: "1 origin"}.get(number, f"{number} origins")


def _left_out(row: AttributionFact) -> Line:
    code = LineCode.WITHDRAWN if row.withdrawn else LineCode.OFF_THE_RECORD
    return Line(row.id, False, code, 0, 0, 0, 0, _TEXT[code])
