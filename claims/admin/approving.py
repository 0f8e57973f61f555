"""Putting on record that one approves a claim, or has checked it alone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from unfold.decorators import action
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from claims import access
from claims.domain.vocabulary import ApprovalKind
from claims.models import Claim
from claims.services.approvals import OF_VERSION, approval_add
from newsroom.common.admin_base import ServiceAdmin, person
from newsroom.common.admin_pages import form_page


class ApproveForm(forms.Form):
    kind = forms.ChoiceField(
        label="What you approve",
        widget=UnfoldAdminSelectWidget,
        choices=[(one.value, one.value) for one in ApprovalKind if one not in OF_VERSION],
        initial=ApprovalKind.CHECKED_BY_ONE.value,
        help_text="Checked by one: you have checked it, and a second person has yet to verify it.",
    )
    note = forms.CharField(
        required=False, max_length=300, label="Note", widget=UnfoldAdminTextInputWidget
    )


class ApprovePage(ServiceAdmin):
    """What the admin of claims has for those who answer for one."""

    actions_detail = ["approve"]

    def has_approve_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return access.may_check_claims(request.user)

    @action(description="Approve", url_path="approve", icon="approval", permissions=["approve"])
    def approve(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask what is approved; it stays on record, in the rank that one has now."""
        claim: Claim | None = self.get_object(request, object_id)
        if claim is None:
            raise Http404
        return form_page(
            self,
            request,
            form=ApproveForm(request.POST if request.method == "POST" else None),
            step=lambda data: approval_add(
                by=person(request),
                subject=claim,
                kind=ApprovalKind(data["kind"]),
                note=data["note"],
            ),
            done=lambda made: f"On record: {made}.",
            title="Approve",
            button="Put on record",
            back=reverse("admin:claims_claim_change", args=[claim.pk]),
            lead=str(claim),
        )
