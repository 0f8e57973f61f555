"""The threat model names tests; they are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_each_test_that_it_names_is_there():
    text = (ROOT / "docs" / "threat-model.md").read_text()
    named = set(re.findall(r"`(tests/[\w/]+\.py)`", text))
    assert len(named) > 20
    assert {one for one in named if not (ROOT / one).exists()} == set()


def test_each_row_names_a_test():
    text = (ROOT / "docs" / "threat-model.md").read_text()
    rows = [line for line in text.splitlines() if line.startswith("| ") and "---" not in line]
    heads = {"| wants | gets | shown by |", "| does | what happens | shown by |"}
    heads.add("| has | gets | shown by |")
    assert rows
    assert [row for row in rows if row not in heads and "`tests/" not in row] == []
