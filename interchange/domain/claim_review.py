"""Checked claims as ClaimReview (https://schema.org/ClaimReview), alone and as a feed.

After schema.org's vocabulary and Google's documentation of fact-check markup, which requires
`claimReviewed`, `reviewRating` with `alternateName`, and `url`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from claims.domain.vocabulary import ArticleStatus, Occasion, Stance, Terms
from interchange.domain.rating import BEST, WORST, Rating, rating
from interchange.domain.sheet import (
    Addresses,
    House,
    Record,
    instant,
    notices_about,
    said,
    sources_of,
    sourcing_in_words,
)
from sources.domain.vocabulary import Naming, SourceKind

CONTEXT = "https://schema.org"
_SPEAKERS = {
    SourceKind.PERSON: "Person",
    SourceKind.ORGANISATION: "Organization",
    SourceKind.GROUP: "Organization",
    SourceKind.MEDIA: "Organization",
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def refusal(sheet: Record, claim: Record) -> str:
    """Why there is no ClaimReview of `claim`; empty where there is one."""
    if sheet["article"]["status"] == ArticleStatus.RETRACTED:
        return "The article was retracted: its fact-checks are published no longer."
    if rating(claim["status"], claim["outcome"]) is None:
        status = claim["status"].replace("_", " ")
        return f"No fact-check of this claim is published: it is {status}, not decided."
    return ""


def claim_review(sheet: Record, claim: Record, at: Addresses, house: House) -> dict[str, Any]:
    """The ClaimReview of one claim of the public `sheet`. Raises ValueError with the refusal.

    Who made the claim is named only where a named source asserts it on the record.
    """
    found = rating(claim["status"], claim["outcome"])
    why = refusal(sheet, claim)
    if why or found is None:
        raise ValueError(why)
    article = sheet["article"]
    url = at.how_claim(article["id"], claim["id"])
    sources = sources_of(sheet)
    return said(
        _context=CONTEXT,
        _type="ClaimReview",
        _id=url,
        identifier=claim["id"],
        url=url,
        inLanguage=article["language"],
        claimReviewed=claim["statement"],
        itemReviewed=_claim(sheet, claim, sources),
        reviewRating=_rating(found),
        reviewBody=f"{found.meaning} Sourcing: {sourcing_in_words(claim, sources)}.",
        author=_publisher(article, house),
        datePublished=_published(article),
        dateModified=_modified(sheet, claim),
        isBasedOn=[one["url"] for one in claim["evidence"] if one["url"]],
    )


def reviews(sheet: Record, at: Addresses, house: House) -> list[dict[str, Any]]:
    """The ClaimReviews of all claims of the `sheet` that have one."""
    return [
        claim_review(sheet, one, at, house) for one in sheet["claims"] if not refusal(sheet, one)
    ]


def feed(found: Iterable[Record], url: str, house: House) -> dict[str, Any]:
    """A DataFeed (https://schema.org/DataFeed) of ClaimReviews, in the order given."""
    name = f"Fact-checks of {house.name}" if house.name else "Fact-checks"
    items = [_item(one) for one in found]
    return {
        "@context": CONTEXT,
        "@type": "DataFeed",
        **said(name=name, url=url),
        "dataFeedElement": items,
    }


def _item(review: Record) -> dict[str, Any]:
    inner = {name: value for name, value in review.items() if name != "@context"}
    return said(
        _type="DataFeedItem", url=review["url"], dateModified=review.get("dateModified"), item=inner
    )


def _claim(sheet: Record, claim: Record, sources: dict[str, Record]) -> dict[str, Any]:
    rows = [row for row in claim["attributions"] if _is_open(row, sources[row["source"]])]
    authors = {row["source"]: _author(sources[row["source"]]) for row in rows}
    many = list(authors.values())
    days = [row["stated_on"] for row in rows if _is_public_day(row)]
    return said(
        _type="Claim",
        text=claim["statement"],
        author=many[0] if len(many) == 1 else many,
        datePublished=min(days, default=None),
        appearance=_appearance(sheet["article"]),
    )


def _is_open(row: Record, source: Record) -> bool:
    """Whether a named source made the claim, on the record."""
    return (
        row["stance"] == Stance.ASSERTS
        and row["terms"] == Terms.ON_THE_RECORD
        and source["naming"] == Naming.NAMED
        and source["kind"] in _SPEAKERS
    )


def _is_public_day(row: Record) -> bool:
    return row["occasion"] != Occasion.PRIVATE and bool(_DAY.fullmatch(row["stated_on"]))


def _author(source: Record) -> dict[str, Any]:
    kind = _SPEAKERS[SourceKind(source["kind"])]
    role = source.get("role") if kind == "Person" else ""
    return said(_type=kind, name=source["name"] or source["description"], jobTitle=role)


def _appearance(article: Record) -> dict[str, Any]:
    """The article that we know to state it; where it was stated first the sheet does not say."""
    return said(
        _type="NewsArticle",
        headline=article["headline"],
        url=article["url"],
        datePublished=_published(article),
        inLanguage=article["language"],
        publisher=said(_type="Organization", name=article["outlet"]) if article["outlet"] else None,
    )


def _rating(found: Rating) -> dict[str, Any]:
    numbers = (
        {}
        if found.value is None
        else {"ratingValue": found.value, "bestRating": BEST, "worstRating": WORST}
    )
    return {
        "@type": "Rating",
        **numbers,
        "alternateName": found.words,
        "ratingExplanation": found.meaning,
    }


def _publisher(article: Record, house: House) -> dict[str, Any] | None:
    """Who answers for the check: the house, or the outlet of the article where it has no name."""
    if house.name:
        return said(_type="Organization", name=house.name, url=house.url)
    return said(_type="Organization", name=article["outlet"]) if article["outlet"] else None


def _published(article: Record) -> str | None:
    """The instant; of a time that came without a zone only the day, as it came."""
    given = article["published_at"]
    if instant(given) is not None:
        return str(given)
    return given[:10] if given and _DAY.fullmatch(given[:10]) else None


def _modified(sheet: Record, claim: Record) -> str | None:
    """When readers were last told something new of this claim."""
    dated = {instant(one["dated"]): one["dated"] for one in notices_about(sheet, claim)}
    last = max((at for at in dated if at is not None), default=None)
    return dated.get(last)
