"""The verification workflow: which moves there are, who may make them, and what they ask for.

*Verified* means that a second person checked sourcing and wording against what is on the sheet.
Of a forecast it is no finding that it will come true.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from claims.domain.vocabulary import Act, Stance, Status

DECIDED = frozenset({Status.VERIFIED, Status.DISPUTED, Status.REFUTED, Status.UNVERIFIABLE})

# from → to; nothing else moves. Withdrawn is the end.
MOVES: Mapping[Status, frozenset[Status]] = {
    Status.UNVERIFIED: frozenset({Status.IN_REVIEW, Status.WITHDRAWN}),
    Status.IN_REVIEW: DECIDED | {Status.WITHDRAWN},
    **{decided: frozenset({Status.IN_REVIEW, Status.WITHDRAWN}) for decided in DECIDED},
    Status.WITHDRAWN: frozenset(),
}

NEEDS_REASON = DECIDED | {Status.WITHDRAWN}
NEEDS_GROUNDS = frozenset({Status.VERIFIED, Status.REFUTED})
NEEDS_SECOND_PERSON = frozenset({Status.VERIFIED, Status.REFUTED})

# What makes somebody a party to the claim: standing up for it, in whatever degree.
_SUPPORTING = frozenset({Stance.ASSERTS, Stance.CONFIRMS, Stance.PARTLY_CONFIRMS})


class Power(StrEnum):
    """What a person may do in the workflow, by role."""

    CHECK = "check"  # take up, decide, reopen
    WITHDRAW = "withdraw"


class Closed(StrEnum):
    """Why a move is closed."""

    NO_SUCH_MOVE = "no such move"
    NOT_YOURS = "not allowed"
    FOUR_EYES = "four eyes"
    NO_REASON = "reason"
    NO_GROUNDS = "grounds"


@dataclass(frozen=True, slots=True)
class ContributionFact:
    """One act of a person on a claim, with the stance of the attribution as they left it."""

    person: object
    act: Act
    stance: Stance | None = None


@dataclass(frozen=True, slots=True)
class ClaimState:
    """What the workflow needs to know of a claim."""

    status: Status
    barred: frozenset[object]
    evidence: int
    standing_attributions: int


@dataclass(frozen=True, slots=True)
class Refusal:
    code: Closed
    message: str


def barred(contributions: Iterable[ContributionFact]) -> frozenset[object]:
    """The people who may neither verify nor refute: whoever wrote the statement, or logged an
    attribution in its support, standing or withdrawn. Checks of one's own are evidence and bar
    nobody, and neither does withdrawing what another has logged.
    """
    return frozenset(one.person for one in contributions if _is_party(one))


def _is_party(one: ContributionFact) -> bool:
    if one.act is Act.WROTE_STATEMENT:
        return True
    return one.act in (Act.LOGGED_ATTRIBUTION, Act.CHANGED_ATTRIBUTION) and (
        one.stance in _SUPPORTING
    )


def moves(
    state: ClaimState, person: object, powers: frozenset[Power]
) -> dict[Status, Refusal | None]:
    """Each move there is from where the claim stands, with None or why it is closed to `person`.

    The reason that the person will give is not asked for here.
    """
    return {to: _closed(state, to, person, powers) for to in Status if to in MOVES[state.status]}


def refusal(
    state: ClaimState, to: Status, *, person: object, powers: frozenset[Power], reason: str
) -> Refusal | None:
    """Why `person` cannot move the claim to `to`, or None where they can.

    A move to where the claim stands is nobody's to ask about: it changes nothing.
    """
    if to not in MOVES[state.status]:
        return Refusal(Closed.NO_SUCH_MOVE, _no_such_move(state.status, to))
    closed = _closed(state, to, person, powers)
    if closed is None and to in NEEDS_REASON and not reason.strip():
        return Refusal(Closed.NO_REASON, f"Say why the claim is {to}.")
    return closed


def _no_such_move(status: Status, to: Status) -> str:
    open_to = sorted(MOVES[status])
    if not open_to:
        return f"A claim that is {status} moves nowhere; log a new one."
    return f"From {status} a claim does not move to {to}, only to {', '.join(open_to)}."


def _closed(
    state: ClaimState, to: Status, person: object, powers: frozenset[Power]
) -> Refusal | None:
    needed = Power.WITHDRAW if to is Status.WITHDRAWN else Power.CHECK
    if needed not in powers:
        who = "an editor" if needed is Power.WITHDRAW else "a fact-checker or an editor"
        return Refusal(Closed.NOT_YOURS, f"Only {who} can do that.")
    if to in NEEDS_SECOND_PERSON and person in state.barred:
        return Refusal(
            Closed.FOUR_EYES,
            "You wrote the statement or logged sourcing in its support: "
            "a second person has to decide.",
        )
    if to in NEEDS_GROUNDS and not (state.evidence or state.standing_attributions):
        return Refusal(
            Closed.NO_GROUNDS,
            "There is nothing to decide on: add evidence, or log an attribution first.",
        )
    return None
