"""The whole transition table: every pair of statuses, and who is barred from what."""

from itertools import product

import pytest

from claims.domain.vocabulary import Act, Stance, Status
from claims.domain.workflow import (
    ClaimState,
    Closed,
    ContributionFact,
    Power,
    barred,
    moves,
    refusal,
)

BOTH = frozenset(Power)

# from: the statuses that it moves to
TABLE = {
    "unverified": {"in_review", "withdrawn"},
    "in_review": {"verified", "disputed", "refuted", "unverifiable", "withdrawn"},
    "verified": {"in_review", "withdrawn"},
    "disputed": {"in_review", "withdrawn"},
    "refuted": {"in_review", "withdrawn"},
    "unverifiable": {"in_review", "withdrawn"},
    "withdrawn": set(),
}


def state(status, barred=(), evidence=1, standing=0):
    return ClaimState(Status(status), frozenset(barred), evidence, standing)


def attempt(status, to, *, person="ann", powers=BOTH, reason="checked", **fields):
    found = refusal(
        state(status, **fields), Status(to), person=person, powers=powers, reason=reason
    )
    return found.code if found else None


@pytest.mark.parametrize(("status", "to"), list(product(Status, Status)))
def test_the_table_in_full(status, to):
    expected = None if to in TABLE[status] else Closed.NO_SUCH_MOVE
    assert attempt(status, to) == expected


@pytest.mark.parametrize("status", Status)
def test_the_moves_shown_are_those_of_the_table(status):
    shown = moves(state(status), "ann", BOTH)
    assert set(shown) == TABLE[status]
    assert not any(shown.values())


@pytest.mark.parametrize(
    ("to", "reason_needed"),
    [("verified", True), ("disputed", True), ("refuted", True), ("unverifiable", True)],
)
def test_a_decision_needs_a_reason(to, reason_needed):
    assert attempt("in_review", to, reason="  ") == (Closed.NO_REASON if reason_needed else None)


def test_taking_up_needs_no_reason_and_withdrawing_does():
    assert attempt("unverified", "in_review", reason="") is None
    assert attempt("verified", "withdrawn", reason="") == Closed.NO_REASON


@pytest.mark.parametrize("to", ["verified", "refuted"])
def test_verified_and_refuted_need_something_to_rest_on(to):
    assert attempt("in_review", to, evidence=0) == Closed.NO_GROUNDS
    assert attempt("in_review", to, evidence=0, standing=1) is None


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("verified", Closed.FOUR_EYES),
        ("refuted", Closed.FOUR_EYES),
        ("disputed", None),
        ("unverifiable", None),
        ("withdrawn", None),
    ],
)
def test_four_eyes(to, expected):
    assert attempt("in_review", to, barred={"ann"}) == expected
    assert attempt("in_review", to, barred={"bob"}) is None


def test_only_an_editor_withdraws_and_only_who_may_check_decides():
    assert attempt("verified", "withdrawn", powers={Power.CHECK}) == Closed.NOT_YOURS
    assert attempt("unverified", "in_review", powers={Power.WITHDRAW}) == Closed.NOT_YOURS
    shown = moves(state("in_review", barred={"ann"}), "ann", frozenset({Power.CHECK}))
    assert shown[Status.WITHDRAWN].code == Closed.NOT_YOURS
    assert shown[Status.VERIFIED].code == Closed.FOUR_EYES
    assert shown[Status.DISPUTED] is None


@pytest.mark.parametrize(
    ("act", "stance", "is_barred"),
    [
        (Act.WROTE_STATEMENT, None, True),
        (Act.LOGGED_ATTRIBUTION, Stance.ASSERTS, True),
        (Act.LOGGED_ATTRIBUTION, Stance.CONFIRMS, True),
        (Act.LOGGED_ATTRIBUTION, Stance.PARTLY_CONFIRMS, True),
        (Act.LOGGED_ATTRIBUTION, Stance.DENIES, False),
        (Act.LOGGED_ATTRIBUTION, Stance.DISPUTES, False),
        (Act.CHANGED_ATTRIBUTION, Stance.CONFIRMS, True),
        (Act.CHANGED_ATTRIBUTION, Stance.DENIES, False),
        (Act.WITHDREW_ATTRIBUTION, Stance.ASSERTS, False),
    ],
)
def test_who_is_barred(act, stance, is_barred):
    assert barred([ContributionFact("ann", act, stance)]) == ({"ann"} if is_barred else set())


def test_every_refusal_says_what_to_do():
    for status, to in product(Status, Status):
        found = refusal(
            state(status, barred={"ann"}, evidence=0),
            to,
            person="ann",
            powers=frozenset(),
            reason="",
        )
        assert found is not None
        assert len(found.message) > 20
