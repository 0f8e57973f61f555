"""Named selections, so that no view spells out who sees what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, Exists, F, Func, Min, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Collate, Concat
from django.utils import timezone

from claims import access
from claims.domain import queue
from claims.domain.policy.findings import Severity
from claims.domain.vocabulary import ApprovalKind, LegalOutcome, Status
from claims.domain.weeks import Weeks
from claims.domain.workflow import DECIDED
from newsroom.common.roles import is_in_house
from sources.domain.vocabulary import CONFIDENTIAL_NAMINGS

if TYPE_CHECKING:
    from newsroom.common.models import User

LAST = 2_147_483_647  # behind every place in a text


# What a queue can be ordered by; where it does not decide, the next does, and age in the end.
QUEUE_ORDERS = {
    "due": ("out", "due", "importance", "age"),
    "importance": ("out", "importance", "due", "age"),
    "status": ("status", "due", "importance", "age"),
    "assignee": ("assignee", "due", "importance", "age"),
    "age": ("age",),
}


def _text(field: str) -> Cast:
    return Cast(field, models.TextField())


def _stamp(moment: Any) -> Func:
    return Func(
        moment, Value("YYYYMMDDHH24MISSUS"), function="to_char", output_field=models.TextField()
    )


def _ranked(field: str, order: Sequence[str]) -> Case:
    ranks = [When(**{field: one}, then=Value(str(n))) for n, one in enumerate(order)]
    return Case(*ranks, output_field=models.TextField())


_KEYS = {
    "due": _stamp(Coalesce("due_at", Value(datetime.max.replace(tzinfo=UTC)))),
    "importance": _ranked("importance", queue.IMPORTANCE_ORDER),
    "status": _ranked("status", list(Status)),
    "assignee": Coalesce(
        _text("assignee_id"), Value("~", models.TextField())
    ),  # nobody's at the end
    "age": _stamp(F("created_at")),
}


def queue_key(order: str) -> Collate:
    """A text, unique to a claim, by which claims stand in the order of the queue `order`."""
    # by code points, whatever the database's language is: in most the ~ would come first
    parts = (_out_first() if part == "out" else _KEYS[part] for part in QUEUE_ORDERS[order])
    return Collate(Concat(*parts, _text("id")), "C")


def _waits_for_second(besides: User | None = None) -> Q:
    """The filter of `domain.queue.waits_for_second`; `besides`: on a check by anybody but them."""
    checks = apps.get_model("claims", "Approval").objects.checks_by_one()
    standing = checks.filter(Q(decided_at=None) | Q(decided_at__lt=F("at")), claim=OuterRef("pk"))
    if besides is not None:
        standing = standing.exclude(by=besides)
    return Q(status__in=queue.OPEN, article__status__in=queue.OUT) & Q(Exists(standing))


def in_weeks(field: str, weeks: Weeks) -> Q:
    """Those whose `field` lies in these weeks, which begin at midnight where the reader is."""
    return Q(**{f"{field}__gte": _midnight(weeks.first), f"{field}__lt": _midnight(weeks.end)})


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _out_first() -> Case:
    """What went out on the check of one person before what has not."""
    first, last = (Value(rank, models.TextField()) for rank in "01")
    return Case(When(_waits_for_second(), then=first), default=last)


class ArticleQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> ArticleQuerySet:
        return self.filter(access.readable_articles(user))

    def with_the_lawyer(self) -> ArticleQuerySet:
        """Of whose current version the last word of a lawyer is that it is pending."""
        reads = apps.get_model("claims", "LegalRead").objects.filter(
            version=OuterRef("current_version")
        )
        last = Subquery(reads.order_by("-at", "-pk").values("outcome")[:1])
        rows: ArticleQuerySet = self.alias(last_read=last)
        return rows.filter(last_read=LegalOutcome.PENDING)


class ClaimQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> ClaimQuerySet:
        return self.filter(access.readable_articles(user, "article__"))

    def locked(self, ids: Any) -> ClaimQuerySet:
        """Rows locked in the order of their ids; claims before sources, always.

        What is joined to them is not locked. Where a row was changed while one waited for it, the
        database joins what belonged to it before: filter by its article, which it keeps, at most.
        """
        return self.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",), no_key=True)

    def open(self) -> ClaimQuerySet:
        """Still to check."""
        return self.filter(status__in=queue.OPEN)

    def overdue(self) -> ClaimQuerySet:
        """The filter of `domain.queue.marks`: open past the due time."""
        return self.open().filter(due_at__lt=timezone.now())

    def stale(self) -> ClaimQuerySet:
        """The filter of `domain.queue.marks`: in review and not touched for long."""
        since = timezone.now() - settings.QUEUE_STALE_AFTER
        return self.filter(status=Status.IN_REVIEW, updated_at__lt=since)

    def blocked(self) -> ClaimQuerySet:
        """With a block that nobody lets pass just now, but for those sealed for a confidential
        source: that there is one is not for everybody.
        """
        overrides = apps.get_model("claims", "FindingOverride").objects
        passed = overrides.filter(
            version=OuterRef("version"),
            claim=OuterRef("claim"),
            rule=OuterRef("rule"),
            record_kind=OuterRef("record_kind"),
            record_id=OuterRef("record_id"),
            expires_at__gt=timezone.now(),
        )
        blocks = apps.get_model("claims", "StoredFinding").objects.filter(
            ~Exists(passed), severity=Severity.BLOCK, sealed=[], claim=OuterRef("pk")
        )
        return self.filter(Exists(blocks))

    def logged_in(self, weeks: Weeks) -> ClaimQuerySet:
        return self.filter(in_weeks("created_at", weeks))

    def verified_in(self, weeks: Weeks) -> ClaimQuerySet:
        """Verified in these weeks for the first time."""
        events = apps.get_model("claims", "VerificationEvent").objects
        return self.filter(
            pk__in=events.first_checks().filter(in_weeks("at", weeks)).values("claim")
        )

    def checked_by_one(self) -> ClaimQuerySet:
        """Went out on the check of one person: for the next shift to verify."""
        return self.filter(_waits_for_second())

    def checked_by_another(self, person: User) -> ClaimQuerySet:
        """Of `checked_by_one` those that `person` may take: not on their check alone."""
        return self.filter(_waits_for_second(besides=person))

    def checked_alone_by(self, person: User) -> ClaimQuerySet:
        """The filter of `domain.queue.is_theirs_alone`: such are for anybody else to verify."""
        return self.filter(_waits_for_second(), ~_waits_for_second(besides=person))

    def with_checks(self) -> ClaimQuerySet:
        """What `Claim.checked_by_one` looks at, fetched at once."""
        checks = apps.get_model("claims", "Approval").objects.checks_by_one()
        return self.prefetch_related(models.Prefetch("approvals", checks, to_attr="checks"))

    def in_text_order(self) -> ClaimQuerySet:
        """By the place of each claim's first anchor; those without a place at the end."""
        standing = Q(anchors__version=F("article__current_version"))
        first = Coalesce(Min("anchors__start", filter=standing), LAST)
        ordered: ClaimQuerySet = self.annotate(first=first).order_by("first", "created_at", "pk")
        return ordered

    def touched_by_sources(self, source_ids: Any) -> ClaimQuerySet:
        """Claims on which one of these sources stands as speaker, conduit or origin."""
        ids = list(source_ids)
        rows = (
            Q(attributions__source__in=ids)
            | Q(attributions__via__in=ids)
            | Q(attributions__knows_from__in=ids)
        )
        return self.filter(rows).distinct()


class EventQuerySet(models.QuerySet[Any]):
    def first_checks(self) -> EventQuerySet:
        """Of each claim that was ever verified the event by which it first was."""
        before = self.model._default_manager.filter(
            claim=OuterRef("claim"), to_status=Status.VERIFIED, number__lt=OuterRef("number")
        )
        return self.filter(~Exists(before), to_status=Status.VERIFIED)

    def visible_to(self, user: User | AnonymousUser) -> EventQuerySet:
        """Those of claims that may be read; in house only."""
        if not is_in_house(user):
            return self.none()
        return self.filter(access.readable_articles(user, "claim__article__"))


class ApprovalQuerySet(models.QuerySet[Any]):
    def checks_by_one(self) -> ApprovalQuerySet:
        """Checks by one person, newest first, each with the status of its article and with when
        its claim was last decided, whatever has become of it since.
        """
        events = apps.get_model("claims", "VerificationEvent").objects
        decisions = events.filter(claim=OuterRef("claim"), to_status__in=DECIDED)
        rows: ApprovalQuerySet = self.filter(kind=ApprovalKind.CHECKED_BY_ONE).annotate(
            decided_at=Subquery(decisions.order_by("-number").values("at")[:1]),
            article_status=F("claim__article__status"),
        )
        return rows.select_related("by").order_by("-at", "-pk")


class AttributionQuerySet(models.QuerySet[Any]):
    def standing(self) -> AttributionQuerySet:
        return self.filter(withdrawn_at__isnull=True)

    def logged_in(self, weeks: Weeks) -> AttributionQuerySet:
        """On claims that were logged in these weeks."""
        return self.filter(in_weeks("claim__created_at", weeks))

    def anonymous(self) -> AttributionQuerySet:
        """Whose speaker the copy does not name, on whatever terms."""
        return self.filter(source__naming__in=sorted(CONFIDENTIAL_NAMINGS))

    def visible_to(self, user: User | AnonymousUser) -> AttributionQuerySet:
        rows = self.filter(access.readable_articles(user, "claim__article__"))
        return rows if is_in_house(user) else rows.filter(access.public_attributions())


class CommentRequestQuerySet(models.QuerySet[Any]):
    def locked(self, ids: Any) -> CommentRequestQuerySet:
        """Rows locked in the order of their ids, after their article and before claims."""
        return self.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",), no_key=True)

    def visible_to(self, user: User | AnonymousUser) -> CommentRequestQuerySet:
        rows = self.filter(access.readable_articles(user, "article__"))
        return rows if is_in_house(user) else rows.filter(access.public_comment_requests())


class EvidenceQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> EvidenceQuerySet:
        rows = self.filter(access.readable_articles(user, "claim__article__"))
        return rows if is_in_house(user) else rows.filter(is_public=True)


class NoticeQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> NoticeQuerySet:
        return self.filter(access.readable_articles(user, "article__"))


class ClaimLinkQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> ClaimLinkQuerySet:
        """Links of which both ends may be read; in house only."""
        if not is_in_house(user):
            return self.none()
        return self.filter(
            access.readable_articles(user, "from_claim__article__"),
            access.readable_articles(user, "to_claim__article__"),
        )


class HandOverQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> HandOverQuerySet:
        """In house; of a confidential source only to those who had, got or know it."""
        if isinstance(user, AnonymousUser) or not is_in_house(user):
            return self.none()
        open_to_all = Q(source__isnull=True) | ~Q(source__naming__in=sorted(CONFIDENTIAL_NAMINGS))
        knows = Q(source__known_to=user.pk) | Q(source__handler=user.pk)
        took_part = Q(from_person=user.pk) | Q(to_person=user.pk) | Q(by=user.pk)
        return self.filter(open_to_all | knows | took_part).distinct()


class AnchorQuerySet(models.QuerySet[Any]):
    def current(self) -> AnchorQuerySet:
        """Those on the version of their article that stands now."""
        return self.filter(version__article__current_version=F("version"))


class ProfileQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> ProfileQuerySet:
        """The rules of the house are for the house."""
        return self.all() if is_in_house(user) else self.none()


class ProfileVersionQuerySet(models.QuerySet[Any]):
    def current(self) -> ProfileVersionQuerySet:
        """The one of each profile that stands now."""
        return self.filter(number=F("profile__version"))


class EvaluationQuerySet(models.QuerySet[Any]):
    def locked(self, article_ids: Any) -> EvaluationQuerySet:
        """Locked in the order of their articles; after everything else, always."""
        return self.filter(pk__in=article_ids).order_by("pk").select_for_update(no_key=True)
