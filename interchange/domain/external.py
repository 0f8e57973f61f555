"""Fact-checks of others, as they come: ClaimReview in JSON-LD, read strictly.

What a review has to say to be of use here: what was reviewed, how it was rated in words, by whom,
and where that can be read. Whatever else it says is passed over; what is there must be of its kind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

CONTEXTS = frozenset(
    f"{scheme}://{host}schema.org{end}"
    for scheme in ("http", "https")
    for host in ("", "www.")
    for end in ("", "/")
)
LONGEST_URL, LONGEST_NAME, LONGEST_CLAIM = 2000, 300, 5000
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


class NotRead(Exception):
    """What is wrong, by the dotted path of each property."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{path}: {said}" for path, said in problems.items()))
        self.problems = dict(problems)


@dataclass(frozen=True, slots=True)
class Review:
    """One fact-check of another house; `appearances` are where it says that the claim stands."""

    url: str
    publisher: str
    statement: str
    rating: str
    rating_value: float | None = None
    worst_rating: float | None = None
    best_rating: float | None = None
    published_on: str = ""
    language: str = ""
    appearances: tuple[str, ...] = ()


def read(data: Any) -> Review:
    """The review in `data`, one ClaimReview as JSON-LD. Raises NotRead with all that is wrong."""
    if not isinstance(data, Mapping):
        raise NotRead({"": "Give one ClaimReview, as a JSON object."})
    reader = _Reader()
    reader.is_claim_review(data)
    rating = reader.part(data, "reviewRating")
    item = data.get("itemReviewed")
    made = Review(
        url=reader.address(data, "url"),
        publisher=reader.publisher(data),
        statement=reader.text(data, "claimReviewed", LONGEST_CLAIM),
        rating=reader.text(rating, "alternateName", LONGEST_NAME, "reviewRating."),
        **reader.numbers(rating),
        published_on=reader.day(data, "datePublished"),
        language=reader.text(data, "inLanguage", 35, needed=False),
        appearances=reader.appearances(item) if isinstance(item, Mapping) else (),
    )
    if reader.problems:
        raise NotRead(reader.problems)
    return made


class _Reader:
    """Reads property by property, and remembers what was wrong."""

    def __init__(self) -> None:
        self.problems: dict[str, str] = {}

    def is_claim_review(self, data: Mapping[str, Any]) -> None:
        context = data.get("@context")
        given = context if isinstance(context, list) else [context]
        if not any(isinstance(one, str) and one in CONTEXTS for one in given):
            self.problems["@context"] = "It has to be https://schema.org."
        kind = data.get("@type")
        if "ClaimReview" not in (kind if isinstance(kind, list) else [kind]):
            self.problems["@type"] = "It has to be ClaimReview; of a feed give its reviews singly."

    def part(self, data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        found = data.get(name)
        return found if isinstance(found, Mapping) else {}

    def text(
        self, data: Mapping[str, Any], name: str, most: int, of: str = "", *, needed: bool = True
    ) -> str:
        given = data.get(name)
        if given is None and not needed:
            return ""
        if not isinstance(given, str) or not given.strip():
            self.problems[f"{of}{name}"] = "It has to be there, as text."
            return ""
        if len(given) > most:
            self.problems[f"{of}{name}"] = f"It is too long: {most} characters at most."
        elif "\x00" in given or any("\ud800" <= sign <= "\udfff" for sign in given):
            self.problems[f"{of}{name}"] = "Remove the characters that no text has."
        return given.strip()

    def address(self, data: Mapping[str, Any], name: str) -> str:
        found = self.text(data, name, LONGEST_URL)
        if found and not _ADDRESS.fullmatch(found):
            self.problems.setdefault(name, "It has to be an address, https://….")
        return found

    def publisher(self, data: Mapping[str, Any]) -> str:
        """Who made the check: its author's name, or that of the first of several."""
        author = data.get("author")
        author = author[0] if isinstance(author, list) and author else author
        if isinstance(author, str):
            return self.text({"author": author}, "author", LONGEST_NAME)
        named = author if isinstance(author, Mapping) else {}
        return self.text(named, "name", LONGEST_NAME, "author.")

    def numbers(self, rating: Mapping[str, Any]) -> dict[str, float | None]:
        """The place on a scale, if one is given; a number as text is one."""
        names = {
            "rating_value": "ratingValue",
            "worst_rating": "worstRating",
            "best_rating": "bestRating",
        }
        return {ours: self._number(rating.get(theirs), theirs) for ours, theirs in names.items()}

    def _number(self, given: Any, name: str) -> float | None:
        if given is None or given == "":
            return None
        try:
            found = float(given) if isinstance(given, (int, float, str)) else None
        except (ValueError, OverflowError):
            found = None
        if found is None or isinstance(given, bool) or not abs(found) < 1e6:
            self.problems[f"reviewRating.{name}"] = "It has to be a number."
            return None
        return found

    def day(self, data: Mapping[str, Any], name: str) -> str:
        """The day of a date or an instant, as it was written."""
        given = data.get(name)
        if given is None or given == "":
            return ""
        try:
            if not isinstance(given, str):
                raise TypeError
            date.fromisoformat(given[:10])
            datetime.fromisoformat(given)
        except (TypeError, ValueError):
            self.problems[name] = "It has to be a date or time by ISO 8601, such as 2024-03-19."
            return ""
        return given[:10]

    def appearances(self, item: Mapping[str, Any]) -> tuple[str, ...]:
        """The addresses of the works in which the claim stands."""
        found: list[str] = []
        for name in ("firstAppearance", "appearance"):
            given = item.get(name)
            for one in given if isinstance(given, list) else [given]:
                url = one.get("url") or one.get("@id") if isinstance(one, Mapping) else one
                if isinstance(url, str) and _ADDRESS.fullmatch(url):
                    found.append(url)
        return tuple(dict.fromkeys(found))
