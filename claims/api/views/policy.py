"""The house's rules as data, the profiles that settle them, and what they find."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.core.exceptions import ValidationError
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError as Invalid
from rest_framework.request import Request
from rest_framework.response import Response

from claims.access import may_change_policy, may_read_history
from claims.api.serializers_profiles import (
    NewProfileSerializer,
    ProfileSerializer,
    ProfileVersionSerializer,
    RestoreSerializer,
    RuleSerializer,
    StatisticsQuerySerializer,
    TallySerializer,
)
from claims.api.views import shared
from claims.api.views.shared import IN_HOUSE
from claims.domain import policy
from claims.models import PolicyProfile
from claims.services.profiles import profile_create, profile_restore, profile_update
from claims.services.statistics import finding_tallies
from newsroom.common.api.ordering import both_ways
from newsroom.common.api.views import ByPredicate, RecordViewSet, nobody, seen_version
from newsroom.common.models import User

_OF_PROFILE = ("title", "blocks_verifying", "note")
_DAYS = {"from": "since", "to": "until"}
FILTERS = [
    OpenApiParameter("from", OpenApiTypes.DATE, description="First day, such as 2026-11-02."),
    OpenApiParameter("to", OpenApiTypes.DATE, description="Last day."),
    OpenApiParameter("desk", OpenApiTypes.UUID),
    OpenApiParameter("rule", OpenApiTypes.STR, description="Code of a rule."),
]


class PolicyProfileViewSet(RecordViewSet):
    """Policy profiles: each change is a version of its own, by which articles are judged."""

    queryset = PolicyProfile.objects.prefetch_related("settings")
    serializer_class = ProfileSerializer
    http_method_names = ["get", "post", "patch", "head", "options"]
    orders = both_ways("name", "name")
    may_read = staticmethod(may_read_history)
    may_write = staticmethod(may_change_policy)

    @extend_schema(request=NewProfileSerializer, responses={201: ProfileSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        asked = NewProfileSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        made = profile_create(by=self.person, **asked.validated_data)
        return self.answer(made.pk, status.HTTP_201_CREATED)

    def change_record(
        self, record: PolicyProfile, data: dict[str, Any], seen: int | None
    ) -> PolicyProfile:
        settings, note = data.pop("settings", {}), data.pop("note", "")
        return _placed(
            lambda: profile_update(
                by=self.person,
                profile_id=record.pk,
                changes=data,
                settings=settings,
                note=note,
                seen=seen,
            )
        )

    @extend_schema(request=RestoreSerializer, responses=ProfileSerializer)
    @action(detail=True, methods=["post"], names_version=True)
    def restore(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Put a profile that came with the project back to how this release has it."""
        profile, seen = self.get_object(), seen_version(request)
        asked = RestoreSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        profile_restore(by=self.person, profile_id=profile.pk, seen=seen, **asked.validated_data)
        return self.answer(profile.pk)

    @extend_schema(responses=ProfileVersionSerializer(many=True))
    @action(detail=True, **IN_HOUSE)
    def versions(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The profile as it once stood, first to last; findings and events name these."""
        shared.only(request)
        rows = self.get_object().versions.order_by("number")
        return Response(ProfileVersionSerializer(rows, many=True).data)


def _placed(service: Callable[[], PolicyProfile]) -> PolicyProfile:
    """Call `service`; what it refuses of a rule is said at that rule's place in the request."""
    try:
        return service()
    except ValidationError as problem:
        raise ValidationError(
            {
                name if name in _OF_PROFILE else _place(name): texts
                for name, texts in problem.message_dict.items()
            }
        ) from problem


def _place(name: str) -> str:
    return "settings" if name == "rule" else f"settings.{name}"


class _ReadViewSet(viewsets.GenericViewSet[Any]):
    """Something that everybody in house may read, whole."""

    permission_classes = [ByPredicate]
    pagination_class = None
    filter_backends = []
    may_read = staticmethod(may_read_history)
    may_write = staticmethod(nobody)


class PolicyRuleViewSet(_ReadViewSet):
    """The register of rules: what each asks, why, whose practice it is, and its parameters."""

    serializer_class = RuleSerializer

    @extend_schema(responses=RuleSerializer(many=True))
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Every rule there is; profiles say which are on, and how grave."""
        shared.only(request)
        return Response(RuleSerializer(policy.REGISTRY.values(), many=True).data)


class PolicyStatisticsViewSet(_ReadViewSet):
    """How often which rule finds something."""

    serializer_class = TallySerializer

    @extend_schema(parameters=FILTERS, responses=TallySerializer(many=True))
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What was found, by rule, severity, desk and the week in which it came up.

        `count` are all findings that came up then, `standing` those that nobody has mended yet.

        Of articles that the caller may read. What is said of confidential sources is not counted.
        """
        shared.only(request, "from", "to", "desk", "rule")
        given = {_DAYS.get(name, name): value for name, value in request.query_params.items()}
        asked = StatisticsQuerySerializer(data=given)
        if not asked.is_valid():
            named = {inner: name for name, inner in _DAYS.items()}
            raise Invalid({named.get(k, k): v for k, v in asked.errors.items()})
        tallies = finding_tallies(cast("User", request.user), **asked.validated_data)
        return Response(TallySerializer(tallies, many=True).data)
