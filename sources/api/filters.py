from __future__ import annotations

import django_filters
from django.db.models import Q, QuerySet

from newsroom.common.api.filters import AudienceFilterSet, WordFilter
from sources.domain.vocabulary import Naming, SourceKind
from sources.models import Source
from sources.projection import SOURCE


class SourceFilter(AudienceFilterSet):
    projection = SOURCE

    kind = WordFilter(of=SourceKind)
    naming = WordFilter(of=Naming)
    q = django_filters.CharFilter(method="by_wording", label="words of the description or name")

    class Meta:
        model = Source
        fields: list[str] = []

    def by_wording(self, queryset: QuerySet[Source], name: str, value: str) -> QuerySet[Source]:
        return queryset.filter(Q(description__icontains=value) | Q(name__icontains=value))
