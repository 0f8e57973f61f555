"""The text of an article: changed, compared with what it was, and its anchors placed by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from claims import access
from claims.models import Article
from claims.services.articles import article_update
from claims.services.comparison import compare
from claims.services.placing import anchor_drop, anchor_place
from desk.domain.presence import SAID_EVERY
from desk.editing import ArticleText
from desk.live.rights import mark_of
from desk.reading import reading
from desk.versions import fates, orphans
from desk.views.shared import article_or_404, for_staff, is_part, person, show
from newsroom.common.admin_base import ServiceRefusal
from newsroom.common.admin_base import show as show_errors
from newsroom.common.admin_overtaken import TRIES, sum_of
from newsroom.common.records import Refused, Stale

if TYPE_CHECKING:
    from uuid import UUID


@require_http_methods(["GET", "POST"])
@for_staff
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The text in a form; changed, it is a new version, and what became of its anchors follows."""
    article = article_or_404(request, pk)
    if not access.may_write_claims(request.user):
        raise PermissionDenied
    if request.method == "GET":
        form = ArticleText(instance=article, viewer=person(request))
        return _edit_page(request, article, form)
    for _attempt in range(TRIES):
        article = article_or_404(request, pk)
        was = article.current_version
        form = ArticleText(request.POST, instance=article, viewer=person(request))
        if not form.is_valid():
            break
        try:
            article = _save(request, article, form)
        except Stale:  # somebody wrote between the judging and the saving: judge again
            continue
        except (ValidationError, Refused, IntegrityError) as problem:
            show_errors(form, ServiceRefusal(problem).messages)
            break
        if article.current_version == was:
            return redirect("desk:article", pk)
        messages.success(request, _("Saved as a new version."))
        return redirect("desk:versions", pk)
    return _edit_page(request, article_or_404(request, pk), form, status=422)


def _save(request: HttpRequest, article: Article, form: ArticleText) -> Article:
    names = [name for name in form.changed_data if name != "note"]
    return article_update(
        by=person(request),
        article_id=article.pk,
        changes={name: form.cleaned_data[name] for name in names},
        note=form.cleaned_data["note"],
        seen=article.version,
    )


def _edit_page(
    request: HttpRequest, article: Article, form: ArticleText, status: int = 200
) -> HttpResponse:
    context = {"article": article, "form": form, "sum": sum_of([form])}
    return show(request, "article_edit.html", context, status=status)


class WhichForm(forms.Form):
    """Two versions by their numbers."""

    old = forms.IntegerField(min_value=1, required=False)
    new = forms.IntegerField(min_value=1, required=False)


@require_GET
@for_staff
def versions(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Two versions of the text, word by word, with what became of each anchor."""
    article = article_or_404(request, pk)
    context: dict[str, Any] = {
        "article": article,
        "versions": article.versions.select_related("created_by").order_by("-number"),
        "may_write": access.may_write_claims(request.user),
    }
    form = WhichForm(request.GET)
    if article.current_version is None:
        return show(request, "versions.html", context)
    try:
        if not form.is_valid():
            raise ValidationError(_("Choose two versions by their numbers."))
        between = compare(article, form.cleaned_data["old"], form.cleaned_data["new"])
    except ValidationError as problem:
        return show(request, "versions.html", context | {"problems": problem.messages}, status=400)
    context |= {"between": between, "fates": fates(between.new)}
    context["before"] = between.new.number - 1
    context["is_current"] = between.new == article.current_version
    return show(request, "versions.html", context)


class PlaceForm(forms.Form):
    """Where an anchor belongs: a place that was clicked, or selected, or the words themselves.

    The version of the text says that a place is meant on what was seen.
    """

    anchor = forms.UUIDField()
    seen = forms.IntegerField()
    version = forms.IntegerField()
    place = forms.RegexField(r"^\d{1,9}-\d{1,9}$", required=False)
    chosen = forms.RegexField(r"^\d{1,9}-\d{1,9}$", required=False)
    exact = forms.CharField(required=False, strip=False)
    drop = forms.BooleanField(required=False)

    def selector(self) -> dict[str, Any]:
        """Raises ValidationError where nothing was chosen."""
        clicked, exact = self.cleaned_data["place"], self.cleaned_data["exact"]
        selected = self.cleaned_data["chosen"]
        if clicked:
            return _span(clicked)
        if selected:  # an input of one line has no line ends: the place alone says what is meant
            return _span(selected)
        if exact:
            return {"exact": exact}
        raise ValidationError({"anchor": _("Select the words in the text, or type them.")})


def _span(given: str) -> dict[str, Any]:
    start, end = map(int, given.split("-"))
    return {"start": start, "end": end}


@require_http_methods(["GET", "POST"])
@for_staff
def places(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The anchors that lost their place, each with where it may belong; one is placed, or taken
    away, by POST."""
    article = article_or_404(request, pk)
    if request.method == "GET":
        return _places(request, article)
    if not access.may_write_claims(request.user):
        raise PermissionDenied
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return _places(request, article, problem=_("That was not understood. Choose again."))
    chosen = form.cleaned_data
    try:
        if article.current_version is None or article.current_version.number != chosen["version"]:
            raise Refused(_("The text was changed meanwhile: look where the words stand now."))
        which = {"anchor_id": _own(article, chosen["anchor"]), "seen": chosen["seen"]}
        if chosen["drop"]:
            anchor_drop(by=person(request), **which)
        else:
            anchor_place(by=person(request), given=form.selector(), **which)
    except (ValidationError, Refused, Stale) as problem:
        said = " ".join(getattr(problem, "messages", None) or [str(problem)])
        refused = {chosen["anchor"]: (said, chosen["exact"])}
        return _places(request, article_or_404(request, pk), refused, problem=said)
    if is_part(request):
        return _places(request, article, changed=True)
    return redirect("desk:places", pk)


def _own(article: Article, anchor: UUID) -> UUID:
    """The anchor, if it is one of this article, which the person may read."""
    if (
        not article.current_version
        or not article.current_version.anchors.filter(pk=anchor).exists()
    ):
        raise ValidationError(_("That anchor is no longer there."))
    return anchor


def _places(
    request: HttpRequest,
    article: Article,
    refused: dict[UUID, tuple[str, str]] | None = None,
    problem: str = "",
    changed: bool = False,
) -> HttpResponse:
    status = 422 if problem else 200
    mark = mark_of(article)  # first: what happens from here on, the page is told
    context: dict[str, Any] = {
        "article": article,
        "orphans": orphans(article, refused or {}),
        "may_write": access.may_write_claims(request.user),
        "problem": problem,
        "own": reverse("desk:places", args=[article.pk]),
    }
    if is_part(request):
        return show(request, "places.html", context, status=status, changed=changed)
    context["may_edit"] = context["may_write"]
    context |= {"mark": mark, "said_every": SAID_EVERY, "reading": reading(article)}
    return show(request, "article.html", context | {"beside": "desk/places.html"}, status=status)
