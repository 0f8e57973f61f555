"""What a record's rendering needs, fetched in a number of queries that does not grow with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Prefetch, QuerySet
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from claims.domain.vocabulary import EvidenceKind
from claims.models import Anchor, Attribution, Claim, CommentRequest, Evidence
from newsroom.common.models import User
from newsroom.common.roles import is_in_house


def anchored() -> Prefetch[Any]:
    return Prefetch("anchors", queryset=Anchor.objects.current(), to_attr="current_anchors")


def attribution_rows(rows: QuerySet[Any]) -> QuerySet[Any]:
    """With `is_printed`: whether the copy has the words that are quoted."""
    text = F("claim__article__current_version__text")
    printed: QuerySet[Any] = rows.annotate(is_printed=GreaterThan(StrIndex(text, F("quote")), 0))
    return printed.select_related("source", "via", "knows_from").prefetch_related(anchored())


def claim_rows(
    rows: QuerySet[Any], user: User | AnonymousUser, wanted: frozenset[str] | None = None
) -> QuerySet[Any]:
    """Claims with the attributions and requests that `user` may see; of these what the fields
    `wanted` are rendered from, or all.
    """
    parts = _parts_of_claims(user)
    if is_in_house(user) and (wanted is None or "checked_by_one" in wanted):
        rows = rows.with_checks()  # type: ignore[attr-defined]
    return rows.prefetch_related(
        *(part for name, part in parts.items() if wanted is None or name in wanted)
    )


def _parts_of_claims(user: User | AnonymousUser) -> dict[str, Prefetch[Any]]:
    """By the field that is rendered from it."""
    attributions = Attribution.objects.standing().visible_to(user).order_by("position")
    requests = CommentRequest.objects.visible_to(user).only("pk").order_by("created_at", "pk")
    if is_in_house(user):  # the claim's own article is readable, or it would not be here
        attributions = Attribution.objects.order_by("position")
    return {
        "anchors": anchored(),
        "attributions": Prefetch(
            "attributions", queryset=attribution_rows(attributions), to_attr="shown_attributions"
        ),
        "comment_requests": Prefetch(
            "comment_requests", queryset=requests, to_attr="shown_requests"
        ),
        "evidence": Prefetch(
            "evidence", queryset=Evidence.objects.visible_to(user), to_attr="shown_evidence"
        ),
    }


def evidence_rows(rows: QuerySet[Any], user: User | AnonymousUser) -> QuerySet[Any]:
    """Evidence with `also_on`: the other claims that `user` may read, which have the same file."""
    same = Claim.objects.visible_to(user).filter(
        evidence__kind=EvidenceKind.FILE, evidence__sha256=OuterRef("sha256")
    )
    others = same.exclude(pk=OuterRef("claim_id")).order_by("pk")
    annotated: QuerySet[Any] = rows.annotate(also_on=ArraySubquery(others.values("pk")))
    return annotated


def request_rows(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("source").prefetch_related("claims", "attempts", anchored())


def source_ids(rows: Iterable[Any]) -> set[UUID]:
    """The sources that these rows show: who speaks, and who else stands behind it in the open."""
    shown = set()
    for row in rows:
        shown.add(row.source_id)
        for other in (row.via, row.knows_from):
            if other is not None and not other.is_confidential:
                shown.add(other.pk)
    return shown
