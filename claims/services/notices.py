"""Notices: dated corrections, clarifications, updates, withdrawals and kills of an article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError

from claims.domain.vocabulary import ArticleStatus, NoticeKind
from claims.models import Article, Claim, Notice
from claims.services import core
from newsroom.common import records
from newsroom.common.history import write

if TYPE_CHECKING:
    from newsroom.common.models import User

FIELDS = ("kind", "dated", "public_note", "what_was_wrong", "right_wording", "cause", "told")
# What a notice makes of an article that is out.
_MAKES = {
    NoticeKind.CORRECTION: ArticleStatus.CORRECTED,
    NoticeKind.WITHDRAWAL: ArticleStatus.RETRACTED,
    NoticeKind.KILL: ArticleStatus.RETRACTED,
}
_OUT = (ArticleStatus.PUBLISHED, ArticleStatus.CORRECTED)


@write
def notice_create(
    *, by: User, article_id: UUID, fields: Mapping[str, Any], claims: Sequence[Claim] = ()
) -> Notice:
    """Put a notice on an article, about these of its claims; `fields` are of FIELDS.

    A correction marks a published article as corrected, a withdrawal or kill as retracted.
    Raises ValidationError by field.
    """
    records.refuse_unknown(fields, FIELDS)
    article = core.lock_article(article_id)
    notice = records.create(Notice(article=article, created_by=by, **fields))
    _set_claims(notice, claims)
    _mark(article, notice)
    return notice


@write
def notice_update(
    *,
    by: User,
    notice_id: UUID,
    changes: Mapping[str, Any],
    claims: Sequence[Claim] | None = None,
    seen: int | None = None,
) -> Notice:
    """Change a notice. Raises ValidationError by field, or Stale."""
    records.refuse_unknown(changes, FIELDS)
    article_id = Notice.objects.filter(pk=notice_id).values_list("article", flat=True).first()
    if article_id is None:
        raise ValidationError({"notice": f"No notice {notice_id}."})
    article = core.lock_article(article_id)
    notice = Notice.objects.get(pk=notice_id)
    records.check_seen(notice, seen)
    differs = records.change(notice, changes)
    if claims is not None and {one.pk for one in claims} != _claim_ids(notice):
        _set_claims(notice, claims)
        differs = True
    if differs:
        records.save(notice)
        _mark(article, notice)
    return notice


def _claim_ids(notice: Notice) -> set[UUID]:
    return set(notice.claims.values_list("pk", flat=True))


def _set_claims(notice: Notice, claims: Sequence[Claim]) -> None:
    if any(one.article_id != notice.article_id for one in claims):
        raise ValidationError({"claims": "Claims of the same article only."})
    notice.claims.set(claims)


def _mark(article: Article, notice: Notice) -> None:
    status = _MAKES.get(NoticeKind(notice.kind))
    if status and article.status in _OUT and article.status != status:
        article.status = status
        records.save(article)
