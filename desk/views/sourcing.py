"""Sourcing of a claim in hand: rows added, changed and withdrawn in place; what is offered."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from claims.admin import meanwhile
from claims.models import Attribution, Claim
from claims.services.attributions import attribution_withdraw
from desk import log_context, suggesting
from desk.log_forms import ROLES, RowForm, Typed
from desk.services.logging import row_change, sourcing_add
from desk.services.once import once
from desk.views.logging import (
    draft_in,
    form_again,
    in_hand,
    lists,
    replaced,
    rows_of,
    tried,
    writable,
)
from desk.views.shared import article_or_404, claim_or_404, for_staff, is_part, person, show
from newsroom.common import admin_seen
from newsroom.common.records import Refused, Stale

if TYPE_CHECKING:
    from newsroom.common.models import User


@for_staff
def sourcing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A blank form for the claim in hand; sent, its rows are added."""
    claim = _writable_claim(request, pk)
    if request.method == "POST":
        return _add(request, claim)
    log = {
        "rows": [RowForm(prefix="r1")],
        "draft": uuid4(),
        "url": reverse("desk:sourcing", args=[pk]),
        "of_claim": claim,
        "seen": admin_seen.seal(claim),
    }
    return _form(request, claim, log)


def _add(request: HttpRequest, claim: Claim) -> HttpResponse:
    typed, by = Typed(request.POST, with_claim=False), person(request)

    def work() -> UUID:
        seen = admin_seen.mark_in(request.POST, claim)
        return UUID(str(sourcing_add(by=by, claim=claim, rows=rows_of(typed), seen=seen).pk))

    def overtaken(_: Stale) -> dict[str, Any]:
        told = meanwhile.told(claim, request.POST, by)
        typed.data = _with(typed, "seen", admin_seen.seal(claim_or_404(request, claim.pk)))
        return {"sum": told}

    return _written(request, typed, work, overtaken, of_claim=claim)


@for_staff
def row(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A row on record as a form in its place; sent, it is changed."""
    rows = Attribution.objects.standing()
    rows = rows.select_related("claim", "source", "via", "knows_from")
    of = get_object_or_404(rows, pk=pk)
    claim = _writable_claim(request, of.claim_id)
    if request.method == "POST":
        return _change(request, claim, of)
    return _form(request, claim, log_context.of_row(of, person(request)))


def _change(request: HttpRequest, claim: Claim, of: Attribution) -> HttpResponse:
    typed, by = Typed(request.POST, with_claim=False), person(request)
    del typed.rows[1:]
    for one in typed.rows:
        one.held = frozenset(log_context.held_back(of, by))

    def work() -> UUID:
        seen, rows = _number(request.POST.get("seen")), rows_of(typed)
        row_change(by=by, row_id=of.pk, changes=rows.attributions[0], anew=rows.anew, seen=seen)
        return UUID(str(claim.pk))

    def overtaken(stale: Stale) -> dict[str, Any]:
        typed.data = _with(typed, "seen", str(stale.record.version))
        return {"stands": _differences(stale.record, typed.rows[0], by)}

    return _written(request, typed, work, overtaken, of_claim=claim, of_row=of)


def _written(
    request: HttpRequest,
    typed: Typed,
    work: Callable[[], UUID],
    overtaken: Callable[[Stale], dict[str, Any]],
    **of: Any,
) -> HttpResponse:
    """Do `work` once, and show the claim; or the form again, with why not."""
    claim: Claim = of["of_claim"]
    again = partial(form_again, request, typed, url=request.path, **of)
    draft_id = draft_in(request.POST)
    found = replaced(claim.article, typed)
    if found.lost:
        return again(draft_id=draft_id, status=412, lost=found.lost)
    if not typed.filled or not typed.is_valid():
        return again(draft_id=draft_id, status=422, empty=not typed.filled)
    try:
        done = tried(typed, lambda: once(person(request), draft_id, lists(request.POST), work))
    except Stale as stale:
        return again(draft_id=draft_id, status=412, **overtaken(stale))
    if done is None:
        return again(draft_id=draft_id, status=422)
    if done.differs:
        return again(draft_id=uuid4(), status=409, before=done.id)
    return in_hand(request, claim.pk)


def _form(request: HttpRequest, claim: Claim, log: dict[str, Any]) -> HttpResponse:
    if not is_part(request):
        return redirect("desk:claim", claim.article_id, claim.pk)
    return show(request, "log_form.html", {"log": log})


@require_POST
@for_staff
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Withdraw a row, with the reason; it stays on record."""
    of = get_object_or_404(Attribution, pk=pk)
    claim = _writable_claim(request, of.claim_id)
    try:
        attribution_withdraw(
            by=person(request),
            attribution_id=pk,
            reason=request.POST.get("reason", "").replace("\x00", ""),
            seen=_number(request.POST.get("seen")),
        )
    except ValidationError as problem:
        said = " ".join(problem.messages)
    except Stale:
        said = _("It was changed meanwhile: read it again before you withdraw it.")
    except Refused as problem:
        said = str(problem)
    else:
        return in_hand(request, claim.pk)
    of.refresh_from_db()
    context = {"row": of, "problem": said, "typed": request.POST.get("reason", "")}
    return show(request, "log_withdraw.html", context, status=422)


@require_POST
@for_staff
def sources(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Sources to choose from, for what is typed (`q`) in a box of a row (`role`)."""
    article = article_or_404(request, pk)
    role = request.POST.get("role", "source")
    if role not in ROLES:
        return HttpResponseBadRequest()
    typed = request.POST.get("q", "").replace("\x00", "")[:300]
    return JsonResponse({"sources": suggesting.suggested(person(request), article, typed, role)})


@require_POST
@for_staff
def read(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What selected words say: of a claim, or of a row; or what a chosen phrase fills."""
    article = article_or_404(request, pk)
    said, what = request.POST.get("words", "").replace("\x00", "")[:5000], request.POST.get("of")
    by = person(request)
    if what == "claim":
        return JsonResponse(suggesting.read_claim(said))
    if what == "row":
        return JsonResponse(suggesting.read_row(by, article, said))
    number = _number(request.POST.get("n")) or 1
    try:
        found = suggesting.phrase_of(by, article, request.POST.get("phrase", ""), number)
    except KeyError:
        return HttpResponseBadRequest()
    return JsonResponse(found)


def _writable_claim(request: HttpRequest, pk: Any) -> Claim:
    claim = claim_or_404(request, pk)
    writable(request, claim.article)
    return claim


def _differences(record: Any, typed: RowForm, by: User) -> list[tuple[Any, Any]]:
    """Each field that stands otherwise than it was typed, with what stands."""
    now = log_context.of_row(record, by)["rows"][0]
    names = [one for one in typed.fields if one not in {*ROLES, "makes", "outcome", "anchor"}]
    pairs = [(now[name], typed[name]) for name in names]
    return [
        (label_of(stands), stands.value())
        for stands, mine in pairs
        if str(stands.value() or "") != str(mine.value() or "")
    ]


def label_of(field: Any) -> Any:
    """A box of a source has its label in the words beside it."""
    return field.label or RowForm.base_fields[field.name].label


def _with(typed: Typed, name: str, value: str) -> Any:
    data = typed.data.copy()
    data[name] = value
    return data


def _number(said: str | None) -> int:
    return int(said) if said and said.isascii() and said.isdigit() and len(said) < 10 else 0
