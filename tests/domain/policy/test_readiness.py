"""May it be published: blocks, overrides that expire, and what the next shift finds."""

from dataclasses import replace

import pytest

from claims.domain.policy import (
    DEFAULT_TERM,
    LONGEST_TERM,
    Override,
    Severity,
    evaluate,
    override_problems,
    readiness,
)
from claims.domain.policy.profiles import Profile, Setting
from claims.domain.vocabulary import ApprovalKind
from tests.domain.policy.builders import (
    HOUR,
    NOW,
    approval,
    article,
    claim,
    of,
    only,
    row,
)

GATE = Profile(
    "gate",
    3,
    {
        "unsourced": Setting("unsourced", Severity.BLOCK),
        "uncounted-collective": Setting("uncounted-collective", Severity.WARN),
        "exemption-unexplained": Setting("exemption-unexplained", Severity.WARN),
    },
)
BLOCKED = evaluate(article(claim(id="S1"), claim(id="S2"), claim(row("Ann"))), GATE, NOW)
FIRST, SECOND = BLOCKED.findings


def override(finding=FIRST, **changes):
    given = {
        "id": 1,
        "version": "v2",
        "rule": finding.rule,
        "record": finding.record,
        "claim": finding.claim,
        "by": "editor",
        "reason": "The minister is on the line.",
        "at": NOW - HOUR,
        "expires_at": NOW + HOUR,
    }
    return Override(**given | changes)


def test_ready_where_nothing_blocks():
    found = readiness(evaluate(of(row("Ann")), GATE, NOW), [], NOW)
    assert found.ready
    assert (found.profile, found.profile_version, found.version) == ("gate", 3, "v2")
    assert (found.blocks, found.overridden, found.holds_until) == ((), (), None)


def test_warnings_stop_nothing():
    facts = of(exemption="public record")
    found = readiness(evaluate(facts, GATE, NOW), [], NOW)
    assert found.ready
    assert [one.rule for one in found.others] == ["exemption-unexplained"]


def test_blocks_stop_it_and_each_needs_its_own_override():
    assert not readiness(BLOCKED, [], NOW).ready
    half = readiness(BLOCKED, [override()], NOW)
    assert not half.ready
    assert half.blocks == (SECOND,)
    assert [one.finding for one in half.overridden] == [FIRST]
    both = readiness(BLOCKED, [override(), override(SECOND, id=2)], NOW)
    assert both.ready
    assert both.blocks == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"expires_at": NOW},
        {"at": NOW + HOUR, "expires_at": NOW + 2 * HOUR},
        {"version": "v1"},
        {"rule": "legal-read"},
        {"claim": "S2"},
        {"record": SECOND.record},
    ],
)
def test_an_override_of_something_else_or_of_another_time_helps_nothing(changes):
    assert readiness(BLOCKED, [override(**changes)], NOW).blocks == (FIRST, SECOND)


def test_readiness_holds_until_the_first_override_expires():
    found = readiness(
        BLOCKED,
        [
            override(),
            override(id=2, expires_at=NOW + 5 * HOUR),
            override(SECOND, id=3, expires_at=NOW + 3 * HOUR),
        ],
        NOW,
    )
    assert found.ready
    assert found.holds_until == NOW + 3 * HOUR
    assert [one.override.id for one in found.overridden] == [2, 3]
    assert not readiness(BLOCKED, [override()], NOW + HOUR).overridden


def test_an_override_stands_from_the_moment_it_is_given():
    assert readiness(BLOCKED, [override(at=NOW)], NOW).overridden


def test_an_override_outlives_a_new_evaluation_of_the_same_version():
    again = evaluate(article(claim(id="S2"), claim(id="S1"), claim(row("Ann"))), GATE, NOW)
    assert [one.finding for one in readiness(again, [override()], NOW).overridden] == [FIRST]


@pytest.mark.parametrize(
    ("finding", "changes", "field"),
    [
        (FIRST, {}, None),
        (FIRST, {"expires_at": NOW + LONGEST_TERM}, None),
        (FIRST, {"expires_at": NOW + LONGEST_TERM + HOUR}, "expires_at"),
        (FIRST, {"expires_at": NOW}, "expires_at"),
        (FIRST, {"reason": " "}, "reason"),
        (replace(FIRST, severity=Severity.WARN), {}, "finding"),
    ],
)
def test_what_may_be_overridden(finding, changes, field):
    given = {"reason": "It is urgent.", "at": NOW, "expires_at": NOW + DEFAULT_TERM}
    found = override_problems(finding, **given | changes)
    assert [one.field for one in found] == ([field] if field else [])
    for one in found:
        assert one.message
        assert one.remedy


def test_the_default_term_is_two_hours():
    assert DEFAULT_TERM == 2 * HOUR


def test_a_night_desk_publishes_checked_by_one_and_leaves_it_to_the_next_shift():
    night = only("claim-not-verified", requires="checked by one")
    facts = of(row("Ann"), approvals=(approval(ApprovalKind.CHECKED_BY_ONE),))
    found = readiness(evaluate(facts, night, NOW), [], NOW)
    assert found.ready
    assert found.next_shift == ("claim",)
    strict = only("claim-not-verified", requires="verified")
    assert not readiness(evaluate(facts, strict, NOW), [], NOW).ready
