"""The lists of what leaves the house name what there is, and what is not on them does not leave."""

import pytest

from claims import projection
from claims.api import filters, serializers, serializers_checking
from newsroom.common.api.filters import AudienceFilterSet
from newsroom.common.api.serializers import PUBLIC, AudienceSerializer
from newsroom.common.projection import NOTHING, Projection
from sources.api.filters import SourceFilter
from sources.api.serializers import SourceSerializer
from sources.projection import SOURCE

RECORDS = [
    (serializers.ArticleSerializer, filters.ArticleFilter, projection.ARTICLE),
    (serializers.AttributionSerializer, filters.AttributionFilter, projection.ATTRIBUTION),
    (serializers.ClaimSerializer, filters.ClaimFilter, projection.CLAIM),
    (
        serializers.CommentRequestSerializer,
        filters.CommentRequestFilter,
        projection.COMMENT_REQUEST,
    ),
    (serializers_checking.EvidenceSerializer, filters.EvidenceFilter, projection.EVIDENCE),
    (serializers_checking.NoticeSerializer, filters.NoticeFilter, projection.NOTICE),
    (SourceSerializer, SourceFilter, SOURCE),
]


@pytest.mark.parametrize(
    ("serializer", "filterset", "shown"), RECORDS, ids=[one[0].__name__ for one in RECORDS]
)
def test_each_list_is_the_one_that_is_used_and_names_what_there_is(serializer, filterset, shown):
    assert serializer.projection is shown
    assert filterset.projection is shown
    assert set(serializer(context={PUBLIC: True}).fields) == set(shown.fields)
    assert filterset.known(public=True) == set(shown.filters)
    assert set(shown.filters) < set(filterset.base_filters) or shown is not projection.CLAIM
    assert set(shown.filters) <= set(filterset.base_filters)


def test_every_other_record_is_the_houses_own():
    open_ones = {one[0] for one in RECORDS} | {
        serializers.AttributionRowSerializer,  # the same records, as they stand in a claim
        serializers_checking.EvidenceRowSerializer,
    }
    closed = set(_all(AudienceSerializer)) - open_ones
    assert closed
    for serializer in closed:
        assert serializer.projection is NOTHING, serializer
        assert not serializer(context={PUBLIC: True}).fields
    for filterset in set(_all(AudienceFilterSet)) - {one[1] for one in RECORDS}:
        assert filterset.projection is NOTHING, filterset
    assert Projection() == NOTHING


def _all(base):
    for one in base.__subclasses__():
        yield one
        yield from _all(one)
