"""Claims from a file of JSON lines: under the ids that it names, once, and by the rules."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from claims.models import Attribution, Claim
from claims.services.attributions import attribution_withdraw
from newsroom.common.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def exported(editor, tmp_path):
    """A file of three claims that are not there: what was written of them is undone."""
    article = factories.article(editor, status="published")
    sources = factories.group(editor), factories.source(editor)
    path = tmp_path / "claims.ndjson"
    with transaction.atomic():
        log(editor, article, *sources)
        call_command("export_claims", "--as", editor.username, "--output", str(path))
        transaction.set_rollback(True)
    assert not Claim.objects.exists()
    return path, [json.loads(one) for one in path.read_bytes().splitlines()[:-1]]


def log(editor: Any, article: Any, group: Any, second: Any) -> None:
    row = {"source": group, "stance": "asserts", "headcount": 2, "note": "n"}
    first = factories.claim(
        editor,
        article,
        label="S1",
        kind="forecast",
        anchors=[{"exact": "China"}],
        attributions=[row],
    )
    words = {"source": second, "quote": "yes", "stated_on": "2024-03"}
    wrong = factories.attribution(editor, first, "confirms", **words)
    attribution_withdraw(by=editor, attribution_id=wrong.pk, reason="A mistake.")
    for number in range(2):
        factories.claim(editor, article, statement=f"Claim {number}")


def load(path: Any, *options: str, by: str = "editor", fails: bool = False) -> None:
    if not fails:
        call_command("import_claims", str(path), "--by", by, *options)
        return
    with pytest.raises(SystemExit) as left:
        call_command("import_claims", str(path), "--by", by, *options)
    assert left.value.code == 1


def again(editor: Any, path: Any) -> list[Any]:
    copy = path.with_name("again.ndjson")
    call_command("export_claims", "--as", editor.username, "--output", str(copy))
    return [json.loads(one) for one in copy.read_bytes().splitlines()[:-1]]


STAMPS = {"version", "created_at", "updated_at", "withdrawn_at", "withdrawn_by"}


def plain(value: Any) -> Any:
    """Without what says when and by whom it was logged here."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items() if name not in STAMPS}
    return [plain(one) for one in value] if isinstance(value, list) else value


def test_there_and_back(editor, exported, capsys):
    path, records = exported
    load(path, "--dry-run")
    assert capsys.readouterr().out == "3 would be logged, 0 there already, 0 rejected.\n"
    assert not Claim.objects.exists()
    load(path)
    assert capsys.readouterr().out == "3 logged, 0 there already, 0 rejected.\n"
    assert plain(again(editor, path)) == plain(records)
    assert Claim.objects.get(label="S1").source_count == 2
    withdrawn = Attribution.objects.get(quote="yes")
    assert (withdrawn.withdrawn_reason, withdrawn.withdrawn_by) == ("A mistake.", editor)
    load(path)
    assert capsys.readouterr().out == "0 logged, 3 there already, 0 rejected.\n"


def test_what_is_rejected_is_said_by_line_and_the_rest_is_taken(editor, exported, tmp_path, capsys):
    path, records = exported
    good = records[0]
    twice = {**records[1], "statement": "Another"}
    row = {**good["attributions"][0], "id": str(uuid4())}
    lines = [
        good,
        twice,
        records[1],
        {**good, "id": str(uuid4()), "article": str(uuid4())},
        {**good, "id": str(uuid4()), "label": "", "attributions": [{**row, "headcount": 9}]},
        {**good, "id": str(uuid4()), "label": "", "attributions": [{**row, "stance": "shrugs"}]},
        {**good, "id": str(uuid4()), "label": "", "anchors": [{"exact": "Napoleon"}]},
        {**good, "id": str(uuid4())},  # with rows, and a label, that there are
        {**good, "id": "7"},
        {**good, "id": str(uuid4()), "label": "", "attributions": [{**row, "id": 7}]},
        {**good, "id": str(uuid4()), "attributions": [1]},
        {**good, "id": str(uuid4()), "anchors": "x", "attributions": []},
        {"statement": "no id"},
        [],
        7,
    ]
    text = "\n".join(json.dumps(one) for one in lines) + '\n{"id": \n\n'
    path.write_text(text, encoding="utf-8")
    kept = tmp_path / "rejects"
    load(path, "--rejects", str(kept), fails=True)
    said = [json.loads(one) for one in kept.read_text().splitlines()]
    assert [one["line"] for one in said] == list(range(3, 17))
    reasons = [one["reason"].partition(":")[0] for one in said]
    assert reasons[:6] == [
        *("id", "article", "attributions", "attributions.0.stance", "anchors"),
        reasons[5],
    ]
    assert Claim.objects.count() == 2
    out = capsys.readouterr().out
    assert out.endswith("2 logged, 0 there already, 14 rejected.\n")
    assert all(f"line {number}: " in out for number in range(3, 17))


@pytest.mark.parametrize("by", ["nobody", "reader", "checker"])
def test_only_by_somebody_who_logs_claims(exported, by):
    factories.person(Role.CONSUMER, username="reader")
    factories.person(Role.FACT_CHECKER, username="checker")
    with pytest.raises(CommandError):
        load(exported[0], by=by)
    with pytest.raises(CommandError):
        load(exported[0].with_name("none"))
