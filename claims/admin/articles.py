from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action, display

from claims.access import may_write_claims
from claims.admin.policy import LetPassPage, readiness_card
from claims.admin.timeline import before_of, compare_page, timeline_page
from claims.domain import comment
from claims.domain.vocabulary import CommentOutcome
from claims.models import Article
from claims.services import links
from claims.services.articles import article_create, article_update
from claims.services.timeline import article_timeline
from newsroom.common.admin_base import person

STATUS_LABELS = {
    "draft": "info",
    "in review": "warning",
    "ready": "success",
    "published": "success",
    "corrected": "warning",
    "retracted": "danger",
}


class LegalFilter(admin.SimpleListFilter):
    title = gettext_lazy("the lawyer's read")
    parameter_name = "legal"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("pending", _("pending"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.with_the_lawyer() if self.value() == "pending" else queryset


@admin.register(Article)
class ArticleAdmin(LetPassPage):
    may_write = staticmethod(may_write_claims)
    list_display = ["headline", "status_badge", "outlet", "claim_count", "open_count", "created_at"]
    list_filter = ["status", "provenance", "outlet", "desk", LegalFilter]
    search_fields = ["headline"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "-id"]  # said here: the counts below undo the model's own
    autocomplete_fields = ["readers", "desk"]
    change_form_outer_before_template = "admin_claims/cards.html"
    actions_detail = ["timeline", "compare"]

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        text = ["headline", "body"]
        about = [
            ("status", "provenance"),
            "policy_profile",
            ("outlet", "section"),
            ("byline", "language"),
            "published_at",
            "published_local",
            "url",
            "topics",
        ]
        return [
            ("Text", {"fields": text}),
            ("About the article", {"fields": about}),
            (
                "Who may read it",
                {"fields": [("access", "desk"), "readers", "embargo_until"]},
            ),
        ]

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        checked = Q(claims__status__in=("verified", "refuted", "disputed", "unverifiable"))
        gone = Q(claims__status="withdrawn")
        return rows.annotate(
            claims_in=Count("claims", distinct=True),
            claims_open=Count("claims", filter=~checked & ~gone, distinct=True),
        )

    @display(description="status", label=STATUS_LABELS, ordering="status")
    def status_badge(self, article: Article) -> str:
        return article.status

    @admin.display(description="claims", ordering="claims_in")
    def claim_count(self, article: Any) -> int:
        return int(article.claims_in)

    @admin.display(description="still to check", ordering="claims_open")
    def open_count(self, article: Any) -> int:
        return int(article.claims_open)

    def render_change_form(self, request: HttpRequest, context: Any, **kwargs: Any) -> Any:
        article = kwargs.get("obj")
        if article is not None:
            context["at_desk"] = reverse("desk:article", args=[article.pk])
            context["cards"] = [
                ("Claims", self.sheet(article), True),
                ("May we publish it?", readiness_card(request, article), True),
                ("Comment requests", self.requests(article), True),
                ("Notices", self.notices(request, article), False),
                ("Versions", self.versions(article), False),
            ]
        return super().render_change_form(request, context, **kwargs)

    def sheet(self, article: Article) -> str:
        context = {"claims": article.claims.in_text_order(), "article": article}
        return render_to_string("admin_claims/sheet.html", context)

    def requests(self, article: Article) -> str:
        rows = article.comment_requests.select_related("source").prefetch_related("claims")
        lines = [
            (row, comment.sentence(row.source.label, CommentOutcome(row.outcome))) for row in rows
        ]
        context = {"lines": lines, "article": article}
        return render_to_string("admin_claims/requests.html", context)

    def notices(self, request: HttpRequest, article: Article) -> str:
        """What has been corrected, and who repeats what turned out wrong."""
        context = {
            "article": article,
            "rows": article.notices.prefetch_related("claims"),
            "repeated": links.repeated_elsewhere(article, person(request)),
            "may_write": may_write_claims(request.user),
        }
        return render_to_string("admin_claims/notices.html", context)

    def versions(self, article: Article) -> str:
        rows = article.versions.select_related("created_by").order_by("-number")
        return render_to_string("admin_claims/versions.html", {"rows": rows})

    def create_record(self, request: HttpRequest, values: dict[str, Any]) -> Article:
        readers = values.pop("readers", None)
        return article_create(
            by=person(request), fields=values, readers=list(readers or []) or None
        )

    def change_record(
        self, request: HttpRequest, record: Article, values: dict[str, Any]
    ) -> Article:
        readers = values.pop("readers", None)
        return article_update(
            by=person(request),
            article_id=record.pk,
            changes=values,
            readers=None if readers is None else list(readers),
            seen=record.version,
        )

    @action(description="Timeline", url_path="timeline", icon="history")
    def timeline(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What happened to the article and to the status of its claims, newest first."""
        article = self._article(request, object_id)
        page = article_timeline(article, person(request), before_of(request))
        return timeline_page(self, request, article, page, "What happened to this article")

    @action(description="Compare versions", url_path="compare", icon="difference")
    def compare(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Two versions of the text side by side, with the claims that a change touches."""
        return compare_page(self, request, self._article(request, object_id))

    def _article(self, request: HttpRequest, object_id: str) -> Article:
        article: Article | None = self.get_object(request, object_id)
        if article is None:
            raise Http404
        return article
