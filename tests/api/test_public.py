"""What a consumer sees: published facts alone, as if the rest did not exist."""

import hashlib
from datetime import timedelta

import pytest
from django.utils import timezone

from claims.services.claims import claim_update
from tests import factories

pytestmark = pytest.mark.django_db


def get(client, path, status=200):
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == status, response.content
    return response.json()


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "draft"},
        {"status": "ready", "body": ""},
        {"status": "published", "access": "named people"},
        {"status": "published", "embargo_until": timezone.now() + timedelta(hours=1)},
    ],
    ids=lambda fields: str(list(fields)),
)
def test_what_is_not_published_is_not_there(editor, consumer, fields):
    article = factories.article(editor, **fields)
    claim = factories.claim(editor, article)
    row = factories.attribution(editor, claim)
    for path in (f"articles/{article.pk}/", f"articles/{article.pk}/sheet/", f"claims/{claim.pk}/"):
        get(consumer, path, 404)
    get(consumer, f"attributions/{row.pk}/", 404)
    get(consumer, f"sources/{row.source_id}/", 404)
    for path in ("articles/", "claims/", "attributions/", "sources/"):
        assert get(consumer, path)["results"] == []


def test_hidden_rows_leave_no_trace(editor, consumer, claim):
    shown = factories.attribution(editor, claim)
    before = consumer.get(f"/api/v1/articles/{claim.article_id}/sheet/").content
    hidden = [
        factories.attribution(editor, claim, "confirms", independent=True, terms=terms)
        for terms in ("off the record", "deep background")
    ]
    factories.comment_request(editor, claim)
    assert consumer.get(f"/api/v1/articles/{claim.article_id}/sheet/").content == before
    sheet = get(consumer, f"articles/{claim.article_id}/sheet/")
    assert [row["id"] for row in sheet["claims"][0]["attributions"]] == [str(shown.pk)]
    assert sheet["claims"][0]["source_count"] == 1
    for row in hidden:
        get(consumer, f"attributions/{row.pk}/", 404)
        get(consumer, f"sources/{row.source_id}/", 404)
        assert get(consumer, f"claims/?source={row.source_id}")["results"] == []
    assert get(consumer, "claims/?source_count__gte=2")["results"] == []
    assert get(consumer, "claims/?terms=deep background")["results"] == []
    lines = get(consumer, f"claims/{claim.pk}/confirmations/")["lines"]
    assert [line["attribution"] for line in lines] == [str(shown.pk)]


def test_internal_words_stay_in_house(editor, consumer, article):
    conduit = factories.source(editor, naming="anonymous")
    claim = factories.claim(
        editor,
        article,
        note="MARK",
        exemption_reason="MARK",
        outcome_note="MARK",
        assignee=editor,
        attributions=[
            {
                "source": factories.source(editor, naming="anonymous", notes="MARK", motive="MARK"),
                "stance": "asserts",
                "note": "MARK",
                "basis_note": "MARK",
                "via": conduit,
            }
        ],
    )
    factories.comment_request(
        editor, claim, outcome="responded", question="MARK", reached="MARK", response="MARK"
    )
    for path in (
        f"articles/{article.pk}/sheet/",
        f"claims/{claim.pk}/",
        f"claims/{claim.pk}/confirmations/",
        "claims/",
        "attributions/",
        "comment-requests/",
        "sources/",
        f"articles/{article.pk}/versions/",
    ):
        content = consumer.get(f"/api/v1/{path}").content
        assert b"MARK" not in content, path
        assert str(conduit.pk).encode() not in content, path
        assert str(editor.pk).encode() not in content, path


def test_the_public_has_neither_etag_nor_version_of_the_house(editor, consumer, claim):
    response = consumer.get(f"/api/v1/claims/{claim.pk}/")
    assert response["ETag"] == f'"{hashlib.sha256(response.content).hexdigest()}"'
    claim_update(by=editor, claim_id=claim.pk, changes={"note": "for us"})
    again = consumer.get(f"/api/v1/claims/{claim.pk}/")
    assert (again["ETag"], again["Last-Modified"]) == (response["ETag"], response["Last-Modified"])
    assert not {"version", "created_at", "updated_at", "note"} & response.json().keys()
