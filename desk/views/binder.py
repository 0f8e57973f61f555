"""The fact-check binder: on a page to print, and as a PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from claims import access
from claims.api.published import public_sheet
from desk.binder import inside, outside
from desk.binder.pdf import file_name, pdf
from desk.views.shared import article_or_404, for_staff, person, show

if TYPE_CHECKING:
    from uuid import UUID

    from claims.models import Article
    from desk.domain.binder import Binder

EDITOR, LAWYER, OUTSIDE = PURPOSES = ("editor", "lawyer", "outside")


class NotForThem(Exception):
    """There is no such binder; the message says why."""


@for_staff
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The binder to read and print; `for` says for whom it is."""
    article = article_or_404(request, pk)
    try:
        made = _made(request, article)
    except NotForThem as refusal:
        return _refused(request, article, str(refusal))
    context = {"article": article, "binder": made, **_choices(request)}
    return show(request, "binder.html", context)


@for_staff
def as_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same as a PDF, to be kept or sent."""
    article = article_or_404(request, pk)
    try:
        made = _made(request, article)
    except NotForThem as refusal:
        return _refused(request, article, str(refusal))
    name = file_name(made, _purpose(request))
    response = HttpResponse(pdf(made), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _purpose(request: HttpRequest) -> str:
    return request.GET.get("for", EDITOR)


def _made(request: HttpRequest, article: Article) -> Binder:
    """The binder that is asked for. Raises NotForThem, PermissionDenied."""
    purpose = _purpose(request)
    if purpose not in PURPOSES:
        raise NotForThem(_("A binder is for the editor, for the lawyer, or for outside the house."))
    if purpose == OUTSIDE:
        sheet = public_sheet(article.pk)
        if sheet is None:
            raise NotForThem(
                _(
                    "Nobody outside the house may see this article yet: it is not published, is "
                    "under an embargo, or is for some people of the house alone."
                )
            )
        return outside.binder(sheet)
    if purpose == LAWYER and not access.may_read_legal_reads(request.user):
        raise PermissionDenied
    return inside.binder(article, person(request), with_law=purpose == LAWYER)


def _choices(request: HttpRequest) -> dict[str, object]:
    kinds = {EDITOR: _("for the editor"), OUTSIDE: _("for readers outside the house")}
    if access.may_read_legal_reads(request.user):
        kinds = {EDITOR: kinds[EDITOR], LAWYER: _("for the lawyer"), OUTSIDE: kinds[OUTSIDE]}
    return {"purpose": _purpose(request), "kinds": kinds}


def _refused(request: HttpRequest, article: Article, why: str) -> HttpResponse:
    context = {"article": article, "refused": why, **_choices(request)}
    return show(request, "binder.html", context, status=409)
