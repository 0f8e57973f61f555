"""Corrections and other notices, links between claims, and work that changed hands."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextareaWidget

from claims.access import may_assign, may_check_claims, may_write_claims
from claims.admin.queue import checkers
from claims.domain.vocabulary import LinkKind
from claims.models import ClaimLink, HandOver, Notice
from claims.services.links import claim_link, claim_unlink
from claims.services.notices import notice_create, notice_update
from claims.services.queue import queue_hand_over
from newsroom.common.admin_base import ReadOnlyAdmin, ServiceAdmin, person
from newsroom.common.admin_deletion import DeletingAdmin
from newsroom.common.admin_pages import form_page, person_field
from newsroom.common.models import User

KIND_LABELS = {
    "correction": "danger",
    "withdrawal": "danger",
    "kill": "danger",
    "clarification": "warning",
    "update": "info",
}


@admin.register(Notice)
class NoticeAdmin(ServiceAdmin):
    may_write = staticmethod(may_write_claims)
    list_display = ["public_note", "kind_badge", "article", "dated", "created_by"]
    list_filter = ["kind"]
    list_select_related = ["article", "created_by"]
    search_fields = ["public_note", "what_was_wrong", "article__headline"]
    date_hierarchy = "dated"
    autocomplete_fields = ["article", "claims"]

    def get_readonly_fields(self, request: HttpRequest, obj: Notice | None = None) -> Any:
        return ["article"] if obj else []

    def get_fieldsets(self, request: HttpRequest, obj: Notice | None = None) -> Any:
        public = ["article", ("kind", "dated"), "public_note", "claims"]
        inside = ["what_was_wrong", "right_wording", ("cause", "told")]
        return [("For readers", {"fields": public}), ("In house", {"fields": inside})]

    @display(description="kind", label=KIND_LABELS, ordering="kind")
    def kind_badge(self, notice: Notice) -> str:
        return notice.kind

    def create_record(self, request: HttpRequest, values: dict[str, Any]) -> Notice:
        article, claims = values.pop("article"), values.pop("claims", None)
        return notice_create(
            by=person(request), article_id=article.pk, fields=values, claims=list(claims or [])
        )

    def change_record(self, request: HttpRequest, record: Notice, values: dict[str, Any]) -> Notice:
        claims = values.pop("claims", None)
        return notice_update(
            by=person(request),
            notice_id=record.pk,
            changes=values,
            claims=None if claims is None else list(claims),
            seen=record.version,
        )


@admin.register(ClaimLink)
class ClaimLinkAdmin(DeletingAdmin):
    """Made and removed, never changed."""

    may_write = staticmethod(may_write_claims)
    deletion_means = "The claims stay, and so does its history."
    list_display = ["from_claim", "kind", "to_claim", "created_by", "created_at"]
    list_filter = ["kind"]
    list_select_related = ["from_claim", "to_claim", "created_by"]
    search_fields = ["from_claim__statement", "to_claim__statement"]
    autocomplete_fields = ["from_claim", "to_claim"]
    fields = ["from_claim", "kind", "to_claim"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None and may_write_claims(request.user)

    def create_record(self, request: HttpRequest, values: dict[str, Any]) -> ClaimLink:
        return claim_link(
            by=person(request),
            from_claim=values["from_claim"],
            to_claim=values["to_claim"],
            kind=LinkKind(values["kind"]),
        )

    def delete_record(self, request: HttpRequest, record: ClaimLink, seen: int) -> None:
        claim_unlink(by=person(request), link_id=record.pk)


class HandOverForm(forms.Form):
    from_person = person_field(User.objects.none(), "Whose queue")
    to = person_field(User.objects.none(), "To whom")
    reason = forms.CharField(
        required=False, max_length=300, widget=UnfoldAdminTextareaWidget(attrs={"rows": 2})
    )

    def __init__(self, data: Any, *, by: User) -> None:
        super().__init__(data, initial={"from_person": by})
        everybody = checkers()
        whose = User.objects.filter(assigned_claims__isnull=False).distinct()
        mine = User.objects.filter(pk=by.pk)
        self.fields["from_person"].queryset = whose if may_assign(by) else mine  # type: ignore[attr-defined]
        self.fields["to"].queryset = everybody  # type: ignore[attr-defined]


@admin.register(HandOver)
class HandOverAdmin(ReadOnlyAdmin):
    """Queues and sources that passed from one person to another; on record for good."""

    list_display = ["what", "from_person", "to_person", "by", "reason", "at"]
    list_filter = ["what"]
    list_select_related = ["from_person", "to_person", "by"]
    fields = ["what", "source", "from_person", "to_person", "by", "reason", "at"]
    actions_list = ["hand_over"]

    def has_check_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_check_claims(request.user)

    @action(description="Hand over a queue", url_path="queue", permissions=["check"])
    def hand_over(self, request: HttpRequest) -> HttpResponse:
        """All open claims of one person go to another, as one step."""
        by = person(request)
        return form_page(
            self,
            request,
            form=HandOverForm(request.POST or None, by=by),
            step=lambda data: queue_hand_over(by=by, **data),
            done=lambda made: f"{len(made.claims)} open claims handed over to {made.to_person}.",
            title="Hand over a queue",
            button="Hand over",
            back=reverse("admin:claims_handover_changelist"),
            lead="All open claims of the one go to the other, in one step that stays on record.",
        )
