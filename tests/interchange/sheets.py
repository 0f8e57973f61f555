"""Public sheets as plain data, as the API gives them, for tests without a database."""

from __future__ import annotations

from typing import Any

ARTICLE = "0190a1b2-0000-7000-8000-000000000001"
URL = "https://news.example/putin"


def source(number: int, **given: Any) -> dict[str, Any]:
    return {
        "id": f"source-{number}",
        "kind": "person",
        "naming": "named",
        "name": "",
        "description": f"source {number}",
        "headcount": None,
        "role": "",
        **given,
    }


def row(number: int, of: str, **given: Any) -> dict[str, Any]:
    return {
        "id": f"row-{number}",
        "source": of,
        "stance": "asserts",
        "headcount": None,
        "others": False,
        "terms": "on the record",
        "medium": "not stated",
        "via": None,
        "knows_from": None,
        "knowledge": "not stated",
        "independent": None,
        "basis": "",
        "scope": "",
        "quotation": "",
        "quote": "",
        "quote_language": "",
        "translator": "",
        "stated_on": "",
        "occasion": "not stated",
        "anchor": None,
        **given,
    }


def anchor(exact: str, start: int | None, **given: Any) -> dict[str, Any]:
    end = None if start is None else start + len(exact)
    return {
        "exact": exact,
        "prefix": "",
        "suffix": "",
        "start": start,
        "end": end,
        "fate": "",
        "orphaned": start is None,
        **given,
    }


def claim(number: int = 1, **given: Any) -> dict[str, Any]:
    return {
        "id": f"claim-{number}",
        "article": ARTICLE,
        "label": f"S{number}",
        "statement": f"Claim {number}",
        "kind": "fact",
        "is_lead": False,
        "hedge": "",
        "as_of": "",
        "exemption": "",
        "status": "verified",
        "outcome": "open",
        "outcome_on": None,
        "source_count": 1,
        "origin_count": 1,
        "independent_confirmations": 0,
        "documented_confirmations": 0,
        "denials": 0,
        "partial_confirmations": 0,
        "uncounted": False,
        "circular": False,
        "anchors": [],
        "attributions": [],
        "comment_requests": [],
        "evidence": [],
        **given,
    }


def evidence(number: int = 1, **given: Any) -> dict[str, Any]:
    return {
        "id": f"evidence-{number}",
        "kind": "link",
        "url": f"https://example.org/{number}",
        "archived_url": "",
        "locator": "",
        "media_type": "",
        "size": None,
        "sha256": "",
        "download": None,
        **given,
    }


def notice(number: int, dated: str, *claims: str, **given: Any) -> dict[str, Any]:
    return {
        "id": f"notice-{number}",
        "article": ARTICLE,
        "kind": "correction",
        "dated": dated,
        "public_note": "It was Tuesday.",
        "claims": list(claims),
        **given,
    }


def request(number: int, of: str, *claims: str, **given: Any) -> dict[str, Any]:
    return {
        "id": f"request-{number}",
        "article": ARTICLE,
        "source": of,
        "claims": list(claims),
        "outcome": "declined to comment",
        "sentence": "The Kremlin declined to comment.",
        "anchor": None,
        **given,
    }


def sheet(*claims: dict[str, Any], **given: Any) -> dict[str, Any]:
    """A sheet of these claims; `sources`, `notices`, `requests` and fields of the article."""
    article = {
        "id": ARTICLE,
        "headline": "Putin to visit China",
        "text": "Putin will travel to China in May.",
        "byline": "A. Reporter",
        "outlet": "Demo News",
        "section": "",
        "topics": [],
        "language": "en",
        "url": URL,
        "published_at": "2024-03-19T05:26:00Z",
        "published_at_zone_stated": True,
        "status": "published",
    }
    parts = {name: given.pop(name, []) for name in ("sources", "notices", "requests")}
    return {
        "article": {**article, **given},
        "claims": list(claims),
        "comment_requests": parts["requests"],
        "notices": parts["notices"],
        "sources": parts["sources"],
    }
