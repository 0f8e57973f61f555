"""Logging a claim: the form, its drafts, and what is written once it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from claims import access
from claims.models import Article, Attribution, Claim
from desk import log_context, words
from desk.log_forms import Typed
from desk.models import Draft
from desk.panel import panel
from desk.services.drafts import draft_discard, draft_keep, drafts_of
from desk.services.logging import NotAsASource, Rows, claim_log
from desk.services.once import Done, once
from desk.views.shared import article_or_404, claim_or_404, for_staff, is_part, person, show
from newsroom.common.admin_base import show as show_errors
from newsroom.common.records import Refused


@require_POST
@for_staff
def log(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Log the claim; what is refused comes back as the form, with what was typed."""
    article = writable(request, article_or_404(request, pk))
    typed = Typed(request.POST, with_claim=True)
    url = reverse("desk:log", args=[pk])
    draft_id = draft_in(request.POST)
    found = replaced(article, typed)
    if found.lost:
        return form_again(request, typed, draft_id, url, status=412, lost=found.lost)
    if not typed.is_valid():
        return form_again(request, typed, draft_id, url, status=422)
    by = person(request)

    def work() -> UUID:
        claim = claim_log(
            by=by,
            article_id=pk,
            fields=typed.claim.fields_of_claim(),  # type: ignore[union-attr]  # with_claim
            anchors=words.placed(article, typed.anchors).selectors,
            rows=rows_of(typed),
        )
        return UUID(str(claim.pk))

    done = tried(typed, lambda: once(by, draft_id, lists(request.POST), work))
    if done is None:
        return form_again(request, typed, draft_id, url, status=422)
    if done.differs:
        return form_again(request, typed, uuid4(), url, status=409, before=done.id)
    said = _("The text was changed meanwhile; the words were found again.") if found.moved else ""
    return in_hand(request, done.id, said)


def tried(typed: Typed, step: Any) -> Done | None:
    """Do `step`; what it is refused for is shown in the form, and None returned."""
    top = typed.claim or (typed.filled or typed.rows)[0]
    try:
        done: Done = step()
    except NotAsASource as refused:
        typed.refuse(refused.key, refused.problem)
    except ValidationError as problem:
        show_errors(top, getattr(problem, "message_dict", {NON_FIELD_ERRORS: problem.messages}))
    except Refused as problem:
        top.add_error(None, str(problem))
    else:
        return done
    return None


def rows_of(typed: Typed) -> Rows:
    """What a checked form says of the sourcing."""
    given = [
        (row.is_request, {**row.fields_of_row(), **_anchor(row.place)}) for row in typed.filled
    ]
    return Rows(
        attributions=[row for is_request, row in given if not is_request],
        requests=[row for is_request, row in given if is_request],
        anew={form.key: form.cleaned_data for form in typed.used},
    )


def _anchor(place: list[words.Words]) -> dict[str, Any]:
    selectors = [{"start": one.start, "end": one.end, "exact": one.exact} for one in place]
    return {"anchor": selectors[0]} if selectors else {}


def replaced(article: Article, typed: Typed) -> words.Placed:
    """Put every place of the form where its words stand now; those that are lost are left out."""
    found = words.placed(article, typed.anchors)
    lost, moved = [*found.lost], found.moved
    typed.anchors = list(found.words)
    data = typed.data.copy()
    for row in typed.rows:
        of_row = words.placed(article, row.place)
        lost += of_row.lost
        moved |= of_row.moved
        if row.place:
            data[row.add_prefix("anchor")] = words.told(of_row.words)
    for row in typed.rows:
        row.data = data
    return words.Placed(found.words, tuple(lost), moved)


def form_again(
    request: HttpRequest,
    typed: Typed,
    draft_id: UUID,
    url: str,
    *,
    status: int = 200,
    of_claim: Claim | None = None,
    of_row: Attribution | None = None,
    **more: Any,
) -> HttpResponse:
    """The form alone, as it was typed: with its errors where it was refused."""
    log = log_context.of_typed(typed, draft_id, url, of_claim, of_row)
    log |= {"told": status != 200, "seen": typed.data.get("seen"), **more}
    template = "log_form.html" if is_part(request) else "log_alone.html"
    return show(request, template, {"log": log}, status=status)


def in_hand(request: HttpRequest, claim_id: UUID, said: str = "") -> HttpResponse:
    """The panel of a claim that was written to, in place of the form; the text is drawn anew."""
    claim = claim_or_404(request, claim_id)
    if not is_part(request):
        return redirect("desk:claim", claim.article_id, claim.pk)
    context = {**panel(claim, person(request), later=True), "said": said}
    response = show(request, "log_done.html", context, changed=True)
    response["HX-Retarget"], response["HX-Reswap"] = "#panel", "innerHTML"
    response["HX-Push-Url"] = reverse("desk:claim", args=[claim.article_id, claim.pk])
    return response


# --- Drafts -----------------------------------------------------------------------------------


@require_POST
@for_staff
def keep(request: HttpRequest, pk: UUID, draft: UUID) -> HttpResponse:
    """Keep what is typed so far."""
    article = writable(request, article_or_404(request, pk))
    claim, row = subject(request, article, request.POST)
    try:
        draft_keep(
            by=person(request),
            draft_id=draft,
            article=article,
            data=lists(request.POST),
            claim=claim,
            row=row,
        )
    except Refused as problem:
        return HttpResponse(str(problem), status=409)
    return HttpResponse(status=204)


@require_POST
@for_staff
def discard(request: HttpRequest, draft: UUID) -> HttpResponse:
    draft_discard(by=person(request), draft_id=draft)
    return HttpResponse(status=204)


@require_GET
@for_staff
def unfinished(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The drafts of whoever asks, on this article."""
    article = article_or_404(request, pk)
    return show(request, "log_drafts.html", {"drafts": drafts_of(person(request), article)})


@require_GET
@for_staff
def resume(request: HttpRequest, draft: UUID) -> HttpResponse:
    """The form as it was left, for the panel."""
    kept = get_object_or_404(Draft, pk=draft, by=person(request))
    data = QueryDict(mutable=True)
    for name, values in kept.data.items():
        data.setlist(name, values)
    return _restored(request, article_or_404(request, kept.article_id), data, kept.pk)


@require_POST
@for_staff
def restore(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form as a browser kept it, for the panel."""
    return _restored(
        request, article_or_404(request, pk), request.POST.copy(), draft_in(request.POST)
    )


def _restored(
    request: HttpRequest, article: Article, data: QueryDict, draft_id: UUID
) -> HttpResponse:
    writable(request, article)
    claim, row = subject(request, article, data)
    typed = Typed(log_context.one_more_row(data), with_claim=claim is None)
    found = replaced(article, typed)
    if row:
        url = reverse("desk:row", args=[row.pk])
    elif claim:
        url = reverse("desk:sourcing", args=[claim.pk])
    else:
        url = reverse("desk:log", args=[article.pk])
    more: dict[str, Any] = {"lost": found.lost, "moved": found.moved, "back": True}
    return form_again(request, typed, draft_id, url, of_claim=claim, of_row=row, **more)


def subject(
    request: HttpRequest, article: Article, data: QueryDict
) -> tuple[Claim | None, Attribution | None]:
    """The claim that a form adds to, and the row that it changes; 404 where they are not there."""
    claim_id, row_id = (_uuid(data.get(name, "")) for name in ("of_claim", "of_row"))
    claim = claim_or_404(request, claim_id) if claim_id else None
    if claim and claim.article_id != article.pk:
        raise Http404
    if claim is None or row_id is None:
        return claim, None
    return claim, get_object_or_404(Attribution, pk=row_id, claim=claim)


# --- What all of these need ---------------------------------------------------------------------


@require_GET
@for_staff
def token(request: HttpRequest) -> JsonResponse:
    """A fresh token for a page that was open while somebody signed in again, and who that is."""
    return JsonResponse({"token": get_token(request), "person": str(person(request).pk)})


@require_GET
@for_staff
def back(request: HttpRequest) -> HttpResponse:
    """Where signing in again leads: to the page that is still open elsewhere."""
    return show(request, "log_back.html", {})


def writable(request: HttpRequest, article: Article) -> Article:
    if not access.may_write_claims(request.user):
        raise PermissionDenied
    return article


def draft_in(data: QueryDict) -> UUID:
    return _uuid(data.get("draft", "")) or uuid4()


def lists(data: QueryDict) -> Mapping[str, list[str]]:
    """What was typed, as it is kept and compared."""
    typed: dict[str, Any] = dict(data.lists())
    typed.pop("csrfmiddlewaretoken", None)
    return typed


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
