"""The house's rating scale: what a published check says of a claim, in the words of ClaimReview.

*Verified* means that a second person checked sourcing and wording, not that the claim is true. A
number stands on an axis from false to true, so it is given only where something was found about
that: by a refutation, or by what happened later. The rest is said in words alone, which is all
that ClaimReview asks for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from claims.domain.vocabulary import ClaimOutcome, Status

WORST, BEST = 1, 5  # from false to true, as fact-checks with a scale of five have it


@dataclass(frozen=True, slots=True)
class Rating:
    """What was found, in a few words; `meaning` says it to somebody who does not know us."""

    words: str
    meaning: str
    value: int | None = None


_CHECKED = "A second person compared sourcing and wording with what is on record."
_SOURCED = f"{_CHECKED} That is no finding that the claim is true."
_FALSE = "The check found that the claim is not so."
_DISPUTED = "The check found sources or evidence that contradict each other."
_UNKNOWN = "The check could not establish whether the claim is so."
_SO = "What happened later bore it out."
_NOT_SO = "What happened later contradicted it."

_OPEN, _BORNE_OUT, _CONTRADICTED = (
    ClaimOutcome.OPEN,
    ClaimOutcome.BORNE_OUT,
    ClaimOutcome.CONTRADICTED,
)
SCALE: Mapping[tuple[Status, ClaimOutcome], Rating] = MappingProxyType(
    {
        (Status.VERIFIED, _OPEN): Rating("Sourcing checked", _SOURCED),
        (Status.VERIFIED, _BORNE_OUT): Rating("Borne out", f"{_CHECKED} {_SO}", BEST),
        (Status.VERIFIED, _CONTRADICTED): Rating(
            "Contradicted by later events", f"{_CHECKED} {_NOT_SO}", WORST
        ),
        (Status.REFUTED, _OPEN): Rating("False", _FALSE, WORST),
        # the two contradict each other, so there is no number
        (Status.REFUTED, _BORNE_OUT): Rating(
            "Refuted when checked, borne out later", f"{_FALSE} {_SO}"
        ),
        (Status.REFUTED, _CONTRADICTED): Rating("False", f"{_FALSE} {_NOT_SO}", WORST),
        (Status.DISPUTED, _OPEN): Rating("Disputed", _DISPUTED),
        (Status.DISPUTED, _BORNE_OUT): Rating(
            "Disputed when checked, borne out later", f"{_DISPUTED} {_SO}", BEST
        ),
        (Status.DISPUTED, _CONTRADICTED): Rating(
            "Contradicted by later events", f"{_DISPUTED} {_NOT_SO}", WORST
        ),
        (Status.UNVERIFIABLE, _OPEN): Rating("Could not be verified", _UNKNOWN),
        (Status.UNVERIFIABLE, _BORNE_OUT): Rating(
            "Could not be verified when checked, borne out later", f"{_UNKNOWN} {_SO}", BEST
        ),
        (Status.UNVERIFIABLE, _CONTRADICTED): Rating(
            "Contradicted by later events", f"{_UNKNOWN} {_NOT_SO}", WORST
        ),
    }
)


def rating(status: str, outcome: str) -> Rating | None:
    """The rating of a claim by its public status and what happened later; None: not decided."""
    return SCALE.get((Status(status), ClaimOutcome(outcome)))
