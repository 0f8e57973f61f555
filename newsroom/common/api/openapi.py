"""What the schema says of every operation: the headers that keep writes apart and from doubling."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag of the record as you read it. Without it 428; where others have changed "
    "the record since, 412 with the record as it stands.",
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Sent again with the same body within 24 hours, the request is not done again and "
    "has the same answer; with another body 409.",
)


class Schema(AutoSchema):
    def get_override_parameters(self) -> list[Any]:
        """Headers of writes; an action that names a version says so by `names_version`."""
        named = list(super().get_override_parameters())
        has_version = getattr(self.view, "has_version", False)
        changes = has_version and self.method in ("PUT", "PATCH", "DELETE")
        if changes or (self.method == "POST" and getattr(self.view, "names_version", False)):
            named.append(IF_MATCH)
        if self.method == "POST":
            named.append(IDEMPOTENCY_KEY)
        return named
