from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from claims.access import may_check_claims, may_read_history
from claims.api.filters import HandOverFilter
from claims.api.serializers_checking import HandOverSerializer
from claims.models import HandOver
from claims.services.queue import queue_hand_over
from newsroom.common.api.views import RecordViewSet


class HandOverViewSet(RecordViewSet):
    """Queues and sources that passed from one person to another. POST hands over a queue; a source
    is handed over at `sources/{id}/hand-over/`.
    """

    queryset = HandOver.objects.all()
    serializer_class = HandOverSerializer
    filterset_class = HandOverFilter
    http_method_names = ["get", "post", "head", "options"]
    has_version = False
    may_read = staticmethod(may_read_history)
    may_write = staticmethod(may_check_claims)

    def create_record(self, data: dict[str, Any]) -> HandOver:
        try:
            return queue_hand_over(
                by=self.person,
                from_person=data["from_person"],
                to=data["to_person"],
                reason=data.get("reason", ""),
            )
        except ValidationError as problem:
            by_field = problem.message_dict
            if "to" in by_field:  # as the record calls it
                by_field["to_person"] = by_field.pop("to")
            raise ValidationError(by_field) from problem
