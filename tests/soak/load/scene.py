"""The few records that everybody works on at once, and the people who do."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from claims.services.articles import article_create
from claims.services.claims import claim_create
from newsroom.common.roles import Role, Scope
from newsroom.common.services import person_create, token_create
from sources.services import source_create

QUOTES = ("talks would resume in May", "five people were held", "the minister agreed", "no date")
BODY = "On Monday it was said that {} and that {}. Later {}, but there is {} for it yet."


@dataclass(frozen=True, slots=True)
class Scene:
    """Ids, and tokens of people by role."""

    editors: list[str]
    checkers: list[str]
    articles: list[str]
    claims: dict[str, str]  # each with its article
    groups: list[str]
    people: list[str]
    mark: str  # of this run, in what its clients write


def make(articles: int = 2) -> Scene:
    """Articles with four anchored claims each, on sources that they share."""
    mark = uuid.uuid4().hex[:8]
    editors = [
        person_create(username=f"editor-{mark}-{n}", password="", roles=[Role.EDITOR])
        for n in range(5)
    ]
    checkers = [
        person_create(username=f"checker-{mark}-{n}", password="", roles=[Role.FACT_CHECKER])
        for n in range(5)
    ]
    by = editors[0]
    groups = [
        source_create(
            by=by,
            fields={
                "kind": "group",
                "naming": "collective",
                "description": f"diplomats {n}",
                "headcount": 5,
            },
        )
        for n in range(3)
    ]
    people = [
        source_create(by=by, fields={"naming": "named", "description": f"official {n}"})
        for n in range(4)
    ]
    claims: dict[str, str] = {}
    made = []
    for number in range(articles):
        body = BODY.format(*QUOTES)
        article = article_create(by=by, fields={"headline": f"Talks {number}", "body": body})
        made.append(str(article.pk))
        for place, quote in enumerate(QUOTES):
            row = {"source": (groups + people)[place], "stance": "asserts"}
            claim = claim_create(
                by=by,
                article_id=article.pk,
                fields={"statement": quote},
                anchors=[{"exact": quote}],
                attributions=[row],
            )
            claims[str(claim.pk)] = str(article.pk)
    return Scene(
        editors=[token_create(person=one, scope=Scope.WRITE) for one in editors],
        checkers=[token_create(person=one, scope=Scope.WRITE) for one in checkers],
        articles=made,
        claims=claims,
        groups=[str(one.pk) for one in groups],
        people=[str(one.pk) for one in people],
        mark=mark,
    )
