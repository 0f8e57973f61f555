"""The orders in which articles and claims can be listed. The public's look at public facts only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import DateTimeField, Value
from django.db.models.functions import Cast, Coalesce
from rest_framework.exceptions import ValidationError

from claims import search
from claims.api.filters import question_of
from claims.querysets import QUEUE_ORDERS, queue_key
from newsroom.common.api.ordering import BY_ID, NEWEST_FIRST, Order, both_ways

SORTED_COUNTS = ("source_count", "independent_confirmations")


def _count(name: str) -> Callable[[Any], str]:
    return lambda view: f"public_{name}" if view.is_public else name


def _in_queue(order: str, view: Any) -> Any:
    return queue_key(order)


def _asked(view: Any) -> search.Question:
    if "q" not in view.request.query_params:
        raise ValidationError({"order": "rank is how well a row answers q: give q as well."})
    return question_of(view.request)


def _rank_of_claim(view: Any) -> Any:
    vector = search.claim_vector(public=view.is_public)
    return search.rank(vector, _asked(view), "article__language")


def _rank_of_article(view: Any) -> Any:
    return search.rank(search.headline_vector(), _asked(view), "language")


# Without an instant of publication an article stands as if it were the oldest; as the index has it.
_PUBLISHED = Coalesce("published_at", Cast(Value("-infinity"), DateTimeField()))
OF_ARTICLES = {
    **NEWEST_FIRST,
    **both_ways("published", _PUBLISHED, datetime),
    **both_ways("updated", "updated_at", datetime, in_house=True),
    "rank": Order(_rank_of_article, float, descending=True),
}
OF_CLAIMS = {
    **BY_ID,
    **both_ways("updated", "updated_at", datetime, in_house=True),
    **{
        name: order
        for count in SORTED_COUNTS
        for name, order in both_ways(count, _count(count), int).items()
    },
    # the queue's
    **{name: Order(partial(_in_queue, name), in_house=True) for name in QUEUE_ORDERS},
    "rank": Order(_rank_of_claim, float, descending=True),
}
