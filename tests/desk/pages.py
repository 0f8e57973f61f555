"""Every address of the desk, from its own table of addresses: a new page is in all these tests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.urls import URLPattern

from desk import urls

# The record that `pk` names, by how the address begins.
RECORD = {
    "articles": "article",
    "claims": "claim",
    "sources": "source",
    "replies": "request",
    "rows": "row",
}
STREAMS = frozenset({"events"})  # never end; have tests of their own


def addresses(places: Mapping[str, Any]) -> dict[str, str]:
    """Name to address, of the records in `places` (as tests.places has them)."""
    return {
        str(one.name): f"/desk/{_filled(str(one.pattern), places)}"
        for one in urls.urlpatterns
        if isinstance(one, URLPattern) and one.name not in STREAMS
    }


def _filled(route: str, places: Mapping[str, Any]) -> str:
    start = route.split("/", maxsplit=1)[0]

    def value(found: re.Match[str]) -> str:
        name = RECORD[start] if found[1] == "pk" else found[1]
        return str(places.get(name, uuid4()))

    return re.sub(r"<\w+:(\w+)>", value, route)
