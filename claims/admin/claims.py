from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from unfold.decorators import display

from claims import access, facts
from claims.admin import anchors
from claims.admin.approving import ApprovePage
from claims.admin.attributions import AttributionInline, save_attribution
from claims.admin.checking import CheckingPages
from claims.admin.policy import FindingFilter, findings_card
from claims.admin.queue import QueueActions, QueueFilter
from claims.admin.weeks import LoggedFilter, VerifiedFilter
from claims.domain import wording
from claims.models import Claim
from claims.querysets import queue_key
from claims.services.claims import claim_create, claim_update
from newsroom.common.admin_base import ServiceForm, person

STATUS_LABELS = {
    "unverified": "info",
    "in review": "warning",
    "verified": "success",
    "disputed": "warning",
    "refuted": "danger",
    "unverifiable": "warning",
    "withdrawn": "danger",
}


class ClaimForm(ServiceForm):
    watched = ("status",)
    anchors = anchors.anchors_field(label="Where it stands in the text")

    class Meta:
        model = Claim
        fields = "__all__"  # the admin's fieldsets choose

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding and "anchors" in self.fields:
            self.initial["anchors"] = anchors.typed(anchors.current(self.instance))


@admin.register(Claim)
class ClaimAdmin(QueueActions, ApprovePage, CheckingPages):
    form = ClaimForm
    may_write = staticmethod(access.may_write_claims)
    inlines = [AttributionInline]
    list_display = [
        "short",
        "status_badge",
        "kind",
        "counts",
        "assignee",
        "due",
        "article_link",
    ]
    list_filter = [
        QueueFilter,
        FindingFilter,
        "status",
        LoggedFilter,
        VerifiedFilter,
        "importance",
        "assignee",
        "kind",
        "attributions__source__naming",
        "uncounted",
        "is_lead",
        "article__desk",
    ]
    list_select_related = ["article", "assignee"]
    search_fields = ["statement", "label", "article__headline"]
    date_hierarchy = "created_at"
    autocomplete_fields = ["article", "assignee"]
    actions_detail = [*CheckingPages.actions_detail, *ApprovePage.actions_detail]
    readonly_fields = ["orphans", "places"]
    change_form_outer_before_template = "admin_claims/cards.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).with_checks()

    def get_ordering(self, request: HttpRequest) -> Any:
        in_queue = request.GET.get(QueueFilter.parameter_name)
        return [queue_key("due").asc()] if in_queue else super().get_ordering(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Claim | None = None) -> Any:
        return [*self.readonly_fields, *(["article"] if obj else [])]

    def get_fieldsets(self, request: HttpRequest, obj: Claim | None = None) -> Any:
        claim = [
            "article",
            "statement",
            ("kind", "label", "is_lead"),
            ("hedge", "as_of"),
            *self._where(request, obj),
        ]
        work = [("importance", "assignee"), "due_at", ("exemption", "exemption_reason"), "note"]
        later = [("outcome", "outcome_on"), "outcome_note"]
        return [
            ("Claim", {"fields": claim}),
            ("Work on it", {"fields": work, "classes": ["collapse"]}),
            ("What happened later", {"fields": later, "classes": ["collapse"]}),
        ]

    def _where(self, request: HttpRequest, obj: Claim | None) -> list[str]:
        if not self.has_change_permission(request, obj):
            return ["places"]
        return ["anchors", "orphans"] if obj else ["anchors"]

    @admin.display(description="claim", ordering="statement")
    def short(self, claim: Claim) -> str:
        text = str(claim)
        return text if len(text) <= 90 else f"{text[:89]}…"

    @display(description="status", label=STATUS_LABELS, ordering="status")
    def status_badge(self, claim: Claim) -> str:
        return claim.status.replace("_", " ")

    @admin.display(description="sources · origins · independent", ordering="source_count")
    def counts(self, claim: Claim) -> str:
        numbers = (claim.source_count, claim.origin_count, claim.independent_confirmations)
        more = " uncounted" if claim.uncounted else ""
        return " · ".join(map(str, numbers)) + more

    @admin.display(description="due", ordering="due_at")
    def due(self, claim: Claim) -> str:
        return render_to_string("admin_claims/due.html", {"claim": claim})

    @admin.display(description="article")
    def article_link(self, claim: Claim) -> str:
        headline = claim.article.headline
        return headline if len(headline) <= 40 else f"{headline[:39]}…"

    def render_change_form(self, request: HttpRequest, context: Any, **kwargs: Any) -> Any:
        claim = kwargs.get("obj")
        if claim is not None:
            context["at_desk"] = reverse("desk:claim", args=[claim.article_id, claim.pk])
            context["cards"] = [
                (claim.standing, self.verification(request, claim), False),
                ("Evidence", self.evidence(request, claim), False),
                ("Sourcing", self.count(claim), True),
                ("What the policy finds", findings_card(request, claim), True),
                ("Who was asked", self.requests(claim), False),
                ("Elsewhere", self.elsewhere(request, claim), False),
            ]
        return super().render_change_form(request, context, **kwargs)

    def count(self, claim: Claim) -> str:
        counted = facts.counts_of([claim.pk])[claim.pk]
        rows = {row.pk: row for row in claim.attributions.select_related("source", "via")}
        lines = [(rows[line.attribution], line) for line in counted.internal.lines]
        words = [facts.row_in_words(row) for row in rows.values() if row.withdrawn_at is None]
        context = {
            "counted": counted,
            "lines": lines,
            "words": wording.in_words(counted.internal.counts, words),
        }
        return render_to_string("admin_claims/count.html", context)

    @admin.display(description="where it stands in the text")
    def places(self, claim: Claim) -> str:
        return anchors.in_text(claim)

    @admin.display(description="lost places")
    def orphans(self, claim: Claim) -> str:
        lost = [a for a in anchors.current(claim) if a.is_orphaned]
        return render_to_string("admin_claims/orphans.html", {"lost": lost})

    def requests(self, claim: Claim) -> str:
        rows = claim.comment_requests.select_related("source")
        context = {"rows": rows, "article": claim.article}
        return render_to_string("admin_claims/asked.html", context)

    def create_record(self, request: HttpRequest, values: dict[str, Any]) -> Claim:
        article, given = values.pop("article"), anchors.parse(values.pop("anchors", ""))
        return claim_create(by=person(request), article_id=article.pk, fields=values, anchors=given)

    def change_record(self, request: HttpRequest, record: Claim, values: dict[str, Any]) -> Claim:
        typed = values.pop("anchors", None)
        given = None if typed is None else anchors.parse(typed)
        return claim_update(
            by=person(request),
            claim_id=record.pk,
            changes=values,
            anchors=given,
            seen=record.version,
        )

    def save_row(self, request: HttpRequest, record: Any, row: Any, values: dict[str, Any]) -> None:
        said = save_attribution(person(request), record, row, values)
        if said:
            messages.info(request, said)
