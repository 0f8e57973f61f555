from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from claims.access import may_read_history, may_write_claims
from claims.api.filters import ClaimLinkFilter
from claims.api.serializers_checking import ClaimLinkSerializer
from claims.domain.vocabulary import LinkKind
from claims.models import ClaimLink
from claims.services.links import claim_link, claim_unlink
from newsroom.common.api.views import RecordViewSet


class ClaimLinkViewSet(RecordViewSet):
    """A claim that repeats, updates or contradicts another: made or removed, never changed."""

    queryset = ClaimLink.objects.all()
    serializer_class = ClaimLinkSerializer
    filterset_class = ClaimLinkFilter
    http_method_names = ["get", "post", "delete", "head", "options"]
    has_version = False
    may_read = staticmethod(may_read_history)
    may_write = staticmethod(may_write_claims)

    def create_record(self, data: dict[str, Any]) -> ClaimLink:
        return claim_link(
            by=self.person,
            from_claim=data["from_claim"],
            to_claim=data["to_claim"],
            kind=LinkKind(data["kind"]),
        )

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Remove a link that was made in error."""
        claim_unlink(by=self.person, link_id=self.get_object().pk)
        return Response(status=status.HTTP_204_NO_CONTENT)
