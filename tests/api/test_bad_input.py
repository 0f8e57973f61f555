"""Whatever is sent: a 4xx that names the field and the remedy, nothing written, never a 500."""

import json

import pytest

from claims.models import Article, Attribution, Claim, CommentRequest
from sources.models import Source
from tests import factories

pytestmark = pytest.mark.django_db
NOWHERE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def places(editor, claim):
    """Ids that a body may refer to by name."""
    group = factories.group(editor)
    outlet = factories.source(editor, kind="media")
    return {
        "ARTICLE": str(claim.article_id),
        "CLAIM": str(claim.pk),
        "GROUP": str(group.pk),
        "OUTLET": str(outlet.pk),
    }


def fill(value, places):
    """`value` as JSON, with each "$NAME" in it made the id that it stands for."""
    text = json.dumps(value)
    for name, pk in places.items():
        text = text.replace(f'"${name}"', f'"{pk}"')
    return text


def counts():
    return [m.objects.count() for m in (Article, Claim, Attribution, CommentRequest, Source)]


CLAIM = {"article": "$ARTICLE", "statement": "It rains.", "kind": "fact"}
ROW = {"claim": "$CLAIM", "source": "$GROUP", "stance": "asserts"}
REQUEST = {"article": "$ARTICLE", "source": "$OUTLET"}

CASES = [
    ("claims", {}, "statement"),
    ("claims", {**CLAIM, "statement": ""}, "statement"),
    ("claims", {**CLAIM, "statement": 5.5, "kind": 7}, "kind"),
    ("claims", {**CLAIM, "statement": {"a": 1}}, "statement"),
    ("claims", {**CLAIM, "statement": "a\x00b"}, "statement"),
    ("claims", {**CLAIM, "statement": "a\ud800b"}, "statement"),
    ("claims", {**CLAIM, "kind": "rumour"}, "kind"),
    ("claims", {**CLAIM, "article": NOWHERE}, "article"),
    ("claims", {**CLAIM, "article": "no id"}, "article"),
    ("claims", {**CLAIM, "article": 7}, "article"),
    ("claims", {**CLAIM, "status": "verified"}, "status"),
    ("claims", {**CLAIM, "source_count": 9}, "source_count"),
    ("claims", {**CLAIM, "colour": "red"}, "colour"),
    ("claims", {**CLAIM, "due_at": "2024-03-19T05:26"}, "due_at"),
    ("claims", {**CLAIM, "due_at": "2024-13-45T05:26Z"}, "due_at"),
    ("claims", {**CLAIM, "outcome": "borne out"}, "outcome_on"),
    ("claims", {**CLAIM, "anchors": [{"start": 0, "end": 9999}]}, "anchors"),
    ("claims", {**CLAIM, "anchors": [{"start": 5, "end": 2}]}, "anchors"),
    ("claims", {**CLAIM, "anchors": [{"start": -1, "end": 2}]}, "anchors"),
    ("claims", {**CLAIM, "anchors": [{"exact": "Napoleon"}]}, "anchors"),
    ("claims", {**CLAIM, "anchors": [{"exact": "China", "start": 0, "end": 5}]}, "anchors"),
    ("claims", {**CLAIM, "anchors": [{}]}, "anchors"),
    ("claims", {**CLAIM, "anchors": [{"exact": "China", "colour": 1}]}, "anchors.0.colour"),
    ("claims", {**CLAIM, "anchors": "China"}, "anchors"),
    ("claims", {**CLAIM, "anchors": [{"start": 10**30, "end": 10**31}]}, "anchors"),
    ("claims", {**CLAIM, "attributions": [{"source": "$GROUP"}]}, "attributions.0.stance"),
    (
        "claims",
        {**CLAIM, "attributions": [{"source": "$GROUP", "stance": "asserts", "headcount": 6}]},
        "attributions",
    ),
    ("attributions", {**ROW, "headcount": 6}, "headcount"),
    ("attributions", {**ROW, "headcount": 0}, "headcount"),
    ("attributions", {**ROW, "headcount": "many"}, "headcount"),
    ("attributions", {**ROW, "headcount": 10**40}, "headcount"),
    ("attributions", {**ROW, "source": NOWHERE}, "source"),
    ("attributions", {**ROW, "source": None}, "source"),
    ("attributions", {**ROW, "stance": "shrugs"}, "stance"),
    ("attributions", {**ROW, "via": "$GROUP"}, "via"),
    ("attributions", {**ROW, "knows_from": "$GROUP"}, "knows_from"),
    ("attributions", {**ROW, "independent": "perhaps"}, "independent"),
    ("attributions", {**ROW, "stated_on": "March"}, "stated_on"),
    ("attributions", {**ROW, "anchor": {"exact": "Napoleon"}}, "anchor"),
    ("attributions", {**ROW, "anchor": None}, "anchor"),
    ("attributions", {**ROW, "withdrawn_at": "2024-03-19T05:26Z"}, "withdrawn_at"),
    ("sources", {}, "description"),
    ("sources", {"description": "x", "naming": "anonymous", "name": "Jane"}, "name"),
    ("sources", {"description": "x", "kind": "person", "headcount": 3}, "headcount"),
    ("sources", {"description": "x", "kind": "ghost"}, "kind"),
    ("sources", {"description": "x" * 301}, "description"),
    ("sources", {"description": "x", "speaks_for": NOWHERE}, "speaks_for"),
    ("articles", {}, "headline"),
    ("articles", {"headline": "x", "body": "a\x00b"}, "body"),
    ("articles", {"headline": "x", "topics": "China"}, "topics"),
    ("articles", {"headline": "x", "url": "no url"}, "url"),
    ("articles", {"headline": "x", "embargo_until": "2024-03-19T05:26"}, "embargo_until"),
    ("articles", {"headline": "x", "published_at": "yesterday"}, "published_at"),
    ("articles", {"headline": "x", "published_at": 5}, "published_at"),
    ("articles", {"headline": "x", "access": "desk"}, "desk"),
    ("articles", {"headline": "x", "text": "y"}, "text"),
    ("comment-requests", {**REQUEST, "outcome": "declined to comment"}, "attempts"),
    ("comment-requests", {**REQUEST, "outcome": "not asked"}, "not_asked_reason"),
    ("comment-requests", {**REQUEST, "outcome": "confirmed"}, "claims"),
    ("comment-requests", {**REQUEST, "outcome": "shrugged"}, "outcome"),
    ("comment-requests", {**REQUEST, "claims": [NOWHERE]}, "claims"),
    ("comment-requests", {**REQUEST, "attempts": [{"channel": "mail"}]}, "attempts.0.at"),
]


@pytest.mark.parametrize(("path", "body", "field"), CASES)
def test_the_field_is_named_and_nothing_written(api, places, path, body, field):
    before = counts()
    response = api.post(f"/api/v1/{path}/", fill(body, places), content_type="application/json")
    assert response.status_code == 400, response.content
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == 400
    named = {error["field"] for error in problem["errors"]}
    assert field in named or any(name.startswith(f"{field}.") for name in named), named
    assert all(error["message"] for error in problem["errors"])
    assert counts() == before


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400),
        ("", 400),
        ("[]", 400),
        ('"text"', 400),
        ("null", 400),
        ("7", 400),
        ('{"statement": NaN}', 400),
        ("[" * 100_000, 400),
        ('{"headcount": ' + "9" * 6000 + "}", 400),
        ("\x00", 400),
        ('{"statement": "' + "x" * 5_000_000 + '"}', 413),
    ],
    ids=[
        "cut",
        "empty",
        "list",
        "text",
        "null",
        "number",
        "nan",
        "deep",
        "huge",
        "null byte",
        "5 MB",
    ],
)
@pytest.mark.parametrize("path", ["claims", "articles", "sources", "attributions"])
def test_bodies_that_are_no_record(api, places, path, body, status):
    before = counts()
    response = api.post(f"/api/v1/{path}/", body, content_type="application/json")
    assert response.status_code == status, response.content[:300]
    assert response.json()["detail"]
    assert counts() == before


def test_other_kinds_of_body_and_of_method(api, claim):
    assert api.post("/api/v1/claims/", "a=1", content_type="text/plain").status_code == 415
    assert api.delete(f"/api/v1/claims/{claim.pk}/").status_code == 405
    assert api.get("/api/v1/claims/", HTTP_ACCEPT="text/csv").status_code == 406


@pytest.mark.parametrize(
    "path",
    [
        "claims/?colour=red",
        "claims/?status=perhaps",
        "claims/?article=7",
        "claims/?source_count__gte=many",
        "claims/?assignee=somebody",
        "claims/?page_size=0",
        "claims/?page_size=x",
        "claims/?q=%00",
        "articles/?status=gone",
        "articles/?published_after=yesterday",
        "attributions/?stance=shrugs",
        "comment-requests/?outcome=x",
        "sources/?kind=ghost",
    ],
)
def test_unknown_parameters_and_values_are_named(api, path):
    response = api.get(f"/api/v1/{path}")
    assert response.status_code == 400, response.content
    name = path.split("?")[1].split("=")[0]
    assert name in {error["field"] for error in response.json()["errors"]}


@pytest.mark.parametrize(
    "path",
    ["claims/7/", "claims/x/", f"claims/{NOWHERE}/", f"articles/{NOWHERE}/sheet/", "nothing/"],
)
def test_what_is_not_there(api, path):
    response = api.get(f"/api/v1/{path}")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("offset", ["-18:29", "%2B15:59", "%2B16:00", "-23:59", "%2B23:59"])
def test_any_offset_that_there_is(api, offset):
    """PostgreSQL itself knows those below 16 hours."""
    article = api.post(
        "/api/v1/articles/",
        {"headline": "h", "published_at": f"2024-03-19T05:26:00{offset.replace('%2B', '+')}"},
    )
    assert article.status_code == 201, article.content
    for name in ("published_after", "published_before"):
        path = f"/api/v1/articles/?{name}=0964-04-16T20:36:15{offset}"
        assert api.get(path).status_code == 200
    found = api.get(f"/api/v1/articles/?published_after=2024-03-19T05:26:00{offset}").json()
    assert [one["id"] for one in found["results"]] == [article.json()["id"]]


def test_a_broken_cursor(api):
    assert api.get("/api/v1/claims/?cursor=x").status_code == 404
