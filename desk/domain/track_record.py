"""How often a source was right: what it said of claims, and what happened later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from claims.domain.vocabulary import ClaimOutcome, Stance

FOR = frozenset({Stance.ASSERTS, Stance.CONFIRMS, Stance.PARTLY_CONFIRMS})
AGAINST = frozenset({Stance.DENIES, Stance.DISPUTES})


@dataclass(frozen=True, slots=True)
class Side:
    """Of the claims that a source stood for, or against, how many came out how."""

    borne_out: int = 0
    contradicted: int = 0
    open: int = 0

    @property
    def claims(self) -> int:
        return self.borne_out + self.contradicted + self.open


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """`stood_for` are the claims it asserted or confirmed, `stood_against` those it denied or
    disputed. A claim of which it did both is on both sides.
    """

    stood_for: Side
    stood_against: Side

    @property
    def right(self) -> int:
        """It came about as the source had said, or what it denied did not."""
        return self.stood_for.borne_out + self.stood_against.contradicted

    @property
    def wrong(self) -> int:
        return self.stood_for.contradicted + self.stood_against.borne_out

    @property
    def settled(self) -> int:
        return self.right + self.wrong


def track_record(counted: Iterable[tuple[bool, ClaimOutcome, int]]) -> TrackRecord:
    """From numbers of different claims, each with whether the source stood for them and what
    happened later.
    """
    sides: dict[bool, dict[ClaimOutcome, int]] = {True: {}, False: {}}
    for stood_for, outcome, claims in counted:
        sides[stood_for][outcome] = sides[stood_for].get(outcome, 0) + claims
    return TrackRecord(_side(sides[True]), _side(sides[False]))


def _side(found: dict[ClaimOutcome, int]) -> Side:
    return Side(
        borne_out=found.get(ClaimOutcome.BORNE_OUT, 0),
        contradicted=found.get(ClaimOutcome.CONTRADICTED, 0),
        open=found.get(ClaimOutcome.OPEN, 0),
    )
