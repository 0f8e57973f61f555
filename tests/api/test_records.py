"""Creating, reading, changing: through the services, with the counts that follow."""

import pytest
from django.utils import timezone

from claims.models import Anchor
from newsroom.common.roles import Role
from tests import factories
from tests.api.calls import act, delete, patch, post

pytestmark = pytest.mark.django_db


def test_from_an_article_to_a_counted_claim(api):
    article = post(api, "articles", headline="A trip", body="Putin will visit China,\r\nhe said. ")
    assert article["text"] == "Putin will visit China,\nhe said. "
    group = post(api, "sources", kind="group", naming="anonymous", description="five", headcount=5)
    claim = post(
        api,
        "claims",
        article=article["id"],
        statement="Putin will visit China",
        kind="forecast",
        anchors=[{"exact": "Putin will visit China"}],
        attributions=[{"source": group["id"], "stance": "asserts", "headcount": 1}],
    )
    assert (claim["source_count"], claim["status"]) == (1, "unverified")
    assert claim["anchors"][0]["end"] == 22
    row = post(
        api,
        "attributions",
        claim=claim["id"],
        source=group["id"],
        stance="confirms",
        headcount=4,
        others=True,
        independent=True,
        basis="asserted in copy",
    )
    claim = api.get(f"/api/v1/claims/{claim['id']}/").json()
    assert (claim["source_count"], claim["independent_confirmations"]) == (5, 4)
    assert claim["public_counts"]["source_count"] == 5
    explained = api.get(f"/api/v1/claims/{claim['id']}/confirmations/").json()
    assert [line["independent"] for line in explained["lines"]] == [0, 4]
    withdrawn = act(api, f"attributions/{row['id']}", "withdraw", reason="misheard")
    assert withdrawn["withdrawn_reason"] == "misheard"
    claim = api.get(f"/api/v1/claims/{claim['id']}/").json()
    assert claim["independent_confirmations"] == 0


def test_one_anchor_for_short_and_a_changed_text(api, claim):
    made = post(
        api,
        "claims",
        article=str(claim.article_id),
        statement="x",
        anchor={"exact": "The Kremlin"},
    )
    patch(api, f"articles/{claim.article_id}", body="The Kremlin said nothing.", change_note="cut")
    again = api.get(f"/api/v1/claims/{made['id']}/").json()
    assert again["anchors"][0]["start"] == 0
    lost = api.get(f"/api/v1/claims/{claim.pk}/").json()
    assert lost["anchors"][0]["orphaned"] is True
    assert lost["anchors"][0]["start"] is None
    ids = [one["id"] for one in api.get("/api/v1/claims/?orphaned=true").json()["results"]]
    assert ids == [str(claim.pk)]
    assert Anchor.objects.count() == 4
    versions = api.get(f"/api/v1/articles/{claim.article_id}/versions/").json()
    assert [one["note"] for one in versions] == ["", "cut"]


def test_publication_times_are_never_guessed(api):
    for given, shown, stated in (
        ("2024-03-19T05:26", "2024-03-19T05:26", False),
        ("2024-03-19", "2024-03-19", False),
        ("2024-03-19T05:26+08:00", "2024-03-18T21:26:00Z", True),
        (None, None, None),
    ):
        article = post(api, "articles", headline="x", published_at=given)
        assert (article["published_at"], article["published_at_zone_stated"]) == (shown, stated)


def test_a_comment_request_from_asking_to_the_answer(api, claim, editor):
    party = factories.source(editor, kind="organisation", description="The Kremlin")
    request = post(
        api,
        "comment-requests",
        article=str(claim.article_id),
        source=str(party.pk),
        claims=[str(claim.pk)],
        question="Will he go?",
    )
    assert request["sentence"] == "The Kremlin has been asked for comment."
    now = timezone.now().isoformat()
    path = f"comment-requests/{request['id']}"
    act(api, path, "attempts", at=now, channel="telephone", reached=True)
    request = patch(api, path, outcome="declined to comment")
    assert request["sentence"] == "The Kremlin declined to comment."
    assert len(request["attempts"]) == 1
    patch(api, path, outcome="denied")
    assert api.get(f"/api/v1/claims/{claim.pk}/").json()["denials"] == 1


def test_a_source_is_merged_or_deleted(api, claim, editor):
    gone, stays, unused = (factories.source(editor) for _ in range(3))
    factories.attribution(editor, claim, source=gone)
    act(api, f"sources/{gone.pk}", "merge", 400, into=str(gone.pk))
    merged = act(api, f"sources/{gone.pk}", "merge", into=str(stays.pk))
    assert merged["id"] == str(stays.pk)
    assert api.get(f"/api/v1/sources/{gone.pk}/").json()["merged_into"] == str(stays.pk)
    delete(api, f"sources/{stays.pk}", 409)
    delete(api, f"sources/{unused.pk}")


def test_restricted_facts_are_written_and_never_shown(api):
    source = post(
        api, "sources", description="an aide", naming="anonymous", motive="MARK", notes="MARK"
    )
    for path in (f"sources/{source['id']}/", "sources/"):
        assert b"MARK" not in api.get(f"/api/v1/{path}").content


def test_a_stale_write_is_refused_with_the_etag(api, claim):
    etag = api.get(f"/api/v1/claims/{claim.pk}/")["ETag"]
    patch(api, f"claims/{claim.pk}", hedge="could", etag=etag)
    problem = patch(api, f"claims/{claim.pk}", 412, hedge="may", etag=etag)
    assert "version 2 stands" in problem["detail"]
    patch(api, f"claims/{claim.pk}", 400, hedge="may", etag="W/x")


def test_a_record_stays_where_it_was_logged(api, claim, editor):
    other = factories.article(editor)
    patch(api, f"claims/{claim.pk}", 400, article=str(other.pk))
    patch(api, f"claims/{claim.pk}", article=str(claim.article_id), hedge="could")
    row = factories.attribution(editor, claim)
    patch(api, f"attributions/{row.pk}", 400, claim=str(factories.claim(editor).pk))
    patch(api, f"claims/{claim.pk}", 400, attributions=[])


def test_verification_by_a_second_person(api, client_of, claim, editor):
    factories.attribution(editor, claim)
    checker = client_of(factories.person(Role.FACT_CHECKER))
    path = f"claims/{claim.pk}"
    act(checker, path, "transitions", to="in_review")
    act(checker, path, "transitions", 400, to="verified")
    problem = act(api, path, "transitions", 403, to="verified", reason="sure")
    assert "second person" in problem["detail"]
    moved = act(checker, path, "transitions", to="verified", reason="checked")
    assert moved["status"] == "verified"
    act(checker, path, "transitions", 409, to="refuted", reason="no")


def test_lists_are_paged_and_filtered(api, editor, article):
    claims = [factories.claim(editor, article, statement=f"claim {n}") for n in range(5)]
    group = factories.group(editor)
    factories.attribution(editor, claims[0], source=group)
    seen, url = [], "/api/v1/claims/?page_size=2"
    while url:
        page = api.get(url).json()
        seen += [one["id"] for one in page["results"]]
        url = page["next"]
    assert seen == [str(one.pk) for one in claims]

    def found(query):
        return len(api.get(f"/api/v1/claims/?{query}").json()["results"])

    assert found("source_count__gte=5") == 1
    assert found("source_count=0") == 4
    assert found("naming=anonymous&stance=asserts") == 1
    assert found(f"source={group.pk}") == 1
    assert found("assignee=me") == 0
    assert found("q=claim 3") == 1
    assert found(f"article={article.pk}&status=unverified&kind=fact") == 5
