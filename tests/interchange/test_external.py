"""Fact-checks of others: read strictly, matched to one claim or to none, seen by the house."""

import pytest

from claims.services.articles import article_update
from claims.services.evidence import evidence_add
from interchange.domain.external import NotRead, read
from interchange.domain.vocabulary import MatchedBy
from interchange.models import ExternalFactCheck
from interchange.services import external_import, external_match
from newsroom.common.records import Stale
from newsroom.common.roles import Role
from tests import factories
from tests.interchange.reviews import NO_SUCH, URL, review

ADDRESS = "/api/v1/external-fact-checks/"
GONE = object()


class TestReading:
    def test_what_it_says(self):
        found = read(
            review(
                inLanguage="en",
                datePublished="2024-03-20T10:00:00Z",
                itemReviewed={
                    "@type": "Claim",
                    "firstAppearance": {"@type": "NewsArticle", "url": "https://a.example/1"},
                    "appearance": ["https://a.example/1", {"@id": "https://a.example/2"}, 7],
                },
            )
        )
        assert (found.url, found.publisher, found.statement) == (URL, "Checkers", "It rains")
        assert (found.rating, found.rating_value, found.worst_rating) == ("False", 1.0, 1.0)
        assert (found.published_on, found.language) == ("2024-03-20", "en")
        assert found.appearances == ("https://a.example/1", "https://a.example/2")

    @pytest.mark.parametrize(
        "given",
        [
            {"@context": "http://schema.org/"},
            {"@context": ["https://schema.org", {"x": "https://x.example/"}]},
            {"@type": ["ClaimReview", "Review"]},
            {"author": "Checkers"},
            {"author": [{"name": "Checkers"}, {"name": "Others"}]},
            {"reviewRating": {"alternateName": "False", "ratingValue": "1"}},
            {"itemReviewed": "a page"},
            {"somethingElse": {"@type": "Whatever"}},
        ],
    )
    def test_what_is_written_in_other_ways(self, given):
        assert read(review(**given)).publisher == "Checkers"

    @pytest.mark.parametrize(
        ("given", "path"),
        [
            ({"@context": GONE}, "@context"),
            ({"@context": "https://example.org"}, "@context"),
            ({"@type": "Review"}, "@type"),
            ({"@type": None}, "@type"),
            ({"claimReviewed": GONE}, "claimReviewed"),
            ({"claimReviewed": " "}, "claimReviewed"),
            ({"claimReviewed": ["It rains"]}, "claimReviewed"),
            ({"claimReviewed": "x" * 5001}, "claimReviewed"),
            ({"claimReviewed": "a\x00b"}, "claimReviewed"),
            ({"claimReviewed": "a\ud800b"}, "claimReviewed"),
            ({"url": GONE}, "url"),
            ({"url": "/here"}, "url"),
            ({"url": "javascript:alert(1)"}, "url"),
            ({"author": GONE}, "author.name"),
            ({"author": []}, "author.name"),
            ({"author": {"name": 7}}, "author.name"),
            ({"reviewRating": GONE}, "reviewRating.alternateName"),
            ({"reviewRating": "False"}, "reviewRating.alternateName"),
            ({"reviewRating": {"ratingValue": 1}}, "reviewRating.alternateName"),
            (
                {"reviewRating": {"alternateName": "False", "ratingValue": "low"}},
                "reviewRating.ratingValue",
            ),
            (
                {"reviewRating": {"alternateName": "False", "bestRating": True}},
                "reviewRating.bestRating",
            ),
            (
                {"reviewRating": {"alternateName": "False", "worstRating": float("nan")}},
                "reviewRating.worstRating",
            ),
            ({"datePublished": "yesterday"}, "datePublished"),
            ({"datePublished": "2024-02-30"}, "datePublished"),
            ({"datePublished": 2024}, "datePublished"),
            ({"inLanguage": {"name": "English"}}, "inLanguage"),
        ],
    )
    def test_what_is_wrong_is_named(self, given, path):
        data = review(**{name: value for name, value in given.items() if value is not GONE})
        for name in [name for name, value in given.items() if value is GONE]:
            del data[name]
        with pytest.raises(NotRead) as caught:
            read(data)
        assert set(caught.value.problems) == {path}

    @pytest.mark.parametrize("data", [None, [], "x", 7])
    def test_what_is_no_review_at_all(self, data):
        with pytest.raises(NotRead):
            read(data)

    def test_all_that_is_wrong_at_once(self):
        with pytest.raises(NotRead) as caught:
            read({})
        assert len(caught.value.problems) == 6


@pytest.mark.django_db
class TestMatching:
    def of(self, editor, **given):
        return external_import(by=editor, data=review(**given))

    def test_by_evidence_that_links_it(self, editor, claim):
        evidence_add(by=editor, claim_id=claim.pk, fields={"url": URL})
        made = self.of(editor)
        assert (made.claim, made.matched_by) == (claim, MatchedBy.ADDRESS)

    def test_by_the_article_and_its_words(self, editor, article, claim):
        item = {"appearance": article.url}
        made = self.of(editor, claimReviewed=claim.statement, itemReviewed=item)
        assert (made.claim, made.matched_by) == (claim, MatchedBy.ADDRESS)

    def test_not_by_the_article_alone(self, editor, article, claim):
        made = self.of(editor, itemReviewed={"appearance": article.url})
        assert (made.claim, made.matched_by) == (None, MatchedBy.NOBODY)

    def test_not_where_several_fit(self, editor, article, claim):
        for one in (claim, factories.claim(editor, article)):
            evidence_add(by=editor, claim_id=one.pk, fields={"url": URL})
        assert self.of(editor).claim is None

    def test_not_to_what_one_may_not_read(self, editor, article, claim):
        evidence_add(by=editor, claim_id=claim.pk, fields={"url": URL})
        changes = {"access": "named people"}
        article_update(by=editor, article_id=article.pk, changes=changes, readers=[editor])
        assert self.of(factories.person()).claim is None

    def test_by_hand_and_back(self, editor, claim):
        made = self.of(editor)
        matched = external_match(by=editor, check_id=made.pk, claim=claim, seen=1)
        assert (matched.claim, matched.matched_by, matched.version) == (claim, MatchedBy.HAND, 2)
        again = external_match(by=editor, check_id=made.pk, claim=claim, seen=2)
        assert again.version == 2
        with pytest.raises(Stale):
            external_match(by=editor, check_id=made.pk, claim=None, seen=1)
        parted = external_match(by=editor, check_id=made.pk, claim=None, seen=2)
        assert (parted.claim, parted.matched_by) == (None, MatchedBy.NOBODY)


@pytest.mark.django_db
class TestApi:
    @pytest.fixture
    def api(self, client_of):
        return client_of(factories.person(Role.FACT_CHECKER))

    def test_taken_in_and_matched(self, api, claim):
        made = api.post(ADDRESS, {"claim_review": review(), "claim": str(claim.pk)})
        assert made.status_code == 201, made.content
        told = made.json()
        assert (told["claim"], told["matched_by"]) == (str(claim.pk), "hand")
        assert (told["rating"], told["rating_value"]) == ("False", 1.0)
        assert "claim_review" not in told
        one = f"{ADDRESS}{told['id']}/"
        changed = api.patch(one, {"claim": None}, HTTP_IF_MATCH=made["ETag"])
        assert (changed.status_code, changed.json()["matched_by"]) == (200, "")
        stale = api.patch(one, {"claim": str(claim.pk)}, HTTP_IF_MATCH=made["ETag"])
        assert stale.status_code == 412

    def test_found_again(self, api, claim):
        api.post(ADDRESS, {"claim_review": review(), "claim": str(claim.pk)})
        api.post(ADDRESS, {"claim_review": review(url=f"{URL}/2")})
        for query, expected in (
            ({}, 2),
            ({"matched": "false"}, 1),
            ({"claim": str(claim.pk)}, 1),
            ({"claim": NO_SUCH}, 0),
        ):
            assert len(api.get(ADDRESS, query).json()["results"]) == expected
        assert api.get(ADDRESS, {"rating": "False"}).status_code == 400

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({}, "claim_review"),
            ({"claim_review": None}, "claim_review"),
            ({"claim_review": []}, "claim_review"),
            ({"claim_review": {}}, "claim_review.@context"),
            ({"claim_review": review(url="x")}, "claim_review.url"),
            ({"claim_review": review(), "claim": NO_SUCH}, "claim"),
            ({"claim_review": review(), "rating": "True"}, "rating"),
        ],
    )
    def test_what_is_refused_and_why(self, api, body, field):
        answer = api.post(ADDRESS, body)
        assert answer.status_code == 400
        assert field in {one["field"] for one in answer.json()["errors"]}
        assert not ExternalFactCheck.objects.exists()

    def test_once(self, api):
        assert api.post(ADDRESS, {"claim_review": review()}).status_code == 201
        answer = api.post(ADDRESS, {"claim_review": review()})
        assert answer.status_code == 400
        assert "on record already" in answer.json()["errors"][0]["message"]

    def test_it_stays_as_it_came(self, api):
        made = api.post(ADDRESS, {"claim_review": review()})
        one, seen = f"{ADDRESS}{made.json()['id']}/", made["ETag"]
        for body in ({"claim_review": review()}, {"rating": "True"}, {}):
            assert api.patch(one, body, HTTP_IF_MATCH=seen).status_code == 400

    def test_not_seen_by_who_may_not_read_the_claim(self, api, client_of, editor, article, claim):
        made = api.post(ADDRESS, {"claim_review": review(), "claim": str(claim.pk)}).json()
        changes = {"access": "named people"}
        article_update(by=editor, article_id=article.pk, changes=changes, readers=[editor])
        assert api.get(f"{ADDRESS}{made['id']}/").status_code == 404
        assert api.get(ADDRESS).json()["results"] == []
        assert client_of(editor).get(f"{ADDRESS}{made['id']}/").status_code == 200
