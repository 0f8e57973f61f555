"""What lists can be narrowed by. For the public they look at public facts only."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework.exceptions import ValidationError

from claims import access, projection, search
from claims.domain.policy import REGISTRY, Severity
from claims.domain.vocabulary import (
    ArticleStatus,
    ClaimKind,
    ClaimOutcome,
    CommentOutcome,
    EvidenceKind,
    HandedOver,
    Importance,
    LinkKind,
    Medium,
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
from newsroom.common.api.filters import (
    AudienceFilterSet,
    BooleanFilter,
    InstantFilter,
    WholeNumberFilter,
    WordFilter,
    spans,
)
from newsroom.common.api.views import UUID_PATTERN
from sources.domain.vocabulary import Naming

MOST = 1_000_000  # that a count is asked by
RULES = sorted(REGISTRY)
_QUESTION = "newsroom_question"
# Columns that are asked of one and the same row of a claim.
OF_A_ROW = {
    "stance": "stance__in",
    "terms": "terms__in",
    "naming": "source__naming__in",
    "medium": "medium__in",
    "source": "source",
}


def question_of(request: Any) -> search.Question:
    """How `q` of a request is read, for filter, rank and marks: the database is asked once.

    Raises ValidationError where there is no word in it.
    """
    if not hasattr(request, _QUESTION):
        try:
            asked = search.question(request.query_params["q"])
        except search.NoWords as error:
            raise ValidationError({"q": str(error)}) from error
        setattr(request, _QUESTION, asked)
    found: search.Question = getattr(request, _QUESTION)
    return found


class Found(django_filters.CharFilter):
    """Full-text search."""

    def __init__(self, of: str) -> None:
        super().__init__(
            method="by_words", max_length=500, label=f'words of {of}; "a phrase", or, -without'
        )


class _OfFindings(AudienceFilterSet):
    """By what the policy found; of a confidential source by what anybody in house may read."""

    finding = WordFilter(of=RULES, method="by_finding", label="code of a rule of the policy")
    severity = WordFilter(of=Severity, method="by_finding")

    def by_finding(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        """Both at once are asked of one finding."""
        return rows

    def filter_queryset(self, queryset: Any) -> Any:
        rows = super().filter_queryset(queryset)
        columns = {"finding": "rule__in", "severity": "severity__in"}
        asked = {to: self.form.cleaned_data.get(name) for name, to in columns.items()}
        wanted = {to: value for to, value in asked.items() if value}
        if not wanted:
            return rows
        found = StoredFinding.objects.filter(
            **{self.place_of_finding: OuterRef("pk")}, sealed=[], **wanted
        )
        return rows.filter(Exists(found))

    place_of_finding = "claim"


class ArticleFilter(_OfFindings):
    projection = projection.ARTICLE
    place_of_finding = "article"

    status = WordFilter(of=ArticleStatus)
    provenance = WordFilter(of=Provenance)
    outlet = django_filters.CharFilter()
    section = django_filters.CharFilter()
    topic = django_filters.CharFilter(method="by_topic")
    language = django_filters.CharFilter(lookup_expr="iexact")
    desk = django_filters.UUIDFilter("desk")
    published_after, published_before = spans("published_at").values()
    created_after, created_before = spans("created_at").values()
    updated_after, updated_before = spans("updated_at").values()
    q = Found("the headline")

    class Meta:
        model = Article
        fields: list[str] = []

    def by_topic(self, rows: QuerySet[Article], name: str, value: str) -> QuerySet[Article]:
        return rows.filter(topics__contains=[value])

    def by_words(self, rows: QuerySet[Article], name: str, value: str) -> QuerySet[Article]:
        return search.articles_found(rows, question_of(self.request))


class ClaimFilter(_OfFindings):
    projection = projection.CLAIM

    article = django_filters.UUIDFilter("article")
    article_status = WordFilter("article__status", of=ArticleStatus)
    outlet = django_filters.CharFilter("article__outlet")
    section = django_filters.CharFilter("article__section")
    topic = django_filters.CharFilter(method="by_topic")
    language = django_filters.CharFilter("article__language", "iexact")
    published_after, published_before = spans("article__published_at").values()
    created_after, created_before = spans("created_at").values()
    updated_after, updated_before = spans("updated_at").values()
    label = django_filters.CharFilter()
    status = WordFilter(of=Status, method="by_status")
    kind = WordFilter(of=ClaimKind)
    outcome = WordFilter(of=ClaimOutcome)
    assignee = django_filters.CharFilter(
        method="by_assignee", label="me, nobody, or the id of a person"
    )
    importance = WordFilter(of=Importance)
    due_after, due_before = spans("due_at").values()
    overdue = BooleanFilter(method="by_mark")
    stale = BooleanFilter(method="by_mark")
    checked_by_one = BooleanFilter(
        method="by_mark", label="went out on the check of one person, and waits for another's"
    )
    stance = WordFilter(of=Stance, method="by_row", label="of a row; with the others, of the same")
    terms = WordFilter(of=Terms, method="by_row", label="of a row")
    naming = WordFilter(of=Naming, method="by_row", label="of the source of a row")
    medium = WordFilter(of=Medium, method="by_row", label="of a row")
    source = django_filters.UUIDFilter(method="by_row", label="of a row")
    orphaned = BooleanFilter(method="by_orphaned")
    uncounted = BooleanFilter(method="by_count")
    circular = BooleanFilter(method="by_count")
    is_lead = BooleanFilter()
    q = Found("the statement and the quotes")

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

    def filter_queryset(self, queryset: Any) -> Any:
        """What is asked of a row is asked of one row: who confirms, and that on the record."""
        rows = super().filter_queryset(queryset)
        asked = {to: self.form.cleaned_data.get(name) for name, to in OF_A_ROW.items()}
        wanted = {to: value for to, value in asked.items() if value}
        if not wanted:
            return rows
        standing = Attribution.objects.standing().filter(claim=OuterRef("pk"), **wanted)
        if not self.in_house:
            standing = standing.filter(access.public_attributions())
        return rows.filter(Exists(standing))

    def by_row(self, rows: QuerySet[Claim], name: str, value: Any) -> QuerySet[Claim]:
        return rows

    def by_topic(self, rows: QuerySet[Claim], name: str, value: str) -> QuerySet[Claim]:
        return rows.filter(article__topics__contains=[value])

    def by_words(self, rows: QuerySet[Claim], name: str, value: str) -> QuerySet[Claim]:
        return search.claims_found(rows, question_of(self.request), public=not self.in_house)

    @extend_schema_field({"type": "string", "pattern": f"^(me|nobody|{UUID_PATTERN})$"})
    def by_assignee(self, rows: QuerySet[Claim], name: str, value: str) -> QuerySet[Claim]:
        if value == "nobody":
            return rows.filter(assignee=None)
        try:
            person = self.request.user.pk if value == "me" else UUID(value)
        except ValueError as error:
            raise ValidationError({name: "me, nobody, or the id (a UUID) of a person."}) from error
        return rows.filter(assignee=person)

    def by_status(self, rows: QuerySet[Claim], name: str, value: list[str]) -> QuerySet[Claim]:
        column = "status" if self.in_house else "public_status"
        return rows.filter(**{f"{column}__in": value})

    def by_mark(self, rows: Any, name: str, value: bool) -> QuerySet[Claim]:
        marked = getattr(Claim.objects.all(), name)()
        ids = marked.values("pk")
        return rows.filter(pk__in=ids) if value else rows.exclude(pk__in=ids)  # type: ignore[no-any-return]

    def by_orphaned(self, rows: QuerySet[Claim], name: str, value: bool) -> QuerySet[Claim]:
        orphans = Anchor.objects.current().filter(claim=OuterRef("pk"), start__isnull=True)
        return rows.filter(Exists(orphans) if value else ~Exists(orphans))

    @extend_schema_field({"type": "integer", "minimum": 0, "maximum": MOST})
    def by_number(self, rows: QuerySet[Claim], name: str, value: int) -> QuerySet[Claim]:
        return self.by_count(rows, name, value)

    def by_count(self, rows: QuerySet[Claim], name: str, value: Any) -> QuerySet[Claim]:
        return rows.filter(**{name if self.in_house else f"public_{name}": value})


class AttributionFilter(AudienceFilterSet):
    projection = projection.ATTRIBUTION

    claim = django_filters.UUIDFilter("claim")
    article = django_filters.UUIDFilter("claim__article")
    source = django_filters.UUIDFilter("source")
    naming = WordFilter("source__naming", of=Naming)
    stance = WordFilter(of=Stance)
    terms = WordFilter(of=Terms)
    medium = WordFilter(of=Medium)
    withdrawn = BooleanFilter("withdrawn_at", "isnull", exclude=True)
    created_after, created_before = spans("created_at").values()
    updated_after, updated_before = spans("updated_at").values()

    class Meta:
        model = Attribution
        fields: list[str] = []


class CommentRequestFilter(AudienceFilterSet):
    projection = projection.COMMENT_REQUEST

    article = django_filters.UUIDFilter("article")
    claim = django_filters.UUIDFilter("claims")
    source = django_filters.UUIDFilter("source")
    outcome = WordFilter(of=CommentOutcome)
    created_after, created_before = spans("created_at").values()
    updated_after, updated_before = spans("updated_at").values()

    class Meta:
        model = CommentRequest
        fields: list[str] = []


class EvidenceFilter(AudienceFilterSet):
    projection = projection.EVIDENCE

    claim = django_filters.UUIDFilter("claim")
    article = django_filters.UUIDFilter("claim__article")
    kind = WordFilter(of=EvidenceKind)
    sha256 = django_filters.CharFilter(label="of a file: who else has it")
    created_after, created_before = spans("created_at").values()

    class Meta:
        model = Evidence
        fields: list[str] = []


class ClaimLinkFilter(AudienceFilterSet):
    claim = django_filters.UUIDFilter(method="by_end", label="at either end")
    kind = WordFilter(of=LinkKind)

    class Meta:
        model = ClaimLink
        fields: list[str] = []

    def by_end(self, rows: QuerySet[ClaimLink], name: str, value: UUID) -> QuerySet[ClaimLink]:
        return rows.filter(Q(from_claim=value) | Q(to_claim=value))


class NoticeFilter(AudienceFilterSet):
    projection = projection.NOTICE

    article = django_filters.UUIDFilter("article")
    claim = django_filters.UUIDFilter("claims")
    kind = WordFilter(of=NoticeKind)
    dated_after = InstantFilter("dated", "gte")
    dated_before = InstantFilter("dated", "lt")

    class Meta:
        model = Notice
        fields: list[str] = []


class HandOverFilter(AudienceFilterSet):
    what = WordFilter(of=HandedOver)
    source = django_filters.UUIDFilter("source")

    class Meta:
        model = HandOver
        fields: list[str] = []
