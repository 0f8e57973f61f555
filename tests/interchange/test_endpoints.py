"""The formats over the API: who gets which, and that it is the public's, whoever asks."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.domain.vocabulary import Status
from claims.services.articles import article_update
from interchange.domain import provenance, web_annotations
from interchange.domain.claim_review import claim_review
from interchange.domain.sheet import Addresses, House
from newsroom.common.roles import Role
from tests import factories
from tests.interchange.conftest import NASTY, decided
from tests.interchange.vocabulary import broken_prov, broken_schema

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/"
AT = Addresses("http://testserver")
LINKED = "application/ld+json"


def of_article(article):
    return {name: f"{ROOT}articles/{article.pk}/{name}/" for name in ("annotations", "provenance")}


def review_url(claim):
    return f"{ROOT}claims/{claim.pk}/claim-review/"


def test_each_is_the_function_of_the_sheet_that_a_consumer_gets(consumer, api_of, article, claim):
    sheet = consumer.get(f"{ROOT}articles/{article.pk}/sheet/").json()
    (told,) = sheet["claims"]
    expected = {
        of_article(article)["annotations"]: web_annotations.collection(sheet, AT),
        of_article(article)["provenance"]: provenance.provenance(sheet, AT, House()),
        review_url(claim): claim_review(sheet, told, AT, House()),
    }
    for url, made in expected.items():
        answers = [one.get(url) for one in (consumer, *api_of)]
        assert answers[0].status_code == 200
        assert answers[0]["Content-Type"].startswith(LINKED)
        assert len({one.content for one in answers}) == 1
        assert len({one["ETag"] for one in answers}) == 1
        assert answers[0].json() == json.loads(json.dumps(made))
    assert list(broken_schema(expected[review_url(claim)])) == []
    assert list(broken_prov(expected[of_article(article)["provenance"]])) == []
    assert web_annotations.collection(sheet, AT)["total"] == 1


@pytest.fixture
def api_of(client_of):
    """Clients of the house: what they are shown is the public's."""
    return [client_of(factories.person(role)) for role in (Role.EDITOR, Role.ADMIN)]


def test_media_types(consumer, article):
    url = of_article(article)["annotations"]
    assert consumer.get(url)["Content-Type"] == web_annotations.PROFILE
    assert consumer.get(url, HTTP_ACCEPT=LINKED)["Content-Type"] == web_annotations.PROFILE
    plain = consumer.get(url, HTTP_ACCEPT="application/json")
    assert plain["Content-Type"] == "application/json"
    assert consumer.get(url, HTTP_ACCEPT="text/csv").status_code == 406


def test_the_text_verbatim(consumer, editor, article):
    body = "\u0423\u0442\u0440\u043e \U0001f5de\n\n  said \u2028 </p>"
    article_update(by=editor, article_id=article.pk, changes={"body": body})
    answer = consumer.get(f"{ROOT}articles/{article.pk}/text/")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    sheet = consumer.get(f"{ROOT}articles/{article.pk}/sheet/").json()
    assert answer.content.decode() == sheet["article"]["text"]
    assert body in sheet["article"]["text"]
    gone = consumer.get(f"{ROOT}articles/{uuid4()}/text/")
    assert (gone.status_code, gone["Content-Type"]) == (404, "application/problem+json")
    assert gone.json()["status"] == 404


def test_unchanged_is_not_sent_again(consumer, editor, article, claim):
    for url in (*of_article(article).values(), review_url(claim), f"{ROOT}claim-reviews/"):
        first = consumer.get(url)
        again = consumer.get(url, HTTP_IF_NONE_MATCH=first["ETag"])
        assert (again.status_code, again.content) == (304, b"")
        assert consumer.get(url, HTTP_IF_NONE_MATCH='"other"').status_code == 200
    factories.attribution(editor, claim, "denies")
    url = of_article(article)["provenance"]
    assert consumer.get(url, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_parameters_are_refused_by_name(consumer, article, claim):
    for url in (*of_article(article).values(), review_url(claim)):
        answer = consumer.get(url, {"embed": "1"})
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == "embed"
    assert consumer.get(f"{ROOT}claim-reviews/", {"status": "x"}).status_code == 400
    assert consumer.get(f"{ROOT}claim-reviews/", {"page_size": "0"}).status_code == 400
    for cursor in ("cD1ub3RhdXVpZA==", "zzz"):  # p=notauuid, and none
        assert consumer.get(f"{ROOT}claim-reviews/", {"cursor": cursor}).status_code in (400, 404)


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "draft"},
        {"access": "named people"},
        {"embargo_until": timezone.now() + timedelta(hours=1)},
    ],
    ids=["draft", "for some people", "embargo"],
)
def test_what_is_not_out_is_not_there(consumer, api_of, editor, article, claim, fields):
    article_update(by=editor, article_id=article.pk, changes=fields, readers=[editor])
    urls = [*of_article(article).values(), review_url(claim), f"{ROOT}articles/{article.pk}/text/"]
    unknown = consumer.get(f"{ROOT}articles/{uuid4()}/annotations/")
    for url in urls:
        answer = consumer.get(url)
        assert (answer.status_code, answer.content) == (404, unknown.content)
        told = api_of[1].get(url)  # an admin reads every article
        assert told.status_code == 404
        assert "Nobody outside the house may see this article yet" in told.json()["detail"]
    for one in (consumer, *api_of):
        assert one.get(f"{ROOT}claim-reviews/").json()["dataFeedElement"] == []


def test_no_review_without_a_decision(consumer, editor, article):
    claim = factories.claim(editor, article)
    answer = consumer.get(review_url(claim))
    assert answer.status_code == 404
    assert "it is unverified, not decided" in answer.json()["detail"]


def test_no_review_of_a_retracted_article(consumer, editor, article, claim):
    article_update(by=editor, article_id=article.pk, changes={"status": "retracted"})
    answer = consumer.get(review_url(claim))
    assert answer.status_code == 404
    assert "retracted" in answer.json()["detail"]
    assert consumer.get(f"{ROOT}claim-reviews/").json()["dataFeedElement"] == []
    assert consumer.get(of_article(article)["provenance"]).status_code == 200


def test_a_review_follows_the_public_status(consumer, editor, article, claim):
    """What sends a claim back in secret leaves the public's decision, and its review."""
    before = consumer.get(review_url(claim)).content
    factories.attribution(editor, claim, "confirms", terms="off the record")
    claim.refresh_from_db()
    assert (claim.status, claim.public_status) == (Status.IN_REVIEW, Status.REFUTED)
    assert consumer.get(review_url(claim)).content == before
    factories.attribution(editor, claim, "confirms")
    assert consumer.get(review_url(claim)).status_code == 404


class TestFeed:
    def pages(self, client, size):
        url = f"{ROOT}claim-reviews/?page_size={size}"
        while url:
            answer = client.get(url)
            assert answer.status_code == 200
            yield answer.json()
            links = dict(
                reversed(one.strip().split("; rel="))
                for one in answer.get("Link", "").split(",")
                if one
            )
            url = links.get('"next"', "").strip("<>")

    def test_page_by_page_the_last_first(self, consumer, editor, article, claim):
        other = factories.article(editor, status="published", outlet="Other")
        made = [claim, decided(editor, article), decided(editor, other, Status.DISPUTED)]
        factories.claim(editor, article)
        found = [
            one["item"]["identifier"]
            for page in self.pages(consumer, 2)
            for one in page["dataFeedElement"]
        ]
        assert found == [str(one.pk) for one in reversed(made)]
        for page in self.pages(consumer, 1):
            assert list(broken_schema(page)) == []

    def test_as_many_queries_for_many_as_for_one(self, consumer, editor, article, claim):
        def queries():
            with CaptureQueriesContext(connection) as captured:
                assert consumer.get(f"{ROOT}claim-reviews/").status_code == 200
            return len(captured)

        consumer.get(f"{ROOT}claim-reviews/")
        of_one = queries()
        for _ in range(3):
            decided(editor, factories.article(editor, status="published"))
        assert queries() == of_one

    def test_the_house_that_answers_for_it(self, consumer, claim, settings):
        settings.HOUSE_NAME, settings.HOUSE_URL = "The House", "https://house.example/"
        feed = consumer.get(f"{ROOT}claim-reviews/").json()
        assert feed["name"] == "Fact-checks of The House"
        author = feed["dataFeedElement"][0]["item"]["author"]
        assert author["url"] == "https://house.example/"


def test_words_that_would_end_a_script(consumer, editor, article):
    claim = decided(editor, article, statement=NASTY)
    assert consumer.get(review_url(claim)).json()["claimReviewed"] == NASTY
