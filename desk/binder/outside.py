"""The binder for somebody outside the house: the sheet that a consumer of the API gets, in print.

It is made of that sheet and of nothing else, so that it cannot tell more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from claims.domain import wording
from desk.binder.words import counts_in_words, printed, published, stated, term, yes_no
from desk.domain.binder import Binder, Chapter, Entry, Section, facts_of, paragraphs

Record = Mapping[str, Any]


def binder(sheet: Record) -> Binder:
    """The binder of an article, of the `sheet` that a consumer gets of it."""
    article, sources = sheet["article"], {str(one["id"]): one for one in sheet["sources"]}
    asked = {str(one["id"]): one for one in sheet["comment_requests"]}
    numbers = {str(one["id"]): number for number, one in enumerate(sheet["claims"], 1)}
    return Binder(
        headline=article["headline"],
        kind=_("for readers outside the house"),
        mark="",
        version="",
        printed=printed(None),
        language=article["language"],
        facts=facts_of(
            (_("Status"), term(article["status"])),
            (_("Byline"), article["byline"]),
            (_("Outlet"), article["outlet"]),
            (_("Section"), article["section"]),
            (_("Published"), _when(article["published_at"])),
            (_("Address"), article["url"]),
        ),
        paragraphs=paragraphs(article["text"], _places(sheet["claims"], numbers)),
        chapters=tuple(
            _chapter(numbers[str(one["id"])], one, sources, asked) for one in sheet["claims"]
        ),
        sections=(
            Section(
                _("Notices"),
                tuple(_notice(one, numbers) for one in sheet["notices"]),
                _("None."),
            ),
        ),
    )


def _when(given: str | None) -> str:
    """An instant by the reader's clock; a time that came without a zone as it came."""
    at = parse_datetime(given) if given else None
    has_zone = isinstance(at, datetime) and at.tzinfo is not None
    return published(at if has_zone else None, given or "")


def _places(claims: Iterable[Record], numbers: Mapping[str, int]) -> Iterable[tuple[int, int, int]]:
    for claim in claims:
        for anchor in claim["anchors"]:
            if not anchor["orphaned"]:
                yield numbers[str(claim["id"])], anchor["start"], anchor["end"]


def _chapter(
    number: int, claim: Record, sources: Mapping[str, Record], asked: Mapping[str, Record]
) -> Chapter:
    rows = [(row, sources[str(row["source"])]) for row in claim["attributions"]]
    counts = cast("wording.Tally", SimpleNamespace(**claim))
    is_known = claim["outcome"] != "open"
    return Chapter(
        number=number,
        name=claim["label"],
        title=claim["statement"],
        status=term(claim["status"]),
        facts=facts_of(
            (_("In words"), wording.of_sheet(claim, sources)),
            (_("Counts"), counts_in_words(counts)),
            (_("Kind"), term(claim["kind"])),
            (_("Hedge"), claim["hedge"]),
            (_("As of"), claim["as_of"]),
            (_("Needs no source"), term(claim["exemption"])),
            (_("What happened later"), term(claim["outcome"]) if is_known else ""),
            (_("Known on"), claim["outcome_on"] if is_known else ""),
        ),
        sections=(
            Section(
                _("Who says so"),
                tuple(_attribution(row, source, sources) for row, source in rows),
                _("Nobody stands behind it."),
            ),
            Section(
                _("Asked for comment"),
                tuple(_request(asked[str(one)], sources) for one in claim["comment_requests"]),
                _("Nobody."),
            ),
            Section(_("Evidence"), tuple(_evidence(one) for one in claim["evidence"]), _("None.")),
        ),
    )


def _stated(value: str) -> str:
    return stated(value, term(value))


def _label(source: Record | None) -> str:
    return (source["description"] or source["name"]) if source else ""


def _attribution(row: Record, source: Record, sources: Mapping[str, Record]) -> Entry:
    part = _("%(n)s of") % {"n": row["headcount"]} + " " if row["headcount"] else ""
    how = [term(source["kind"]), term(source["naming"]), source.get("role", "")]
    is_known = row["independent"] is not None or row["basis"]
    independent = [yes_no(row["independent"]), term(row["basis"])] if is_known else []
    return Entry(
        title=f"{part}{_label(source)}: {term(row['stance'])}",
        facts=facts_of(
            (_("Terms"), term(row["terms"])),
            (_("Source"), ", ".join(filter(None, how))),
            (_("Medium"), _stated(row["medium"])),
            (_("Via"), _label(sources.get(str(row["via"])))),
            (_("Knows from"), _label(sources.get(str(row["knows_from"])))),
            (_("Knowledge"), _stated(row["knowledge"])),
            (_("Independent"), ", ".join(filter(None, independent))),
            (_("Scope"), term(row["scope"])),
            (_("Said on"), row["stated_on"]),
            (_("Occasion"), _stated(row["occasion"])),
            (_("Quotation"), term(row["quotation"])),
        ),
        quote=row["quote"],
    )


def _request(asked: Record, sources: Mapping[str, Record]) -> Entry:
    who = _label(sources.get(str(asked["source"])))
    return Entry(f"{who}: {term(asked['outcome'])}", text=asked["sentence"])


def _evidence(one: Record) -> Entry:
    return Entry(
        title=one["url"] or _("a file"),
        facts=facts_of(
            (_("Where in it"), one["locator"]),
            (_("SHA-256"), one["sha256"]),
            (_("Archived at"), one["archived_url"]),
            (_("Type"), one["media_type"]),
            (_("Size in bytes"), one["size"]),
        ),
    )


def _notice(one: Record, numbers: Mapping[str, int]) -> Entry:
    claims = sorted(numbers[str(pk)] for pk in one["claims"] if str(pk) in numbers)
    return Entry(
        title=f"{term(one['kind'])}, {_when(one['dated'])}",
        facts=facts_of((_("Of claims"), ", ".join(map(str, claims)))),
        text=one["public_note"],
    )
