"""Where the claims of an article come from, in the W3C provenance ontology (PROV-O) as JSON-LD.

The article, its claims and what was said are entities; who said it is an agent, a document or
dataset an entity. A claim is derived from the statements that support it, and influenced by those
that speak against it: PROV has no word for a denial, so the stance stands as the role of the
qualified attribution.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from claims.domain.vocabulary import Stance
from claims.domain.workflow import DECIDED
from interchange.domain.sheet import Addresses, House, Record, instant, label, said, sources_of
from sources.domain.vocabulary import SourceKind

CONTEXT: Mapping[str, Any] = {
    "prov": "http://www.w3.org/ns/prov#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "dcterms": "http://purl.org/dc/terms/",
}
SUPPORTS = frozenset({Stance.ASSERTS, Stance.CONFIRMS, Stance.PARTLY_CONFIRMS})
_CLASSES = {
    SourceKind.PERSON: "prov:Person",
    SourceKind.ORGANISATION: "prov:Organization",
    SourceKind.GROUP: "prov:Agent",
    SourceKind.MEDIA: "prov:Organization",
    SourceKind.DOCUMENT: "prov:Entity",
    SourceKind.DATASET: "prov:Entity",
}


def provenance(sheet: Record, at: Addresses, house: House) -> dict[str, Any]:
    """A JSON-LD document with the graph of the public `sheet`."""
    article, sources = sheet["article"], sources_of(sheet)
    here = at.api("articles", article["id"])
    graph = [_article(article, here)]
    outlet = _agent(f"{here}#outlet", article["outlet"]) if article["outlet"] else None
    checker = _agent(f"{here}#house", house.name) if house.name else outlet
    graph += [one for one in (outlet, checker if house.name else None) if one]
    graph += [_source(one, at) for one in sheet["sources"]]
    for claim in sheet["claims"]:
        graph += _claim(claim, here, sources, at)
        graph += _check(claim, at, checker)
    graph += [_request(one, at, outlet) for one in sheet["comment_requests"]]
    graph += [_notice(one, here, at) for one in sheet["notices"]]
    return {"@context": dict(CONTEXT), "@graph": graph}


def _to(*ids: str) -> Any:
    """One reference, or several."""
    links = [{"@id": one} for one in ids]
    return links[0] if len(links) == 1 else links


def _moment(given: str | None) -> dict[str, str] | None:
    return {"@type": "xsd:dateTime", "@value": str(given)} if instant(given) else None


def _agent(url: str, name: str) -> dict[str, Any]:
    return {"@id": url, "@type": "prov:Organization", "rdfs:label": name}


def _article(article: Record, here: str) -> dict[str, Any]:
    return said(
        _id=here,
        _type="prov:Entity",
        **{
            "dcterms:title": article["headline"],
            "dcterms:language": article["language"],
            "dcterms:creator": article["byline"],
            "prov:generatedAtTime": _moment(article["published_at"]),
            "prov:wasAttributedTo": _to(f"{here}#outlet") if article["outlet"] else None,
            "rdfs:seeAlso": _to(article["url"]) if article["url"] else None,
        },
    )


def _source(source: Record, at: Addresses) -> dict[str, Any]:
    return said(
        _id=at.api("sources", source["id"]),
        _type=_CLASSES[SourceKind(source["kind"])],
        **{"rdfs:label": label(source)},
    )


def _claim(
    claim: Record, here: str, sources: Mapping[str, Record], at: Addresses
) -> Iterator[dict[str, Any]]:
    rows = claim["attributions"]
    for_it = [at.api("attributions", row["id"]) for row in rows if row["stance"] in SUPPORTS]
    against = [at.api("attributions", row["id"]) for row in rows if row["stance"] not in SUPPORTS]
    yield said(
        _id=at.api("claims", claim["id"]),
        _type="prov:Entity",
        **{
            "prov:value": claim["statement"],
            "dcterms:isPartOf": _to(here),
            "prov:wasDerivedFrom": _to(*for_it),
            "prov:wasInfluencedBy": _to(*against),
        },
    )
    for row in rows:
        yield _statement(row, sources[row["source"]], at)


def _statement(row: Record, source: Record, at: Addresses) -> dict[str, Any]:
    """What was said: by an agent, or out of a document or dataset."""
    who = at.api("sources", source["id"])
    behind = [at.api("sources", one) for one in (row["via"], row["knows_from"]) if one]
    if _CLASSES[SourceKind(source["kind"])] != "prov:Entity":
        link = "prov:wasAttributedTo"
    else:  # what reached us through somebody else is not at first hand
        link = "prov:wasDerivedFrom" if row["via"] else "prov:hadPrimarySource"
    return said(
        _id=at.api("attributions", row["id"]),
        _type="prov:Entity",
        **{
            "prov:value": row["quote"],
            "dcterms:type": row["stance"],
            "dcterms:date": row["stated_on"],
            "dcterms:description": row["terms"],
            link: _to(who),
            "prov:wasInfluencedBy": _to(*behind),
        },
    )


def _check(claim: Record, at: Addresses, checker: Record | None) -> Iterator[dict[str, Any]]:
    """The check of a decided claim, on what it rests, and its finding."""
    for one in claim["evidence"]:
        yield said(
            _id=at.api("evidence", one["id"]),
            _type="prov:Entity",
            **{
                "rdfs:label": one["locator"],
                "rdfs:seeAlso": _to(one["url"]) if one["url"] else None,
                "dcterms:format": one["media_type"],
            },
        )
    if claim["status"] not in DECIDED:
        return
    here = at.api("claims", claim["id"])
    used = [here, *(at.api("evidence", one["id"]) for one in claim["evidence"])]
    yield said(
        _id=f"{here}#check",
        _type="prov:Activity",
        **{
            "rdfs:label": "verification",
            "prov:used": _to(*used),
            "prov:wasAssociatedWith": _to(checker["@id"]) if checker else None,
        },
    )
    yield {
        "@id": f"{here}#finding",
        "@type": "prov:Entity",
        "prov:value": claim["status"],
        "prov:wasGeneratedBy": _to(f"{here}#check"),
        "prov:wasDerivedFrom": _to(here),
    }


def _request(request: Record, at: Addresses, outlet: Record | None) -> dict[str, Any]:
    """Asking for comment, by the outlet."""
    asked = at.api("sources", request["source"])
    claims = [at.api("claims", one) for one in request["claims"]]
    return said(
        _id=at.api("comment-requests", request["id"]),
        _type="prov:Activity",
        **{
            "rdfs:label": "request for comment",
            "dcterms:description": request["sentence"],
            "prov:wasAssociatedWith": _to(outlet["@id"]) if outlet else None,
            "prov:wasInfluencedBy": _to(asked),
            "prov:used": _to(*claims),
        },
    )


def _notice(notice: Record, here: str, at: Addresses) -> dict[str, Any]:
    return said(
        _id=at.api("notices", notice["id"]),
        _type="prov:Entity",
        **{
            "rdfs:label": notice["kind"],
            "prov:value": notice["public_note"],
            "prov:generatedAtTime": _moment(notice["dated"]),
            "prov:wasDerivedFrom": _to(here, *(at.api("claims", one) for one in notice["claims"])),
        },
    )
