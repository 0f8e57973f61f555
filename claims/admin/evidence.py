from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from unfold.widgets import UnfoldAdminFileFieldWidget

from claims.access import may_check_claims, readable_articles
from claims.models import Evidence
from claims.services.evidence import evidence_add, evidence_remove, evidence_update, same_file
from newsroom.common.admin_base import ServiceForm, person
from newsroom.common.admin_deletion import DeletingAdmin


class EvidenceForm(ServiceForm):
    upload = forms.FileField(
        required=False,
        label="File",
        widget=UnfoldAdminFileFieldWidget,
        help_text="In place of a link. Kept as it is, and handed out only to be saved.",
    )

    class Meta:
        model = Evidence
        fields = ["claim"]  # the admin's fieldsets choose


@admin.register(Evidence)
class EvidenceAdmin(DeletingAdmin):
    """Links and files on which checks rest."""

    form = EvidenceForm
    may_write = staticmethod(may_check_claims)
    deletion_means = "Its history stays; a file does not. A decided claim goes back to review."
    list_display = ["__str__", "claim", "locator", "is_public", "added_by", "created_at"]
    list_select_related = ["claim", "added_by"]
    list_filter = ["kind", "is_public"]
    search_fields = ["name", "url", "note", "claim__statement"]
    autocomplete_fields = ["claim"]
    readonly_fields = ["stored"]

    def get_queryset(self, request: HttpRequest) -> Any:
        readable = readable_articles(request.user, "claim__article__")
        return super().get_queryset(request).filter(readable)

    def get_readonly_fields(self, request: HttpRequest, obj: Evidence | None = None) -> Any:
        return ["stored", *(["claim", "url"] if obj else [])]

    def get_fieldsets(self, request: HttpRequest, obj: Evidence | None = None) -> Any:
        what = ["claim", "url"]
        what.append("upload" if obj is None else "stored")
        about = ["locator", "archived_url", "note", "is_public"]
        return [("What it is", {"fields": what}), ("About it", {"fields": about})]

    @admin.display(description="file")
    def stored(self, evidence: Evidence) -> str:
        """Name, size, type and hash, with the way to save it, and who else has it."""
        return render_to_string("admin_claims/stored.html", {"evidence": evidence})

    def render_change_form(self, request: HttpRequest, context: Any, **kwargs: Any) -> Any:
        evidence = kwargs.get("obj")
        if evidence is not None:
            also = same_file(evidence, person(request))
            if also:
                listed = "; ".join(str(claim) for claim in also[:10])
                messages.info(request, f"The same file is evidence elsewhere too: {listed}")
        return super().render_change_form(request, context, **kwargs)

    def create_record(self, request: HttpRequest, values: dict[str, Any]) -> Evidence:
        claim, upload = values.pop("claim"), values.pop("upload", None)
        try:
            return evidence_add(by=person(request), claim_id=claim.pk, fields=values, upload=upload)
        except ValidationError as problem:
            by_field = problem.message_dict
            if "file" in by_field:  # as the form calls it
                by_field["upload"] = by_field.pop("file")
            raise ValidationError(by_field) from problem

    def change_record(
        self, request: HttpRequest, record: Evidence, values: dict[str, Any]
    ) -> Evidence:
        return evidence_update(
            by=person(request), evidence_id=record.pk, changes=values, seen=record.version
        )

    def has_delete_permission(self, request: HttpRequest, obj: Evidence | None = None) -> bool:
        return obj is not None and may_check_claims(request.user)

    def delete_record(self, request: HttpRequest, record: Evidence, seen: int) -> None:
        evidence_remove(by=person(request), evidence_id=record.pk, seen=seen)

    def response_post_save_add(self, request: HttpRequest, obj: Evidence) -> HttpResponse:
        """Back to the claim that is being checked."""
        return HttpResponseRedirect(reverse("admin:claims_claim_change", args=[obj.claim_id]))
