"""Whether the chain of verification events is as it was written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from claims.domain.vocabulary import Status
from claims.models import Claim, VerificationEvent


@dataclass(frozen=True, slots=True)
class Broken:
    """The first link that does not hold: its number, the event or claim, what is wrong with it."""

    number: int
    record: str
    what: str


@dataclass(frozen=True, slots=True)
class Head:
    """The last link of the chain as it stood at some time: kept elsewhere, it anchors the chain."""

    number: int
    digest: str

    def __str__(self) -> str:
        return f"{self.number}:{self.digest}"


# The digest is spelt out and not left to claims_event_digest, which whoever owns the database
# could have replaced.
_WALK = """
    SELECT e.id, e.number, e.previous, e.digest, encode(sha256(convert_to((jsonb_build_array(
               e.previous, e.number, e.id, e.claim_id, e.from_status, e.to_status, e.by_id,
               (extract(epoch FROM e.at) * 1000000)::bigint, e.reason, e.cause,
               to_jsonb(e.evidence), e.findings, e.override_reason, e.overridden_by_id
           ) || CASE WHEN e.profile_version_id IS NULL THEN '[]'::jsonb
               ELSE jsonb_build_array(e.profile_version_id) END
             || CASE WHEN e.internal THEN '["internal"]'::jsonb ELSE '[]'::jsonb END
           )::text, 'UTF8')), 'hex') AS afresh,
           e.from_status, e.to_status, c.status AS standing,
           lag(e.to_status, 1, 'unverified') OVER claim AS before,
           e.number = max(e.number) OVER (PARTITION BY e.claim_id) AS is_last
    FROM claims_verificationevent e LEFT JOIN claims_claim c ON c.id = e.claim_id
    WINDOW claim AS (PARTITION BY e.claim_id ORDER BY e.number)
    ORDER BY e.number
"""


def head() -> Head:
    """The last link there is; number 0 where there is none."""
    last = VerificationEvent.objects.order_by("number").last()
    return Head(last.number or 0, last.digest) if last else Head(0, "")


def first_broken(expected: Head | None = None) -> Broken | None:
    """Walk the chain of all events in order; the first link that does not hold, or None.

    A change, a removal from the middle and a swap show in the digests; a tail that was cut off
    shows where a claim stands elsewhere than its last event says. A chain written anew from some
    link on, digests, claims and all, holds in itself: that shows only by `expected`, a head that
    was kept elsewhere.
    """
    return next(chain(_broken(expected), _without_event()), None)


def _broken(expected: Head | None) -> Iterator[Broken]:
    """What is wrong with the links, in their order; then with where the claims stand."""
    number, digest, standing = 0, "", []
    for event in VerificationEvent.objects.raw(_WALK):
        what = _what_is_wrong(event, number, digest)
        number, digest = event.number or 0, event.digest
        if not what and expected and expected.number == number and expected.digest != digest:
            what = "its digest is not the expected one: the chain was written anew up to here"
        if what:
            yield Broken(number, str(event.pk), what)
        stands: str | None = event.standing  # type: ignore[attr-defined]
        if event.is_last and stands != event.to_status:  # type: ignore[attr-defined]
            what = f"its claim is {stands or 'gone'}, not {event.to_status}"
            standing.append(Broken(number, str(event.pk), what))
    if expected and expected.number > number:
        yield Broken(expected.number, "", f"it is expected, but the chain ends with {number}")
    yield from standing


def _what_is_wrong(event: VerificationEvent, number: int, digest: str) -> str:
    if event.number != number + 1:
        return f"number {number + 1} is missing before it"
    if event.previous != digest:
        return "it does not follow the event before it"
    if event.digest != event.afresh:  # type: ignore[attr-defined]
        return "it was altered after it was written"
    if event.from_status != event.before:  # type: ignore[attr-defined]
        return f"its claim was {event.before}, not {event.from_status}"  # type: ignore[attr-defined]
    return ""


def _without_event() -> Iterator[Broken]:
    """Claims that were moved, of which no event is left."""
    moved = Claim.objects.exclude(status=Status.UNVERIFIED).filter(events=None)
    for claim in moved.order_by("pk"):
        yield Broken(0, str(claim.pk), f"this claim is {claim.status}, and no event says how")
