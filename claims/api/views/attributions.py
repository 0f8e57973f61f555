from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims.access import may_write_claims
from claims.api.filters import AttributionFilter
from claims.api.prefetch import attribution_rows
from claims.api.serializers import AttributionSerializer, WithdrawSerializer
from claims.api.views.shared import keep, row_of
from claims.models import Attribution
from claims.services.attributions import (
    attribution_create,
    attribution_update,
    attribution_withdraw,
)
from newsroom.common.api.views import RecordViewSet, seen_version


class AttributionViewSet(RecordViewSet):
    """Who says so, on what terms. A row is withdrawn with a reason, never deleted."""

    queryset = Attribution.objects.all()
    serializer_class = AttributionSerializer
    filterset_class = AttributionFilter
    may_write = staticmethod(may_write_claims)

    def get_queryset(self) -> Any:
        return attribution_rows(super().get_queryset())

    def create_record(self, data: dict[str, Any]) -> Attribution:
        claim = data.pop("claim")
        return attribution_create(by=self.person, claim_id=claim.pk, fields=row_of(data))

    def change_record(
        self, record: Attribution, data: dict[str, Any], seen: int | None
    ) -> Attribution:
        keep("claim", record.claim_id, data)
        for name in ("via", "knows_from"):
            stands = getattr(record, name)
            if stands is not None and stands.is_confidential and data.get(name, ...) is None:
                del data[name]  # null is how it was read; sending that back takes nothing away
        return attribution_update(
            by=self.person, attribution_id=record.pk, changes=row_of(data), seen=seen
        )

    @extend_schema(request=WithdrawSerializer, responses=AttributionSerializer)
    @action(detail=True, methods=["post"], names_version=True)
    def withdraw(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Withdraw the row with a reason: it stays on record and counts no more."""
        row, seen = self.get_object(), seen_version(request)
        asked = WithdrawSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        attribution_withdraw(
            by=self.person,
            attribution_id=row.pk,
            reason=asked.validated_data["reason"],
            seen=seen,
        )
        return self.answer(row.pk)
