"""Anchors as an editor types them: one quote a line, with its place where it stands repeatedly."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.template.loader import render_to_string
from unfold.widgets import UnfoldAdminTextareaWidget

from claims.models import Anchor

_PLACE = re.compile(r"(?P<start>\d{1,9})-(?P<end>\d{1,9})(?:\s+(?P<exact>.+))?")
HELP = (
    "The words of the text, one quote a line. Where a quote stands more than once, put its place "
    "before it, in characters: 142-228 Russian President …"
)


def anchors_field(**kwargs: Any) -> forms.CharField:
    widget = UnfoldAdminTextareaWidget(attrs={"rows": 4})
    return forms.CharField(required=False, widget=widget, help_text=HELP, **kwargs)


def parse(typed: str) -> list[dict[str, Any]]:
    """The selectors that the lines of `typed` mean; empty lines are passed over."""
    return [_selector(line) for line in typed.splitlines() if line.strip()]


def _selector(line: str) -> dict[str, Any]:
    place = _PLACE.fullmatch(line.strip())
    if place is None:
        return {"exact": line.strip()}
    selector: dict[str, Any] = {"start": int(place["start"]), "end": int(place["end"])}
    if place["exact"]:
        selector["exact"] = place["exact"]
    return selector


def typed(anchors: Iterable[Anchor]) -> str:
    """The lines that stand for anchors with a place."""
    return "\n".join(_line(anchor) for anchor in anchors if not anchor.is_orphaned)


def _line(anchor: Anchor) -> str:
    text = anchor.version.text
    if "\n" in anchor.exact:
        return f"{anchor.start}-{anchor.end}"
    once = text.count(anchor.exact) == 1
    return anchor.exact if once else f"{anchor.start}-{anchor.end} {anchor.exact}"


def current(record: Any) -> list[Anchor]:
    """The anchors of a record on the version that stands, with their text at hand."""
    return list(record.anchors.current().select_related("version").order_by("position"))


def in_text(record: Any) -> str:
    """Where a record stands in the text that stands now, with the words around it, to read."""
    return render_to_string("admin_claims/in_text.html", {"anchors": current(record)})
