"""What all viewsets share: audience, permissions from predicates, strict filters, versions."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable
from functools import partial
from typing import Any, cast

from django.http import QueryDict
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import mixins, permissions, status, viewsets
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from newsroom.common.api import conditional, repeatable
from newsroom.common.api.errors import VersionNotNamed
from newsroom.common.api.filters import WordFilter
from newsroom.common.api.listing import FIELDS, INCLUDE, ListsRecords
from newsroom.common.api.serializers import PUBLIC
from newsroom.common.models import User
from newsroom.common.records import check_seen
from newsroom.common.roles import is_in_house

UUID_PATTERN = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def anybody(user: Any) -> bool:
    """Whoever is signed in: what is shown is the queryset's to say."""
    return True


def nobody(user: Any) -> bool:
    return False


class ByPredicate(permissions.BasePermission):
    """Reading what the queryset shows, and writing, each ask a predicate of the view."""

    message = "Your role does not allow that."

    def has_permission(self, request: Request, view: Any) -> bool:
        if not request.user or not request.user.is_authenticated:
            return False
        if request.method in permissions.SAFE_METHODS:
            return bool(view.may_read(request.user))
        return bool(view.may_write(request.user))


class StrictFilterBackend(DjangoFilterBackend):
    """Refuses a query parameter that is not known, or is the house's own, naming the others."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        filterset_class = self.get_filterset_class(view, queryset) if _lists(view) else None
        paging = view.list_parameters() if _lists(view) else frozenset()
        known = filterset_class.known() if filterset_class else set()
        refuse_unknown(request.query_params, known | paging)
        refuse_repeated(request.query_params, _several(filterset_class))
        if filterset_class and not is_in_house(request.user):
            refuse_closed(request.query_params, filterset_class.known(public=True) | paging)
        return super().filter_queryset(request, queryset, view) if filterset_class else queryset


def _lists(view: Any) -> bool:
    return isinstance(view, ListsRecords) and view.lists


def refuse_unknown(params: QueryDict, known: set[str] | frozenset[str]) -> None:
    """Raise ValidationError for each query parameter that is not `known`, or says nothing."""
    listed = ", ".join(sorted(known)) or "none"
    problems = {
        name: f"Unknown parameter. Known: {listed}." for name in params if name not in known
    }
    for name in known & set(params):
        if not all(params.getlist(name)):
            problems[name] = "It is empty. Give a value, or leave the parameter out."
    if problems:
        raise ValidationError(problems)


def refuse_repeated(params: QueryDict, several: set[str]) -> None:
    """Raise ValidationError for each parameter that is given more than once, but those that may."""
    problems = {
        name: "Give it once: which of these is meant?"
        for name in params
        if name not in several and len(params.getlist(name)) > 1
    }
    if problems:
        raise ValidationError(problems)


def _several(filterset_class: Any) -> set[str]:
    """The parameters that may be given several times."""
    filters = filterset_class.base_filters if filterset_class else {}
    words = {name for name, one in filters.items() if isinstance(one, WordFilter)}
    return words | {FIELDS, INCLUDE}


def refuse_closed(params: QueryDict, shown: set[str] | frozenset[str]) -> None:
    """Raise PermissionDenied where a parameter looks at what the public may not see."""
    if closed := sorted(set(params) - shown):
        raise PermissionDenied(
            f"Only the house asks by {', '.join(closed)}. Open to you: {', '.join(sorted(shown))}."
        )


class RecordViewSet(
    ListsRecords,
    mixins.CreateModelMixin,
    mixins.RetrieveModelMixin,
    mixins.UpdateModelMixin,
    mixins.ListModelMixin,
    viewsets.GenericViewSet[Any],
):
    """Lists, reads, creates and changes records; the writes are the services of a subclass."""

    permission_classes = [ByPredicate]
    filter_backends = [StrictFilterBackend]
    lookup_value_regex = UUID_PATTERN
    may_read: Callable[[Any], bool] = staticmethod(anybody)
    may_write: Callable[[Any], bool]
    names_version = False  # of an action: whether it wants If-Match
    has_version = True  # of its records: links and hand-overs are never changed

    @property
    def person(self) -> User:
        """Who is signed in; the permission lets nobody else through."""
        return cast("User", self.request.user)

    @property
    def is_public(self) -> bool:
        """Whether the public asks. A schema that nobody asked for is of the whole."""
        is_described = getattr(self, "swagger_fake_view", False)
        if is_described and not hasattr(self.request, "_user"):
            return False
        return not is_in_house(self.request.user)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        name = str(request.method).lower()
        if request.method not in permissions.SAFE_METHODS and hasattr(self, name):
            # the handler is looked up after this, with all checks made
            setattr(self, name, partial(repeatable.once, self, getattr(self, name)))

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), PUBLIC: self.is_public}

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        return rows.visible_to(self.request.user)

    @abstractmethod
    def create_record(self, data: dict[str, Any]) -> Any:
        """Call the service that creates the record, and return the record."""

    @abstractmethod
    def change_record(self, record: Any, data: dict[str, Any], seen: int | None) -> Any:
        """Call the service that changes the record; `seen` is the version the client names."""

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        record = self.create_record(serializer.validated_data)
        return self.answer(record.pk, status.HTTP_201_CREATED)

    def update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        record, seen = self.get_object(), seen_version(request)
        check_seen(record, seen)  # without waiting for whoever is writing it just now
        in_part = bool(kwargs.pop("partial", False))
        serializer = self.get_serializer(record, data=request.data, partial=in_part)
        serializer.is_valid(raise_exception=True)
        self.change_record(record, serializer.validated_data, seen)
        return self.answer(record.pk)

    def stored(self, pk: str) -> conditional.Stored | None:
        """The record as it is kept for the public; None where it has to be rendered."""
        return None

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        if not self.is_public:
            return self._rendered(self.get_object(), status.HTTP_200_OK)
        refuse_unknown(request.query_params, frozenset())
        kept = self.stored(kwargs["pk"])
        if kept is None:
            data = self.get_serializer(self.get_object()).data
            kept = conditional.afresh(JSONRenderer().render(data))
        return conditional.answer(request, kept)

    def answer(self, pk: Any, status_code: int = status.HTTP_200_OK) -> Response:
        """The record as it stands now, read afresh as the caller may see it."""
        return self._rendered(self.get_queryset().get(pk=pk), status_code)

    def rendering_of(self, record: Any) -> Any:
        """How `record`, if it is one of this view's, stands now for the caller; None otherwise."""
        rows = self.get_queryset()
        stands = rows.filter(pk=record.pk).first() if isinstance(record, rows.model) else None
        return self.get_serializer(stands).data if stands else None

    def _rendered(self, record: Any, status_code: int) -> Response:
        response = Response(self.get_serializer(record).data, status=status_code)
        if not self.is_public and self.has_version:
            response["ETag"] = f'"{record.version}"'
        return response


def seen_version(request: Request) -> int:
    """The version that the client names in If-Match.

    Raises VersionNotNamed (428) without one ("*" names none), ValidationError for any other.
    """
    value = request.headers.get("If-Match")
    if value is None or value.strip() == "*":
        raise VersionNotNamed
    match = re.fullmatch(r'\s*"(\d{1,9})"\s*', value)
    if match is None:
        raise ValidationError({"If-Match": 'The ETag of the record as you read it, such as "3".'})
    return int(match[1])
