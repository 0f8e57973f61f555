"""Records that are looked at in the admin and written elsewhere, and the meaning of terms."""

from __future__ import annotations

from django.contrib import admin
from unfold.admin import ModelAdmin

from claims.access import may_write_claims
from claims.models import (
    ArticleVersion,
    Evidence,
    OutletTerms,
    VerificationEvent,
)
from newsroom.common.admin_base import PermissionMixin, ReadOnlyAdmin


@admin.register(ArticleVersion)
class ArticleVersionAdmin(ReadOnlyAdmin):
    list_display = ["headline", "number", "created_at", "created_by"]
    list_select_related = ["created_by"]
    search_fields = ["headline"]


@admin.register(Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    list_display = ["claim", "kind", "url", "locator", "is_public", "added_by"]
    list_select_related = ["claim", "added_by"]


@admin.register(VerificationEvent)
class VerificationEventAdmin(ReadOnlyAdmin):
    list_display = ["number", "claim", "from_status", "to_status", "by", "at", "cause"]
    list_select_related = ["claim", "by"]
    list_filter = ["to_status"]


@admin.register(OutletTerms)
class OutletTermsAdmin(PermissionMixin, ModelAdmin):
    """What each term of attribution means, per outlet."""

    may_write = staticmethod(may_write_claims)
    list_display = ["outlet", "terms", "meaning"]
    list_filter = ["terms"]
