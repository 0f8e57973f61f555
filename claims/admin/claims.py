from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.decorators import action, display

from claims import access, facts
from claims.admin import anchors, meanwhile
from claims.admin.attributions import AttributionInline, save_attribution
from claims.domain import wording, workflow
from claims.domain.vocabulary import Knowledge, Stance, Status
from claims.models import Attribution, Claim
from claims.services.claims import claim_create, claim_update
from claims.services.verification import claim_transition
from newsroom.common import admin_seen
from newsroom.common.admin_base import ServiceAdmin, ServiceForm, person
from newsroom.common.records import Refused, Stale
from sources.domain.vocabulary import Naming, SourceKind

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
class ClaimAdmin(ServiceAdmin):
    form = ClaimForm
    may_write = staticmethod(access.may_write_claims)
    inlines = [AttributionInline]
    list_display = [
        "short",
        "status_badge",
        "kind",
        "counts",
        "assignee",
        "due_at",
        "article_link",
    ]
    list_filter = ["status", "kind", "attributions__source__naming", "uncounted", "is_lead"]
    list_select_related = ["article", "assignee"]
    search_fields = ["statement", "label", "article__headline"]
    date_hierarchy = "created_at"
    autocomplete_fields = ["article", "assignee"]
    readonly_fields = ["orphans"]
    change_form_before_template = "admin_claims/cards.html"
    actions_detail = ["decide"]

    def get_readonly_fields(self, request: HttpRequest, obj: Claim | None = None) -> Any:
        return [*self.readonly_fields, *(["article"] if obj else [])]

    def get_fieldsets(self, request: HttpRequest, obj: Claim | None = None) -> Any:
        claim = [
            "article",
            "statement",
            ("kind", "label", "is_lead"),
            ("hedge", "as_of"),
            *(["anchors"] if self.has_change_permission(request, obj) else []),
            *(["orphans"] if obj else []),
        ]
        work = [("importance", "assignee"), "due_at", ("exemption", "exemption_reason"), "note"]
        later = [("outcome", "outcome_on"), "outcome_note"]
        return [
            ("Claim", {"fields": claim}),
            ("Work on it", {"fields": work, "classes": ["collapse"]}),
            ("What happened later", {"fields": later, "classes": ["collapse"]}),
        ]

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

    @admin.display(description="article")
    def article_link(self, claim: Claim) -> str:
        headline = claim.article.headline
        return headline if len(headline) <= 40 else f"{headline[:39]}…"

    def render_change_form(self, request: HttpRequest, context: Any, **kwargs: Any) -> Any:
        claim = kwargs.get("obj")
        if claim is not None:
            context["cards"] = [
                (f"Sourcing: {claim.get_status_display()}", self.count(claim)),
                ("Who was asked", self.requests(claim)),
            ]
        return super().render_change_form(request, context, **kwargs)

    def count(self, claim: Claim) -> str:
        counted = facts.counts_of([claim.pk])[claim.pk]
        rows = {row.pk: row for row in claim.attributions.select_related("source", "via")}
        lines = [(rows[line.attribution], line) for line in counted.internal.lines]
        words = [in_words_row(row) for row in rows.values() if row.withdrawn_at is None]
        context = {
            "counted": counted,
            "lines": lines,
            "words": wording.in_words(counted.internal.counts, words),
        }
        return render_to_string("admin_claims/count.html", context)

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

    @action(description="Check and decide", url_path="check")
    def decide(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The moves open to this person, and why the others are closed."""
        claim = self.get_object(request, object_id)
        if claim is None and request.method == "POST":
            return self.gone(request, object_id)
        if claim is None:
            raise Http404
        error = self._move(request, claim) if request.method == "POST" else ""
        if request.method == "POST" and not error:
            return HttpResponseRedirect(reverse("admin:claims_claim_change", args=[claim.pk]))
        claim.refresh_from_db()
        context = {
            **self.admin_site.each_context(request),
            "title": "Check and decide",
            "opts": self.opts,
            "original": claim,
            "error": error,
            "seen": admin_seen.seal(claim),
            "sum": meanwhile.told(claim, request.POST, person(request)) if error else None,
            "typed": request.POST,
            "moves": self._moves(request, claim),
            "events": claim.events.select_related("by"),
            "count": self.count(claim),
        }
        return TemplateResponse(request, "admin_claims/check.html", context)

    def _moves(self, request: HttpRequest, claim: Claim) -> list[tuple[str, str, Any]]:
        """Each move there is, in words, with None or why it is closed to this person."""
        powers = access.workflow_powers(request.user)
        moves = workflow.moves(facts.claim_state(claim), request.user.pk, powers)
        return [(to, to.replace("_", " "), closed) for to, closed in moves.items()]

    def _move(self, request: HttpRequest, claim: Claim) -> str:
        """Make the move that was asked for; returns why not, or nothing."""
        if request.POST.get("to") not in set(Status):
            return "Choose where the claim moves to."
        to, reason = Status(request.POST["to"]), request.POST.get("reason", "")
        try:
            seen = admin_seen.mark_in(request.POST, claim)
            claim_transition(by=person(request), claim_id=claim.pk, to=to, reason=reason, seen=seen)
        except ValidationError as problem:
            return " ".join(problem.messages)
        except (PermissionDenied, Refused, Stale) as problem:
            return str(problem)
        messages.success(request, f"The claim is {to.replace('_', ' ')}.")
        return ""


def in_words_row(row: Attribution) -> wording.Row:
    return wording.Row(
        stance=Stance(row.stance),
        kind=SourceKind(row.source.kind),
        naming=Naming(row.source.naming),
        knowledge=Knowledge(row.knowledge),
        relayed=row.via_id is not None,
    )
