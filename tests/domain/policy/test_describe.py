"""docs/policy-rules.md is complete and current."""

from pathlib import Path

from claims.domain.policy import REGISTRY, SHIPPED, english
from claims.domain.policy.describe import page
from claims.domain.policy.handbooks import TITLES, Handbook

DOCS = Path(__file__).resolve().parents[3] / "docs" / "policy-rules.md"


def section(code):
    _, _, rest = page().partition(f"\n## {code}\n")
    return rest.partition("\n## ")[0]


def test_the_page_is_current():
    assert DOCS.read_text(encoding="utf-8") == page() + "\n", (
        "Write it anew: python -m claims.domain.policy.describe > docs/policy-rules.md"
    )


def test_every_rule_is_described_whole():
    for code, rule in REGISTRY.items():
        text = section(code)
        for part in (rule.title, rule.asks, rule.why):
            assert part in text, code
        for practice in rule.practice:
            assert f"- *{practice.handbook}*: {practice.says}" in text
        for one in rule.parameters:
            assert f"| `{one.name}` | {one.asks} |" in text
        for name in SHIPPED:
            assert f"\n| {name} | " in text


def test_every_setting_that_is_on_stands_there_with_its_citation():
    for name, profile in SHIPPED.items():
        for code, setting in profile.settings.items():
            line = next(one for one in section(code).splitlines() if one.startswith(f"| {name} |"))
            assert setting.cites in line if setting.enabled else "| off |" in line
            for parameter in setting.parameters:
                assert f"{parameter}: " in line


def test_every_handbook_has_its_title_and_every_list_its_words():
    text = page()
    assert set(TITLES) == set(Handbook)
    for title in TITLES.values():
        assert title in text
    for word in (*english.PEJORATIVES, *english.HEDGES, *english.SOLE_HOLDERS, *english.GENERIC):
        assert word in text
