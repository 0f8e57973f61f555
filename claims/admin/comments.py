from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.decorators import display

from claims.access import may_write_claims
from claims.domain import comment
from claims.domain.vocabulary import CommentOutcome
from claims.models import Claim, CommentAttempt, CommentRequest
from claims.services.comments import (
    comment_request_create,
    comment_request_update,
)
from newsroom.common.admin_base import ServiceAdmin, ServiceTabular, person

OUTCOME_LABELS = {
    "pending": "warning",
    "confirmed": "success",
    "denied": "danger",
    "responded": "success",
}


class AttemptInline(ServiceTabular):
    """Attempts at reaching them: added here, never changed."""

    model = CommentAttempt
    may_write = staticmethod(may_write_claims)
    fields = ["at", "channel", "reached", "note", "by"]
    readonly_fields = ["by"]
    verbose_name_plural = "Attempts at reaching them"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(CommentRequest)
class CommentRequestAdmin(ServiceAdmin):
    may_write = staticmethod(may_write_claims)
    inlines = [AttemptInline]
    list_display = ["source", "outcome_badge", "deadline", "article", "asked_by"]
    list_filter = ["outcome", "recorded"]
    list_select_related = ["source", "article", "asked_by"]
    search_fields = ["source__description", "article__headline", "question"]
    date_hierarchy = "created_at"
    autocomplete_fields = ["article", "source", "asked_by", "claims"]
    readonly_fields = ["sentence"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*self.readonly_fields, *(["article"] if obj else [])]

    def get_fieldsets(self, request: HttpRequest, obj: CommentRequest | None = None) -> Any:
        asked = ["article", "source", "claims", "question", ("asked_by", "deadline"), "reached"]
        answer = [
            "outcome",
            *(["sentence"] if obj else []),
            ("response", "responded_at"),
            ("not_asked_reason", "recorded"),
        ]
        return [("Whom we asked", {"fields": asked}), ("What came of it", {"fields": answer})]

    @display(description="outcome", label=OUTCOME_LABELS, ordering="outcome")
    def outcome_badge(self, request: CommentRequest) -> str:
        return request.outcome

    @admin.display(description="for the copy")
    def sentence(self, request: CommentRequest) -> str:
        return comment.sentence(request.source.label, CommentOutcome(request.outcome))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Nothing yet: an outcome stands on its attempts, so they are logged in one step."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        names = ("at", "channel", "reached", "note")
        form.cleaned_data["attempts"] = attempts = []
        for formset in formsets:
            formset.new_objects = [row.instance for row in formset.forms if row.has_changed()]
            formset.changed_objects, formset.deleted_objects = [], []
            attempts += [
                {name: row.cleaned_data[name] for name in names}
                for row in formset.forms
                if row.has_changed()
            ]
        if attempts and "attempts" not in form.changed_data:
            form.changed_data.append("attempts")
        super().save_model(request, form.instance, form, change)

    def create_record(self, request: HttpRequest, values: dict[str, Any]) -> CommentRequest:
        article, claims = values.pop("article"), self._claims(values)
        attempts = values.pop("attempts", [])
        return comment_request_create(
            by=person(request),
            article_id=article.pk,
            fields=values,
            claims=claims or [],
            attempts=attempts,
        )

    def change_record(
        self, request: HttpRequest, record: CommentRequest, values: dict[str, Any]
    ) -> CommentRequest:
        claims, attempts = self._claims(values), values.pop("attempts", [])
        return comment_request_update(
            by=person(request),
            request_id=record.pk,
            changes=values,
            claims=claims,
            attempts=attempts,
            seen=record.version,
        )

    def _claims(self, values: dict[str, Any]) -> list[Claim] | None:
        claims = values.pop("claims", None)
        return None if claims is None else list(claims)
