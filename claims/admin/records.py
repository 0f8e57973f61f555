"""Records that are looked at in the admin and written elsewhere, and the meaning of terms."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from claims.access import may_write_claims, readable_articles
from claims.models import (
    ArticleVersion,
    OutletTerms,
    VerificationEvent,
)
from claims.services.approvals import outlet_terms_set
from newsroom.common.admin_base import ReadOnlyAdmin, ServiceAdmin, person


class OfArticleAdmin(ReadOnlyAdmin):
    """Records of an article: shown to those who may read the article, at `article_path`."""

    article_path: str

    def get_queryset(self, request: HttpRequest) -> Any:
        readable = readable_articles(request.user, self.article_path)
        return super().get_queryset(request).filter(readable)


@admin.register(ArticleVersion)
class ArticleVersionAdmin(OfArticleAdmin):
    article_path = "article__"
    list_display = ["headline", "number", "created_at", "created_by"]
    list_select_related = ["created_by"]
    search_fields = ["headline"]


@admin.register(VerificationEvent)
class VerificationEventAdmin(OfArticleAdmin):
    article_path = "claim__article__"
    list_display = ["number", "claim", "from_status", "to_status", "by", "at", "cause"]
    list_select_related = ["claim", "by"]
    list_filter = ["to_status"]


@admin.register(OutletTerms)
class OutletTermsAdmin(ServiceAdmin):
    """What each term of attribution means, per outlet."""

    may_write = staticmethod(may_write_claims)
    list_display = ["outlet", "terms", "meaning"]
    list_filter = ["terms"]

    def create_record(self, request: HttpRequest, values: dict[str, Any]) -> OutletTerms:
        return outlet_terms_set(by=person(request), row=OutletTerms(), **values)

    def change_record(
        self, request: HttpRequest, record: OutletTerms, values: dict[str, Any]
    ) -> OutletTerms:
        stands = {name: getattr(record, name) for name in ("outlet", "terms", "meaning")}
        return outlet_terms_set(by=person(request), row=record, **stands | values)
