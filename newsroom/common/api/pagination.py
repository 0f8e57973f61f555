"""Pages of a list, found again by cursor."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any
from uuid import UUID

from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from newsroom.common.api import counting, listing, ordering

NO_CURSOR = (
    "This is no cursor of this list in this order. Take it from `next` or `previous`, and ask with "
    "the same `order`."
)
MOST = 200
_LINK = {"type": ["string", "null"], "format": "uri"}


class CursorPagination(BasePagination):
    """Pages that neither skip nor repeat a row when others are added meanwhile.

    A cursor names a row by its key and id, and the page begins behind it, whether that row is still
    there or not. A row whose own key changes meanwhile moves, as it should.
    """

    page_size = 50

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """The rows of the page asked for. Raises ValidationError, NotFound for a broken cursor."""
        size = self.get_page_size(request)
        orders, public = orders_of(view), bool(getattr(view, "is_public", False))
        name = ordering.asked(request, orders, public=public)
        order = orders[name]
        place, backward = _place(request, name, order)
        way = request.query_params.get(counting.PARAMETER)
        self.counted = counting.counted(queryset, way, request.user)
        key = order.expression(view)
        rows = ordering.ordered(queryset, order, key, backward=backward)
        if place is not None:
            rows = ordering.behind(rows, order, key, place, backward=backward)
        found = list(rows[: size + 1])
        page = found[:size]
        more, came_from = len(found) > size, place is not None
        if backward:
            page.reverse()
        self.url, self.name, self.page = request.build_absolute_uri(), name, page
        self.has_next, self.has_previous = (came_from, more) if backward else (more, came_from)
        return page

    def get_page_size(self, request: Request) -> int:
        """The page size asked for, 1 to 200. Raises ValidationError for any other."""
        asked = request.query_params.get("page_size")
        if asked is None:
            return self.page_size
        if not asked.isascii() or not asked.isdigit() or not 1 <= int(asked[:6]) <= MOST:
            raise ValidationError({"page_size": f"A number from 1 to {MOST}."})
        return int(asked)

    def get_paginated_response(self, data: Any) -> Response:
        """The page, with the addresses of those beside it and the count that was asked for."""
        return Response(
            {
                "next": self.next_link,
                "previous": self.previous_link,
                **self.counted,
                "results": data,
            }
        )

    @property
    def next_link(self) -> str | None:
        return self._link(-1, backward=False) if self.has_next else None

    @property
    def previous_link(self) -> str | None:
        return self._link(0, backward=True) if self.has_previous else None

    def _link(self, index: int, *, backward: bool) -> str | None:
        """The address of the page behind the row at `index` of this one; none where it is empty."""
        if not self.page:
            return None
        row = self.page[index]
        place = [self.name, int(backward), getattr(row, ordering.KEY, None), str(row.pk)]
        token = base64.urlsafe_b64encode(json.dumps(place, separators=(",", ":")).encode())
        return str(replace_query_param(self.url, "cursor", token.decode().rstrip("=")))

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": _LINK,
                "previous": _LINK,
                "count": {"type": "integer", "description": "Where `count` was asked for."},
                "count_is": {"type": "string", "enum": ["exact", "at least", "estimate"]},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        size = {"type": "integer", "minimum": 1, "maximum": MOST}
        public = bool(getattr(view, "is_public", False))
        orders = sorted(
            name for name, one in orders_of(view).items() if not (public and one.in_house)
        )
        return [
            _parameter("cursor", {"type": "string"}, "From `next` or `previous` of a page."),
            _parameter("page_size", size, f"How many of a page; {self.page_size} by default."),
            _parameter(
                "order",
                {"type": "string", "enum": orders},
                f"By its key, then by id; {next(iter(orders_of(view)))} by default.",
            ),
            _parameter(
                counting.PARAMETER,
                {"type": "string", "enum": sorted(counting.WAYS)},
                "How many there are, beside the page: exactly, or about. None by default.",
            ),
            *_of_listing(view),
        ]


def orders_of(view: Any) -> dict[str, ordering.Order]:
    """The orders of a view's list; the first is the one without asking."""
    found: dict[str, ordering.Order] = getattr(view, "orders", ordering.BY_ID)
    return found


def _place(
    request: Request, name: str, order: ordering.Order
) -> tuple[tuple[str | None, UUID] | None, bool]:
    """Key and id of the row behind which the page begins, and whether it is read backward.

    Raises NotFound for what is no cursor of this order.
    """
    given = request.query_params.get("cursor")
    if given is None:
        return None, False
    try:
        token = base64.b64decode(f"{given}{'=' * (-len(given) % 4)}", b"-_", validate=True)
        of_order, backward, key, pk = json.loads(token)
        row = UUID(pk)
    except (ValueError, TypeError, AttributeError, RecursionError, binascii.Error):
        raise NotFound(NO_CURSOR) from None
    if of_order != name or backward not in (0, 1) or not ordering.is_key(order, key):
        raise NotFound(NO_CURSOR)
    return (key, row), bool(backward)


def _of_listing(view: Any) -> list[dict[str, Any]]:
    """What a list takes besides its pages: names, parted by commas."""
    known = {
        listing.FIELDS: (view.known_fields(), "These fields alone, of those that you may read."),
        listing.INCLUDE: (sorted(view.includes), "The records referred to, in `included`."),
    }
    return [
        _parameter(name, {"type": "string", "pattern": f"^({one})(,({one}))*$"}, words)
        for name, (names, words) in known.items()
        if (one := "|".join(names))
    ]


def _parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": schema,
    }
