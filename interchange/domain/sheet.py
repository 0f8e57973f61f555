"""The public sheet of an article as plain data, and what all formats ask of it.

It is the JSON of `articles/{id}/sheet/` as a consumer gets it. No format is given anything else, so
none can tell more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from claims.domain import wording

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the records are: `site` is scheme and host, without a slash at the end."""

    site: str

    def how(self, article: str) -> str:
        """The page for readers."""
        return f"{self.site}/how/{article}/"

    def how_claim(self, article: str, claim: str) -> str:
        return f"{self.how(article)}#claim-{claim}"

    def api(self, kind: str, record: str, *more: str) -> str:
        return "/".join((f"{self.site}/api/v1", kind, record, *more, ""))


@dataclass(frozen=True, slots=True)
class House:
    """The newsroom that publishes its checks; without a name it is the outlet of the article."""

    name: str = ""
    url: str = ""


def sources_of(sheet: Record) -> dict[str, Record]:
    return {one["id"]: one for one in sheet["sources"]}


def label(source: Record) -> str:
    """How the copy calls it."""
    return str(source["description"] or source["name"])


def notices_about(sheet: Record, claim: Record) -> Iterator[Record]:
    """The notes to readers that name this claim."""
    return (one for one in sheet["notices"] if claim["id"] in one["claims"])


def places_of(record: Record) -> list[Record]:
    """The anchors of a claim, attribution or request that stand in the text."""
    anchors: Iterable[Any] = record["anchors"] if "anchors" in record else [record["anchor"]]
    return [one for one in anchors if one and not one["orphaned"]]


def sourcing_in_words(claim: Record, sources: Mapping[str, Record]) -> str:
    """The claim's sourcing, summed up of its public counts and rows."""
    words = wording.of_sheet(claim, sources)
    return words.replace("asserted in copy", "as the article says")  # to readers, not editors


def instant(given: str | None) -> datetime | None:
    """The instant that `given` names; None where it names none, as a time without a zone."""
    if not given:
        return None
    try:
        at = datetime.fromisoformat(given)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None


def said(**given: Any) -> dict[str, Any]:
    """Those of `given` that say something; `_type` and `_id` are JSON-LD's own keywords."""
    named = {f"@{name[1:]}" if name.startswith("_") else name: it for name, it in given.items()}
    return {name: it for name, it in named.items() if it not in (None, "", [], {})}
