"""All claims as a stream: what the lists show, whole or said to be in part, and gone on with."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from claims.api import exporting
from claims.api.prefetch import claim_rows
from claims.api.views import exports
from claims.models import Claim
from newsroom.common.transactions import whole
from tests import factories, scenes
from tests.api.calls import get

pytestmark = pytest.mark.django_db
LINES, TABLE = "/api/v1/exports/claims.ndjson", "/api/v1/exports/claims.csv"


class Scene:
    def __init__(self) -> None:
        self.editor = factories.person(username="exporter")
        whole(self._log)

    def _log(self) -> None:
        by = self.editor
        self.article = factories.article(by, status="published", language="en")
        self.claims = [
            factories.claim(by, self.article, statement=f"Claim {n}, \u2028 said") for n in range(7)
        ]
        factories.attribution(by, self.claims[0])
        factories.attribution(by, self.claims[0], terms="deep background", note="MARK")
        self.draft = factories.claim(by, statement="Not out")


built, scene = scenes.of_the_module(Scene)


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch):
    monkeypatch.setattr(exporting, "BATCH", 3)


def lines(client: Any, query: str = "") -> list[Any]:
    response = client.get(f"{LINES}{query}")
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/x-ndjson"
    return [json.loads(one) for one in b"".join(response.streaming_content).splitlines()]


def rows(client: Any, query: str = "") -> list[dict[str, str]]:
    response = client.get(f"{TABLE}{query}")
    assert response.status_code == 200, response.content
    text = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_lines_are_as_the_lists_have_them(house, public):
    for client, number in ((public, 7), (house, 8)):
        *records, end = lines(client)
        assert records == get(client, "claims/")["results"]
        last = records[-1]["id"]
        assert end == {"export": {"complete": True, "count": number, "cursor": last}}


def test_a_line_is_a_line(house):
    """Whatever signs there are in a text: some programs end a line at U+2028 as well."""
    content = b"".join(house.get(LINES).streaming_content)
    assert len(content.decode().splitlines()) == content.count(b"\n") == 9


def test_by_the_same_filters_and_fields(house, public, scene):
    *records, _ = lines(public, "?source_count__gte=1&fields=id,source_count")
    assert records == [{"id": str(scene.claims[0].pk), "source_count": 1}]
    *records, _ = lines(house, "?q=claim&fields=label")
    assert records == [{"label": ""}] * 7
    for query, field in (
        ("?colour=red", "colour"),
        ("?status=x", "status"),
        ("?fields=no", "fields"),
        ("?fields=highlight", "fields"),
        ("?cursor=x", "cursor"),
        ("?page_size=3", "page_size"),
        ("?order=id", "order"),
    ):
        problem = house.get(f"{LINES}{query}", headers={"accept": "application/x-ndjson"})
        assert problem.status_code == 400, query
        assert problem["Content-Type"] == "application/problem+json"
        assert problem.json()["errors"][0]["field"] == field
    assert public.get(f"{LINES}?assignee=me").status_code == 403
    assert public.get(f"{LINES}?fields=note").status_code == 400


def test_it_goes_on_behind_the_last_claim(house, scene):
    whole_of_it = lines(house, "?fields=id")
    ids = [one["id"] for one in whole_of_it[:-1]]
    for place in range(len(ids)):
        *rest, end = lines(house, f"?fields=id&cursor={ids[place]}")
        assert [one["id"] for one in rest] == ids[place + 1 :]
        assert end["export"]["cursor"] == ids[-1]
    assert rows(house, f"?cursor={ids[-1]}") == []


def test_a_table(public, house, scene):
    table = rows(public)
    shown = get(public, "claims/")["results"]
    assert list(table[0]) == list(shown[0])
    assert [row["id"] for row in table] == [one["id"] for one in shown]
    assert (table[0]["is_lead"], table[0]["outcome_on"], table[0]["source_count"]) == (
        *("false", "", "1"),
    )
    assert json.loads(table[0]["attributions"]) == shown[0]["attributions"]
    assert list(rows(house, "?fields=statement")[0]) == ["id", "statement"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＠"])
def test_no_cell_is_a_formula(house, scene, sign):
    statement = f'{sign}HYPERLINK("https://example.org","x")'
    claim = factories.claim(scene.editor, scene.article, statement=statement)
    (row,) = rows(house, f"?cursor={scene.draft.pk}")
    assert (row["id"], row["statement"]) == (str(claim.pk), f"'{statement}")
    assert lines(house, f"?cursor={scene.draft.pk}")[0]["statement"] == statement


def test_as_many_queries_a_batch_however_many_there_are(public, scene):
    def asked(query: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            lines(public, query)
        return len(captured)

    asked("")
    one_batch = asked(f"?cursor={scene.claims[4].pk}")
    assert asked("") < 3 * one_batch  # seven claims, in batches of three


def test_it_says_when_it_is_not_whole(house, scene, monkeypatch):
    ids = [str(one.pk) for one in scene.claims]
    plain = exporting.Export.batches

    def broken(self: Any) -> Any:
        yield next(plain(self))
        raise OperationalError("gone")

    monkeypatch.setattr(exporting.Export, "batches", broken)
    *records, end = lines(house)
    assert [one["id"] for one in records] == ids[:3]
    assert end["export"]["complete"] is False
    assert end["export"]["cursor"] == ids[2]
    with pytest.raises(OperationalError):
        rows(house)


def test_it_ends_after_its_time(scene):
    export = exporting.Export(Claim.objects.none(), public=True, lasts=-1.0)
    (end,) = map(json.loads, exporting.ndjson(export))
    assert end["export"]["complete"] is False
    assert list(exporting.table(export)) == [
        (",".join(export.names) + "\r\n").encode(),
    ]


def test_it_ends_with_its_reader(house, scene):
    left: list[bool] = []
    everything = claim_rows(Claim.objects.all(), scene.editor)
    export = exporting.Export(everything, public=False, has_gone=lambda: bool(left))
    stream = exporting.ndjson(export)
    next(stream)
    left.append(True)
    assert list(stream) == []


def test_two_at_once(house, scene):
    """A third is told to come again; a place is free once an export has ended or is given up."""
    for _ in range(3):
        assert lines(house)
    held = [exports.Slot(iter(())) for _ in range(exports.AT_ONCE)]
    refused = house.get(TABLE)
    assert (refused.status_code, refused["Retry-After"]) == (503, "10")
    for _ in range(2):  # closed twice it gives one place free
        held[0].close()
    assert lines(house)
    third = exports.Slot(iter(()))
    with pytest.raises(exports.ManyExports):
        exports.Slot(iter(()))
    for one in (held[1], third):
        one.close()


class TestCommand:
    def write(self, path: Any, *options: str) -> list[Any]:
        call_command("export_claims", "--output", str(path), *options)
        return [json.loads(one) for one in path.read_bytes().splitlines()]

    def test_writes_what_the_public_or_a_person_reads(self, public, house, tmp_path):
        path = tmp_path / "claims.ndjson"
        assert self.write(path) == lines(public)
        assert self.write(path, "--as", "exporter") == lines(house)
        filtered = self.write(path, "--filter", "source_count__gte=1")
        assert filtered == lines(public, "?source_count__gte=1")

    @pytest.mark.parametrize("kept", [0, 1, 200, 20_000])
    def test_goes_on_with_a_file_that_was_broken_off(self, public, tmp_path, kept):
        path = tmp_path / "claims.ndjson"
        records = self.write(path)
        path.write_bytes(path.read_bytes()[: -kept or None])
        again = self.write(path, "--resume")
        assert again[:-1] == records[:-1]
        assert again[-1]["export"]["complete"]

    @pytest.mark.parametrize(
        "options",
        [
            ("--as", "nobody"),
            ("--filter", "status=x"),
            ("--filter", "colour=red"),
            ("--filter", "assignee=me"),
            ("--cursor", "x"),
            ("--resume",),
        ],
    )
    def test_says_what_is_wrong(self, scene, options):
        with pytest.raises(CommandError):
            call_command("export_claims", *options)
