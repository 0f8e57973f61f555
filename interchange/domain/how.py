"""How we know this: what stands behind an article, in words for its readers.

Plain values only; a page puts them down as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from claims.domain.vocabulary import ArticleStatus, Basis, ClaimOutcome, Stance, Status, Terms
from interchange.domain.rating import rating
from interchange.domain.sheet import (
    Record,
    instant,
    label,
    notices_about,
    places_of,
    sources_of,
    sourcing_in_words,
)

STATUS: Mapping[Status, tuple[str, str]] = MappingProxyType(
    {
        Status.UNVERIFIED: ("Not checked yet", "Nobody has checked this claim so far."),
        Status.IN_REVIEW: ("Being checked", "This claim is being checked."),
        Status.VERIFIED: ("Sourcing checked", ""),
        Status.DISPUTED: ("Disputed", ""),
        Status.REFUTED: ("Refuted", ""),
        Status.UNVERIFIABLE: ("Could not be verified", ""),
        Status.WITHDRAWN: ("Withdrawn", "We no longer make this claim."),
    }
)
LATER: Mapping[ClaimOutcome, str] = MappingProxyType(
    {
        ClaimOutcome.OPEN: "",
        ClaimOutcome.BORNE_OUT: "Borne out by what happened later",
        ClaimOutcome.CONTRADICTED: "Contradicted by what happened later",
    }
)
STANCES: Mapping[Stance, str] = MappingProxyType(
    {
        Stance.ASSERTS: "Says so",
        Stance.CONFIRMS: "Confirms it",
        Stance.PARTLY_CONFIRMS: "Confirms it in part",
        Stance.DENIES: "Denies it",
        Stance.DISPUTES: "Disputes it",
    }
)
TERMS: Mapping[Terms, str] = MappingProxyType(
    {
        Terms.ON_THE_RECORD: "on the record",
        Terms.ANONYMITY: "on condition of anonymity",
        Terms.BACKGROUND: "on background",
        Terms.DEEP_BACKGROUND: "",  # these two are on no public sheet
        Terms.OFF_THE_RECORD: "",
        Terms.NOT_STATED: "",
    }
)
BASES: Mapping[Basis, str] = MappingProxyType(
    {
        Basis.NOT_STATED: "independently",
        Basis.ASSERTED_IN_COPY: "independently, as the article says",
        Basis.DOCUMENTED: "independently, as is documented",
    }
)
# Of the article as a whole; the rest needs no word.
ARTICLES: Mapping[ArticleStatus, str] = MappingProxyType(
    {
        ArticleStatus.CORRECTED: "This article was corrected.",
        ArticleStatus.RETRACTED: "This article was retracted: we no longer stand by it.",
    }
)
_BETWEEN = re.compile(r"(?<=\d)T(?=\d)")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
# Scripts and languages that are written from right to left, by the subtags of a language tag.
RIGHT_TO_LEFT = frozenset(
    {
        *("ar", "arc", "ckb", "dv", "fa", "he", "iw", "ji", "ks", "ps", "sd", "ug", "ur", "yi"),
        *("arab", "hebr", "thaa", "syrc", "nkoo", "rohg", "adlm"),
    }
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time in words, and as a machine reads it (empty where no zone is known)."""

    words: str
    machine: str = ""


@dataclass(frozen=True, slots=True)
class Voice:
    """Who stands where: `details` are terms and ways, `quote` their words."""

    who: str
    stance: str
    details: tuple[str, ...] = ()
    quote: str = ""
    quote_language: str = ""
    is_against: bool = False


@dataclass(frozen=True, slots=True)
class Proof:
    """Evidence that may be shown; `url` is empty for a file."""

    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A dated note to readers, with the numbers of the claims that it is about."""

    kind: str
    dated: Moment
    text: str
    claims: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """One claim: how it stands, on whom it rests, who was asked."""

    id: str
    number: int
    statement: str
    printed: str
    status: str
    status_title: str
    status_words: str
    later: str
    sourcing: str
    voices: tuple[Voice, ...]
    asked: tuple[str, ...]
    evidence: tuple[Proof, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class HowWeKnow:
    """All that the page says; `language` and `direction` are those of the article's own words."""

    headline: str
    outlet: str
    byline: str
    url: str
    language: str
    direction: str
    published: Moment | None
    standing: str
    notes: tuple[Note, ...]
    claims: tuple[Told, ...]
    asked: tuple[str, ...]


def how_we_know(sheet: Record) -> HowWeKnow:
    """What the public `sheet` tells a reader, in the order of the text."""
    article = sheet["article"]
    numbers = {one["id"]: number for number, one in enumerate(sheet["claims"], 1)}
    return HowWeKnow(
        headline=article["headline"],
        outlet=article["outlet"],
        byline=article["byline"],
        url=article["url"],
        language=article["language"],
        direction=direction(article["language"]),
        published=moment(article["published_at"]) if article["published_at"] else None,
        standing=ARTICLES.get(ArticleStatus(article["status"]), ""),
        notes=_notes(sheet["notices"], numbers),
        claims=tuple(_told(sheet, one, numbers) for one in sheet["claims"]),
        asked=tuple(one["sentence"] for one in sheet["comment_requests"] if not one["claims"]),
    )


def direction(tag: str) -> str:
    """The direction of a language by its tag: its script where one is named, else its usual."""
    language, *more = tag.lower().split("-")
    script = next((one for one in more if len(one) == 4 and one.isalpha()), "")
    return "rtl" if (script or language) in RIGHT_TO_LEFT else "ltr"


def moment(given: str) -> Moment:
    """A time by UTC; one that came without a zone as it came."""
    at = instant(given)
    if at is None:
        return Moment(f"{_BETWEEN.sub(' ', given)} (time zone not stated)")
    offset = at.strftime("%z")
    zone = "UTC" if offset in ("", "+0000") else f"UTC{offset[:3]}:{offset[3:]}"
    return Moment(f"{at.day} {MONTHS[at.month - 1]} {at.year}, {at:%H:%M} {zone}", given)


def day(given: str) -> str:
    """A day, month or year in words."""
    year, *rest = given.split("-")
    parts = [MONTHS[int(rest[0]) - 1]] if rest else []
    return " ".join([*(str(int(one)) for one in rest[1:]), *parts, year])


def _notes(notices: Iterable[Record], numbers: Mapping[str, int]) -> tuple[Note, ...]:
    return tuple(
        Note(
            kind=one["kind"].capitalize(),
            dated=moment(one["dated"]),
            text=one["public_note"],
            claims=tuple(sorted(numbers[claim] for claim in one["claims"] if claim in numbers)),
        )
        for one in notices
    )


def _told(sheet: Record, claim: Record, numbers: Mapping[str, int]) -> Told:
    sources = sources_of(sheet)
    requests = {one["id"]: one for one in sheet["comment_requests"]}
    title, words = STATUS[Status(claim["status"])]
    found = rating(claim["status"], ClaimOutcome.OPEN)
    places = places_of(claim)
    later = LATER[ClaimOutcome(claim["outcome"])]
    return Told(
        id=claim["id"],
        number=numbers[claim["id"]],
        statement=claim["statement"],
        printed=places[0]["exact"] if places else "",
        status=claim["status"],
        status_title=title,
        status_words=found.meaning if found else words,
        later=f"{later} ({day(claim['outcome_on'])})." if later and claim["outcome_on"] else later,
        sourcing=_sourcing(claim, sources),
        voices=tuple(_voice(row, sources) for row in claim["attributions"]),
        asked=tuple(requests[one]["sentence"] for one in claim["comment_requests"]),
        evidence=tuple(_proof(one) for one in claim["evidence"]),
        notes=_notes(notices_about(sheet, claim), {}),
    )


def _sourcing(claim: Record, sources: Mapping[str, Record]) -> str:
    """In words; a claim that needs no source says why."""
    if claim["exemption"] and not claim["attributions"]:
        return f"Needs no source: {claim['exemption']}."
    words = sourcing_in_words(claim, sources)
    return f"{words[:1].upper()}{words[1:]}."


def _voice(row: Record, sources: Mapping[str, Record]) -> Voice:
    source = sources[row["source"]]
    part = f"{row['headcount']} of " if row["headcount"] else ""
    stance = Stance(row["stance"])
    return Voice(
        who=f"{part}{label(source)}",
        stance=STANCES[stance],
        details=tuple(filter(None, _details(row, source, sources))),
        quote=row["quote"],
        quote_language=row["quote_language"],
        is_against=stance in (Stance.DENIES, Stance.DISPUTES),
    )


def _details(row: Record, source: Record, sources: Mapping[str, Record]) -> Iterable[str]:
    yield source.get("role") or ""
    yield TERMS[Terms(row["terms"])]
    yield BASES[Basis(row["basis"])] if row["independent"] else ""
    yield "" if row["medium"] == "not stated" else row["medium"]
    yield f"through {label(sources[row['via']])}" if row["via"] in sources else ""
    if row["knows_from"] in sources:
        yield f"has it from {label(sources[row['knows_from']])}"
    yield day(row["stated_on"]) if row["stated_on"] else ""


def _proof(one: Record) -> Proof:
    url = one["url"] or one["archived_url"]
    kind = f"A file ({one['media_type']})" if one["media_type"] else "A file"
    return Proof(", ".join(filter(None, (url or kind, one["locator"]))), url)
