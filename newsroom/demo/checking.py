"""What a fact-checker has done with the sample so far: a queue, evidence, decisions, a link."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from claims.domain.vocabulary import Importance, LinkKind, Status
from claims.models import Article, Claim
from claims.services.articles import article_create
from claims.services.claims import claim_create, claim_update
from claims.services.evidence import evidence_add
from claims.services.links import claim_link
from claims.services.queue import claims_assign
from claims.services.verification import claim_transition
from newsroom.common.transactions import whole

if TYPE_CHECKING:
    from newsroom.common.models import User

IN_REVIEW = ("S1a", "S17a", "S20")
QUEUED = ("S1b", "S6", "S16b")
CUSTOMS = "http://english.customs.gov.cn/statics/report/monthly.html"


def load(editor: User, checker: User) -> None:
    """Begin checking the sample article: as `checker`, who did not log it."""
    whole(lambda: _load(editor, checker))


def _load(editor: User, checker: User) -> None:
    article = Article.objects.get()
    claims = {claim.label: claim for claim in article.claims.all()}
    _assign(editor, checker, claims)
    _check(checker, claims)
    _repeat(editor, claims["S1a"])


def _assign(editor: User, checker: User, claims: Mapping[str, Claim]) -> None:
    changes = {"importance": Importance.HIGH}
    claim_update(by=editor, claim_id=claims["S1a"].pk, changes=changes)
    wanted = [claims[label].pk for label in (*IN_REVIEW, *QUEUED)]
    due = timezone.now() + timedelta(hours=3)
    claims_assign(by=editor, claim_ids=wanted, to=checker, due_at=due)


def _check(checker: User, claims: Mapping[str, Claim]) -> None:
    for label in IN_REVIEW:
        claim_transition(by=checker, claim_id=claims[label].pk, to=Status.IN_REVIEW)
    trade = claims["S17a"]
    evidence = evidence_add(
        by=checker,
        claim_id=trade.pk,
        fields={
            "url": CUSTOMS,
            "locator": "table 2, line Russia",
            "note": "Imports and exports of the eleven months added up.",
            "is_public": True,
        },
    )
    claim_transition(
        by=checker,
        claim_id=trade.pk,
        to=Status.VERIFIED,
        reason="The figure is the sum in the customs table; the months are named in the copy.",
        evidence=[evidence],
    )


def _repeat(editor: User, claim: Claim) -> None:
    """A later article of our own says the same; it is told of should the claim turn out wrong."""
    later = article_create(
        by=editor,
        fields={
            "headline": "What Beijing expects of the visit",
            "body": "Vladimir Putin is to visit China in May. Beijing has not confirmed the date.",
            "outlet": "Demo News",
            "section": "World News",
            "language": "en",
        },
    )
    again = claim_create(
        by=editor,
        article_id=later.pk,
        fields={"label": "1", "statement": "Putin is to visit China in May", "kind": claim.kind},
        anchors=[{"exact": "Vladimir Putin is to visit China in May"}],
    )
    claim_link(by=editor, from_claim=again, to_claim=claim, kind=LinkKind.REPEATS)
