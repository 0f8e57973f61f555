"""What a list can be asked for besides its filters: fewer fields, and the records it refers to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from newsroom.common.api.ordering import BY_ID, Order

FIELDS, INCLUDE = "fields", "include"
PARAMETERS = frozenset({"cursor", "page_size", "order", "count", FIELDS})
Embed = Callable[[Any, Sequence[Any]], Any]


class ListsRecords:
    """Answers a list: `fields` leaves out what is not wanted, `include` adds records beside it.

    `fields` takes of what the caller may read, never more. `includes` maps each name to the
    function that renders, for this view, the records which a page refers to, each once.
    """

    orders: Mapping[str, Order] = BY_ID
    includes: Mapping[str, Embed] = {}
    marks: Mapping[str, Any] = {}  # fields that `mark` adds, each with its schema
    request: Any
    action: str

    @classmethod
    def list_parameters(cls) -> frozenset[str]:
        """The query parameters of the list besides its filters."""
        return PARAMETERS | {INCLUDE} if cls.includes else PARAMETERS

    @property
    def lists(self) -> bool:
        """Whether it is a list that is asked for, and not one record."""
        return self.action == "list"

    @property
    def wanted(self) -> frozenset[str] | None:
        """The fields that a list is asked for; None for all of them. Raises ValidationError."""
        if not self.lists or FIELDS not in self.request.query_params:
            return None
        return frozenset(names_in(self.request, FIELDS, self.known_fields()))

    def known_fields(self) -> tuple[str, ...]:
        """The fields of a row that the caller may read."""
        fields = self.get_serializer().fields.items()  # type: ignore[attr-defined]
        return (*(name for name, field in fields if not field.write_only), *self.marks)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of those that the caller may read."""
        wanted = self.wanted
        includes = names_in(request, INCLUDE, tuple(sorted(self.includes)))
        view: Any = self
        rows = view.filter_queryset(view.get_queryset())
        page = view.paginate_queryset(rows)
        serializer = view.get_serializer(page, many=True)
        only(serializer.child, wanted)
        response: Response = view.get_paginated_response(self.mark(page, serializer.data, wanted))
        if includes:
            found = {name: self.includes[name](self, page) for name in includes}
            response.data = {**response.data, "included": found}
        return response

    @classmethod
    def included_schema(cls) -> dict[str, Any]:
        rows = {"type": "array", "items": {"type": "object"}}
        return {"type": "object", "properties": dict.fromkeys(cls.includes, rows)}

    def mark(self, page: Sequence[Any], data: Any, wanted: frozenset[str] | None) -> Any:
        """What is answered of `page`, rendered as `data`; a view adds to it here."""
        return data


def names_in(request: Request, parameter: str, known: Sequence[str]) -> list[str]:
    """The names, parted by commas, in a query parameter. Raises ValidationError for others."""
    given = request.query_params.getlist(parameter)
    names = [name.strip() for one in given for name in one.split(",")]
    unknown = sorted({repr(name) for name in names if name not in known})
    if unknown:
        raise ValidationError(
            {parameter: f"There is no {', '.join(unknown)}. Known: {', '.join(known)}."}
        )
    return list(dict.fromkeys(names))


def only(serializer: serializers.BaseSerializer[Any], wanted: frozenset[str] | None) -> None:
    """Leave `serializer` the fields that are wanted, of those that it has."""
    if wanted is not None and isinstance(serializer, serializers.Serializer):
        for name in set(serializer.fields) - wanted:
            serializer.fields.pop(name)
