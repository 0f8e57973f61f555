"""What the vocabularies allow, as far as we use them, and who breaks it.

From schema.org's definitions (`domainIncludes` and `rangeIncludes`, with what a type inherits), the
required properties of Google's documentation of fact-check markup, and the PROV ontology (prov-o).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

THING = {"name": "Text", "alternateName": "Text", "url": "URL", "identifier": "Text"}
CREATIVE_WORK = THING | {
    "author": "Organization|Person",
    "publisher": "Organization|Person",
    "datePublished": "Date|DateTime",
    "dateModified": "Date|DateTime",
    "headline": "Text",
    "inLanguage": "Text",
    "isBasedOn": "URL",
    "text": "Text",
}
TYPES: dict[str, dict[str, str]] = {
    "ClaimReview": CREATIVE_WORK
    | {
        "claimReviewed": "Text",
        "itemReviewed": "Claim",
        "reviewRating": "Rating",
        "reviewBody": "Text",
    },
    "Claim": CREATIVE_WORK
    | {"appearance": "CreativeWork|NewsArticle", "firstAppearance": "CreativeWork|NewsArticle"},
    "NewsArticle": CREATIVE_WORK,
    "Rating": THING
    | {
        "ratingValue": "Number",
        "bestRating": "Number",
        "worstRating": "Number",
        "ratingExplanation": "Text",
    },
    "Organization": THING,
    "Person": THING | {"jobTitle": "Text"},
    "DataFeed": CREATIVE_WORK | {"dataFeedElement": "DataFeedItem"},
    "DataFeedItem": THING | {"dateModified": "Date|DateTime", "item": "ClaimReview"},
}
REQUIRED = {
    "ClaimReview": {"claimReviewed", "reviewRating", "url"},
    "Rating": {"alternateName"},
}
PLAIN = {
    "Text": lambda it: isinstance(it, str) and it != "",
    "Number": lambda it: isinstance(it, int) and not isinstance(it, bool),
    "URL": lambda it: isinstance(it, str) and bool(re.fullmatch(r"https?://\S+", it)),
    "Date": lambda it: isinstance(it, str) and bool(re.fullmatch(r"\d{4}-\d\d-\d\d", it)),
    "DateTime": lambda it: (
        isinstance(it, str)
        and bool(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", it))
    ),
}


def broken_schema(node: Any, where: str = "") -> Iterator[str]:
    """What schema.org does not allow in `node`, or Google's documentation misses."""
    kind = node.get("@type")
    if kind not in TYPES:
        yield f"{where}: no type {kind!r}"
        return
    yield from (f"{where}: {kind} without {one}" for one in REQUIRED.get(kind, set()) - set(node))
    for name, value in node.items():
        if name.startswith("@"):
            continue
        expected = TYPES[kind].get(name)
        if expected is None:
            yield f"{where}: {kind} has no {name}"
            continue
        for one in value if isinstance(value, list) else [value]:
            yield from _broken_value(one, expected.split("|"), f"{where}.{name}")


def _broken_value(value: Any, expected: list[str], where: str) -> Iterator[str]:
    if isinstance(value, dict):
        if value.get("@type") not in expected:
            yield f"{where}: a {value.get('@type')}, not {expected}"
        yield from broken_schema(value, where)
    elif not any(PLAIN[one](value) for one in expected if one in PLAIN):
        yield f"{where}: {value!r} is no {expected}"


ENTITY, ACTIVITY, AGENT = "prov:Entity", "prov:Activity", "prov:Agent"
CLASSES = {
    ENTITY: ENTITY,
    ACTIVITY: ACTIVITY,
    AGENT: AGENT,
    "prov:Person": AGENT,
    "prov:Organization": AGENT,
}
ANY = {ENTITY, ACTIVITY, AGENT}
# property → who may have it, what it may lead to (empty: a value)
PROV: dict[str, tuple[set[str], set[str]]] = {
    "prov:value": ({ENTITY}, set()),
    "prov:generatedAtTime": ({ENTITY}, set()),
    "prov:wasAttributedTo": ({ENTITY}, {AGENT}),
    "prov:wasDerivedFrom": ({ENTITY}, {ENTITY}),
    "prov:hadPrimarySource": ({ENTITY}, {ENTITY}),
    "prov:wasGeneratedBy": ({ENTITY}, {ACTIVITY}),
    "prov:wasInfluencedBy": (ANY, ANY),
    "prov:used": ({ACTIVITY}, {ENTITY}),
    "prov:wasAssociatedWith": ({ACTIVITY}, {AGENT}),
}


def broken_prov(document: Any) -> Iterator[str]:
    """What the PROV ontology does not allow in the graph of `document`."""
    graph = document["@graph"]
    kinds = {node["@id"]: CLASSES[node["@type"]] for node in graph}
    if len(kinds) != len(graph):
        yield "an id is there twice"
    for node in graph:
        for name, value in node.items():
            prefix = name.partition(":")[0]
            if not name.startswith("@") and prefix not in document["@context"]:
                yield f"{name}: no such prefix"
            if prefix != "prov":
                continue
            of, leads_to = PROV[name]
            if kinds[node["@id"]] not in of:
                yield f"{name} of a {node['@type']}"
            for one in value if isinstance(value, list) else [value]:
                if leads_to and kinds.get(one["@id"]) not in leads_to:
                    yield f"{name} leads to {one['@id']}"
