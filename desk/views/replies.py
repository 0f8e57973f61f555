"""Right of reply: whom to ask, whom we have asked, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from claims import access
from claims.models import Article, CommentRequest
from claims.services.comments import (
    comment_attempt_log,
    comment_request_create,
    comment_request_update,
)
from desk import replies
from desk.reply_forms import CHANNELS, AskForm, OutcomeForm, parties
from desk.views.shared import article_or_404, claim_or_404, for_staff, is_part, person, show
from newsroom.common import admin_seen
from newsroom.common.admin_base import show as show_errors
from newsroom.common.admin_overtaken import told
from newsroom.common.records import Refused, Stale
from newsroom.common.transactions import whole
from sources.services import source_create

if TYPE_CHECKING:
    from newsroom.common.models import User

# Of a request the columns in which a card says what another person changed.
TOLD = ("outcome", "response", "reached", "responded_at", "deadline", "question")


@for_staff
def page(request: HttpRequest) -> HttpResponse:
    """Everything, or with `?article=` what belongs to one article."""
    return show(request, "replies/page.html", replies.board(person(request), _article(request)))


@for_staff
def offer(request: HttpRequest) -> HttpResponse:
    """Parties whose wording has the words of `q`, to choose from."""
    words = request.GET.get("q", "").strip()
    return show(request, "replies/parties.html", {"offered": parties(words), "typed": words})


@require_POST
@for_staff
def ask(request: HttpRequest, claim: UUID) -> HttpResponse:
    """Log that somebody is asked about the claim, or why they are not."""
    about = claim_or_404(request, claim)
    by = _writer(request)
    form = AskForm(request.POST, claim=about)
    if form.is_valid():
        _try(form, lambda: whole(lambda: _log(by, form)))
    if form.is_valid():
        return _done(request, _("Logged."))
    context = replies.board(by, _article(request), {about.pk: form})
    if not is_part(request):
        return show(request, "replies/page.html", context, status=422)
    one = next((one for one in context["to_ask"] if one.claim == about), None)
    if one is None:  # somebody else has asked meanwhile
        return _done(request, _("Somebody has asked about it meanwhile."))
    return _part(request, one.key, "replies/to_ask.html", {**context, "one": one})


def _log(by: User, form: AskForm) -> CommentRequest:
    source = form.cleaned_data["source"]
    if form.is_new:
        source = source_create(by=by, fields=form.new_party())
    return comment_request_create(
        by=by,
        article_id=form.claim.article_id,
        fields={"source": source, "asked_by": by, **form.request()},
        claims=[form.claim],
        attempts=form.attempts(),
    )


@require_POST
@for_staff
def attempt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Log a try at reaching them: `tried` or `reached` names the channel."""
    row, by = _request(request, pk), _writer(request)
    reached = request.POST.get("reached", "")
    channel = reached or request.POST.get("tried", "")
    if channel not in dict(CHANNELS):
        return _again(request, row, problems=(_("Choose a channel."),))
    fields = {"at": timezone.now(), "channel": channel, "reached": bool(reached)}
    problem = _refusal(
        lambda: comment_attempt_log(
            by=by, request_id=row.pk, fields=fields, seen=_seen(request, row)
        )
    )
    if problem is None:
        return _done(request, _("Logged."))
    return _again(request, row, problems=(problem,))


@require_POST
@for_staff
def outcome(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put down what came of it; what is refused comes back beside what was typed."""
    row, by = _request(request, pk), _writer(request)
    form = OutcomeForm(request.POST, row=row)
    if form.is_valid():
        changes = form.changes()
        _try(
            form,
            lambda: comment_request_update(
                by=by, request_id=row.pk, changes=changes, seen=_seen(request, row)
            ),
        )
    if form.is_valid():
        return _done(request, _("Logged."))
    return _again(request, row, form=form)


def _article(request: HttpRequest) -> Article | None:
    """The one that the address asks for, where this person may read it."""
    asked = request.GET.get("article", "")
    if not asked:
        return None
    try:
        return article_or_404(request, UUID(asked))
    except ValueError as error:
        raise Http404 from error


def _request(request: HttpRequest, pk: UUID) -> CommentRequest:
    return cast("CommentRequest", get_object_or_404(replies.requests_for(person(request)), pk=pk))


def _writer(request: HttpRequest) -> User:
    if not access.may_write_claims(request.user):
        raise PermissionDenied
    return person(request)


def _seen(request: HttpRequest, row: CommentRequest) -> int:
    return admin_seen.mark_in(request.POST, row)


def _try(form: Any, step: Callable[[], Any]) -> None:
    """Do `step`; what it is refused for becomes an error of the form."""
    try:
        step()
    except ValidationError as problem:
        named = {"source": "q", "description": "q", "recorded": "in_copy"}
        show_errors(form, {named.get(one, one): said for one, said in problem.message_dict.items()})
    except (Refused, Stale) as problem:
        form.add_error(None, str(problem))


def _refusal(step: Callable[[], Any]) -> str | None:
    try:
        step()
    except ValidationError as problem:
        return " ".join(problem.messages)
    except (Refused, Stale) as problem:
        return str(problem)
    return None


def _done(request: HttpRequest, said: str) -> HttpResponse:
    """The board as it stands now; whatever is typed elsewhere on the page stays there."""
    article = _article(request)
    if not is_part(request):
        query = f"?{urlencode({'article': str(article.pk)})}" if article else ""
        return redirect(f"{reverse('desk:replies')}{query}")
    response = show(request, "replies/board.html", replies.board(person(request), article))
    response["HX-Trigger"] = json.dumps({"desk:said": said, "desk:changed": True})
    return response


def _again(request: HttpRequest, row: CommentRequest, **more: Any) -> HttpResponse:
    """The card of the request as it stands now, with what was typed and what another did."""
    fresh = _request(request, row.pk)
    changed = told(fresh, request.POST, person(request), TOLD)
    card = replies.asked(fresh, sum=changed, **more)
    article = _article(request)
    if is_part(request):
        part = {"channels": CHANNELS, "may_write": True, "article": article, "one": card}
        return _part(request, card.key, "replies/request.html", part)
    context = replies.board(person(request), article)
    for name in ("pending", "closed"):
        context[name] = [card if one.row.pk == row.pk else one for one in context[name]]
    return show(request, "replies/page.html", context, status=422)


def _part(request: HttpRequest, key: str, template: str, context: dict[str, Any]) -> HttpResponse:
    """One card in place of itself; nothing else on the page is touched."""
    response = show(request, template, context, status=422)
    response["HX-Retarget"], response["HX-Reswap"] = f"#{key}", "outerHTML"
    return response
