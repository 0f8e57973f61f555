"""Articles and their versions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from claims.domain import anchoring
from claims.domain.vocabulary import Access, ArticleStatus
from claims.models import Article, ArticleVersion, Claim
from claims.services import anchors, core
from claims.services.policy import is_gated, pass_gate
from newsroom.common import records
from newsroom.common.history import write
from newsroom.common.models import User

TEXT_FIELDS = ("headline", "body")
FIELDS = (
    *TEXT_FIELDS,
    "byline",
    "outlet",
    "section",
    "topics",
    "language",
    "url",
    "published_at",
    "published_local",
    "embargo_until",
    "provenance",
    "access",
    "desk",
    "policy_profile",
    "status",
)


@write
def article_create(
    *, by: User, fields: Mapping[str, Any], readers: list[User] | None = None
) -> Article:
    """Create an article with its first version.

    `fields` are of FIELDS; `readers` are the people who may read it where access is for named
    people (its author always may). Raises ValidationError by field.
    """
    records.refuse_unknown(fields, FIELDS)
    article = Article(**_normalised(fields))
    records.create(article)
    _set_readers(article, by, readers)
    _new_version(article, by, note="")
    if article.status == ArticleStatus.READY:
        pass_gate(article, by)
    return article


@write
def article_update(
    *,
    by: User,
    article_id: UUID,
    changes: Mapping[str, Any],
    readers: list[User] | None = None,
    note: str = "",
    seen: int | None = None,
) -> Article:
    """Change an article; a changed headline or body is a new version, its anchors found again.

    `note` says what was changed in the text, and why. No article becomes *ready*, and none of our
    own *published*, while a block of the policy stands against it; a new version of one that was
    ready is in review again. Raises ValidationError by field, or Stale.
    """
    records.refuse_unknown(changes, FIELDS)
    article = core.lock_article(article_id)
    records.check_seen(article, seen)
    before = {name: getattr(article, name) for name in TEXT_FIELDS}
    was = article.status
    differs = records.change(article, _normalised(changes))
    if readers is not None:
        differs |= _set_readers(article, by, readers)
    if not differs:
        return article
    rewritten = any(getattr(article, name) != value for name, value in before.items())
    if rewritten and was == article.status == ArticleStatus.READY:
        article.status = ArticleStatus.IN_REVIEW  # what was judged was the version before
    records.save(article)
    if rewritten:
        _new_version(article, by, note)
    if is_gated(article, was):
        pass_gate(article, by)
    return article


def _normalised(fields: Mapping[str, Any]) -> dict[str, Any]:
    """`fields` with the line ends of the text as they are stored; nothing else is touched."""
    return {
        name: anchoring.normalise(value) if name in TEXT_FIELDS and value else value
        for name, value in fields.items()
    }


def _set_readers(article: Article, by: User, readers: list[User] | None) -> bool:
    if readers is None and article.access != Access.NAMED_PEOPLE:
        return False
    wanted = {person.pk for person in readers or []}
    if article.access == Access.NAMED_PEOPLE:
        wanted.add(by.pk)
    if wanted == set(article.readers.values_list("pk", flat=True)):
        return False
    article.readers.set(User.objects.filter(pk__in=wanted))
    return True


def _new_version(article: Article, by: User, note: str) -> None:
    """Add the version that now stands and carry the anchors of the one before over to it."""
    old = article.current_version
    new = ArticleVersion(
        article=article,
        number=old.number + 1 if old else 1,
        headline=article.headline,
        text=article.body,
        note=note,
        created_by=by,
    )
    records.create(new)
    article.current_version = new
    article.save(update_fields=["current_version"])
    if old:
        moved, orphaned = anchors.carry_over(old, new)
        claims = list(Claim.objects.locked(moved | orphaned))  # all at once, by id
        core.touch([one for one in claims if one.pk not in orphaned], by)
        core.touch([one for one in claims if one.pk in orphaned], by, "its text was changed")
