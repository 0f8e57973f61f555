"""A lot of claims, for what only shows where there are many: which index the database takes.

Past the services, which would judge each.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from claims.domain.vocabulary import Act
from claims.models import Article, Claim, ClaimContributor
from newsroom.common.models import User


def claims(by: User, article: Article, statements: Iterable[str]) -> list[Claim]:
    """A claim of `article` for each statement; the planner knows of them."""
    made = Claim.objects.bulk_create([Claim(article=article, statement=one) for one in statements])
    ClaimContributor.objects.bulk_create(
        [ClaimContributor(claim=one, person=by, act=Act.WROTE_STATEMENT) for one in made]
    )
    with connection.cursor() as cursor:
        for index in ("claim_words_house", "claim_words_public"):
            cursor.execute("SELECT gin_clean_pending_list(%s)", [index])  # as a vacuum does
        cursor.execute("ANALYZE claims_claim, claims_claimwords")
    return made
