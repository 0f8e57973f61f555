"""Checking a claim beside its text: who has it, its moves, its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from claims import access
from claims.admin import meanwhile
from claims.admin.checking import DecideForm
from claims.domain.vocabulary import Status
from claims.models import Claim
from claims.services.evidence import evidence_add
from claims.services.queue import claims_assign
from claims.services.verification import claim_transition
from desk.forms import EvidenceForm
from desk.panel import panel
from desk.views.shared import claim_or_404, for_staff, is_part, person, show
from newsroom.common import admin_seen
from newsroom.common.admin_base import show as show_errors
from newsroom.common.records import Refused, Stale

if TYPE_CHECKING:
    from uuid import UUID


@require_POST
@for_staff
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Move the claim; what is refused comes back with what was typed, and what others did."""
    claim = claim_or_404(request, pk)
    form = DecideForm(request.POST, claim=claim)
    if form.is_valid():
        _try(form, lambda: _move(request, claim, form.cleaned_data))
    if form.is_valid():
        return _done(request, claim)
    told = meanwhile.told(claim, request.POST, person(request))
    return _again(
        request,
        claim,
        {
            "decide": form,
            "sum": told,
            "typed": request.POST,
            "ticked": request.POST.getlist("evidence"),
        },
    )


def _move(request: HttpRequest, claim: Claim, chosen: dict[str, Any]) -> None:
    claim_transition(
        by=person(request),
        claim_id=claim.pk,
        to=Status(chosen["to"]),
        reason=chosen["reason"],
        evidence=chosen["evidence"],
        override=chosen["override"],
        seen=admin_seen.mark_in(request.POST, claim),
    )


@require_POST
@for_staff
def assign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the claim (`to` is "me"), or hand it back."""
    claim = claim_or_404(request, pk)
    if not access.may_check_claims(request.user):
        raise PermissionDenied
    to = person(request) if request.POST.get("to") == "me" else None
    try:
        claims_assign(by=person(request), claim_ids=[claim.pk], to=to)
    except (ValidationError, Refused) as problem:
        said = " ".join(getattr(problem, "messages", [str(problem)]))
        return _again(request, claim, {"problem": said})
    return _done(request, claim)


@require_POST
@for_staff
def add_evidence(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add a link or a file to the claim."""
    claim = claim_or_404(request, pk)
    if not access.may_check_claims(request.user):
        raise PermissionDenied
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        fields = {**form.cleaned_data}
        upload = fields.pop("upload")
        _try(
            form,
            lambda: evidence_add(
                by=person(request), claim_id=claim.pk, fields=fields, upload=upload
            ),
        )
    if form.is_valid():
        return _done(request, claim)
    return _again(request, claim, {"evidence_form": form})


def _try(form: forms.Form, step: Any) -> None:
    """Do `step`; what it is refused for becomes an error of the form."""
    try:
        step()
    except ValidationError as problem:
        show_errors(form, problem.message_dict)
    except (PermissionDenied, Refused, Stale) as problem:
        form.add_error(None, str(problem))


def _done(request: HttpRequest, claim: Claim) -> HttpResponse:
    if not is_part(request):
        messages.success(request, _("Done."))
        return redirect("desk:claim", claim.article_id, claim.pk)
    claim = claim_or_404(request, claim.pk)
    return show(request, "panel.html", panel(claim, person(request), later=True), changed=True)


def _again(request: HttpRequest, claim: Claim, more: dict[str, Any]) -> HttpResponse:
    context = panel(claim_or_404(request, claim.pk), person(request)) | more
    if is_part(request):
        return show(request, "panel.html", context, status=422)
    return show(request, "alone.html", context, status=422)
