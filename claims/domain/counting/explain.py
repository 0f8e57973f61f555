"""What became of each row in the count, in a word and in a sentence for an editor.

No sentence names a source, or speaks of a row that was not handed in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from claims.domain.counting.facts import AttributionFact, Counts, Id
from claims.domain.counting.side import Side


class LineCode(StrEnum):
    """What became of a row in the count."""

    COUNTED = "counted"
    SAME_VOICE = "same voice"
    FLOOR = "floor"
    UNCOUNTED = "uncounted"
    ACCOUNT = "account"
    SAME_ACCOUNT = "same account"
    SPEAKS_DIRECTLY = "speaks directly"
    CIRCULAR = "circular"
    DENIAL = "denial"
    PARTIAL = "partial"
    OFF_THE_RECORD = "off the record"
    WITHDRAWN = "withdrawn"


LEFT_OUT = {
    LineCode.SAME_VOICE: "Adds no voice: whoever speaks here is counted with another row",
    LineCode.FLOOR: "Adds no voice: the group's other rows already count as many as it has",
    LineCode.UNCOUNTED: "Adds no voice: nobody has said how many this group are",
    LineCode.SAME_ACCOUNT: "Adds no voice: it is part of an account counted with another row",
    LineCode.CIRCULAR: "Adds no voice: it is part of a circle counted with another row",
    LineCode.SPEAKS_DIRECTLY: "Adds no voice: somebody in this account speaks to us in another row",
    LineCode.PARTIAL: "Left out: it confirms only in part. Split the claim to count that part",
    LineCode.OFF_THE_RECORD: "Left out: it is off the record",
    LineCode.WITHDRAWN: "Left out: it was withdrawn",
}
_TELLS_OF_CONDUIT = (
    LineCode.ACCOUNT,
    LineCode.SAME_ACCOUNT,
    LineCode.SPEAKS_DIRECTLY,
    LineCode.CIRCULAR,
)
AS_WHAT = {
    LineCode.FLOOR: " for those of the group whom its other rows leave out",
    LineCode.ACCOUNT: " for all that reached us through this conduit",
    LineCode.CIRCULAR: " for sources that cite each other in a circle",
}


@dataclass(frozen=True, slots=True)
class Line:
    """What one attribution adds to the counts, with the reason as a code and as a sentence."""

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
        """Whether it adds a new origin, or several."""
        return self.origins > 0


@dataclass(frozen=True, slots=True)
class Explanation:
    """The counts, and a line for each attribution in the order given; the lines add up."""

    counts: Counts
    lines: tuple[Line, ...]


def supporting_line(side: Side, place: int) -> Line:
    """The line of an asserting or confirming row of `side`."""
    tally = side.tally
    adds = (
        tally.voices[place],
        tally.origins[place],
        tally.independent[place],
        tally.documented[place],
    )
    code = _code(side, place)
    lead = _lead(code, *adds[:2])
    text = f"{lead}{_confirmation(side, place, *adds[2:])}."
    return Line(side.rows[place].id, any(adds), code, *adds, text)


def denying_line(side: Side, place: int) -> Line:
    """The line of a denying or disputing row of `side`: its voices are counted beside."""
    voices = side.tally.voices[place]
    text = LEFT_OUT.get(_code(side, place), "")
    if voices:
        text = f"Counted beside as {_number(voices, 'voice')} against the claim"
    return Line(side.rows[place].id, voices > 0, LineCode.DENIAL, voices, 0, 0, 0, f"{text}.")


def left_out(row: AttributionFact, code: LineCode) -> Line:
    """The line of a row that never counts, `code` being the reason."""
    return Line(row.id, False, code, 0, 0, 0, 0, f"{LEFT_OUT[code]}.")


def veil(line: Line) -> Line:
    """`line` as it reads where its row had reached us through no conduit."""
    if line.code is LineCode.DENIAL and not line.voices:
        return replace(line, text=f"{LEFT_OUT[LineCode.SAME_VOICE]}.")
    if line.code not in _TELLS_OF_CONDUIT:
        return line
    code = LineCode.COUNTED if line.voices else LineCode.SAME_VOICE
    told = _lead(line.code, line.voices, line.origins)
    plain = _lead(code, line.voices, line.origins)
    return replace(line, code=code, text=line.text.replace(told, plain, 1))


def _code(side: Side, place: int) -> LineCode:
    row = side.rows[place]
    counted = bool(side.tally.voices[place])
    if row.via is not None:
        return _code_of_account(side, place, counted)
    group = side.groups.get(row.source)
    if group is not None and row.headcount is None:
        if group.summarised:
            return LineCode.FLOOR
        if group.uncounted:
            return LineCode.UNCOUNTED
    return LineCode.COUNTED if counted else LineCode.SAME_VOICE


def _code_of_account(side: Side, place: int, counted: bool) -> LineCode:
    own = [account for account in side.accounts if place in account.rows]
    if not own:
        return LineCode.SPEAKS_DIRECTLY
    if any(account.circular for account in own):
        return LineCode.CIRCULAR
    return LineCode.ACCOUNT if counted else LineCode.SAME_ACCOUNT


def _lead(code: LineCode, voices: int, origins: int) -> str:
    new = f"{_number(origins, 'new origin')}" if origins else "no new origin"
    if voices:
        return f"Counted as {_number(voices, 'voice')}{AS_WHAT.get(code, '')}, {new}"
    reason = LEFT_OUT.get(code, LEFT_OUT[LineCode.SAME_VOICE])
    return f"{reason}; counted as {new}" if origins else reason


def _confirmation(side: Side, place: int, independent: int, documented: int) -> str:
    if independent:
        basis = "documented" if documented else "not documented"
        return f"; counted as {_number(independent, 'independent confirmation')}, {basis}"
    if not side.rows[place].confirms_independently:
        return ""
    if side.is_closed(place):
        return "; marked independent, but its origin asserts the claim or is unknown"
    return "; marked independent, but who speaks here, or their origin, is counted already"


def _number(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
