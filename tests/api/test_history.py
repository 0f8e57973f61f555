"""Timelines by pages that neither skip nor repeat, and two versions side by side."""

import pytest

from claims.models import Article, Claim
from claims.services.articles import article_update
from claims.services.evidence import evidence_add
from claims.services.links import claim_link
from newsroom.common.history import Origin, written_from
from newsroom.common.roles import Role
from tests import factories
from tests.api.calls import get, patch, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def checker(client_of):
    return client_of(factories.person(Role.FACT_CHECKER))


def fields_of(problem):
    return {one["field"]: one["message"] for one in problem["errors"]}


def steps(client, path):
    """The steps of all pages, and how many pages that were."""
    found, pages = [], 0
    while path:
        page = get(client, path)
        found += page["results"]
        pages += 1
        path = page["next"] and page["next"].split("/api/v1/")[1]
    return found, pages


class TestTimeline:
    def test_who_did_what_through_which_door(self, api, editor, claim):
        patch(api, f"claims/{claim.pk}", hedge="could")
        post(api, "evidence", claim=str(claim.pk), url="https://example.org/a")
        results = get(api, f"claims/{claim.pk}/history/")["results"]
        added, changed, *_ = results
        assert added["by"] == {"id": str(editor.pk), "name": str(editor)}
        assert added["origin"] == "api"
        assert [(one["record"], one["act"]) for one in added["touched"]] == [("evidence", "added")]
        (touched,) = changed["touched"]
        assert touched["changes"] == [{"field": "hedge", "before": "", "after": "could"}]
        assert changed["request"]
        assert changed["request"] != added["request"]
        article = get(api, f"articles/{claim.article_id}/history/")["results"]
        assert [one["record"] for step in article for one in step["touched"]]

    @pytest.mark.parametrize("kind", ["claims", "articles"])
    def test_pages(self, checker, editor, claim, kind):
        pk = claim.pk if kind == "claims" else claim.article_id
        model, field = (Claim, "hedge") if kind == "claims" else (Article, "section")
        for number in range(450):
            with written_from(Origin.COMMAND, editor):  # each a request of its own
                model.objects.filter(pk=pk).update(**{field: f"v{number}"})
        found, pages = steps(checker, f"{kind}/{pk}/history/")
        assert pages >= 3
        seen = [
            change["after"]
            for step in found
            for one in step["touched"]
            for change in one["changes"]
            if change["field"] == field
        ]
        assert [one for one in seen if one.startswith("v")] == [
            f"v{number}" for number in reversed(range(450))
        ]
        times = [step["at"] for step in found]
        assert times == sorted(times, reverse=True)

    @pytest.mark.parametrize("kind", ["claims", "articles"])
    @pytest.mark.parametrize(
        "before",
        ["nonsense", "", "2024-03-19", "2024-03-19T05:26", "2024-13-01T00:00:00Z", "%00", "7"],
    )
    def test_a_place_that_is_none(self, checker, claim, kind, before):
        pk = claim.pk if kind == "claims" else claim.article_id
        problem = get(checker, f"{kind}/{pk}/history/?before={before}", 400)
        assert "before" in fields_of(problem)

    @pytest.mark.parametrize(
        ("before", "number"),
        [
            ("0001-01-01T00:00:00%2B14:00", 0),
            ("9999-12-31T23:59:59-14:00", 1),
            ("9999-12-31T23:59:59+00:00", 1),
        ],
    )
    def test_the_ends_of_time(self, checker, claim, before, number):
        page = get(checker, f"claims/{claim.pk}/history/?before={before}")
        assert (len(page["results"]), page["next"]) == (number, None)

    def test_other_parameters(self, checker, claim):
        assert "after" in fields_of(get(checker, f"claims/{claim.pk}/history/?after=x", 400))

    def test_not_for_consumers_nor_of_what_one_may_not_read(self, consumer, checker, editor, claim):
        hidden = factories.claim(editor, factories.article(editor, access="named people"))
        for one in (claim, hidden):
            get(consumer, f"claims/{one.pk}/history/", 403)
            get(consumer, f"articles/{one.article_id}/history/", 403)
        get(checker, f"claims/{hidden.pk}/history/", 404)
        get(checker, f"articles/{hidden.article_id}/history/", 404)

    def test_nothing_confidential(self, checker, editor, claim):
        conduit = factories.source(
            editor, naming="anonymous", description="MARK", motive="MARK", handler=editor
        )
        factories.attribution(editor, claim, via=conduit, knows_from=conduit)
        article = factories.article(editor, access="named people", headline="MARK")
        hidden = factories.claim(editor, article, statement="MARK")
        claim_link(by=editor, from_claim=hidden, to_claim=claim, kind="repeats")
        evidence_add(by=editor, claim_id=hidden.pk, fields={"url": "https://example.org/MARK"})
        for path in (f"claims/{claim.pk}/history/", f"articles/{claim.article_id}/history/"):
            content = checker.get(f"/api/v1/{path}").content.decode()
            for word in ("MARK", str(conduit.pk), str(hidden.pk), str(article.pk)):
                assert word not in content, path


class TestCompare:
    @pytest.fixture
    def article(self, editor):
        article = factories.article(editor, status="published")
        for body in (factories.BODY.replace("May", "June"), "Nothing."):
            article_update(by=editor, article_id=article.pk, changes={"body": body}, note="cut")
        return article

    @pytest.fixture
    def path(self, article):
        return f"articles/{article.pk}/compare/"

    def test_the_last_change_and_any_other(self, checker, path):
        last = get(checker, path)
        assert (last["old"], last["new"], last["note"]) == (2, 3, "cut")
        first = get(checker, f"{path}?old=1&new=2")
        pieces = {(one["piece"], one["text"]) for one in first["text"]}
        assert {("removed", "May"), ("added", "June")} <= pieces
        assert [one["piece"] for one in first["headline"]] == ["same"]
        assert (get(checker, f"{path}?new=2")["old"], get(checker, f"{path}?old=1")["new"]) == (
            1,
            3,
        )
        (same,) = get(checker, f"{path}?old=2&new=2")["text"]
        assert same["piece"] == "same"

    def test_the_claims_whose_words_it_touches(self, api, editor):
        article = factories.article(editor)
        kept = factories.claim(editor, article, anchors=[{"exact": "The Kremlin"}])
        lost = factories.claim(editor, article, anchors=[{"exact": "China in May"}])
        body = factories.BODY.replace("May", "June")
        article_update(by=editor, article_id=article.pk, changes={"body": body})
        found = get(api, f"articles/{article.pk}/compare/")["claims"]
        assert [(one["id"], one["orphaned"]) for one in found] == [(str(lost.pk), True)]
        assert str(kept.pk) not in str(found)

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ("old=0", "old"),
            ("new=0", "new"),
            ("new=4", "new"),
            ("old=999999999", "old"),
            ("old=9999999999999999999999", "old"),
            ("old=x", "old"),
            ("old=-1", "old"),
            ("old=1.5", "old"),
            ("old=٣", "old"),
            ("old=", "old"),
            ("old=3&new=1", "old"),
            ("version=1", "version"),
        ],
    )
    def test_bad_numbers(self, checker, path, query, field):
        assert list(fields_of(get(checker, f"{path}?{query}", 400))) == [field]

    def test_an_article_of_one_version(self, checker, editor):
        article = factories.article(editor)
        found = get(checker, f"articles/{article.pk}/compare/")
        assert (found["old"], found["new"], found["claims"]) == (1, 1, [])

    def test_not_for_consumers_nor_of_what_one_may_not_read(self, consumer, checker, editor, path):
        get(consumer, path, 403)
        hidden = factories.article(editor, access="named people")
        get(checker, f"articles/{hidden.pk}/compare/", 404)
