"""What lists can be narrowed by. For the public they look at public facts only."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework.exceptions import ValidationError

from claims import access, projection
from claims.domain.policy import Severity
from claims.domain.vocabulary import (
    ArticleStatus,
    ClaimKind,
    ClaimOutcome,
    CommentOutcome,
    HandedOver,
    Importance,
    LinkKind,
    NoticeKind,
    Provenance,
    Stance,
    Status,
    Terms,
)
from claims.models import (
    Anchor,
    Article,
    Attribution,
    Claim,
    ClaimLink,
    CommentRequest,
    Evidence,
    HandOver,
    Notice,
    StoredFinding,
)
from claims.querysets import QUEUE_ORDERS
from newsroom.common.api.filters import (
    AudienceFilterSet,
    BooleanFilter,
    InstantFilter,
    WholeNumberFilter,
)
from newsroom.common.api.views import UUID_PATTERN
from newsroom.common.constraints import choices
from sources.domain.vocabulary import Naming

MOST = 1_000_000  # that a count is asked by


class ArticleFilter(AudienceFilterSet):
    projection = projection.ARTICLE

    status = django_filters.ChoiceFilter(choices=choices(ArticleStatus))
    provenance = django_filters.ChoiceFilter(choices=choices(Provenance))
    outlet = django_filters.CharFilter()
    section = django_filters.CharFilter()
    topic = django_filters.CharFilter(method="by_topic")
    published_after = InstantFilter("published_at", "gte")
    published_before = InstantFilter("published_at", "lt")
    q = django_filters.CharFilter("headline", "icontains", label="words of the headline")

    class Meta:
        model = Article
        fields: list[str] = []

    def by_topic(self, rows: QuerySet[Article], name: str, value: str) -> QuerySet[Article]:
        return rows.filter(topics__contains=[value])


class ClaimFilter(AudienceFilterSet):
    projection = projection.CLAIM

    article = django_filters.UUIDFilter("article")
    label = django_filters.CharFilter()
    status = django_filters.MultipleChoiceFilter(
        choices=choices(Status), method="by_status", label="repeat for any of"
    )
    kind = django_filters.ChoiceFilter(choices=choices(ClaimKind))
    outcome = django_filters.ChoiceFilter(choices=choices(ClaimOutcome))
    assignee = django_filters.CharFilter(
        method="by_assignee", label="me, nobody, or the id of a person"
    )
    importance = django_filters.ChoiceFilter(choices=choices(Importance))
    due_before = InstantFilter("due_at", "lt")
    overdue = BooleanFilter(method="by_mark")
    stale = BooleanFilter(method="by_mark")
    checked_by_one = BooleanFilter(
        method="by_mark", label="went out on the check of one person, and waits for another's"
    )
    finding = django_filters.CharFilter(method="by_finding", label="code of a rule of the policy")
    severity = django_filters.ChoiceFilter(choices=choices(Severity), method="by_finding")
    order = django_filters.ChoiceFilter(
        choices=[(one, one) for one in QUEUE_ORDERS],
        method="in_order",
        label="of the queue; without it, as logged",
    )
    stance = django_filters.ChoiceFilter(choices=choices(Stance), method="by_row")
    terms = django_filters.ChoiceFilter(choices=choices(Terms), method="by_row")
    naming = django_filters.ChoiceFilter(choices=choices(Naming), method="by_row")
    source = django_filters.UUIDFilter(method="by_source")
    orphaned = BooleanFilter(method="by_orphaned")
    uncounted = BooleanFilter(method="by_flag")
    circular = BooleanFilter(method="by_flag")
    is_lead = BooleanFilter()
    q = django_filters.CharFilter("statement", "icontains", label="words of the statement")

    class Meta:
        model = Claim
        fields: list[str] = []

    @classmethod
    def get_filters(cls) -> dict[str, Any]:
        """The declared ones, and each count with `__gte` and `__lte`."""
        numbers = {
            name: WholeNumberFilter(name, method="by_number", min_value=0, max_value=MOST)
            for name in projection.COUNT_FILTERS
        }
        return {**super().get_filters(), **numbers}

    @extend_schema_field({"type": "string", "pattern": f"^(me|nobody|{UUID_PATTERN})$"})
    def by_assignee(self, rows: QuerySet[Claim], name: str, value: str) -> QuerySet[Claim]:
        if value == "nobody":
            return rows.filter(assignee=None)
        try:
            person = self.request.user.pk if value == "me" else UUID(value)
        except ValueError as error:
            raise ValidationError({name: "me, nobody, or the id (a UUID) of a person."}) from error
        return rows.filter(assignee=person)

    def by_status(self, rows: QuerySet[Claim], name: str, value: Any) -> QuerySet[Claim]:
        column = "status" if self.in_house else "public_status"
        return rows.filter(**{f"{column}__in": value}) if value else rows

    def by_mark(self, rows: Any, name: str, value: bool) -> QuerySet[Claim]:
        marked = getattr(Claim.objects.all(), name)()
        ids = marked.values("pk")
        return rows.filter(pk__in=ids) if value else rows.exclude(pk__in=ids)  # type: ignore[no-any-return]

    def by_finding(self, rows: Any, name: str, value: str) -> QuerySet[Claim]:
        """What is said of a confidential source is found by those who may read of it alone."""
        column = {"finding": "rule"}.get(name, name)
        found = StoredFinding.objects.filter(claim=OuterRef("pk"), sealed=[], **{column: value})
        return rows.filter(Exists(found))  # type: ignore[no-any-return]

    def in_order(self, rows: Any, name: str, value: str) -> QuerySet[Claim]:
        """Pages follow `queue_key`."""
        return rows.keyed(value)  # type: ignore[no-any-return]

    def by_row(self, rows: QuerySet[Claim], name: str, value: Any) -> QuerySet[Claim]:
        column = "source__naming" if name == "naming" else name
        standing = Attribution.objects.standing().filter(claim=OuterRef("pk"), **{column: value})
        if not self.in_house:
            standing = standing.filter(access.public_attributions())
        return rows.filter(Exists(standing))

    def by_source(self, rows: QuerySet[Claim], name: str, value: UUID) -> QuerySet[Claim]:
        return self.by_row(rows, name, value)

    def by_orphaned(self, rows: QuerySet[Claim], name: str, value: bool) -> QuerySet[Claim]:
        orphans = Anchor.objects.current().filter(claim=OuterRef("pk"), start__isnull=True)
        return rows.filter(Exists(orphans) if value else ~Exists(orphans))

    @extend_schema_field({"type": "integer", "minimum": 0, "maximum": MOST})
    def by_number(self, rows: QuerySet[Claim], name: str, value: int) -> QuerySet[Claim]:
        return self.by_count(rows, name, value)

    def by_flag(self, rows: QuerySet[Claim], name: str, value: bool) -> QuerySet[Claim]:
        return self.by_count(rows, name, value)

    def by_count(self, rows: QuerySet[Claim], name: str, value: Any) -> QuerySet[Claim]:
        return rows.filter(**{name if self.in_house else f"public_{name}": value})


class AttributionFilter(AudienceFilterSet):
    projection = projection.ATTRIBUTION

    claim = django_filters.UUIDFilter("claim")
    article = django_filters.UUIDFilter("claim__article")
    source = django_filters.UUIDFilter("source")
    stance = django_filters.ChoiceFilter(choices=choices(Stance))
    terms = django_filters.ChoiceFilter(choices=choices(Terms))
    withdrawn = BooleanFilter("withdrawn_at", "isnull", exclude=True)

    class Meta:
        model = Attribution
        fields: list[str] = []


class CommentRequestFilter(AudienceFilterSet):
    projection = projection.COMMENT_REQUEST

    article = django_filters.UUIDFilter("article")
    claim = django_filters.UUIDFilter("claims")
    source = django_filters.UUIDFilter("source")
    outcome = django_filters.ChoiceFilter(choices=choices(CommentOutcome))

    class Meta:
        model = CommentRequest
        fields: list[str] = []


class EvidenceFilter(AudienceFilterSet):
    projection = projection.EVIDENCE

    claim = django_filters.UUIDFilter("claim")
    article = django_filters.UUIDFilter("claim__article")
    sha256 = django_filters.CharFilter(label="of a file: who else has it")

    class Meta:
        model = Evidence
        fields: list[str] = []


class ClaimLinkFilter(AudienceFilterSet):
    claim = django_filters.UUIDFilter(method="by_end", label="at either end")
    kind = django_filters.ChoiceFilter(choices=choices(LinkKind))

    class Meta:
        model = ClaimLink
        fields: list[str] = []

    def by_end(self, rows: QuerySet[ClaimLink], name: str, value: UUID) -> QuerySet[ClaimLink]:
        return rows.filter(Q(from_claim=value) | Q(to_claim=value))


class NoticeFilter(AudienceFilterSet):
    projection = projection.NOTICE

    article = django_filters.UUIDFilter("article")
    claim = django_filters.UUIDFilter("claims")
    kind = django_filters.ChoiceFilter(choices=choices(NoticeKind))

    class Meta:
        model = Notice
        fields: list[str] = []


class HandOverFilter(AudienceFilterSet):
    what = django_filters.ChoiceFilter(choices=choices(HandedOver))
    source = django_filters.UUIDFilter("source")

    class Meta:
        model = HandOver
        fields: list[str] = []
