"""What an article read from elsewhere says: from plain text, a page in HTML, or ninjs.

What is read is a draft for a person to correct, never an article by itself. Nothing in it is run,
followed or fetched: scripts and links of a page are passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import trafilatura
from lxml import etree
from trafilatura.metadata import extract_metadata

from claims.domain.anchoring import normalise

PLAIN, HTML, NINJS = "text/plain", "text/html", "application/json"
BY_NAME = {".txt": PLAIN, ".text": PLAIN, ".html": HTML, ".htm": HTML, ".json": NINJS}
LONGEST = 2_000_000  # code points of a text that is read
HEADLINE = 500
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{1,40})""", re.I)
_BLANKS = re.compile(r"[ \t\r\f\v]+")
_DATES = {
    "extensive_search": False,
    "original_date": True,
    "outputformat": "%Y-%m-%dT%H:%M:%S%z",
}


class Unreadable(ValueError):
    """What was given is no article that can be read; the message says why, and the remedy."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What was read; what is not known is empty. `published` is ISO 8601, with or without a zone.

    `remarks` tell a person what to look at.
    """

    headline: str = ""
    body: str = ""
    byline: str = ""
    outlet: str = ""
    language: str = ""
    published: str = ""
    url: str = ""
    remarks: tuple[str, ...] = field(default=())


def read(content: bytes, media_type: str, charset: str = "", url: str = "") -> Draft:
    """The article in `content`, of a media type PLAIN, HTML or NINJS, at `url` where it has one.

    `charset` is what came with it; a page may say it itself. Raises Unreadable.
    """
    kind = HTML if media_type == "application/xhtml+xml" else media_type
    if kind == NINJS:
        draft = from_ninjs(_json(content))
    elif kind == HTML:
        draft = from_html(_decoded(content, charset or _said_by_page(content)), url)
    elif kind == PLAIN:
        draft = from_text(_decoded(content, charset))
    else:
        raise Unreadable(
            f"{media_type or 'This kind of file'} cannot be read: give plain text, HTML or ninjs, "
            "or paste the text."
        )
    if not draft.body.strip():
        raise Unreadable("No text was found in it. Paste the text.")
    if len(draft.body) > LONGEST:
        raise Unreadable(f"The text has more than {LONGEST} characters. Paste the part you need.")
    return replace(draft, url=draft.url or url)


def from_text(text: str) -> Draft:
    """A first line that stands alone is the headline; the rest is the text as it stands."""
    first, _, rest = normalise(text).lstrip("\n").partition("\n")
    if rest.startswith("\n") and rest.strip() and 0 < len(first.strip()) <= HEADLINE:
        return Draft(headline=first.strip(), body=rest.lstrip("\n"))
    return Draft(body=normalise(text))


def from_html(page: str, url: str = "") -> Draft:
    """The main text of a page, and what the page says of it. Raises Unreadable."""
    try:
        found: Any = trafilatura.bare_extraction(
            page,
            url=url or None,
            with_metadata=True,
            favor_recall=True,
            include_comments=False,
            date_extraction_params=_DATES,
        )
        said: Any = found or extract_metadata(page, default_url=url or None)
        language = _language_of(page)
    except (etree.LxmlError, ValueError, RecursionError) as error:
        raise Unreadable("The page cannot be read. Paste the text.") from error
    headline = _line(said.title)[:HEADLINE] if said else ""
    lines = [line.strip() for line in (found.text or "").split("\n")] if found else []
    if lines and _line(lines[0]) == headline:
        lines = lines[1:]
    return Draft(
        headline=headline,
        body="\n\n".join(line for line in lines if line),
        byline=_line(said.author)[:300] if said else "",
        outlet=_outlet(said),
        language=language,
        published=_date(said.date) if said else "",
        url=url,
    )


def _outlet(said: Any) -> str:
    name = _line(said.sitename) if said else ""
    return "" if name == (said.hostname if said else None) else name[:200]


def _language_of(page: str) -> str:
    """What the page says of itself; nothing is guessed from its words."""
    found = re.search(r"<html\b[^>]*?\blang\s*=\s*[\"']?([A-Za-z0-9-]{2,35})", page[:20_000], re.I)
    return found[1] if found else ""


def _date(found: str | None) -> str:
    """Without a time where none was found: midnight would be a guess."""
    text = (found or "").strip()
    return text.removesuffix("T00:00:00") if text else ""


def from_ninjs(item: Any) -> Draft:
    """The few fields of a ninjs item (versions 1 to 3) that make an article. Raises Unreadable."""
    if not isinstance(item, Mapping):
        raise Unreadable("It is no ninjs: a JSON object is expected.")
    remarks = []
    body = _ninjs_text(item, "body_text", "text/plain")
    page = _ninjs_text(item, "body_html", "text/html") or _ninjs_text(item, "body_xhtml", "")
    if not body and page:
        body = _plain(page)
        remarks.append("The text was made from its HTML.")
    if not body:
        raise Unreadable("It has no body_text and no body_html: no article that can be read.")
    headline = item.get("headline") or _first(item.get("headlines"), "value")
    uri = _text(item.get("uri"))
    return Draft(
        headline=_line(_text(headline))[:HEADLINE],
        body=normalise(body),
        byline=_line(_text(item.get("byline") or item.get("by")))[:300],
        language=_text(item.get("language"))[:35],
        published=_text(
            item.get("published")
            or item.get("firstcreated")
            or item.get("versioncreated")
            or item.get("contentcreated")
        ),
        url=uri if uri.startswith(("http://", "https://")) else "",
        remarks=tuple(remarks),
    )


def _ninjs_text(item: Mapping[str, Any], name: str, kind: str) -> str:
    """A body of ninjs 1 by its name, or of ninjs 2 and 3 by its content type."""
    if isinstance(item.get(name), str):
        return str(item[name])
    bodies = item.get("bodies")
    if not kind or not isinstance(bodies, list):
        return ""
    of_kind = (one for one in bodies if isinstance(one, Mapping) and one.get("contenttype") == kind)
    return _first(list(of_kind), "value")


def _first(rows: Any, name: str) -> str:
    if isinstance(rows, list) and rows and isinstance(rows[0], Mapping):
        return _text(rows[0].get(name))
    return ""


def _plain(markup: str) -> str:
    """Markup of an article's body as text: each block a paragraph, nothing of scripts."""
    try:
        parser = etree.HTMLParser(no_network=True, recover=True)
        root = etree.fromstring(f"<div>{markup}</div>", parser)
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable("Its HTML cannot be read. Paste the text.") from error
    if root is None:
        return ""
    etree.strip_elements(
        root, "script", "style", "template", "noscript", etree.Comment, with_tail=False
    )
    for block in root.iter("p", "div", "li", "blockquote", "h1", "h2", "h3", "h4", "br", "tr"):
        block.tail = f"\n{block.tail or ''}"
    lines = (_BLANKS.sub(" ", line).strip() for line in "".join(root.itertext()).split("\n"))
    return "\n\n".join(line for line in lines if line)


def _json(content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unreadable("It is no JSON in UTF-8.") from error


def _said_by_page(content: bytes) -> str:
    found = _CHARSET.search(content[:4096])
    return found[1].decode("ascii") if found else ""


def _decoded(content: bytes, charset: str) -> str:
    """As text: by its byte order mark, as UTF-8, by `charset`, else as Windows does it."""
    for mark, name in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            return _checked(content, name).lstrip("\ufeff")
    for name in ("utf-8", charset, "cp1252"):
        try:
            return _checked(content, name)
        except Unreadable:
            raise
        except (LookupError, ValueError):  # no such charset, a name that is none, other bytes
            continue
    raise Unreadable("Its characters cannot be read. Save it as UTF-8, or paste the text.")


def _checked(content: bytes, name: str) -> str:
    try:
        text = content.decode(name)
    except UnicodeDecodeError as error:
        if name == "utf-16":
            raise Unreadable("Its characters cannot be read. Save it as UTF-8.") from error
        raise
    if "\x00" in text:
        raise Unreadable("It is no text: it holds null characters.")
    return text


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _line(value: Any) -> str:
    return " ".join(_text(value).split())
