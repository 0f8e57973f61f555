"""The claims of an article as annotations of its text (W3C Web Annotation Data Model).

Each claim, attribution and request for comment that has a place in the text is an Annotation with a
TextQuoteSelector and a TextPositionSelector. Positions are code points, as the model wants them, of
the text that `articles/{id}/text/` serves; on the published page, of which we do not know the
markup, only the quote is selected. What lost its place is left out, not guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from interchange.domain.sheet import Addresses, Record, label, places_of, said, sources_of

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
PROFILE = f'application/ld+json; profile="{CONTEXT}"'


def collection(sheet: Record, at: Addresses) -> dict[str, Any]:
    """An AnnotationCollection whose one AnnotationPage holds all annotations of the `sheet`."""
    article = sheet["article"]
    url = at.api("articles", article["id"], "annotations")
    items = list(_items(sheet, at, url))
    return {
        "@context": CONTEXT,
        "id": url,
        "type": "AnnotationCollection",
        "label": f"Sourcing of: {article['headline']}",
        "total": len(items),
        "first": {
            "id": f"{url}#page",
            "type": "AnnotationPage",
            "startIndex": 0,
            "items": items,
        },
    }


def _items(sheet: Record, at: Addresses, url: str) -> Iterator[dict[str, Any]]:
    sources = sources_of(sheet)
    for claim in sheet["claims"]:
        yield from _annotations(sheet, at, url, claim, "identifying", _of_claim(claim, at))
        for row in claim["attributions"]:
            body = _of_row(row, sources[row["source"]], at, claim)
            yield from _annotations(sheet, at, url, row, "describing", body)
    for request in sheet["comment_requests"]:
        body = [_text(request["sentence"], "describing")]
        yield from _annotations(sheet, at, url, request, "describing", body)


def _annotations(
    sheet: Record, at: Addresses, url: str, record: Record, why: str, body: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    for number, anchor in enumerate(places_of(record), 1):
        yield {
            "id": f"{url}#{record['id']}-{number}",
            "type": "Annotation",
            "motivation": why,
            "body": body,
            "target": _targets(sheet["article"], anchor, at),
        }


def _of_claim(claim: Record, at: Addresses) -> list[dict[str, Any]]:
    status = claim["status"].replace("_", " ")
    return [
        _text(claim["statement"], "describing"),
        _text(status, "classifying"),
        _link(at.api("claims", claim["id"])),
    ]


def _of_row(row: Record, source: Record, at: Addresses, claim: Record) -> list[dict[str, Any]]:
    part = f"{row['headcount']} of " if row["headcount"] else ""
    return [
        _text(f"{part}{label(source)}: {row['stance']}", "describing"),
        _link(at.api("attributions", row["id"])),
        _link(at.api("claims", claim["id"])),
    ]


def _text(value: str, purpose: str) -> dict[str, Any]:
    return {"type": "TextualBody", "value": value, "format": "text/plain", "purpose": purpose}


def _link(url: str) -> dict[str, Any]:
    """To a record; only a SpecificResource can say for what purpose it is there."""
    return {"type": "SpecificResource", "purpose": "linking", "source": url}


def _targets(article: Record, anchor: Record, at: Addresses) -> list[dict[str, Any]]:
    quote = said(
        type="TextQuoteSelector",
        exact=anchor["exact"],
        prefix=anchor["prefix"],
        suffix=anchor["suffix"],
    )
    position = {
        "type": "TextPositionSelector",
        "start": anchor["start"],
        "end": anchor["end"],
    }
    of_text = {
        "type": "SpecificResource",
        "source": said(
            id=at.api("articles", article["id"], "text"),
            type="Text",
            format="text/plain",
            language=article["language"],
        ),
        "selector": [quote, position],
    }
    if not article["url"]:
        return [of_text]
    of_page = {"type": "SpecificResource", "source": article["url"], "selector": quote}
    return [of_text, of_page]
