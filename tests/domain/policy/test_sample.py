"""The sample sheet under the profiles: exactly what its fixture expects of *wire*."""

from claims.domain.policy import SHIPPED, evaluate
from tests.domain.policy.sample_facts import NOW, corrected, expected, sample, where


def listed(facts, profile="wire"):
    findings = evaluate(facts, SHIPPED[profile], NOW).findings
    return sorted((where(one, facts), one.rule, one.severity.value) for one in findings)


def test_wire_finds_exactly_what_the_fixture_expects():
    assert listed(sample()) == expected()
    assert len(expected()) == 27


def test_a_corrected_copy_has_no_finding():
    assert listed(corrected()) == []


def test_breaking_keeps_the_blocks_that_never_bend():
    blocks = [one for one in expected() if one[1] in ("unsourced", "single-anonymous-source")]
    evaluations = [(at, "unsourced", "block") for at in ("S18b", "S21b")]
    assert listed(sample(), "breaking") == sorted(blocks + evaluations)
