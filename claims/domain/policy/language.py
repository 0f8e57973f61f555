"""What English copy says of its sources: how many, how specifically, how surely.

It reads words, not sense: only what stands in the wording of a source and at the anchors of its
rows. What it does not know it passes over, since a rule that cries wolf is switched off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from claims.domain.policy import english


def _any(words: Iterable[str]) -> str:
    """An alternative of `words`, the longest first."""
    return "|".join(re.escape(one) for one in sorted(words, key=len, reverse=True))


_PLURALS = {plural: plural for plural in english.SPEAKERS.values()}
_NOUN = _any([*english.SPEAKERS, *_PLURALS])
_PLURAL_NOUN = _any(_PLURALS)
_NUMBER = rf"\d{{1,3}}|{_any(english.NUMBERS)}"
_AMOUNT = rf"{_NUMBER}|{_any(english.SEVERAL)}|{_any(english.ONE)}"
# Up to four words, such as "senior Western intelligence"; never across a comma or a verb.
_GAP = rf"(?:(?!(?:{_any(english.NO_GAP)})\b)[\w'’-]+\s+){{0,4}}?"
_START, _END = r"(?<![\w.,$€£-])", r"(?![\w-])"

_PART_OF = re.compile(
    rf"{_START}(?P<part>{_AMOUNT})\s+of\s+(?:(?:the|these|those|its|our|his|her|their)\s+)?"
    rf"(?:(?P<whole>{_NUMBER})\s+)?{_GAP}(?P<noun>{_PLURAL_NOUN}){_END}",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"{_START}(?P<part>{_AMOUNT})\s+{_GAP}(?P<noun>{_NOUN}){_END}", re.IGNORECASE
)
_PLURAL = re.compile(rf"(?<![\w-])(?P<noun>{_PLURAL_NOUN}){_END}", re.IGNORECASE)
# What makes a noun the speaker: a verb of saying after it, or "according to" before it.
_SAYS = re.compile(
    rf"(?:\s*,\s*who\b[^,]*,)?(?:\s+[\w'’-]+){{0,6}}?\s+(?:{_any(english.SAYING)})\b",
    re.IGNORECASE,
)
_BY = re.compile(rf"\b(?:{_any(english.ACCORDING)})\s+(?:[\w'’-]+\s+){{0,3}}$", re.IGNORECASE)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»")


@dataclass(frozen=True, slots=True)
class Stated:
    """How many people a text says there are; `exact` False: only that there are several.

    `whole` is the size of the group of which it says that some speak.
    """

    number: int
    exact: bool
    whole: int | None
    words: str


def stated(text: str) -> Stated | None:
    """How many speak by what `text` says of them outside quotation marks; None where it does not.

    Where it has several such phrases, those with a verb of saying are preferred, and of these the
    one with the fewest people: in doubt nobody is accused.
    """
    plain = _QUOTED.sub(" , ", text)
    counted = [*_PART_OF.finditer(plain), *_COUNTED.finditer(plain)]
    speaking = [one for one in counted if _speaks(plain, one)]
    if not counted:
        speaking = [one for one in _PLURAL.finditer(plain) if _speaks(plain, one)]
    found = [_stated(one) for one in speaking or counted]
    return min(found, key=lambda one: one.number, default=None)


def stated_of(description: str) -> Stated | None:
    """How many people a description, which is a noun with its qualifiers, says there are."""
    found = _PART_OF.match(description) or _COUNTED.match(description)
    if found is None:
        found = re.match(rf"{_GAP}(?P<noun>{_PLURAL_NOUN}){_END}", description, re.IGNORECASE)
    return None if found is None else _stated(found)


def _speaks(text: str, noun: re.Match[str]) -> bool:
    return bool(_SAYS.match(text, noun.end()) or _BY.search(text[: noun.start()]))


def _stated(found: re.Match[str]) -> Stated:
    groups = found.groupdict()
    part = " ".join((groups.get("part") or "").lower().split())
    whole = groups.get("whole")
    exact = bool(part) and part not in english.SEVERAL
    return Stated(
        number=_number(part) if exact else 2,
        exact=exact,
        whole=_number(whole.lower()) if whole else None,
        words=found.group(),
    )


def _number(word: str) -> int:
    return int(word) if word.isdigit() else (english.NUMBERS | english.ONE).get(word, 1)


def plural_of_sources(text: str) -> str | None:
    """The word "sources" (or "officials say") in a headline, as it stands there; None without.

    Only nouns that stand for unnamed speakers; "resources" and "open-source" are none.
    """
    found = re.search(
        r"(?<![\w-])(?:sources|(?:officials|insiders|people) (?:say|said|tell))(?![\w-])",
        text,
        re.IGNORECASE,
    )
    return found.group() if found else None


# --- How specifically -----------------------------------------------------------------------


def is_bare(description: str, *, familiar_suffices: bool) -> bool:
    """Whether a description says nothing of who it is: "a source", "senior officials".

    With `familiar_suffices`, "familiar with the matter" and its like count as saying something.
    """
    text = " ".join(description.lower().replace("’", "'").split())
    for phrase in english.ON_TERMS:
        text = text.replace(phrase, " ")
    familiar = re.search(rf"\b(?:{_any(english.FAMILIAR)})\b", text)
    if familiar is not None:
        if familiar_suffices:
            return False
        text = text[: familiar.start()]
    words = [one for one in re.findall(r"[\w'-]+", text) if not _is_filler(one)]
    return all(one in english.GENERIC for one in words)


def _is_filler(word: str) -> bool:
    return word in english.FILLERS or word in english.NUMBERS or word.isdigit()


def too_narrow(description: str, *, smallest_circle: int, more: Iterable[str]) -> str | None:
    """The words by which a description gives one person away; None where there are none.

    A singular, definite holder of an office ("the minister's driver"), a superlative ("the only
    guard"), or one of a circle of fewer than `smallest_circle` people.
    """
    text = " ".join(description.replace("’", "'").split())
    circle = re.search(
        rf"\bone of (?:the |his |her |its |their |only )*(?P<size>{_NUMBER})\b", text, re.IGNORECASE
    )
    if circle and _number(circle["size"].lower()) < smallest_circle:
        return circle.group()
    superlative = re.match(rf"(?:{_any(english.SOLE)})\b", text, re.IGNORECASE)
    if superlative:
        return superlative.group()
    return _sole_holder(text, english.SOLE_HOLDERS | {one.lower() for one in more})


def _sole_holder(text: str, holders: frozenset[str]) -> str | None:
    """The head of `text` where it is definite and names the holder of an office."""
    head = re.split(r"\b(?:of|to|at|in|for|from|who|with|on|near|close)\b|,", text, maxsplit=1)[0]
    definite = re.match(r"(?:the|his|her|its|their|our)\b", head, re.IGNORECASE)
    owned = re.search(r"\w's? \w", head)
    indefinite = re.match(rf"(?:a|an|{_NUMBER})\b", head, re.IGNORECASE)
    words = head.lower().split()
    if not words or indefinite or not (definite or owned):
        return None
    return head.strip() if words[-1] in holders else None


# --- How it is said -------------------------------------------------------------------------


def pejoratives(text: str, *, more: Iterable[str], fewer: Iterable[str]) -> list[str]:
    """The epithets in `text`, in the order in which they stand there."""
    wanted = (english.PEJORATIVES | {one.lower() for one in more}) - {one.lower() for one in fewer}
    if not wanted:
        return []
    return re.findall(rf"(?<![\w-])(?:{_any(wanted)})s?(?![\w-])", text.lower())


_HEDGE = re.compile(rf"(?<![\w-])(?:{_any(english.HEDGES)})(?![\w-])", re.IGNORECASE)
# Lower case only: "May" is a month.
_MODAL = re.compile(
    rf"(?<![\w-])(?:{_any(english.MODALS)})(?=\s+(?!(?:{_any(english.NO_VERB)})\b)[a-z])"
)


def hedge(text: str) -> str | None:
    """The first word of `text` that leaves open whether it is so, outside quotation marks."""
    plain = _QUOTED.sub(" ", text)
    found = [one for one in (_HEDGE.search(plain), _MODAL.search(plain)) if one]
    return min(found, key=lambda one: one.start()).group() if found else None


def has_learned(text: str, outlet: str) -> str | None:
    """ "Reuters has learned" in `text`, for the outlet and for "we"; None where it is not there."""
    speakers = [*filter(None, [outlet.strip()]), "we", "this newspaper", "this newsroom"]
    found = re.search(
        rf"(?<![\w-])(?:the )?(?:{_any(speakers)}) (?:has|have) learn(?:ed|t)"
        r"(?=\s*(?:[.,;:]|that\b|$))",
        text,
        re.IGNORECASE,
    )
    return found.group() if found else None


def has_year(text: str) -> bool:
    """Whether `text` names a year: 2024, 2023/24, FY24."""
    return bool(
        re.search(r"(?<!\d)(?:1[5-9]|20|21)\d\d(?!\d)|\bFY\s?'?\d\d\b", text, re.IGNORECASE)
    )
