"""Who may still be told of an article, and how its state is told from another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Count, Sum
from django.utils import timezone

from claims.access import may_read_article
from claims.models import Article, Claim, CommentRequest
from newsroom.common.models import User
from newsroom.common.roles import is_in_house
from newsroom.common.sessions import lasts


@dataclass(frozen=True, slots=True)
class Ticket:
    """Who was let in to a stream, by which sign-in and from which window.

    `mark` is the state of the article at that moment, `seen` the one that the page shows.
    """

    person: UUID
    session: str
    tab: UUID
    mark: str
    seen: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand with an article: its mark, who may be told, and the names of people."""

    mark: str
    allowed: frozenset[Ticket]
    names: dict[UUID, str]


def mark_of(article: Article) -> str:
    """The state of an article with its claims and requests: with any new version another text."""
    claims = Claim.objects.filter(article=article).aggregate(n=Count("pk"), v=Sum("version"))
    asked = CommentRequest.objects.filter(article=article).aggregate(v=Sum("version"))
    return f"{article.version}.{claims['n']}.{claims['v'] or 0}.{asked['v'] or 0}"


def standing(article_id: UUID, tickets: Iterable[Ticket], present: Iterable[UUID]) -> Standing:
    """Look afresh at who of `tickets` still may read the article, and who `present` are.

    Gives its connection back, for it is called in a thread that answers no request.
    """
    try:
        return _standing(article_id, frozenset(tickets), frozenset(present))
    finally:
        connection.close()


def _standing(article_id: UUID, tickets: frozenset[Ticket], present: frozenset[UUID]) -> Standing:
    article = Article.objects.filter(pk=article_id).first()
    if article is None:
        return Standing("", frozenset(), {})
    ids = {one.person for one in tickets} | present
    people = {one.pk: one for one in User.objects.filter(pk__in=ids).prefetch_related("groups")}
    readers = {
        pk for pk, one in people.items() if is_in_house(one) and may_read_article(one, article)
    }
    rows = Session.objects.filter(
        session_key__in=[one.session for one in tickets], expire_date__gt=timezone.now()
    )
    signed_in = {row.session_key: row.get_decoded() for row in rows}
    allowed = frozenset(
        one
        for one in tickets
        if one.person in readers
        and one.session in signed_in
        and lasts(signed_in[one.session], people[one.person])
    )
    names = {pk: str(one) for pk, one in people.items() if pk in readers}
    return Standing(mark_of(article), allowed, names)
