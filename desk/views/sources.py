"""A source: what it stands behind, who knows it, and whether it is one with another."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from claims.services.sources import source_merge
from desk.standing import merging, source_page
from desk.views.shared import for_staff, person, show
from newsroom.common import admin_seen
from newsroom.common.admin_overtaken import told
from newsroom.common.records import Refused, Stale
from sources.access import may_write_sources
from sources.models import Source

if TYPE_CHECKING:
    from typing import Any

# What everybody may read of what another changed meanwhile.
TOLD = ("kind", "naming", "name", "description", "headcount", "speaks_for", "merged_into")


@for_staff
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The source; with `?q=` whom it may be one with, with `?into=` what a merge would do."""
    source = _source(request, pk)
    if source.merged_into_id is not None:
        messages.info(request, _("It was merged into this source."))
        return redirect("desk:source", source.merged_into_id)
    words, into = request.GET.get("q", "").strip(), _id(request.GET.get("into", ""))
    return show(request, "source/page.html", _context(request, source, words, into))


@require_POST
@for_staff
def merge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Merge the source into another, after its page has said what that would do."""
    source = _source(request, pk)
    if not may_write_sources(request.user):
        raise PermissionDenied
    into = _id(request.POST.get("into", ""))
    problem, changed = _("Choose the source that stays."), None
    if into is not None:
        try:
            seen = admin_seen.mark_in(request.POST, source)
            source_merge(by=person(request), source_id=source.pk, into_id=into, seen=seen)
        except ValidationError as error:
            problem = " ".join(error.messages)
        except Refused as error:
            problem = str(error)
        except Stale as error:
            problem = str(error)
            source = _source(request, pk)
            changed = told(source, request.POST, person(request), TOLD)
        else:
            messages.success(request, _("Merged: all that stood on the other stands here now."))
            return redirect("desk:source", into)
    more = {"problem": problem, "sum": changed}
    context = _context(request, source, request.POST.get("q", "").strip(), into) | more
    return show(request, "source/page.html", context, status=422)


def _context(request: HttpRequest, source: Source, words: str, into: UUID | None) -> dict[str, Any]:
    user = person(request)
    context = source_page(source, user, request.GET.get("page", "1"))
    if may_write_sources(user):
        context |= merging(source, user, words, into)
    return context


def _source(request: HttpRequest, pk: UUID) -> Source:
    rows = Source.objects.visible_to(request.user).select_related(
        "handler", "speaks_for", "compromised_by"
    )
    rows = rows.prefetch_related("known_to", "custodians")
    return cast("Source", get_object_or_404(rows, pk=pk))


def _id(given: str) -> UUID | None:
    try:
        return UUID(given)
    except ValueError:
        return None
