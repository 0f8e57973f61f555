"""The records that a page of a list refers to, beside it and each once (`include`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rest_framework.exceptions import ValidationError

from claims.api.prefetch import claim_rows, source_ids
from claims.api.serializers import ArticleSerializer, ClaimSerializer
from claims.models import Article, Claim
from sources.api.serializers import SourceSerializer
from sources.models import Source

MOST_ARTICLES = 50  # on a page with their claims


def articles_of(view: Any, claims: Sequence[Claim]) -> Any:
    """The articles of these claims, which whoever may read the claims may read."""
    rows = Article.objects.filter(pk__in={claim.article_id for claim in claims})
    rows = rows.select_related("current_version").prefetch_related("readers").order_by("pk")
    return ArticleSerializer(rows, many=True, context=view.get_serializer_context()).data


def sources_of(view: Any, claims: Sequence[Any]) -> Any:
    """The sources that the shown rows of these claims name."""
    ids = source_ids(row for claim in claims for row in claim.shown_attributions)
    rows = Source.objects.filter(pk__in=ids).prefetch_related("known_to").order_by("pk")
    return SourceSerializer(rows, many=True, context=view.get_serializer_context()).data


def claims_of(view: Any, articles: Sequence[Article]) -> Any:
    """The claims of these articles, with their sourcing. Raises ValidationError where they are
    more than can be answered at once.
    """
    if len(articles) > MOST_ARTICLES:
        raise ValidationError({"page_size": f"At most {MOST_ARTICLES} where claims are included."})
    rows = Claim.objects.filter(article__in=[one.pk for one in articles]).order_by("article", "pk")
    found = claim_rows(rows.visible_to(view.person), view.person)
    return ClaimSerializer(found, many=True, context=view.get_serializer_context()).data
