"""The orders that a list can stand in, each of them whole: by its key, and then by the id.

Of rows with the same key the id decides, so that a page can begin behind any row, and costs the
same however deep it lies: PostgreSQL compares (key, id) as one value and goes there by an index.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    BooleanField,
    DateTimeField,
    F,
    FloatField,
    Func,
    QuerySet,
    TextField,
    UUIDField,
    Value,
)
from django.db.models.functions import Cast
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request

KEY = "order_key"  # of a row, as text, so that a cursor holds it to the last digit
_FIELDS: dict[type, Any] = {
    int: BigIntegerField,
    float: FloatField,
    str: TextField,
    datetime: DateTimeField,
}


@dataclass(frozen=True, slots=True)
class Order:
    """By `key` (never null) and then the id, both in one direction; without a key by the id alone.

    `key` is a field or an expression, or a function that gives one for a view: the public sorts by
    public facts. `in_house`: it looks at what the public may not see.
    """

    key: Any = None
    kind: type = str
    descending: bool = False
    in_house: bool = False

    def expression(self, view: Any) -> Any:
        """What rows are compared by; None where that is the id alone."""
        key = self.key(view) if callable(self.key) else self.key
        return F(key) if isinstance(key, str) else key


def both_ways(name: str, key: Any = None, kind: type = str, **more: Any) -> dict[str, Order]:
    """The order `name` and, as `-name`, the same from its end."""
    return {
        name: Order(key, kind, **more),
        f"-{name}": Order(key, kind, descending=True, **more),
    }


BY_ID = both_ways("id")
NEWEST_FIRST = dict(reversed(BY_ID.items()))  # of ids that are made in the order of time


def asked(request: Request, orders: Mapping[str, Order], *, public: bool) -> str:
    """The name of the order that a request wants; without one, the first of `orders`.

    Raises ValidationError for one that is not known, PermissionDenied for the house's own.
    """
    name = request.query_params.get("order", next(iter(orders)))
    shown = sorted(one for one, order in orders.items() if not (public and order.in_house))
    if name not in orders:
        raise ValidationError({"order": f"There is no order {name!r}. Known: {', '.join(shown)}."})
    if name not in shown:
        raise PermissionDenied(
            f"Only the house has the order {name}. Open to you: {', '.join(shown)}."
        )
    return name


def ordered(rows: QuerySet[Any], order: Order, key: Any, *, backward: bool) -> QuerySet[Any]:
    """`rows` in this order, from its end where `backward`; each with its KEY where it has one."""
    down = order.descending != backward
    by_id = F("pk").desc() if down else F("pk").asc()
    if key is None:
        return rows.order_by(by_id)
    rows = rows.annotate(**{KEY: Cast(key, TextField())})
    return rows.order_by(key.desc() if down else key.asc(), by_id)


def behind(
    rows: QuerySet[Any], order: Order, key: Any, place: tuple[str | None, UUID], *, backward: bool
) -> QuerySet[Any]:
    """Those of `rows` that stand behind `place`: the key and the id of a row."""
    value, pk = place
    sign = "<" if order.descending != backward else ">"
    if key is None:
        return rows.filter(**{"pk__lt" if sign == "<" else "pk__gt": pk})
    there = Cast(Value(value), _FIELDS[order.kind]())
    return rows.filter(_Behind(key, F("pk"), there, Value(pk, UUIDField()), sign=sign))


def is_key(order: Order, value: Any) -> bool:
    """Whether `value`, from a cursor, can be a key of this order."""
    if order.key is None:
        return value is None
    return isinstance(value, str) and len(value) < 1000 and _READS[order.kind](value)


class _Behind(Func):
    """Compares rows (key, id) as wholes."""

    output_field = BooleanField()

    def __init__(self, *expressions: Any, sign: str) -> None:
        super().__init__(*expressions)
        self.sign = sign

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        parts = [compiler.compile(one) for one in self.get_source_expressions()]
        key, pk, value, there = (sql for sql, _ in parts)
        params = [one for _, given in parts for one in given]
        return f"(({key}, {pk}) {self.sign} ({value}, {there}))", params


def _read(parse: Callable[[str], Any]) -> Callable[[str], bool]:
    def reads(value: str) -> bool:
        try:
            return bool(parse(value))
        except ValueError:
            return False

    return reads


_READS: dict[type, Callable[[str], bool]] = {
    int: _read(lambda value: value.isascii() and abs(int(value)) < 2**63),
    float: _read(lambda value: value.isascii() and isfinite(float(value))),
    str: lambda value: "\x00" not in value,
    datetime: _read(
        lambda value: value in ("infinity", "-infinity") or datetime.fromisoformat(value).tzinfo
    ),
}
