"""Whether the chain of verification events is as it was written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claims.models import VerificationEvent


@dataclass(frozen=True, slots=True)
class Broken:
    """The first link that does not hold: its number, the event and what is wrong with it."""

    number: int
    event: str
    what: str


_WALK = """
    SELECT e.id, e.number, e.previous, e.digest, claims_event_digest(e) AS afresh,
           c.status AS standing, e.to_status,
           e.number = max(e.number) OVER (PARTITION BY e.claim_id) AS is_last
    FROM claims_verificationevent e JOIN claims_claim c ON c.id = e.claim_id
    ORDER BY e.number
"""


def first_broken() -> Broken | None:
    """Walk the chain of all events in order; the first link that does not hold, or None.

    A change, a removal from the middle and a swap show in the digests; a tail that was cut off
    shows where a claim stands elsewhere than its last event says.
    """
    return next(_broken(), None)


def _broken() -> Iterator[Broken]:
    number, digest = 0, ""
    for event in VerificationEvent.objects.raw(_WALK):
        what = _what_is_wrong(event, number, digest)
        if what:
            yield Broken(event.number or 0, str(event.pk), what)
        number, digest = event.number or 0, event.digest


def _what_is_wrong(event: VerificationEvent, number: int, digest: str) -> str:
    if event.number != number + 1:
        return f"number {number + 1} is missing before it"
    if event.previous != digest:
        return "it does not follow the event before it"
    if event.digest != event.afresh:  # type: ignore[attr-defined]
        return "it was altered after it was written"
    if event.is_last and event.standing != event.to_status:  # type: ignore[attr-defined]
        return f"its claim is {event.standing}, not {event.to_status}"  # type: ignore[attr-defined]
    return ""
