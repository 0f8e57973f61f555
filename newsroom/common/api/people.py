"""The people of the house, so that claims can be assigned and sources handed over by id."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from rest_framework import serializers, viewsets
from rest_framework.routers import SimpleRouter

from newsroom.common.api.filters import AudienceFilterSet, WordFilter
from newsroom.common.api.listing import ListsRecords
from newsroom.common.api.views import UUID_PATTERN, ByPredicate, StrictFilterBackend, nobody
from newsroom.common.models import User
from newsroom.common.roles import IN_HOUSE, Role, is_in_house


class PersonSerializer(serializers.ModelSerializer[User]):
    name = serializers.CharField(source="__str__")
    roles = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ["id", "username", "name", "roles", "desk"]

    def get_roles(self, person: User) -> list[str]:
        return sorted(person.roles)


class PersonFilter(AudienceFilterSet):
    role = WordFilter(of=Role, method="by_role")

    class Meta:
        model = User
        fields: list[str] = []

    def by_role(self, rows: QuerySet[User], name: str, value: list[str]) -> QuerySet[User]:
        """Whoever holds it; a superuser counts as admin."""
        held = Q(groups__name__in=value)
        return rows.filter(held | Q(is_superuser=True) if Role.ADMIN in value else held)


class PersonViewSet(ListsRecords, viewsets.ReadOnlyModelViewSet[User]):
    """Who works here, with what roles; for the house alone."""

    queryset = User.objects.filter(is_active=True).prefetch_related("groups")
    serializer_class = PersonSerializer
    filterset_class = PersonFilter
    permission_classes = [ByPredicate]
    filter_backends = [StrictFilterBackend]
    lookup_value_regex = UUID_PATTERN
    may_read = staticmethod(is_in_house)
    may_write = staticmethod(nobody)

    def get_queryset(self) -> Any:
        in_house = [role.value for role in IN_HOUSE]
        works_here = Q(groups__name__in=in_house) | Q(is_superuser=True)
        return super().get_queryset().filter(works_here).distinct()


router = SimpleRouter()
router.register("people", PersonViewSet, basename="person")
urlpatterns = router.urls
