"""What English copy says of its sources, phrase by phrase."""

import pytest

from claims.domain.policy import english
from claims.domain.policy.language import (
    has_learned,
    has_year,
    hedge,
    is_bare,
    pejoratives,
    plural_of_sources,
    stated,
    stated_of,
    too_narrow,
)


@pytest.mark.parametrize(
    ("text", "number", "exact", "whole"),
    [
        ("according to five sources familiar with the matter", 5, True, None),
        ("“He will go,” one of the sources, who would not be named, told Reuters", 1, True, None),
        ("were confirmed by four other sources, who also spoke", 4, True, None),
        ("Another of the sources said", 1, True, None),
        ("Another of the five sources said", 1, True, 5),
        ("several of the ten officials said", 2, False, 10),
        ("twenty-one senior Western intelligence officials said", 21, True, None),
        ("ninety nine people said", 99, True, None),
        ("a hundred residents said", 100, True, None),
        ("both diplomats said", 2, True, None),
        ("a dozen bankers said", 12, True, None),
        ("dozens of bankers said", 2, False, None),
        ("sources said", 2, False, None),
        ("according to Kremlin officials", 2, False, None),
        ("a senior official said", 1, True, None),
        # In doubt, the fewest; those who speak before those who are spoken of.
        ("Two ministers resigned, an official said", 1, True, None),
        ("Five sources, including a minister, said", 1, True, None),
        ("two days after officials said so", 2, False, None),
        ("$5 million, three sources said", 3, True, None),
    ],
)
def test_how_many_speak(text, number, exact, whole):
    found = stated(text)
    assert (found.number, found.exact, found.whole) == (number, exact, whole)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Western governments on Monday condemned",
        "China, India, and North Korea congratulated the leader",
        "met officials in five European capitals",
        "over 40 times",
        "a 12-point plan",
        "the source said",
        "the aide, who told people that he was afraid, left",
        "“Sources said so,” he claimed",
        "open-sources said",
        "1,000 sources",
    ],
)
def test_what_says_nothing_of_how_many_speak(text):
    assert stated(text) is None


@pytest.mark.parametrize(
    ("description", "number"),
    [
        ("five sources familiar with the matter", 5),
        ("foreign diplomats and observers", 2),
        ("an aide to two ministers", 1),
        ("one of the three sources", 1),
        ("people close to the talks", 2),
    ],
)
def test_how_many_a_description_speaks_of(description, number):
    assert stated_of(description).number == number


def test_a_description_that_is_no_number():
    assert stated_of("the minister") is None
    assert stated_of("Western governments") is None


@pytest.mark.parametrize(
    "description",
    [
        "",
        "a source",
        "Sources",
        "two senior officials",
        "officials say",
        "a reliable, well-placed source",
        "a person who asked not to be identified",
        "people on condition of anonymity",
        "several observers",
        "one of the sources",
    ],
)
def test_bare(description):
    assert is_bare(description, familiar_suffices=True)


@pytest.mark.parametrize(
    "description",
    [
        "a Kremlin aide",
        "a State Department official",
        "Western governments",
        "foreign diplomats and observers",
        "a source at the ministry",
        "a nurse",
    ],
)
def test_not_bare(description):
    assert not is_bare(description, familiar_suffices=False)


def test_familiar_with_the_matter_is_a_matter_of_taste():
    for text in ("five sources familiar with the matter", "an official briefed on the talks"):
        assert not is_bare(text, familiar_suffices=True)
        assert is_bare(text, familiar_suffices=False)
    assert not is_bare("a Kremlin aide familiar with it", familiar_suffices=False)


@pytest.mark.parametrize(
    ("description", "words"),
    [
        ("the minister's driver", "the minister's driver"),
        ("the minister’s wife", "the minister's wife"),
        ("his brother", "his brother"),
        ("The ambassador to Bern", "The ambassador"),
        ("China's ambassador to Bern", "China's ambassador"),
        ("one of the three people in the room", "one of the three"),
        ("the only guard on duty", "the only"),
        ("the most senior judge", "the most senior"),
        ("an aide to the minister", None),
        ("a minister", None),
        ("two of the minister's drivers", None),
        ("one of the ten members", None),
        ("the source", None),
        ("the finance ministry official", None),
        ("", None),
    ],
)
def test_too_narrow(description, words):
    assert too_narrow(description, smallest_circle=4, more=()) == words


def test_offices_of_the_house_are_narrow_too():
    assert too_narrow("the bell-ringer", smallest_circle=4, more=("Bell-Ringer",)) is not None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He is a clown and a Liar", ["clown", "liar"]),
        ("They are cowards", ["cowards"]),
        ("a clownish act", []),
        ("the talks are hopeless", []),
        ("he was corrupt", []),
    ],
)
def test_epithets(text, words):
    assert pejoratives(text, more=(), fewer=()) == words


def test_the_list_of_epithets_can_be_changed():
    assert pejoratives("a muppet", more=("Muppet",), fewer=()) == ["muppet"]
    assert pejoratives("a clown", more=(), fewer=("clown",)) == []
    assert pejoratives("a clown", more=(), fewer=english.PEJORATIVES) == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("will probably take place", "probably"),
        ("which could be the first", "could"),
        ("it might rain", "might"),
        ("is expected to go", "expected to"),
        ("May talks", None),
        ("in May for talks", None),
        ("the military might of China", None),
        ("they could not go", None),
        ("he said “it may rain”", None),
        ('he said "perhaps"', None),
        ("is due around May 7", None),
        ("is considering it", None),
        ("perhaps it could", "perhaps"),
    ],
)
def test_hedges(text, word):
    assert hedge(text) == word


@pytest.mark.parametrize(
    ("text", "outlet", "words"),
    [
        ("Reuters has learned that he will go", "Reuters", "Reuters has learned"),
        ("He will go, the BBC has learned.", "BBC", "the BBC has learned"),
        ("We have learnt that", "", "We have learnt"),
        ("Germany has learned that", "Reuters", None),
        ("Reuters has learned from its mistakes", "Reuters", None),
    ],
)
def test_has_learned(text, outlet, words):
    assert has_learned(text, outlet) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Reuters sources: Putin to visit China", "sources"),
        ("Putin to go, officials say", "officials say"),
        ("Water resources dwindle", None),
        ("Open-sources movement", None),
        ("Officials resign", None),
    ],
)
def test_sources_in_a_headline(text, words):
    assert plural_of_sources(text) == words


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("2024", True),
        ("2023/24", True),
        ("FY24", True),
        ("as of 2024-03-18", True),
        ("January-November", False),
        ("$218.2 billion", False),
        ("12024", False),
        ("", False),
    ],
)
def test_years(text, named):
    assert has_year(text) is named
