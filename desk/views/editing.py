"""A claim's own fields, changed beside its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from claims import access
from claims.models import Claim
from claims.services.claims import claim_update
from desk.editing import ClaimFields
from desk.panel import panel
from desk.views.shared import claim_or_404, for_staff, is_part, person, show
from newsroom.common import admin_seen
from newsroom.common.admin_base import ServiceRefusal
from newsroom.common.admin_base import show as show_errors
from newsroom.common.admin_overtaken import TRIES, sum_of
from newsroom.common.records import Refused, Stale

if TYPE_CHECKING:
    from uuid import UUID


@require_http_methods(["GET", "POST"])
@for_staff
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form; sent, it is saved, or comes back with both versions beside each other."""
    claim = claim_or_404(request, pk)
    if not access.may_write_claims(request.user):
        raise PermissionDenied
    if request.method == "GET":
        return _form(request, claim, ClaimFields(instance=claim, viewer=person(request)))
    for _attempt in range(TRIES):
        claim = claim_or_404(request, pk)
        form = ClaimFields(request.POST, instance=claim, viewer=person(request))
        if not form.is_valid():
            break
        try:
            _save(request, claim, form)
        except Stale:  # somebody wrote between the judging and the saving: judge again
            continue
        except (ValidationError, Refused, IntegrityError) as problem:
            show_errors(form, ServiceRefusal(problem).messages)
            break
        return _done(request, claim)
    return _form(request, claim_or_404(request, pk), form, status=422)


def _save(request: HttpRequest, claim: Claim, form: ClaimFields) -> None:
    changes = {name: form.cleaned_data[name] for name in form.changed_data}
    claim_update(by=person(request), claim_id=claim.pk, changes=changes, seen=claim.version)


def _done(request: HttpRequest, claim: Claim) -> HttpResponse:
    if not is_part(request):
        messages.success(request, _("Saved."))
        return redirect("desk:claim", claim.article_id, claim.pk)
    claim = claim_or_404(request, claim.pk)
    return show(request, "panel.html", panel(claim, person(request)), changed=True)


def _form(request: HttpRequest, claim: Claim, form: ClaimFields, status: int = 200) -> HttpResponse:
    context = {
        "claim": claim,
        "form": form,
        "seen": admin_seen.seal(claim),
        "sum": sum_of([form]),
    }
    template = "edit.html" if is_part(request) else "edit_alone.html"
    return show(request, template, context, status=status)
