"""Anchors built from what a client gives, and found again after an edit."""

from __future__ import annotations

import pytest

from claims.domain.anchoring import (
    CONTEXT,
    AnchorError,
    Fate,
    Selector,
    normalise,
    refind,
    select,
)

TEXT = (
    "Putin to visit China in May\n"
    "Russian President Vladimir Putin will travel to China in May for talks with Xi Jinping, "
    "according to five sources familiar with the matter.\n"
    "The Kremlin declined to comment. Western governments condemned the vote as unfair.\n"
    "China's foreign ministry did not immediately respond to a request for comment.\n"
)


def at(text, quote, nth=0):
    """The anchor of the `nth` occurrence of `quote`."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(quote, start + 1)
    return select(text, start=start, end=start + len(quote), exact=quote)


def after(text, quote, new, nth=0):
    return refind(at(text, quote, nth), text, new)


# --- select ---------------------------------------------------------------------------------


def test_a_position_gives_the_quote_and_what_stands_around_it():
    quote = "The Kremlin declined to comment."
    start = TEXT.index(quote)
    found = select(TEXT, start=start, end=start + len(quote), exact=None)
    assert found == Selector(
        exact=quote,
        prefix=TEXT[start - CONTEXT : start],
        suffix=TEXT[start + len(quote) :][:CONTEXT],
        start=start,
        end=start + len(quote),
    )


def test_at_the_edges_the_context_is_what_there_is():
    assert select("abc", start=0, end=3, exact="abc") == Selector("abc", "", "", 0, 3)


@pytest.mark.parametrize(
    "given",
    [
        {"exact": "declined"},
        {"exact": "China in May", "prefix": "travel to "},
        {"exact": "China in May", "suffix": " for talks"},
        {"exact": "aa", "start": 1, "end": 3, "text": "aaa"},
        {"exact": "👩‍🚀", "text": "Die 👩‍🚀 flog"},
        {"exact": "a\r\nb", "text": "a\nb"},
        {"exact": "May", "prefix": "in ", "suffix": "\n", "text": "May in May\n"},
    ],
)
def test_a_quote_that_marks_one_place_is_enough(given):
    text = given.pop("text", TEXT)
    found = select(text, **{"start": None, "end": None} | given)
    assert text[found.start : found.end] == found.exact == normalise(given["exact"])
    assert text[: found.start].endswith(normalise(given.get("prefix", "")))


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({}, "exact", "Give the exact quote, or start and end"),
        ({"exact": ""}, "exact", "nothing is marked"),
        ({"start": 3}, "end", "Give both start and end"),
        ({"end": 3}, "start", "Give both start and end"),
        ({"start": True, "end": 3}, "start", "whole number"),
        ({"start": 0, "end": 3.0}, "end", "whole number"),
        ({"start": "0", "end": 3}, "start", "whole number"),
        ({"start": -1, "end": 3}, "start", "from 0"),
        ({"start": 3, "end": 3}, "end", "greater than start"),
        ({"start": 4, "end": 3}, "end", "greater than start"),
        ({"start": 0, "end": 10**6}, "end", "but the text has"),
        ({"exact": 5}, "exact", "must be a text"),
        ({"exact": "May", "prefix": 5}, "prefix", "must be a text"),
        ({"exact": "Macron"}, "exact", "is not in the text"),
        ({"exact": "China in May"}, "exact", "occurs 2 times. Give start and end"),
        ({"exact": "in May", "prefix": "China "}, "exact", "2 times with that prefix"),
        ({"exact": "in May", "prefix": "Japan "}, "prefix", "does not stand before"),
        ({"exact": "in May", "suffix": " or June"}, "suffix", "does not stand after"),
        ({"start": 0, "end": 5, "exact": "Xi Jinping"}, "exact", "reads “Putin”, not “Xi Jinping”"),
        ({"start": 0, "end": 5, "exact": "Macron"}, "exact", "nowhere in the text"),
        ({"start": 0, "end": 5, "exact": "China"}, "exact", "more than once elsewhere"),
        ({"start": 0, "end": 5, "exact": ""}, "exact", "Leave exact out"),
        ({"start": 0, "end": 5, "prefix": "x"}, "prefix", "Before the anchor stands “”, not “x”"),
        ({"start": 0, "end": 5, "suffix": "x"}, "suffix", "After the anchor stands “ ”, not “x”"),
    ],
)
def test_what_marks_no_one_place_is_refused_with_field_and_remedy(given, field, says):
    with pytest.raises(AnchorError, match=r".+") as caught:
        select(TEXT, **{"start": None, "end": None, "exact": None} | given)
    assert caught.value.field == field
    assert says in caught.value.message
    assert str(caught.value) == caught.value.message


def test_a_wrong_position_of_a_sole_quote_says_where_it_stands():
    text = "🚀 lifts off"
    with pytest.raises(AnchorError, match="stands from 2 to 7: give these") as caught:
        select(text, start=3, end=8, exact="lifts")  # UTF-16 units, in which the rocket is two
    assert "UTF-16" in caught.value.message


def test_messages_are_short_and_can_be_encoded():
    with pytest.raises(AnchorError) as caught:
        select(TEXT, start=None, end=None, exact="\ud800" + "x" * 10**6)
    assert len(caught.value.message.encode()) < 250
    with pytest.raises(AnchorError, match="at least 100 times"):
        select("a" * 10**6, start=None, end=None, exact="a")


def test_line_ends_are_the_only_thing_normalised():
    assert normalise(" a\r\nb\rc\n\u2028e\u0301\t ") == " a\nb\nc\n\u2028e\u0301\t "


# --- refind ---------------------------------------------------------------------------------

LEAD = "Putin will travel to China in May"
KREMLIN = "The Kremlin declined to comment."
PARAGRAPH = TEXT.splitlines(keepends=True)[2]


@pytest.mark.parametrize(
    ("quote", "new", "fate"),
    [
        pytest.param(KREMLIN, TEXT, Fate.KEPT, id="nothing"),
        pytest.param(KREMLIN, "Update: " + TEXT, Fate.MOVED, id="before"),
        pytest.param(KREMLIN, TEXT + "More.", Fate.KEPT, id="after"),
        pytest.param(KREMLIN, TEXT.replace(KREMLIN, "No comment."), Fate.GONE, id="deleted"),
        pytest.param(KREMLIN, TEXT.replace("declined to", "did not"), Fate.GONE, id="inside"),
        pytest.param(KREMLIN, PARAGRAPH + TEXT.replace(PARAGRAPH, ""), Fate.MOVED, id="moved"),
        pytest.param(
            KREMLIN, TEXT.replace(KREMLIN, f"{KREMLIN} {KREMLIN}"), Fate.AMBIGUOUS, id="twice"
        ),
        pytest.param(KREMLIN, TEXT + KREMLIN, Fate.KEPT, id="copied to the end"),
        pytest.param(KREMLIN, KREMLIN + "\n" + TEXT, Fate.MOVED, id="copied to the head"),
        pytest.param(
            KREMLIN, TEXT.replace(KREMLIN, "") + KREMLIN, Fate.MOVED, id="sole quote, retyped"
        ),
        pytest.param("China in May", TEXT.replace("unfair", "a sham"), Fate.KEPT, id="look-alike"),
        pytest.param(
            "China in May", TEXT[28:], Fate.AMBIGUOUS, id="deleted, its look-alike still stands"
        ),
        pytest.param(LEAD, TEXT.replace("May for", "Mayor for"), Fate.GONE, id="grew into a word"),
        pytest.param(KREMLIN, "", Fate.GONE, id="everything deleted"),
    ],
)
def test_edits(quote, new, fate):
    found = after(TEXT, quote, new)
    assert found.fate == fate
    if found.selector:
        place = found.selector
        assert place == select(new, start=place.start, end=place.end, exact=quote)
    else:
        assert fate in {Fate.AMBIGUOUS, Fate.GONE}


def test_a_look_alike_is_told_apart_by_its_context_wherever_the_rest_goes():
    new = "Reuters\n" + TEXT + "Ends.\n"
    first, second = after(TEXT, "China in May", new), after(TEXT, "China in May", new, nth=1)
    assert first.selector == at(new, "China in May")
    assert second.selector == at(new, "China in May", nth=1)


@pytest.mark.parametrize(
    ("old", "quote", "new", "fate"),
    [
        pytest.param("aaa", "aa", " aaa", Fate.AMBIGUOUS, id="overlapping occurrences count"),
        pytest.param("In May.", "May", "In Mayor.", Fate.GONE, id="a word within a word"),
        pytest.param("In May.", "May", "Dismay, May.", Fate.MOVED, id="case is not folded"),
        pytest.param("Mayor", "May", "The Mayor", Fate.MOVED, id="it was within a word before"),
        pytest.param("All 5 said", "5", "All 5,000 said", Fate.GONE, id="a number grew"),
        pytest.param("All 5 said", "5", "All 1.5 said", Fate.GONE, id="a number grew in front"),
        pytest.param("All 5, said", "5", "Yes, all 5, said", Fate.MOVED, id="a comma only"),
        pytest.param("cafe!", "cafe", "cafe\u0301!", Fate.GONE, id="a mark came behind"),
        pytest.param("café", "café", "cafe\u0301", Fate.GONE, id="another normalisation"),
        pytest.param("a cafe\u0301", "cafe\u0301", "cafe\u0301", Fate.MOVED, id="marks kept"),
        pytest.param("e\u0301x", "e", "ye\u0301x", Fate.GONE, id="now within a word"),
        pytest.param("👩 flew", "👩", "👩‍🚀 flew", Fate.GONE, id="emoji joined"),
        pytest.param("👩 flew", "👩", "👩🏽 flew", Fate.GONE, id="skin tone"),
        pytest.param("❤ it", "❤", "❤\ufe0f it", Fate.GONE, id="variation selector"),
        pytest.param("by 👩‍🚀", "👩‍🚀", "Now by 👩‍🚀", Fate.MOVED, id="emoji whole"),
        pytest.param("🇫🇷 🇷🇺", "🇷🇺", "🇫🇷🇷🇺", Fate.MOVED, id="flags side by side"),
        pytest.param("x 🇷🇺", "🇷🇺", "🇫🇷🇺", Fate.GONE, id="a flag cut by another"),
        pytest.param("x 🇷🇺", "🇷🇺", "x 🇫🇷🇺🇸", Fate.GONE, id="a flag across two flags"),
        pytest.param("한 가", "\uac00", "한 \uac00\u11a8", Fate.GONE, id="Hangul syllable grew"),
        pytest.param("\u1100.", "\u1100", "\u1100\u1161.", Fate.GONE, id="Hangul jamo joined"),
        pytest.param("क ष", "ष", "क्ष", Fate.GONE, id="Indic conjunct"),
        pytest.param("أكد المسؤول.", "المسؤول", "أمس أكد المسؤول.", Fate.MOVED, id="Arabic"),
        pytest.param("אמר הדובר.", "הדובר", "שהדובר אמר.", Fate.GONE, id="Hebrew, prefixed"),
        pytest.param("。北京。", "北京", "在北京说。", Fate.KEPT, id="no spaces between words"),
        pytest.param("A. S. B. S.", "S.", "A. B. S.", Fate.AMBIGUOUS, id="one of two deleted"),
        pytest.param("S. " * 20, "S.", "S. " * 21, Fate.AMBIGUOUS, id="periodic"),
    ],
)
def test_adversarial_texts(old, quote, new, fate):
    found = after(old, quote, new)
    assert found.fate == fate
    assert found.selector is None or new[found.selector.start : found.selector.end] == quote


LEFT = "In London, where the talks were held, Smith said that "
RIGHT = " before the end of the year, aides who know him told us"
QUOTE = "he will resign"
WHOLE = LEFT + QUOTE + RIGHT
FILL = "".join(f"Filler number {n} says something else. " for n in range(20))


@pytest.mark.parametrize(
    "new",
    [
        pytest.param(
            FILL + "Smith denied " + QUOTE + RIGHT + FILL[::-1] + WHOLE, id="changed on the left"
        ),
        pytest.param(
            WHOLE + FILL[::-1] + LEFT + QUOTE + " soon." + FILL, id="changed on the right"
        ),
        pytest.param(
            "X. " + FILL + "Hm: " + QUOTE + "? " + FILL[::-1] + WHOLE + " Y.", id="on both sides"
        ),
    ],
)
def test_a_copy_with_its_whole_context_does_not_take_the_place_of_a_changed_original(new):
    old = FILL + WHOLE + FILL[::-1]
    assert after(old, QUOTE, new).fate == Fate.AMBIGUOUS


def test_two_equal_passages_that_run_into_one_are_doubtful():
    passage = "The ministry in the capital said on Monday that it knows nothing of this. "
    old = "A first. " + passage + "B second. " + passage + "C third, and last of all of these."
    new = "A first. " + passage + "C third, and last of all of these."
    end = passage[-30:]
    assert after(old, end, new, nth=1).fate == Fate.AMBIGUOUS


def test_a_moved_look_alike_is_found_where_nothing_stands_in_its_old_place():
    old = FILL + WHOLE + ". " + FILL[::-1] + "Jones said " + QUOTE + " too."
    new = FILL + FILL[::-1] + "Jones said " + QUOTE + " too. But: " + WHOLE + ". "
    found = after(old, QUOTE, new)
    assert found.fate == Fate.MOVED
    assert found.selector.prefix == LEFT[-CONTEXT:]


def test_a_selector_of_another_text_is_refused():
    with pytest.raises(AnchorError, match="does not fit"):
        refind(Selector("May", "", "", 0, 3), "June", "May")
    with pytest.raises(AnchorError, match="does not fit"):
        refind(Selector("", "", "", 0, 0), "June", "May")


@pytest.mark.parametrize("quote", ["a", "ab", "a" * 5000])
def test_periodic_megabytes_come_to_an_end(quote):
    old = "a" * 10**6 if set(quote) == {"a"} else "ab" * (5 * 10**5)
    found = refind(select(old, start=1000, end=1000 + len(quote), exact=None), old, "x" + old)
    assert found.selector is None


def test_three_hundred_anchors_on_a_megabyte():
    old = "".join(f"Paragraph {n}: the official said so in May. " for n in range(23_000))
    anchors = [
        select(old, start=start, end=start + 17 + start % 40, exact=None)
        for start in range(5, 10**6, 3_400)
    ]
    new = "Update. " + old.replace("Paragraph 11500:", "Paragraph (new):")
    found = [refind(anchor, old, new) for anchor in anchors]
    assert len(anchors) == 295
    assert sum(one.fate == Fate.MOVED for one in found) >= 294
