"""The newsroom's usual phrases: what each means for a row of sourcing, and how words are read.

A phrase fills fields of a row; what it leaves open stays as it is. Reading fills in only what the
words plainly say: what is doubtful is left to whoever logs it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

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
from sources.domain.vocabulary import Naming, SourceKind

Fills = Mapping[str, str]
NUMBERS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty"),
)


class Makes(StrEnum):
    """What a row is logged as: who stands behind the claim, or who was asked about it."""

    ATTRIBUTION = "attribution"
    REQUEST = "request"


class Asks(StrEnum):
    """What is still to be said once a phrase is chosen: where the cursor goes.

    Through whom we have it (*via*) is asked once the source is known.
    """

    NOTHING = ""
    SOURCE = "source"
    CONDUIT = "via"


@dataclass(frozen=True, slots=True)
class Phrase:
    """One chip: `n` is the number that it begins with, 0 where it has none; `count` is the field
    that takes it.

    `anew` describes the source that the phrase itself names, where none like it is known;
    `same` takes the source of the row before.
    """

    key: str
    fills: Fills = field(default_factory=dict)
    makes: Makes = Makes.ATTRIBUTION
    asks: Asks = Asks.SOURCE
    count: str = ""
    n: int = 0
    same: bool = False
    anew: Fills = field(default_factory=dict)


PHRASES = (
    Phrase(
        "named",
        {"stance": Stance.ASSERTS, "terms": Terms.ON_THE_RECORD},
        anew={"kind": SourceKind.PERSON, "naming": Naming.NAMED},
    ),
    Phrase(
        "familiar",
        {
            "stance": Stance.ASSERTS,
            "terms": Terms.ANONYMITY,
            "knowledge": Knowledge.FAMILIAR,
            "headcount": "",
            "others": "",
        },
        asks=Asks.NOTHING,
        n=5,
        anew={
            "description": "{n} sources familiar with the matter",
            "kind": SourceKind.GROUP,
            "naming": Naming.ANONYMOUS,
            "headcount": "{n}",
        },
    ),
    Phrase(
        "of_them",
        {"stance": Stance.ASSERTS, "others": ""},
        asks=Asks.NOTHING,
        count="headcount",
        n=1,
        same=True,
    ),
    Phrase(
        "others_confirm",
        {
            "stance": Stance.CONFIRMS,
            "others": "on",
            "independent": "true",
            "basis": Basis.ASSERTED_IN_COPY,
        },
        asks=Asks.NOTHING,
        count="headcount",
        n=4,
        same=True,
    ),
    Phrase(
        "declined",
        {"outcome": CommentOutcome.DECLINED},
        makes=Makes.REQUEST,
        anew={"kind": SourceKind.ORGANISATION, "naming": Naming.NAMED},
    ),
    Phrase(
        "no_response",
        {"outcome": CommentOutcome.DID_NOT_IMMEDIATELY_RESPOND},
        makes=Makes.REQUEST,
        anew={"kind": SourceKind.ORGANISATION, "naming": Naming.NAMED},
    ),
    Phrase(
        "document",
        {"stance": Stance.ASSERTS, "medium": Medium.DOCUMENT},
        asks=Asks.CONDUIT,
        anew={"kind": SourceKind.DOCUMENT, "naming": Naming.NAMED},
    ),
    Phrase(
        "told_outlet",
        {"stance": Stance.ASSERTS, "medium": Medium.OTHER_MEDIA},
        asks=Asks.CONDUIT,
        anew={"kind": SourceKind.MEDIA, "naming": Naming.NAMED},
    ),
    Phrase(
        "outlet_reports",
        {"stance": Stance.ASSERTS, "medium": Medium.OTHER_MEDIA},
        anew={"kind": SourceKind.MEDIA, "naming": Naming.NAMED},
    ),
)
BY_KEY = {one.key: one for one in PHRASES}


def in_words(number: int) -> str:
    """Up to twenty as the copy writes it, above that in figures."""
    return NUMBERS[number - 1] if 1 <= number <= len(NUMBERS) else str(number)


# --- What words say of a claim --------------------------------------------------------------

# "may" in lower case only, which tells it from the month
_HEDGES = re.compile(
    r"\b(could|might|may|probably|possibly|perhaps|likely|apparently|reportedly|allegedly"
    r"|appears? to|seems? to|(?:is|are|was|were) expected to)\b"
)
_FORECAST = re.compile(r"\b(will|would|could|may|might|(?:is|are) (?:due|expected|set) to)\b")
_PAST = re.compile(r"\b(?:would|could|may|might) have\b")
_STATISTIC = re.compile(r"[$€£¥]\s?\d|\d\s?(?:%|percent\b|per cent\b|million\b|billion\b)")
_SAID = re.compile(r"\b(?:said|told|condemned|congratulated|praised|called for|declared)\b")


@dataclass(frozen=True, slots=True)
class Reading:
    """Of a claim's words: its kind and hedge, empty where that is not plain."""

    kind: ClaimKind | None
    hedge: str


def read_claim(words: str) -> Reading:
    """Kind and hedge as far as the `words` of a claim plainly say them."""
    hedges = dict.fromkeys(found.group(0) for found in _HEDGES.finditer(words))
    return Reading(_kind(words), next(iter(hedges)) if len(hedges) == 1 else "")


def _kind(words: str) -> ClaimKind | None:
    if _STATISTIC.search(words):
        return ClaimKind.STATISTIC
    if _SAID.search(words):
        return ClaimKind.REPORTED_SPEECH
    if _FORECAST.search(words) and not _PAST.search(words):
        return ClaimKind.FORECAST
    return None


# --- What words say of a row ----------------------------------------------------------------

_NUMBER = rf"(?P<n>{'|'.join(NUMBERS)}|another|\d{{1,3}})"
_FAMILIAR = re.compile(
    rf"\b{_NUMBER} (?P<who>(?:\w+ )?(?:sources|people|officials|persons)) (?P<how>"
    r"(?:familiar with|with (?:direct )?knowledge of|briefed on) [^.,;]+?)"
    r"(?=$|[.,;]| (?:said|say|told|tell|confirm|confirmed|who)\b)",
    re.I,
)
_OF_THEM = re.compile(
    rf"\b{_NUMBER} of (?:the |these |those )?(?:sources|people|officials|them)\b", re.I
)
_OTHERS = re.compile(rf"\b{_NUMBER} other(?:s| sources| people| officials)\b", re.I)
_INDEPENDENTLY = re.compile(r"\bindependent(?:ly)?\b", re.I)
_CONFIRMS = re.compile(r"\bconfirm(?:s|ed|ing)?\b", re.I)
_DENIES = re.compile(r"\bden(?:y|ies|ied)\b", re.I)
_UNCLEAR = re.compile(r"\bthe details (?:were|was|have been)\b", re.I)
_ANONYMITY = re.compile(
    r"\b(?:condition of anonymity|spoke anonymously|asked not to be (?:named|identified))\b", re.I
)
_DECLINED = re.compile(r"\bdeclined to comment\b", re.I)
_NO_RESPONSE = re.compile(r"\b(?:did not|didn[’']t) immediately respond\b", re.I)
_QUOTED = re.compile(r"[\"“«](?P<words>[^\"“”«»]+)[\"”»]")
_MEDIA = (
    (re.compile(r"\btold reporters\b", re.I), Medium.TOLD_REPORTERS),
    (re.compile(r"\b(?:press|news) conference\b", re.I), Medium.PRESS_CONFERENCE),
    (re.compile(r"\bin a statement\b", re.I), Medium.STATEMENT),
    (re.compile(r"\bin a speech\b", re.I), Medium.SPEECH),
    (re.compile(r"\baccording to\b.*\bdata\b", re.I), Medium.DATA),
    (
        re.compile(r"\baccording to\b.*\b(?:readout|document|report|filing)\b", re.I),
        Medium.DOCUMENT,
    ),
    (re.compile(r"\btold\b.*\bmedia\b", re.I), Medium.OTHER_MEDIA),
)
_KNOWLEDGE = (
    ("familiar", Knowledge.FAMILIAR),
    ("briefed", Knowledge.BRIEFED),
    ("with direct", Knowledge.DIRECT),
)


@dataclass(frozen=True, slots=True)
class RowReading:
    """What the words of a row say: a phrase with its number, fields, and a source they name."""

    phrase: Phrase | None
    fills: Fills
    anew: Fills


def read_row(words: str, outlet: str = "") -> RowReading:
    """What the attributing `words` of copy by `outlet` plainly say."""
    fills: dict[str, str] = {}
    anew: dict[str, str] = {}
    phrase = _phrase(words, fills, anew)
    if phrase is not None and phrase.makes is Makes.REQUEST:
        return RowReading(phrase, fills, anew)
    if _ANONYMITY.search(words):
        fills["terms"] = Terms.ANONYMITY
    if medium := _medium(words, outlet):
        fills["medium"] = medium
    if _CONFIRMS.search(words):
        fills.setdefault("stance", Stance.CONFIRMS)
    elif _DENIES.search(words):
        fills["stance"] = Stance.DENIES
    if _UNCLEAR.search(words):
        fills["scope"] = Scope.UNCLEAR
    fills |= _quoted(words)
    return RowReading(phrase, fills, anew)


def _phrase(words: str, fills: dict[str, str], anew: dict[str, str]) -> Phrase | None:
    for pattern, key in ((_DECLINED, "declined"), (_NO_RESPONSE, "no_response")):
        if pattern.search(words):
            fills |= BY_KEY[key].fills
            return BY_KEY[key]
    if found := _OTHERS.search(words):
        return _others(words, found, fills)
    for pattern, key in ((_FAMILIAR, "familiar"), (_OF_THEM, "of_them")):
        if found := pattern.search(words):
            number = _as_number(found["n"])
            fills |= filled(BY_KEY[key], number)
            if key == "familiar":
                fills["knowledge"] = _knowledge(found["how"])
                wording = found.group(0)
                anew |= {**described(BY_KEY[key], number), "description": _lowered(wording)}
            return BY_KEY[key]
    return None


def _others(words: str, found: re.Match[str], fills: dict[str, str]) -> Phrase | None:
    phrase = BY_KEY["others_confirm"]
    fills |= {"headcount": str(_as_number(found["n"])), "others": "on"}
    if not _CONFIRMS.search(words):
        return BY_KEY["of_them"]
    if _INDEPENDENTLY.search(words):
        fills |= phrase.fills
    return phrase


def _knowledge(how: str) -> Knowledge:
    low = how.lower()
    return next(
        (known for start, known in _KNOWLEDGE if low.startswith(start)), Knowledge.NOT_STATED
    )


def _medium(words: str, outlet: str) -> Medium | None:
    if outlet and re.search(rf"\btold {re.escape(outlet)}\b", words):
        return Medium.TOLD_US
    return next((medium for pattern, medium in _MEDIA if pattern.search(words)), None)


def _quoted(words: str) -> dict[str, str]:
    """A quotation with its own beginning and end is direct; words within a sentence are a part."""
    found = _QUOTED.search(words)
    if found is None:
        return {}
    quote = found["words"]
    is_whole = quote[0].isupper() and quote[-1] in ".,!?"
    return {"quote": quote, "quotation": Quotation.DIRECT if is_whole else Quotation.PARTIAL}


def _as_number(said: str) -> int:
    low = said.lower()
    if low == "another":
        return 1
    return NUMBERS.index(low) + 1 if low in NUMBERS else int(low)


def _lowered(wording: str) -> str:
    return wording[0].lower() + wording[1:]


def filled(phrase: Phrase, number: int) -> dict[str, str]:
    """The fields of a row under `phrase`, `number` put in where it belongs."""
    more = {phrase.count: str(number)} if phrase.count else {}
    return {**phrase.fills, **more}


def described(phrase: Phrase, number: int) -> dict[str, str]:
    """The source that `phrase` describes, `number` in words in its wording."""
    filled_in = {
        name: value.replace("{n}", in_words(number) if name == "description" else str(number))
        for name, value in phrase.anew.items()
    }
    if number == 1 and "description" in filled_in:
        filled_in["description"] = filled_in["description"].replace("sources", "source")
    return filled_in


def as_data() -> list[dict[str, object]]:
    """The table for the page's script."""
    return [
        {
            "key": one.key,
            "fills": dict(one.fills),
            "makes": one.makes,
            "asks": one.asks,
            "count": one.count,
            "n": one.n,
            "same": one.same,
            "anew": dict(one.anew),
        }
        for one in PHRASES
    ]
