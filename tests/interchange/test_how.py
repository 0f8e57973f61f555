"""The page for readers, as plain values."""

import pytest

from claims.domain.vocabulary import Basis, ClaimOutcome, Stance, Status, Terms
from interchange.domain import how
from interchange.domain.how import Moment, direction, how_we_know
from tests.interchange import sheets


def test_every_word_of_the_closed_sets_has_one_for_readers():
    assert set(how.STATUS) == set(Status)
    assert set(how.LATER) == set(ClaimOutcome)
    assert set(how.STANCES) == set(Stance)
    assert set(how.TERMS) == set(Terms)
    assert set(how.BASES) == set(Basis)


def test_a_claim_in_words():
    sources = [
        sheets.source(1, kind="group", naming="anonymous", description="five sources"),
        sheets.source(2, name="Ann Lee", description="", role="minister"),
        sheets.source(3, kind="media", description="TASS"),
    ]
    rows = [
        sheets.row(
            1,
            "source-1",
            headcount=4,
            stance="confirms",
            terms="anonymity",
            independent=True,
            basis="asserted in copy",
            quote="Yes",
        ),
        sheets.row(
            2,
            "source-2",
            stance="denies",
            medium="speech",
            via="source-3",
            knows_from="source-3",
            stated_on="2024-03",
        ),
    ]
    claim = sheets.claim(
        source_count=4,
        origin_count=4,
        independent_confirmations=4,
        denials=1,
        attributions=rows,
        outcome="borne out",
        outcome_on="2024-05-16",
        anchors=[sheets.anchor("travel to China", 11)],
        comment_requests=["request-1"],
        evidence=[
            sheets.evidence(1, locator="page 2"),
            sheets.evidence(2, kind="file", url="", media_type="text/plain"),
        ],
    )
    sheet = sheets.sheet(
        claim,
        sources=sources,
        requests=[sheets.request(1, "source-3", "claim-1"), sheets.request(2, "source-3")],
        notices=[sheets.notice(1, "2024-03-20T10:00:00Z", "claim-1")],
        status="corrected",
    )
    told = how_we_know(sheet)
    assert told.standing == "This article was corrected."
    assert told.notes[0].claims == (1,)
    assert told.asked == ("The Kremlin declined to comment.",)
    (one,) = told.claims
    assert one.printed == "travel to China"
    assert one.status_title == "Sourcing checked"
    assert "no finding that the claim is true" in one.status_words
    assert one.later == "Borne out by what happened later (16 May 2024)."
    assert one.sourcing.startswith(
        "4 sources, anonymous; 4 independently confirm (as the article says)"
    )
    first, second = one.voices
    assert (first.who, first.stance, first.quote) == ("4 of five sources", "Confirms it", "Yes")
    assert first.details == ("on condition of anonymity", "independently, as the article says")
    assert second.is_against
    assert second.details == (
        "minister",
        "on the record",
        "speech",
        "through TASS",
        "has it from TASS",
        "March 2024",
    )
    assert one.asked == ("The Kremlin declined to comment.",)
    assert [(proof.words, proof.url) for proof in one.evidence] == [
        ("https://example.org/1, page 2", "https://example.org/1"),
        ("A file (text/plain)", ""),
    ]
    assert one.notes[0].text == "It was Tuesday."


def test_a_claim_that_needs_no_source():
    claim = sheets.claim(exemption="public record", source_count=0, origin_count=0)
    (told,) = how_we_know(sheets.sheet(claim)).claims
    assert told.sourcing == "Needs no source: public record."


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            "2024-03-19T05:26:00Z",
            Moment("19 March 2024, 05:26 UTC", "2024-03-19T05:26:00Z"),
        ),
        (
            "2024-03-19T05:26:00+05:30",
            Moment("19 March 2024, 05:26 UTC+05:30", "2024-03-19T05:26:00+05:30"),
        ),
        ("2024-03-19T05:26", Moment("2024-03-19 05:26 (time zone not stated)")),
        ("last Tuesday", Moment("last Tuesday (time zone not stated)")),
    ],
)
def test_times_as_they_came(given, told):
    assert how.moment(given) == told


@pytest.mark.parametrize(
    ("tag", "is_rtl"),
    [
        *(("ar", True), ("fa-IR", True), ("he", True), ("uz-Arab", True)),
        *(("", False), ("en", False), ("az-Latn", False), ("ar-Latn", False), ("x", False)),
    ],
)
def test_the_direction_of_a_language(tag, is_rtl):
    assert direction(tag) == ("rtl" if is_rtl else "ltr")
