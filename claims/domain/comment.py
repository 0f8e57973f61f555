"""Right of reply: what may be said of an exchange with a party, and in which words.

The house rule behind it: "declined to comment" reports a refusal by somebody who was reached,
"did not respond" reports that somebody tried. What is known only from the copy is marked so
(*as reported in copy*) and waived: its log is another newsroom's.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from claims.domain.vocabulary import CommentOutcome, Recorded, Stance

if TYPE_CHECKING:
    from collections.abc import Mapping

# The only outcomes that count for or against a claim, by an attribution made in the same step.
STANCE_OF_OUTCOME: Mapping[CommentOutcome, Stance] = MappingProxyType(
    {CommentOutcome.CONFIRMED: Stance.CONFIRMS, CommentOutcome.DENIED: Stance.DENIES}
)

_NEEDS_ATTEMPT = frozenset(
    {
        CommentOutcome.DID_NOT_IMMEDIATELY_RESPOND,
        CommentOutcome.DID_NOT_RESPOND,
        CommentOutcome.COULD_NOT_BE_REACHED,
    }
)

_SENTENCES: Mapping[CommentOutcome, str] = MappingProxyType(
    {
        CommentOutcome.NOT_ASKED: "",
        CommentOutcome.PENDING: "{} has been asked for comment.",
        CommentOutcome.RESPONDED: "{} responded to a request for comment.",
        CommentOutcome.CONFIRMED: "{} confirmed it.",
        CommentOutcome.DENIED: "{} denied it.",
        CommentOutcome.DECLINED: "{} declined to comment.",
        CommentOutcome.REFERRED: "{} referred questions elsewhere.",
        CommentOutcome.DID_NOT_IMMEDIATELY_RESPOND: (
            "{} did not immediately respond to a request for comment."
        ),
        CommentOutcome.DID_NOT_RESPOND: "{} did not respond to a request for comment.",
        CommentOutcome.COULD_NOT_BE_REACHED: "{} could not be reached for comment.",
        CommentOutcome.REPLIED_AFTER_PUBLICATION: (
            "{} replied to a request for comment after publication."
        ),
    }
)


@dataclass(frozen=True, slots=True)
class CommentFact:
    """One comment request as the rules see it.

    `attempts` is how many are logged, `contacted` whether one of them reached somebody, `reached`
    the person or office that answered.
    """

    party: str
    outcome: CommentOutcome
    recorded: Recorded
    attempts: int
    reached: str
    not_asked_reason: str
    contacted: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """What contradicts the outcome, at which field, and how to mend it."""

    field: str
    message: str
    remedy: str


def problems(fact: CommentFact) -> list[Problem]:
    """What keeps the outcome of `fact` from being said; empty where nothing does."""
    if fact.recorded == Recorded.IN_COPY:
        return []
    if fact.outcome == CommentOutcome.NOT_ASKED:
        return _not_asked(fact)
    if fact.outcome == CommentOutcome.DECLINED:
        return _declined(fact)
    if fact.outcome in _NEEDS_ATTEMPT and fact.attempts < 1:
        return [
            Problem(
                "attempts",
                f"“{fact.outcome}” needs at least one logged attempt.",
                "Log when, by which channel and who tried. If it is known only from the copy, "
                f"mark it “{Recorded.IN_COPY}”.",
            )
        ]
    return []


def _not_asked(fact: CommentFact) -> list[Problem]:
    if fact.not_asked_reason.strip():
        return []
    return [
        Problem(
            "not_asked_reason",
            f"{_subject(fact.party)} was not asked, and no reason is given.",
            "Say why, for example that a request would endanger a source.",
        )
    ]


def _declined(fact: CommentFact) -> list[Problem]:
    if fact.contacted:
        return []
    return [
        Problem(
            "attempts",
            "“declined to comment” needs somebody who was reached and refused.",
            "Log the attempt that reached them, or choose “did not respond” or “could not be "
            f"reached”. If it is known only from the copy, mark it “{Recorded.IN_COPY}”.",
        )
    ]


def sentence(party: str, outcome: CommentOutcome) -> str:
    """The sentence for the copy, such as "The Kremlin declined to comment.".

    Empty where the party was not asked: silence about that is no statement of theirs.
    """
    return _SENTENCES[outcome].format(_subject(party))


def _subject(party: str) -> str:
    """`party` at the head of a sentence: only the first letter is touched ("iPhone" is not)."""
    name = party.strip() or "The party"
    plain = name[1:2].islower() or not name[1:2].isalpha()
    return name[0].upper() + name[1:] if plain else name
