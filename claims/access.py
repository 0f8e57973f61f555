"""Who may see and do what with articles, claims and their sourcing.

Each predicate stands beside the filter that says the same to the database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils import timezone

from claims.domain.vocabulary import Access, ArticleStatus, CommentOutcome, Rank, Terms
from claims.domain.workflow import Power
from newsroom.common.roles import Role, has_role, is_in_house, may_check, may_edit

if TYPE_CHECKING:
    from claims.models import Article, Attribution
    from newsroom.common.models import User

PUBLIC_STATUSES = (ArticleStatus.PUBLISHED, ArticleStatus.CORRECTED, ArticleStatus.RETRACTED)
# Whom we are still asking, or chose not to ask, is nobody's business before there is an outcome.
INTERNAL_OUTCOMES = (CommentOutcome.PENDING, CommentOutcome.NOT_ASKED)
HIDDEN_TERMS = (Terms.DEEP_BACKGROUND, Terms.OFF_THE_RECORD)


def may_read_article(user: User | AnonymousUser, article: Article) -> bool:
    """In house by the article's access; outside only what is published and under no embargo."""
    if isinstance(user, AnonymousUser) or not is_in_house(user):
        return is_public_article(article)
    if has_role(user, Role.ADMIN) or article.access == Access.HOUSE:
        return True
    if article.access == Access.DESK:
        return article.desk_id is not None and article.desk_id == user.desk_id
    return article.readers.filter(pk=user.pk).exists()


def readable_articles(user: User | AnonymousUser, prefix: str = "") -> Q:
    """The filter of `may_read_article`, for a model whose article is at `prefix` ("article__")."""
    if isinstance(user, AnonymousUser) or not is_in_house(user):
        return public_articles(prefix)
    if has_role(user, Role.ADMIN):
        return Q()
    by_desk = (
        Q(**{f"{prefix}access": Access.DESK, f"{prefix}desk": user.desk_id})
        if user.desk_id
        else Q(pk__in=[])
    )
    # a subquery, not a join: readers are many, and each would repeat the row
    named = Q(
        **{
            f"{prefix}access": Access.NAMED_PEOPLE,
            f"{prefix}pk__in": user.readable_articles.values("pk"),
        }
    )
    return Q(**{f"{prefix}access": Access.HOUSE}) | by_desk | named


def is_public_article(article: Article) -> bool:
    return (
        article.status in PUBLIC_STATUSES
        and article.access == Access.HOUSE
        and (article.embargo_until is None or article.embargo_until <= timezone.now())
    )


def public_articles(prefix: str = "") -> Q:
    """The filter of `is_public_article`."""
    free = Q(**{f"{prefix}embargo_until__isnull": True}) | Q(
        **{f"{prefix}embargo_until__lte": timezone.now()}
    )
    return free & Q(**{f"{prefix}status__in": PUBLIC_STATUSES, f"{prefix}access": Access.HOUSE})


def is_public_attribution(attribution: Attribution) -> bool:
    """Standing, and on terms under which its very existence may be shown."""
    return attribution.withdrawn_at is None and attribution.terms not in HIDDEN_TERMS


def public_attributions(prefix: str = "") -> Q:
    """The filter of `is_public_attribution`."""
    return Q(**{f"{prefix}withdrawn_at__isnull": True}) & ~Q(**{f"{prefix}terms__in": HIDDEN_TERMS})


def public_comment_requests(prefix: str = "") -> Q:
    """Requests whose outcome may be shown."""
    return ~Q(**{f"{prefix}outcome__in": INTERNAL_OUTCOMES})


def may_write_claims(user: User | AnonymousUser) -> bool:
    """Log and change articles, claims, sourcing and comment requests."""
    return may_edit(user)


def may_check_claims(user: User | AnonymousUser) -> bool:
    """Take claims to check, and add evidence."""
    return may_check(user)


def may_assign(user: User | AnonymousUser) -> bool:
    """Give claims to others, and hand over the queue of somebody else."""
    return may_edit(user)


def may_change_policy(user: User | AnonymousUser) -> bool:
    """Change profiles, and say in what rank people are: the house's rules, not a desk's."""
    return has_role(user, Role.ADMIN)


def may_override(user: User | AnonymousUser) -> bool:
    """Let a finding pass: an editor, or the lawyer. Never one's own work, which the service sees
    to: who stops it and who wants it through are two people.
    """
    return has_role(user, Role.EDITOR, Role.LAWYER, Role.ADMIN)


def may_approve(user: User | AnonymousUser) -> bool:
    """Approve the use of a source, or a version for publication."""
    return may_edit(user)


def may_read_for_law(user: User | AnonymousUser) -> bool:
    """Clear a version, or refuse to, as the house's lawyer."""
    return has_role(user, Role.LAWYER)


def may_read_legal_reads(user: User | AnonymousUser) -> bool:
    """Read what the lawyer found of a version, and wrote: whoever answers for its publication."""
    return has_role(user, Role.EDITOR, Role.LAWYER, Role.ADMIN)


def rank_of(person: User) -> Rank | None:
    """The rank in which a person knows and approves; None for whoever does not work here.

    Where none is stated, an editor is an editor and everybody else a reporter.
    """
    if not is_in_house(person):
        return None
    stated = getattr(person, "staff_rank", None)
    if stated is not None:
        return Rank(stated.rank)
    return Rank.EDITOR if may_edit(person) else Rank.REPORTER


def may_read_history(user: User | AnonymousUser) -> bool:
    return is_in_house(user)


def workflow_powers(user: User | AnonymousUser) -> frozenset[Power]:
    """What `user` may do in the verification workflow, by role; four eyes come on top."""
    powers = set()
    if may_check(user):
        powers.add(Power.CHECK)
    if may_edit(user):
        powers.add(Power.WITHDRAW)
    return frozenset(powers)
