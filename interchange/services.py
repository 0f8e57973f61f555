"""Fact-checks of others: taken in, and matched to a claim of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q

from claims.models import Claim
from interchange.domain.external import NotRead, Review, read
from interchange.domain.vocabulary import MatchedBy
from interchange.models import ExternalFactCheck
from newsroom.common import records
from newsroom.common.history import write

if TYPE_CHECKING:
    from newsroom.common.models import User

BODY = "claim_review"


@write
def external_import(
    *, by: User, data: Mapping[str, Any], claim: Claim | None = None
) -> ExternalFactCheck:
    """Put one ClaimReview on record, for `claim` or for the one that its addresses name.

    Raises ValidationError by property: what cannot be read, or what is on record already.
    """
    review = _read(data)
    if ExternalFactCheck.objects.filter(url=review.url).exists():
        raise ValidationError({f"{BODY}.url": "This fact-check is on record already."})
    how = MatchedBy.HAND
    if claim is None:
        claim = _named_by_address(review, by)
        how = MatchedBy.ADDRESS if claim else MatchedBy.NOBODY
    fields = asdict(review)
    del fields["appearances"]
    return records.create(ExternalFactCheck(claim=claim, matched_by=how, imported_by=by, **fields))


@write
def external_match(
    *, by: User, check_id: UUID, claim: Claim | None, seen: int | None = None
) -> ExternalFactCheck:
    """Say by hand which claim a fact-check is about; None: none of ours.

    Raises ValidationError, Stale.
    """
    row = ExternalFactCheck.objects.select_for_update(no_key=True, of=("self",))
    check: ExternalFactCheck | None = row.filter(pk=check_id).first()
    if check is None:
        raise ValidationError({"external_fact_check": f"No fact-check {check_id}."})
    records.check_seen(check, seen)
    how = MatchedBy.HAND if claim else MatchedBy.NOBODY
    if check.claim_id == (claim.pk if claim else None):
        return check  # as it was found, by whatever
    records.change(check, {"claim": claim, "matched_by": how})
    return records.save(check)


def _read(data: Any) -> Review:
    try:
        return read(data)
    except NotRead as problem:
        raise ValidationError(
            {f"{BODY}.{path}".rstrip("."): said for path, said in problem.problems.items()}
        ) from problem


def _named_by_address(review: Review, by: User) -> Claim | None:
    """The one claim that `by` may read and whose evidence links the review, or that it quotes
    word for word from our article; none where several are.
    """
    linked = Q(evidence__url=review.url)
    quoted = Q(article__url__in=[*review.appearances], statement=review.statement)
    rows = Claim.objects.visible_to(by).filter(linked | quoted).distinct()
    found = list(rows.order_by("pk")[:2])
    return found[0] if len(found) == 1 else None
