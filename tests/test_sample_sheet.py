"""The acceptance case: the sheet from the API is the sample's sheet, field by field."""

import pytest
from rest_framework.test import APIClient

from newsroom.common.roles import Role
from newsroom.demo import sample
from tests import factories, scenes

FACTS = sample.read().facts
TEXT = sample.read().text
LATER = {label: later for later in FACTS["later"] for label in later["claims"]}


ROLES = (Role.EDITOR, Role.CONSUMER)


def get_sheet(person, article):
    client = APIClient()
    client.force_authenticate(person)
    response = client.get(f"/api/v1/articles/{article.pk}/sheet/")
    assert response.status_code == 200, response.content
    return response.json()


def sheets_of_the_sample():
    """What each role is sent of the sample as it was logged."""
    article = sample.load(factories.person(Role.EDITOR))
    return {role: get_sheet(factories.person(role), article) for role in ROLES}


built, sheets = scenes.of_the_module(sheets_of_the_sample)


@pytest.fixture
def sheet(sheets):
    return sheets[Role.EDITOR]


@pytest.fixture
def names(sheet):
    return {source["id"]: source["description"] for source in sheet["sources"]}


def span(anchor):
    return {name: anchor[name] for name in ("exact", "start", "end")}


def test_the_totals(sheet):
    assert len(sheet["claims"]) == 29
    assert sum(len(claim["attributions"]) for claim in sheet["claims"]) == 17
    assert len(sheet["sources"]) == 16
    assert len(sheet["comment_requests"]) == 2
    starts = [min(a["start"] for a in claim["anchors"]) for claim in sheet["claims"]]
    assert starts == sorted(starts)


def test_the_article(sheet):
    article, facts = sheet["article"], FACTS["article"]
    for name in ("headline", "outlet", "section", "provenance", "topics"):
        assert article[name] == facts[name]
    assert article["text"] == TEXT
    assert article["published_at"] == "2024-03-19T05:26"
    assert article["published_at_zone_stated"] is False


def test_every_source(sheet):
    by_name = {source["description"]: source for source in sheet["sources"]}
    for facts in FACTS["sources"]:
        source = by_name[facts["description"]]
        for name in ("kind", "naming", "headcount", "role"):
            if name in facts:
                assert source[name] == facts[name]


@pytest.mark.parametrize("facts", FACTS["claims"], ids=lambda facts: facts["id"])
def test_every_claim(sheet, names, facts):
    (claim,) = [one for one in sheet["claims"] if one["label"] == facts["id"]]
    for name in ("statement", "kind", "note", "hedge", "as_of", "exemption", "is_lead"):
        if name in facts:
            assert claim[name] == facts[name]
    assert claim["status"] == "unverified"
    assert [span(anchor) for anchor in claim["anchors"]] == facts["anchors"]
    for anchor in claim["anchors"]:
        assert TEXT[anchor["start"] : anchor["end"]] == anchor["exact"]
    assert len(claim["attributions"]) == len(facts["attributions"])
    for row, expected in zip(claim["attributions"], facts["attributions"], strict=True):
        check_row(row, expected, names)
    assert claim["outcome"] == LATER.get(facts["id"], {}).get("outcome", "open")


def check_row(row, facts, names):
    assert names[row["source"]] == facts["source"]
    assert (names[row["via"]] if row["via"] else None) == facts.get("via")
    assert span(row["anchor"]) == facts["anchor"]
    plain = ("stance", "headcount", "terms", "medium", "independent", "basis", "scope")
    for name in (*plain, "others", "quote", "stated_on", "occasion", "note"):
        if name in facts:
            assert row[name] == facts[name], name
    quotation = {True: "direct"}.get(facts.get("direct_quote"))
    quotation = quotation or {True: "partial"}.get(facts.get("partial_quote"), "")
    assert row["quotation"] == quotation


@pytest.mark.parametrize("role", ROLES, ids=str)
@pytest.mark.parametrize(
    "facts", [c for c in FACTS["claims"] if "expect" in c], ids=lambda facts: facts["id"]
)
def test_every_expected_count(sheets, role, facts):
    (claim,) = [one for one in sheets[role]["claims"] if one["label"] == facts["id"]]
    assert {name: claim[name] for name in facts["expect"]} == facts["expect"]


def test_claims_without_a_source_count_nothing(sheet):
    bare = {facts["id"] for facts in FACTS["claims"] if not facts["attributions"]}
    for claim in sheet["claims"]:
        if claim["label"] in bare:
            assert (claim["source_count"], claim["origin_count"]) == (0, 0)


@pytest.mark.parametrize("facts", FACTS["comment_requests"], ids=lambda facts: facts["party"])
def test_every_comment_request(sheet, names, facts):
    labels = {claim["id"]: claim["label"] for claim in sheet["claims"]}
    (request,) = [r for r in sheet["comment_requests"] if names[r["source"]] == facts["party"]]
    assert request["outcome"] == facts["outcome"]
    assert request["recorded"] == facts["recorded"]
    assert span(request["anchor"]) == facts["anchor"]
    assert [labels[claim] for claim in request["claims"]] == facts["about"]
    assert request["sentence"] == facts["anchor"]["exact"]
