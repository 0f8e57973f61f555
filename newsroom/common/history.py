"""The history of every record: what was written, by whom, when and from where.

django-pghistory's triggers copy each row into a history table of its own, so that bulk writes and
raw SQL are caught as well. Person, origin and request are copied into every history row; plain SQL
triggers (migrations) keep the rows as they are, and name the database's role where nobody said who.
"""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import pghistory
from django.apps import apps as django_apps
from django.db import models
from pghistory.middleware import HistoryMiddleware

from newsroom.common.transactions import whole

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from newsroom.common.models import User

P = ParamSpec("P")
R = TypeVar("R")
_author: ContextVar[Callable[[], Any]] = ContextVar("author", default=lambda: None)
_BOOKKEEPING = ("id", "version", "created_at", "updated_at", "changed_at")
REQUEST_ID = "X-Request-Id"


class Origin(StrEnum):
    """Through which door a change came; `database` is set by the database itself."""

    ADMIN = "admin"
    API = "api"
    IMPORT = "import"
    COMMAND = "command"
    DATABASE = "database"


def track(model: type[models.Model], *, exclude: Iterable[str] = (), pairs: bool = False) -> None:
    """Keep the history of `model`, but for the fields `exclude`, in "<Model>History" of its app.

    `pairs` says that it is (a proxy of) a many-to-many table, whose rows only come and go.
    """
    name = f"{model.__name__}History"
    of_record = None if pairs else pghistory.ObjForeignKey(related_name="history")
    pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=list(exclude),
        context_field=pghistory.ContextJSONField(),
        obj_field=of_record,
        model_name=name,
        meta={"indexes": [models.Index(fields=["pgh_created_at"], name=f"{name.lower()}_at"[:30])]},
    )(model)


def of(model: type[models.Model]) -> Any:
    """The model in which the history of `model` is kept."""
    return model.pgh_event_model  # type: ignore[attr-defined]  # set by pghistory


@dataclass(frozen=True, slots=True)
class Written:
    """Who wrote, None where the database itself did or nobody signed, and when."""

    by: User | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What others did to a record since somebody saw it; `written` names each field's last."""

    fields: tuple[str, ...]
    people: tuple[str, ...]
    base: dict[str, Any]
    written: dict[str, Written]
    last: Written | None = None


def mark(record: models.Model) -> int:
    """How the state of a record is told from another: its version, or its newest history row."""
    if _is_versioned(record):
        return int(record.version)  # type: ignore[attr-defined]
    rows = of(type(record)).objects.filter(pgh_obj=record.pk)
    return rows.order_by("-pgh_id").values_list("pgh_id", flat=True).first() or 0


def meanwhile(record: models.Model, seen: int) -> Meanwhile:
    """Which fields of `record` differ from its state `seen` (a mark), who wrote since, what stood.

    `base` is empty where that state was never there.
    """
    rows = of(type(record)).objects.filter(pgh_obj=record.pk).order_by("pgh_id")
    marked = {"version" if _is_versioned(record) else "pgh_id": seen}
    base = rows.filter(**marked).last()
    if base is None:
        return Meanwhile((), (), {}, {})
    since = list(rows.filter(pgh_id__gt=base.pgh_id))
    kept = {one.name for one in base._meta.concrete_fields} - {*_BOOKKEEPING}
    names = [one.name for one in record._meta.concrete_fields if one.name in kept]
    was = {name: _value(base, name) for name in names}
    differ = tuple(name for name in names if was[name] != _value(record, name))
    person = django_apps.get_model("common", "User")
    people = {str(one.pk): one for one in person.objects.filter(pk__in=_writers(since))}
    written: dict[str, Written] = {}
    last = None
    for before, row in pairwise([base, *since]):
        last = Written(people.get(row.pgh_context.get("user")), row.pgh_created_at)
        written |= {name: last for name in names if _value(before, name) != _value(row, name)}
    named = tuple(sorted(map(str, people.values())))
    return Meanwhile(differ, named, was, written, last)


def _is_versioned(record: models.Model) -> bool:
    return isinstance(getattr(record, "version", None), int)


def _writers(rows: Iterable[Any]) -> set[str]:
    return {row.pgh_context.get("user") for row in rows} - {None}


def _value(row: models.Model, name: str) -> Any:
    return getattr(row, row._meta.get_field(name).attname)  # type: ignore[union-attr]


@contextmanager
def signed(by: User | None) -> Iterator[None]:
    """Name the person `by` in the history of what is written inside."""
    said = {"user": str(by.pk)} if by is not None else {}
    with pghistory.context(**said) as context:
        context.metadata.setdefault("origin", Origin.COMMAND)  # no door opened: a shell
        yield


@contextmanager
def written_from(origin: Origin, by: User | None = None) -> Iterator[None]:
    """Say of every write inside from where it comes, and who made it."""
    with pghistory.context(
        origin=origin, request=str(uuid.uuid4()), user=str(by.pk) if by else None
    ):
        yield


def author() -> User | None:
    """Who is writing just now, as far as it was said: by the request, or by the service."""
    person: User | None = _author.get()()
    return person if person is not None and person.pk else None


@contextmanager
def _written_by(person: Callable[[], Any]) -> Iterator[None]:
    token = _author.set(person)
    try:
        yield
    finally:
        _author.reset(token)


def write(service: Callable[P, R]) -> Callable[P, R]:
    """A service: one transaction, whose history names the person `by` whoever calls it.

    It may be done more than once (see `whole`), so what is read only once is read before.
    """

    @functools.wraps(service)
    def written(*args: P.args, **kwargs: P.kwargs) -> R:
        by: Any = kwargs.get("by")
        for name, value in kwargs.items():
            if isinstance(value, Iterator):
                kwargs[name] = list(value)

        author_outside = _author.get()

        def signed_by() -> R:
            with signed(by):
                return service(*args, **kwargs)

        with _written_by(lambda: by or author_outside()):
            return whole(signed_by)

    return written


class WhenceMiddleware(HistoryMiddleware):
    """Gives each request an id, and says of its writes from where they come and who makes them."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        """What is copied into each history row that this request writes."""
        user = getattr(request, "user", None)
        return {
            "user": str(user.pk) if user and user.pk else None,
            "origin": Origin.API if request.path.startswith("/api/") else Origin.ADMIN,
            "request": request.META[REQUEST_ID],
        }

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.META[REQUEST_ID] = str(uuid.uuid4())
        with _written_by(lambda: getattr(request, "user", None)):  # the API signs in later
            response: HttpResponse = super().__call__(request)  # type: ignore[no-untyped-call]
        response[REQUEST_ID] = request.META[REQUEST_ID]
        return response
