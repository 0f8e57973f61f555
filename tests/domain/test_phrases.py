"""The usual phrases, and what is read out of words: what is plain, and nothing else."""

import json

import pytest

from claims.domain.vocabulary import (
    Basis,
    ClaimKind,
    CommentOutcome,
    Knowledge,
    Medium,
    Quotation,
    Scope,
    Stance,
    Terms,
)
from desk.domain import phrases
from desk.domain.phrases import BY_KEY, Makes, read_claim, read_row
from sources.domain.vocabulary import Naming, SourceKind

VOCABULARIES = {
    "stance": Stance,
    "terms": Terms,
    "medium": Medium,
    "knowledge": Knowledge,
    "basis": Basis,
    "outcome": CommentOutcome,
    "kind": SourceKind,
    "naming": Naming,
}


@pytest.mark.parametrize("phrase", phrases.PHRASES, ids=lambda one: one.key)
def test_what_a_phrase_fills_is_in_the_vocabulary(phrase):
    for name, value in {**phrase.fills, **phrase.anew}.items():
        if name in VOCABULARIES:
            assert value in list(VOCABULARIES[name])
        else:
            assert name in {"headcount", "others", "independent", "description"}
    assert bool(phrase.n) == bool(phrase.count or "headcount" in phrase.anew)


def test_the_table_is_plain_data():
    told = json.loads(json.dumps(phrases.as_data()))
    assert [one["key"] for one in told] == list(BY_KEY)
    assert told[4]["makes"] == "request"


def test_numbers():
    assert [phrases.in_words(n) for n in (1, 5, 20, 21)] == ["one", "five", "twenty", "21"]
    assert phrases.described(BY_KEY["familiar"], 3) == {
        "description": "three sources familiar with the matter",
        "kind": "group",
        "naming": "anonymous",
        "headcount": "3",
    }
    assert phrases.described(BY_KEY["familiar"], 1)["description"].startswith("one source familiar")
    assert phrases.filled(BY_KEY["of_them"], 2)["headcount"] == "2"


@pytest.mark.parametrize(
    ("words", "kind", "hedge"),
    [
        ("Russian President Vladimir Putin will travel to China in May", ClaimKind.FORECAST, ""),
        ("which could be the first overseas trip", ClaimKind.FORECAST, "could"),
        ("would probably take place in the second half of May", ClaimKind.FORECAST, "probably"),
        ("the Putin visit would come before Xi's trip", ClaimKind.FORECAST, ""),
        ("they expected Putin to make China his first stop", None, ""),
        ("the vote is expected to pass", ClaimKind.FORECAST, "is expected to"),
        ("He may come", ClaimKind.FORECAST, "may"),
        ("He could come and may stay", ClaimKind.FORECAST, ""),  # which of the two?
        ("It could have been worse", None, "could"),
        ("May 7 is the day", None, ""),
        ("trade hit $218.2 billion", ClaimKind.STATISTIC, ""),
        ("12 percent of them", ClaimKind.STATISTIC, ""),
        ("Western governments condemned the vote", ClaimKind.REPORTED_SPEECH, ""),
        ("Xi's planned trip to Europe", None, ""),
        ("", None, ""),
    ],
)
def test_what_is_read_of_a_claim(words, kind, hedge):
    assert read_claim(words) == phrases.Reading(kind, hedge)


class TestRow:
    def test_a_group_that_is_familiar(self):
        found = read_row("according to five sources familiar with the matter", "Reuters")
        assert found.phrase is BY_KEY["familiar"]
        assert found.fills["terms"] == "anonymity"
        assert found.fills["knowledge"] == "familiar"
        assert found.anew == {
            "description": "five sources familiar with the matter",
            "kind": "group",
            "naming": "anonymous",
            "headcount": "5",
        }

    def test_how_else_they_know(self):
        found = read_row("Three US officials briefed on the talks said")
        assert found.fills["knowledge"] == "briefed"
        assert found.anew["description"] == "three US officials briefed on the talks"
        assert found.anew["headcount"] == "3"

    @pytest.mark.parametrize(
        ("words", "number"),
        [
            ("Two of the sources said", "2"),
            ("Another of the sources said", "1"),
            ("12 of them said", "12"),
        ],
    )
    def test_some_of_them(self, words, number):
        found = read_row(words)
        assert found.phrase is BY_KEY["of_them"]
        assert (found.fills["headcount"], found.anew) == (number, {})

    def test_one_quoted_to_us(self):
        words = (
            '"Putin will visit China," one of the sources, who spoke on condition of anonymity, '
            "told Reuters"
        )
        assert read_row(words, "Reuters").fills == {
            "stance": "asserts",
            "others": "",
            "headcount": "1",
            "terms": "anonymity",
            "medium": "told us",
            "quote": "Putin will visit China,",
            "quotation": "direct",
        }
        assert "medium" not in read_row(words, "AP").fills

    def test_others_who_confirm(self):
        found = read_row(
            "The details were independently confirmed by four other sources, who also spoke on "
            "condition of anonymity"
        )
        assert found.phrase is BY_KEY["others_confirm"]
        assert found.fills == {
            "headcount": "4",
            "others": "on",
            "stance": "confirms",
            "independent": "true",
            "basis": "asserted in copy",
            "terms": "anonymity",
            "scope": "unclear",
        }

    def test_independence_that_nobody_claims_is_not_read_into_it(self):
        found = read_row("Two other officials confirmed it")
        assert found.fills == {"headcount": "2", "others": "on", "stance": "confirms"}
        assert read_row("Two others said").fills == {"headcount": "2", "others": "on"}

    @pytest.mark.parametrize(
        ("words", "outcome"),
        [
            ("The Kremlin declined to comment.", "declined to comment"),
            (
                "China's foreign ministry did not immediately respond to a request for comment.",
                "did not immediately respond",
            ),
        ],
    )
    def test_who_was_asked(self, words, outcome):
        found = read_row(words)
        assert found.phrase.makes is Makes.REQUEST
        assert found.fills == {"outcome": outcome}

    @pytest.mark.parametrize(
        ("words", "medium"),
        [
            ("Putin told reporters on Sunday", Medium.TOLD_REPORTERS),
            ("according to Chinese customs data", Medium.DATA),
            ("according to a Chinese foreign ministry readout", Medium.DOCUMENT),
            ("its ambassador to Bern told local media on Monday", Medium.OTHER_MEDIA),
        ],
    )
    def test_how_it_reached_us(self, words, medium):
        assert read_row(words).fills == {"medium": medium}

    def test_a_part_of_a_sentence_is_no_direct_quotation(self):
        found = read_row('The two countries declared a "no limits" partnership')
        assert found.fills == {"quote": "no limits", "quotation": Quotation.PARTIAL}

    def test_a_denial(self):
        assert read_row("The ministry denied it").fills == {"stance": "denies"}

    @pytest.mark.parametrize(
        "words", ["", "Foreign diplomats and observers said", "five European capitals"]
    )
    def test_nothing_where_nothing_is_plain(self, words):
        assert read_row(words) == phrases.RowReading(None, {}, {})

    def test_scope(self):
        assert read_row("The details were confirmed").fills["scope"] == Scope.UNCLEAR
