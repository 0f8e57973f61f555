"""What the schema says of every operation: the headers that keep writes apart and from doubling."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from drf_spectacular.authentication import SessionScheme
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent, is_serializer
from drf_spectacular.utils import OpenApiParameter

from newsroom.common.api.listing import ListsRecords
from newsroom.common.api.problems import refusals

IF_MATCH = OpenApiParameter(
    "If-Match",
    {"type": "string", "pattern": r'^"[0-9]{1,9}"$'},
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag of the record as you read it. Without it 428; where others have changed "
    "the record since, 412 with the record as it stands.",
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    # white space around the value of a header is not of it, so it does no harm
    {"type": "string", "pattern": r"^[\t -~]{1,255}$"},
    OpenApiParameter.HEADER,
    description="Sent again with the same body within 24 hours, the request is not done again and "
    "has the same answer; with another body 409.",
)


class TokenScheme(KnoxTokenScheme):  # type: ignore[no-untyped-call]
    target_class = "newsroom.common.api.authentication.ScopedTokenAuthentication"


class AdminSessionScheme(SessionScheme):  # type: ignore[no-untyped-call]
    target_class = "newsroom.common.api.authentication.LimitedSessionAuthentication"


def _refuse_empty(parameter: dict[str, Any]) -> None:
    """A filter by nothing is refused (`views.refuse_unknown`), and text has no null character."""
    schema = parameter["schema"]
    is_words = schema.get("type") == "string" and not {"format", "enum", "pattern"} & schema.keys()
    if parameter["in"] == "query" and is_words:
        schema["pattern"] = r"^[^\u0000]+$"


class Schema(AutoSchema):
    @property
    def _is_versioned(self) -> bool:
        """Whether the operation wants If-Match."""
        changes = self.method in ("PUT", "PATCH", "DELETE")
        if self.method == "POST":
            return bool(getattr(self.view, "names_version", False))
        return changes and bool(getattr(self.view, "has_version", False))

    def get_override_parameters(self) -> list[Any]:
        """Headers of writes; an action that names a version says so by `names_version`."""
        named = list(super().get_override_parameters())
        if self._is_versioned:
            named.append(IF_MATCH)
        if self.method == "POST":
            named.append(IDEMPOTENCY_KEY)
        return named

    def _get_response_for_code(self, serializer: Any, *args: Any, **kwargs: Any) -> Any:
        """A row of a list has the fields that were asked for, so none is sure to be there."""
        found: Any = super()
        answer = found._get_response_for_code(serializer, *args, **kwargs)
        given = serializer() if isinstance(serializer, type) else serializer
        one = getattr(given, "child", given)
        if isinstance(self.view, ListsRecords) and is_serializer(one):
            name = self._get_serializer_name(one, "response")
            kind = ResolvedComponent.SCHEMA
            page = self.registry._components.get((self.get_paginated_name(name), kind))
            full = self.registry._components.get((name, kind))
            if page is not None and full is not None and self._is_list_view(serializer):
                self._list(page.schema["properties"], name, full.schema)
        return answer

    def _list(self, page: dict[str, Any], name: str, full: dict[str, Any]) -> None:
        view: Any = self.view
        row = {key: value for key, value in deepcopy(full).items() if key != "required"}
        row["properties"] |= view.marks
        component: Any = ResolvedComponent
        listed = component(f"Listed{name}", component.SCHEMA, schema=row, object=f"Listed{name}")
        self.registry.register_on_missing(listed)
        page["results"] = {"type": "array", "items": listed.ref}
        if view.includes:
            page["included"] = view.included_schema()

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        """With all that it may be refused with."""
        operation = super().get_operation(*args, **kwargs)
        if operation:
            for one in operation.get("parameters", ()):
                _refuse_empty(one)
            writes = self.method not in ("GET", "HEAD")
            for status, answer in refusals(writes=writes, names_version=self._is_versioned).items():
                operation["responses"].setdefault(status, answer)
        return operation
