"""What several viewsets do with what was sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from claims.access import may_read_history
from claims.api.filters import question_of
from claims.search import Question
from claims.services.timeline import Page
from newsroom.common.api.filters import instant
from newsroom.common.api.views import refuse_unknown

HIGHLIGHT = "highlight"
# Of an action that reads one thing, for the house alone.
IN_HOUSE: dict[str, Any] = {
    "may_read": staticmethod(may_read_history),
    "pagination_class": None,
    "filter_backends": [],
}


def row_of(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "anchor": dict(data["anchor"])} if data.get("anchor") else dict(data)


def anchors_of(data: dict[str, Any]) -> list[dict[str, Any]] | None:
    """The anchors that were given, together or as one; None where none were."""
    several, one = data.pop("current_anchors", None), data.pop("anchor", None)
    if several is not None and one is not None:
        raise elsewhere("anchor", "Give anchors or anchor, not both.")
    return [one] if one is not None else several


def keep(name: str, stands: Any, data: dict[str, Any]) -> None:
    """A record stays where it was logged; naming the same again is no change."""
    given = data.pop(name, None)
    if given is not None and given.pk != stands:
        raise elsewhere(name, "Cannot be changed: log it anew there, and withdraw it here.")


def elsewhere(name: str, message: str) -> Exception:
    return ValidationError({name: message})


def before_of(request: Request) -> Any:
    """The place in a timeline from which `before` asks to go on. Raises ValidationError."""
    given = request.query_params.get("before")
    if given is None:
        return None
    moment = instant(given)
    if moment is None:
        raise elsewhere("before", "Take it from `next` of the page before.")
    return moment


def timeline_answer(request: Request, page: Page) -> dict[str, Any]:
    """What TimelineSerializer renders of one page."""
    following = None
    if page.before:
        stamp = page.before.isoformat().replace("+", "%2B")
        following = request.build_absolute_uri(f"{request.path}?before={stamp}")
    return {"next": following, "steps": page.steps, "labels": page.labels}


def number_of(request: Request, name: str) -> int | None:
    """The number of a version in the query; None where it is not there."""
    given = request.query_params.get(name)
    if given is None:
        return None
    if not given.isascii() or not given.isdigit() or len(given) > 9:
        raise elsewhere(name, "The number of a version, such as 1.")
    return int(given)


def only(request: Request, *known: str) -> None:
    """Refuse query parameters other than `known`."""
    refuse_unknown(request.query_params, frozenset(known))


def highlit(
    request: Request,
    page: Sequence[Any],
    data: Any,
    wanted: frozenset[str] | None,
    found: Callable[[list[UUID], Question], dict[UUID, Any]],
) -> Any:
    """`data` with the `highlight` of each row, where the list was searched and it is wanted.

    `found` gives it by the ids of the page's rows.
    """
    if "q" not in request.query_params or (wanted is not None and HIGHLIGHT not in wanted):
        return data
    ids = [row.pk for row in page]
    marked = found(ids, question_of(request))
    return [{**one, HIGHLIGHT: marked[pk]} for one, pk in zip(data, ids, strict=True)]
