"""ClaimReview: what the markup says, whom it names, and where there is none."""

import json
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.domain.vocabulary import ClaimOutcome, Status
from claims.domain.workflow import DECIDED
from interchange.domain.claim_review import claim_review, feed, refusal, reviews
from interchange.domain.rating import BEST, SCALE, WORST, rating
from interchange.domain.script import in_script
from interchange.domain.sheet import Addresses, House
from tests.interchange import sheets
from tests.interchange.vocabulary import broken_schema

AT = Addresses("https://newsroom.example")
NOBODY = House()
HOUSE = House("The House", "https://house.example/")


def review_of(sheet, house=NOBODY):
    made = claim_review(sheet, sheet["claims"][0], AT, house)
    assert list(broken_schema(made)) == []
    return made


def said_by(*rows, sources):
    return sheets.sheet(sheets.claim(attributions=list(rows)), sources=sources)


class TestScale:
    def test_each_decided_status_and_outcome_has_a_rating(self):
        assert set(SCALE) == set(product(DECIDED, ClaimOutcome))

    def test_no_other_has(self):
        for status in set(Status) - DECIDED:
            assert rating(status, ClaimOutcome.BORNE_OUT) is None

    def test_checked_sourcing_is_no_finding_that_it_is_true(self):
        found = SCALE[Status.VERIFIED, ClaimOutcome.OPEN]
        assert (found.words, found.value) == ("Sourcing checked", None)
        assert "no finding that the claim is true" in found.meaning

    def test_a_number_only_where_something_was_found_of_the_truth(self):
        for (status, outcome), found in SCALE.items():
            says_so = outcome is not ClaimOutcome.OPEN or status is Status.REFUTED
            contradicts_itself = (status, outcome) == (Status.REFUTED, ClaimOutcome.BORNE_OUT)
            assert (found.value is not None) == (says_so and not contradicts_itself)
            assert found.value in (None, WORST, BEST)
        assert SCALE[Status.REFUTED, ClaimOutcome.OPEN].value == WORST
        assert SCALE[Status.VERIFIED, ClaimOutcome.BORNE_OUT].value == BEST


class TestReview:
    def test_a_refuted_claim_whole(self):
        minister = sheets.source(1, name="Ann Lee", role="minister")
        said = sheets.row(1, "source-1", stated_on="2024-03-18", medium="speech")
        claim = sheets.claim(status="refuted", attributions=[said], evidence=[sheets.evidence()])
        notes = [
            sheets.notice(1, "2024-03-20T10:00:00Z", "claim-1"),
            sheets.notice(2, "2024-03-20T12:00:00+02:00", "claim-1"),
            sheets.notice(3, "2024-03-22T10:00:00Z"),
        ]
        sheet = sheets.sheet(claim, sources=[minister], notices=notes)
        url = f"https://newsroom.example/how/{sheets.ARTICLE}/#claim-claim-1"
        assert review_of(sheet) == {
            "@context": "https://schema.org",
            "@type": "ClaimReview",
            "@id": url,
            "identifier": "claim-1",
            "url": url,
            "inLanguage": "en",
            "claimReviewed": "Claim 1",
            "itemReviewed": {
                "@type": "Claim",
                "text": "Claim 1",
                "author": {"@type": "Person", "name": "Ann Lee", "jobTitle": "minister"},
                "datePublished": "2024-03-18",
                "appearance": {
                    "@type": "NewsArticle",
                    "headline": "Putin to visit China",
                    "url": sheets.URL,
                    "datePublished": "2024-03-19T05:26:00Z",
                    "inLanguage": "en",
                    "publisher": {"@type": "Organization", "name": "Demo News"},
                },
            },
            "reviewRating": {
                "@type": "Rating",
                "ratingValue": 1,
                "bestRating": 5,
                "worstRating": 1,
                "alternateName": "False",
                "ratingExplanation": "The check found that the claim is not so.",
            },
            "reviewBody": "The check found that the claim is not so. Sourcing: 1 source, named.",
            "author": {"@type": "Organization", "name": "Demo News"},
            "datePublished": "2024-03-19T05:26:00Z",
            "dateModified": "2024-03-20T12:00:00+02:00",
            "isBasedOn": ["https://example.org/1"],
        }

    @pytest.mark.parametrize(
        ("source", "row"),
        [
            ({"naming": "anonymous", "description": "an aide"}, {}),
            ({"naming": "withheld"}, {}),
            ({"naming": "by office"}, {}),
            ({"naming": "collective"}, {}),
            ({}, {"terms": "anonymity"}),
            ({}, {"terms": "background"}),
            ({}, {"terms": "not stated"}),
            ({}, {"stance": "confirms"}),
            ({}, {"stance": "denies"}),
            ({"kind": "document"}, {}),
            ({"kind": "dataset"}, {}),
        ],
    )
    def test_nobody_else_is_named_as_its_author(self, source, row):
        given = sheets.row(1, "source-1", stated_on="2024-03-18", **row)
        review = review_of(said_by(given, sources=[sheets.source(1, **source)]))
        assert not {"author", "datePublished"} & set(review["itemReviewed"])

    def test_several_authors_and_the_first_day(self):
        rows = [
            sheets.row(1, "source-1", stated_on="2024-03-18"),
            sheets.row(2, "source-2", stated_on="2024-03-17"),
            sheets.row(3, "source-2", stated_on="2024-03"),
            sheets.row(4, "source-1", stated_on="2024-03-01", occasion="private"),
        ]
        sources = [sheets.source(1, name="Ann Lee"), sheets.source(2, kind="media")]
        item = review_of(said_by(*rows, sources=sources))["itemReviewed"]
        assert [one["@type"] for one in item["author"]] == ["Person", "Organization"]
        assert item["datePublished"] == "2024-03-17"

    def test_the_house_answers_for_it_where_it_has_a_name(self):
        review = review_of(sheets.sheet(sheets.claim()), HOUSE)
        assert review["author"]["name"] == "The House"
        assert review["itemReviewed"]["appearance"]["publisher"]["name"] == "Demo News"

    @pytest.mark.parametrize(
        ("published", "said"),
        [
            ("2024-03-19T05:26:00Z", "2024-03-19T05:26:00Z"),
            ("2024-03-19T05:26", "2024-03-19"),
            ("2024-03-19", "2024-03-19"),
            ("19 March", None),
            (None, None),
        ],
    )
    def test_no_zone_is_guessed(self, published, said):
        review = review_of(sheets.sheet(sheets.claim(), published_at=published))
        assert review.get("datePublished") == said

    def test_with_nothing_more_than_must_be(self):
        blank = dict.fromkeys(("url", "outlet", "language", "byline"), "")
        review = review_of(sheets.sheet(sheets.claim(), published_at=None, **blank))
        assert "author" not in review


class TestNone:
    @pytest.mark.parametrize("status", sorted(set(Status) - DECIDED))
    def test_of_what_is_not_decided(self, status):
        sheet = sheets.sheet(sheets.claim(status=status))
        assert "not decided" in refusal(sheet, sheet["claims"][0])
        with pytest.raises(ValueError, match="not decided"):
            claim_review(sheet, sheet["claims"][0], AT, NOBODY)
        assert reviews(sheet, AT, NOBODY) == []

    def test_of_a_retracted_article(self):
        sheet = sheets.sheet(sheets.claim(), status="retracted")
        assert "retracted" in refusal(sheet, sheet["claims"][0])
        with pytest.raises(ValueError, match="retracted"):
            claim_review(sheet, sheet["claims"][0], AT, NOBODY)


def test_a_feed():
    sheet = sheets.sheet(sheets.claim(1), sheets.claim(2, status="in_review"), sheets.claim(3))
    made = feed(reviews(sheet, AT, HOUSE), "https://newsroom.example/x/", HOUSE)
    assert list(broken_schema(made)) == []
    assert [one["item"]["identifier"] for one in made["dataFeedElement"]] == ["claim-1", "claim-3"]
    assert made["name"] == "Fact-checks of The House"
    assert feed([], "https://newsroom.example/x/", NOBODY)["dataFeedElement"] == []


def test_the_vocabulary_finds_what_is_wrong():
    """The judge judges."""
    made = review_of(sheets.sheet(sheets.claim()))
    for change in ({"claim": "x"}, {"reviewRating": "false"}, {"url": "/x"}, {"author": "me"}):
        assert list(broken_schema({**made, **change}))
    del made["reviewRating"]["alternateName"]
    assert list(broken_schema(made))


NASTY = "</script><!--<script>&\u2028\u2029\"'\\ </SCRIPT >"


WORDS = st.text() | st.just(NASTY)


@given(st.recursive(WORDS, lambda one: st.lists(one) | st.dictionaries(WORDS, one)))
def test_json_in_a_script_ends_nowhere_and_means_the_same(data):
    made = in_script(data)
    assert not set("<>&\u2028\u2029") & set(made)
    assert json.loads(made) == data
