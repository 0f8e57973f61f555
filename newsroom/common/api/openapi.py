"""What the schema says of every operation: the headers that keep writes apart and from doubling."""

from __future__ import annotations

from typing import Any

from drf_spectacular.authentication import SessionScheme
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
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
TOO_MANY = {
    "description": "Too many requests in this minute. Retry-After says in how many seconds to try "
    "again.",
    "headers": {"Retry-After": {"schema": {"type": "integer"}}},
    "content": {"application/problem+json": {"schema": {"type": "object"}}},
}


class TokenScheme(KnoxTokenScheme):  # type: ignore[no-untyped-call]
    target_class = "newsroom.common.api.authentication.ScopedTokenAuthentication"


class AdminSessionScheme(SessionScheme):  # type: ignore[no-untyped-call]
    target_class = "newsroom.common.api.authentication.LimitedSessionAuthentication"


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

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        """Any operation may be refused for its number."""
        operation = super().get_operation(*args, **kwargs)
        if operation:
            operation["responses"].setdefault("429", TOO_MANY)
        return operation
