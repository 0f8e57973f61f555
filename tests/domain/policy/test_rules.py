"""Every rule: what passes it, what fails it and in which words, and what lies on the edge."""

from __future__ import annotations

import pytest

from claims.domain.policy.registry import REGISTRY, Scope
from tests.domain.policy import (
    cases_anonymity,
    cases_checking,
    cases_copy,
    cases_fairness,
    cases_identity,
    cases_sourcing,
)
from tests.domain.policy.builders import found_by
from tests.domain.policy.cases import CLAIM

MODULES = (
    *(cases_sourcing, cases_anonymity, cases_identity),
    *(cases_copy, cases_fairness, cases_checking),
)
CASES = {code: case for module in MODULES for code, case in module.CASES.items()}
EDGES = [
    pytest.param(code, edge, id=f"{code}: {edge.why}")
    for code, case in CASES.items()
    for edge in case.edges
]


def test_no_rule_is_without_its_case():
    assert sum(len(module.CASES) for module in MODULES) == len(CASES)
    assert set(CASES) == set(REGISTRY)
    assert all(case.edges for case in CASES.values())


@pytest.mark.parametrize("code", CASES)
def test_what_passes(code):
    assert found_by(code, CASES[code].passes) == ()


@pytest.mark.parametrize("code", CASES)
def test_what_fails_where_how_gravely_and_how_to_mend_it(code):
    case, rule = CASES[code], REGISTRY[code]
    (found,) = found_by(code, case.fails)
    assert (found.rule, found.severity) == (code, rule.severity)
    assert (found.record.kind, found.record.id) == case.at
    assert found.message == case.message
    assert found.remedy == case.remedy
    of_a_claim = rule.scope is Scope.CLAIM or case.at == CLAIM
    assert found.claim == ("claim" if of_a_claim else None)


@pytest.mark.parametrize(("code", "edge"), EDGES)
def test_the_edge(code, edge):
    assert len(found_by(code, edge.facts, **edge.parameters)) == edge.finds


@pytest.mark.parametrize("code", CASES)
def test_messages_and_remedies_are_short_whole_sentences(code):
    case = CASES[code]
    for text in (case.message, case.remedy):
        assert text[0].isupper() or text.startswith("“")
        assert text[-1] in ".?"
        assert len(text) <= 240


@pytest.mark.parametrize("rule", REGISTRY.values(), ids=list(REGISTRY))
def test_a_rule_explains_itself(rule):
    assert rule.code == rule.code.lower()
    assert " " not in rule.code
    assert rule.title
    assert rule.asks.startswith("That ")
    assert rule.asks.endswith(".")
    assert rule.why.endswith(".") or rule.why.endswith("?")
    assert rule.practice
    assert rule.replaces <= REGISTRY.keys()
    assert all(one.problem(one.default) is None for one in rule.parameters)
