"""Pieces of the text as HTML: by a function, for there are thousands of them on a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from desk.domain.marking import Line, Piece
from desk.reading import Marked, Reading

register = template.Library()
_DEEP = 3  # lines under the words that can be told apart


@register.simple_tag
def lines(reading: Reading, article: Any) -> SafeString:
    """The paragraphs of a text with its claims marked.

    No white space is put between pieces, and what is not the text is marked `data-not`: what a
    reader selects must be found again as it stands.
    """
    return mark_safe("".join(_line(one, reading.by_key, article.pk) for one in reading.lines))  # noqa: S308  # each part is escaped


def _line(line: Line, by_key: dict[str, Marked], article: Any) -> str:
    parts = "".join(_piece(piece, by_key, article) for piece in line.pieces) or "<br>"
    return f'<p data-start="{line.start}">{parts}</p>'


def _piece(piece: Piece, by_key: dict[str, Marked], article: Any) -> str:
    if not piece.keys:
        return format_html('<span data-start="{}">{}</span>', piece.start, piece.text)
    claims = [by_key[key] for key in piece.keys if key in by_key]
    tags = "".join(_tag(by_key[key], article) for key in piece.opens if key in by_key)
    words = format_html(
        '<span class="{}" data-start="{}" data-keys="{}">{}</span>',
        " ".join(_classes(claims, piece.keys)),
        piece.start,
        " ".join(piece.keys),
        piece.text,
    )
    return tags + words


def _classes(claims: list[Marked], keys: tuple[str, ...]) -> Iterable[str]:
    """By the innermost claim's status, by how many lie over each other, and by what else does."""
    if claims:
        yield from ("m", f"s-{claims[-1].claim.status}", f"d{min(len(claims), _DEEP)}")
    if any(key.startswith("a") for key in keys):
        yield "w"
    if "r" in keys:
        yield "r"


def _tag(one: Marked, article: Any) -> str:
    claim = one.claim
    return format_html(
        '<a class="tag s-{}" data-not data-key="{}" href="{}" aria-label="{} {}, {}: {}">'
        '<i aria-hidden="true">{}</i>{}</a>',
        claim.status,
        one.key,
        reverse("desk:claim", args=[article, claim.pk]),
        gettext("claim"),
        one.name,
        gettext(claim.get_status_display()),
        claim.statement,
        one.sign,
        one.name,
    )
