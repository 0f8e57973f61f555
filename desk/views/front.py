"""The admin's first page: what is to do, and how the work goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from claims import access
from claims.admin import weeks
from claims.admin.queue import for_me
from claims.models import Article, Claim
from claims.querysets import queue_key
from desk.figures import CLAIMS, listed, tables
from newsroom.common import account_pages
from newsroom.common.roles import Role, has_role, is_in_house
from sources.models import Source

if TYPE_CHECKING:
    from newsroom.common.models import User

NEXT = 5  # claims of a queue that are shown at once
ARTICLES = "admin:claims_article_changelist"
SOURCES = "admin:sources_source_changelist"


@dataclass(frozen=True, slots=True)
class Tile:
    """How much there is of something, and the list of it."""

    name: str
    count: int
    link: str
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Next:
    """The claims that stand first in a queue."""

    key: str
    name: str
    claims: list[Claim]
    link: str
    none: str


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Template context of the first page, in a number of queries that no amount of rows raises."""
    context = account_pages.dashboard(request, context)
    user: Any = request.user
    if not is_in_house(user):
        return context
    looked_at = weeks.shown()
    return {
        **context,
        "tiles": _tiles(user),
        "queues": _queues(user),
        "tables": tables(user, looked_at),
        "week_count": len(looked_at.mondays),
    }


def _tiles(user: User) -> list[Tile]:
    """The queues of whoever checks; for the rest of the house how it stands, and their own work."""
    claims = Claim.objects.visible_to(user)
    own = for_me(claims, user)
    tiles = []
    if access.may_check_claims(user):
        mine = own.open().filter(assignee=user).count()
        tiles.append(Tile(_("My queue"), mine, _queue("mine")))
    if access.may_read_for_law(user):
        pending = Article.objects.visible_to(user).with_the_lawyer().count()
        tiles.append(Tile(_("Legal reads pending"), pending, listed(ARTICLES, legal="pending")))
    if has_role(user, Role.CUSTODIAN):
        kept = Source.objects.standing().filter(custodians=user).count()
        tiles.append(Tile(_("Sources in my custody"), kept, listed(SOURCES, custody="mine")))
    nobodys = own.open().filter(assignee=None).count()
    overdue, blocked = claims.overdue().count(), claims.blocked().count()
    return [
        *tiles,
        Tile(_("Nobody's"), nobodys, _queue("nobodys")),
        Tile(_("Overdue"), overdue, _queue("overdue"), is_urgent=overdue > 0),
        Tile(_("Blocked"), blocked, _queue("blocked"), is_urgent=blocked > 0),
        Tile(_("Out, checked by one"), own.checked_by_one().count(), _queue("checked_by_one")),
    ]


def _queues(user: User) -> list[Next]:
    claims = Claim.objects.visible_to(user)
    own = for_me(claims, user).open()
    of: dict[str, tuple[str, str, Callable[[], Any]]] = {
        "mine": (_("Mine, next"), _("Nothing waits for you."), lambda: own.filter(assignee=user)),
        "nobodys": (
            _("Nobody's, wanted first"),
            _("Everything has somebody."),
            lambda: own.filter(assignee=None),
        ),
        "overdue": (_("Overdue"), _("Nothing is overdue."), claims.overdue),
        "blocked": (_("Blocked"), _("Nothing is blocked."), claims.blocked),
    }
    shown = ("mine", "nobodys") if access.may_check_claims(user) else ("overdue", "blocked")
    return [
        Next(key, name, _first(select()), _queue(key), none)
        for key, (name, none, select) in of.items()
        if key in shown
    ]


def _first(claims: Any) -> list[Claim]:
    wanted = claims.select_related("article", "assignee").order_by(queue_key("due"))
    return list(wanted.with_checks()[:NEXT])


def _queue(which: str) -> str:
    return listed(CLAIMS, queue=which)
