"""Links between claims, and which articles repeat what turned out wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q

from claims.domain.vocabulary import Act, ArticleStatus, LinkKind, NoticeKind, Status
from claims.models import Article, Claim, ClaimLink, Notice
from claims.services import core
from newsroom.common import records
from newsroom.common.history import write

if TYPE_CHECKING:
    from newsroom.common.models import User

WRONG = frozenset({Status.REFUTED, Status.WITHDRAWN})
MENDED = (ArticleStatus.CORRECTED, ArticleStatus.RETRACTED)


@write
def claim_link(*, by: User, from_claim: Claim, to_claim: Claim, kind: LinkKind) -> ClaimLink:
    """Record that a claim repeats, updates or contradicts another.

    Raises ValidationError: the same claim, or a link that is there already.
    """
    _lock_ends(from_claim, to_claim)
    if ClaimLink.objects.filter(from_claim=from_claim, to_claim=to_claim, kind=kind).exists():
        raise ValidationError({"to_claim": f"It is on record already that it {kind} that claim."})
    return records.create(
        ClaimLink(from_claim=from_claim, to_claim=to_claim, kind=kind, created_by=by)
    )


def _lock_ends(*claims: Claim) -> None:
    """So that whoever moves or corrects one of them sees the link, or is seen by who makes it."""
    for article_id in sorted({one.article_id for one in claims}):
        core.lock_article(article_id)
    list(Claim.objects.locked({one.pk for one in claims}))


@write
def claim_unlink(*, by: User, link_id: UUID) -> None:
    """Remove a link that was made in error; its history stays. Raises ValidationError."""
    deleted, _ = ClaimLink.objects.filter(pk=link_id).delete()
    if not deleted:
        raise ValidationError({"link": f"No link {link_id}."})


@dataclass(frozen=True, slots=True)
class Affected:
    """A claim that says the same elsewhere, and the people to tell."""

    claim: Claim
    people: tuple[User, ...]


def trouble(claim: Claim) -> str:
    """Why what repeats `claim` needs looking at; empty where nothing is wrong with it."""
    if Status(claim.status) in WRONG:
        return f"the claim is {claim.status}"
    if Notice.objects.filter(claims=claim).exclude(kind=NoticeKind.UPDATE).exists():
        return "a notice corrects it"
    if claim.article.status in MENDED:
        return f"its article is {claim.article.status}"
    return ""


def affected(claim: Claim, user: User) -> list[Affected]:
    """The claims that repeat `claim`, or that it repeats, however far; what `user` may read of it.

    People: who wrote the statement, who checks it, and who wrote the article's current version.
    """
    rows = (
        Claim.objects.filter(pk__in=_repeated(claim.pk) - {claim.pk})
        .visible_to(user)
        .select_related("article__current_version__created_by", "assignee")
        .prefetch_related("contributors__person")
        .order_by("article__created_at", "created_at", "pk")
    )
    return [Affected(one, _people(one)) for one in rows]


def repeated_elsewhere(article: Article, user: User) -> list[tuple[Claim, str, list[Affected]]]:
    """The claims of `article` that turned out wrong and are repeated elsewhere: why, and where."""
    tied = Q(links_out__kind=LinkKind.REPEATS) | Q(links_in__kind=LinkKind.REPEATS)
    found = [
        (claim, trouble(claim), affected(claim, user))
        for claim in Claim.objects.filter(tied, article=article).distinct().in_text_order()
    ]
    return [(claim, why, where) for claim, why, where in found if why and where]


def _repeated(claim_id: UUID) -> set[UUID]:
    """All claims tied to this one by *repeats*, in either direction and in any number of steps."""
    reached, fresh = {claim_id}, {claim_id}
    while fresh:
        ends = ClaimLink.objects.filter(
            Q(from_claim__in=fresh) | Q(to_claim__in=fresh), kind=LinkKind.REPEATS
        ).values_list("from_claim_id", "to_claim_id")
        fresh = {end for pair in ends for end in pair} - reached
        reached |= fresh
    return reached


def _people(claim: Claim) -> tuple[User, ...]:
    version = claim.article.current_version
    wrote: Iterable[User] = (
        one.person for one in claim.contributors.all() if one.act == Act.WROTE_STATEMENT
    )
    named = [*wrote, claim.assignee, version.created_by if version else None]
    return tuple({one.pk: one for one in named if one is not None}.values())
