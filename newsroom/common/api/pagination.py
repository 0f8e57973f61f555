"""Pages of a list, found again by cursor."""

from __future__ import annotations

from typing import Any

from rest_framework import pagination
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request


class CursorPagination(pagination.CursorPagination):
    """Pages that neither skip nor repeat a row when others are added meanwhile."""

    ordering = "id"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    page_size_query_description = "How many of a page, 1 to 200; 50 by default."

    def get_page_size(self, request: Request) -> int | None:
        """The page size asked for, 1 to 200. Raises ValidationError for any other."""
        asked = request.query_params.get("page_size")
        if asked is None:
            return self.page_size
        if not asked.isascii() or not asked.isdigit() or not 1 <= int(asked[:6]) <= 200:
            raise ValidationError({"page_size": "A number from 1 to 200."})
        return int(asked)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """As the library gives them, with the bounds of a page's size."""
        parameters: list[dict[str, Any]] = super().get_schema_operation_parameters(view)
        for one in parameters:
            if one["name"] == self.page_size_query_param:
                one["schema"] |= {"minimum": 1, "maximum": self.max_page_size}
        return parameters

    def get_ordering(self, request: Request, queryset: Any, view: Any) -> tuple[str, ...]:
        """By the view's own stable order."""
        return tuple(getattr(view, "cursor_ordering", ("id",)))
