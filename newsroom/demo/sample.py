"""The sample article with its sourcing sheet, loaded through the services like anybody's work."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claims.models import Article, Claim
from claims.services.articles import article_create
from claims.services.claims import claim_create, claim_update
from claims.services.comments import comment_request_create
from newsroom.common.transactions import whole
from sources.models import Source
from sources.services import source_create

if TYPE_CHECKING:
    from newsroom.common.models import User

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "putin-visits-china"
ATTRIBUTION_FIELDS = (
    "stance",
    "headcount",
    "others",
    "terms",
    "medium",
    "independent",
    "basis",
    "scope",
    "quote",
    "stated_on",
    "occasion",
    "note",
    "anchor",
)
CLAIM_FIELDS = ("statement", "kind", "is_lead", "hedge", "as_of", "exemption", "note")
SOURCE_FIELDS = ("description", "kind", "naming", "headcount", "role", "anonymity_reason")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The files of the sample: `text` of the article and its sourcing `facts`."""

    text: str
    facts: Mapping[str, Any]


def read() -> Sheet:
    return Sheet(
        text=(FOLDER / "article.txt").read_text(encoding="utf-8"),
        facts=json.loads((FOLDER / "sourcing.json").read_text(encoding="utf-8")),
    )


def load(by: User, progress: Callable[[str], None] = lambda _: None) -> Article:
    """Log the whole sample as `by`; `progress` is told of each record. All or nothing."""
    return whole(lambda: _load(by, progress))


def _load(by: User, progress: Callable[[str], None]) -> Article:
    sheet = read()
    article = article_create(by=by, fields=_article_fields(sheet))
    sources = {one["description"]: _source(by, one) for one in sheet.facts["sources"]}
    knowledge = {one["description"]: one.get("knowledge") for one in sheet.facts["sources"]}
    claims: dict[str, Claim] = {}
    for one in sheet.facts["claims"]:
        claims[one["id"]] = _claim(by, article, one, sources, knowledge)
        progress(f"claim {one['id']}")
    for one in sheet.facts["comment_requests"]:
        _comment_request(by, article, one, sources, claims)
        progress(f"comment request to {one['party']}")
    for later in sheet.facts["later"]:
        _outcome(by, later, claims)
    return article


def _pick(facts: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: facts[name] for name in names if name in facts}


def _article_fields(sheet: Sheet) -> dict[str, Any]:
    facts = sheet.facts["article"]
    local, _, _ = facts["published_at"].partition(" ")  # the file says that no zone is stated
    return {
        **_pick(facts, ("headline", "outlet", "section", "provenance", "topics")),
        "body": sheet.text,
        "language": "en",
        "published_local": local,
        "status": "published",
    }


def _source(by: User, facts: Mapping[str, Any]) -> Source:
    return source_create(by=by, fields=_pick(facts, SOURCE_FIELDS))


def _claim(
    by: User,
    article: Article,
    facts: Mapping[str, Any],
    sources: Mapping[str, Source],
    knowledge: Mapping[str, str | None],
) -> Claim:
    return claim_create(
        by=by,
        article_id=article.pk,
        fields={"label": facts["id"], **_pick(facts, CLAIM_FIELDS)},
        anchors=facts["anchors"],
        attributions=[_attribution(row, sources, knowledge) for row in facts["attributions"]],
    )


def _attribution(
    facts: Mapping[str, Any], sources: Mapping[str, Source], knowledge: Mapping[str, str | None]
) -> dict[str, Any]:
    row = {**_pick(facts, ATTRIBUTION_FIELDS), "source": sources[facts["source"]]}
    if facts.get("via"):
        row["via"] = sources[facts["via"]]
    if knowledge[facts["source"]]:
        row["knowledge"] = knowledge[facts["source"]]
    for flag, quotation in (("direct_quote", "direct"), ("partial_quote", "partial")):
        if facts.get(flag):
            row["quotation"] = quotation
    return row


def _comment_request(
    by: User,
    article: Article,
    facts: Mapping[str, Any],
    sources: Mapping[str, Source],
    claims: Mapping[str, Claim],
) -> None:
    comment_request_create(
        by=by,
        article_id=article.pk,
        fields={"source": sources[facts["party"]], **_pick(facts, ("outcome", "recorded"))},
        claims=[claims[label] for label in facts["about"]],
        anchor=facts["anchor"],
    )


def _outcome(by: User, later: Mapping[str, Any], claims: Mapping[str, Claim]) -> None:
    for label in later["claims"]:
        changes = {
            "outcome": later["outcome"],
            "outcome_on": date.fromisoformat(later["when"]),
            "outcome_note": later.get("note", ""),
        }
        claim_update(by=by, claim_id=claims[label].pk, changes=changes)
