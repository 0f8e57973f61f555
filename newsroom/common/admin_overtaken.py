"""What the pages of the admin say where somebody else was quicker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, cast

from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from unfold.admin import ModelAdmin

from newsroom.common import admin_seen, history, in_words
from newsroom.common.admin_notes import Line, Note, Sum, listed, name_of
from newsroom.common.admin_stale import SeenForm
from newsroom.common.models import User, Versioned

NOBODYS = "It is no longer there, or no longer open to you."
TRIES = 5  # until the person is told to try again


class SeenAdmin(ModelAdmin):
    """An admin whose forms know what they showed.

    A record without a version is locked while it is judged and saved; of the others the services
    see to it, which are told the version that was judged.
    """

    form = SeenForm
    change_form_template = "admin_common/change_form.html"

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        form.viewer = viewer(self, request, obj)
        return form

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """A null character stands in no text, so a filter by one is none: the whole list."""
        if any("\x00" in one for one in request.GET.values()):
            return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")
        return cast("HttpResponse", super().changelist_view(request, extra_context))

    def render_change_form(self, request: HttpRequest, context: Any, **kwargs: Any) -> Any:
        rows = [row for one in context["inline_admin_formsets"] for row in one.formset]
        forms = [context["adminform"].form, *rows]
        forms = [one for one in forms if admin_seen.FIELD in one.fields]
        context |= {"sealed": [one[admin_seen.FIELD] for one in forms], "sum": sum_of(forms)}
        return super().render_change_form(request, context, **kwargs)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        view = super().changeform_view
        if request.method != "POST" or object_id is None:
            return cast("HttpResponse", view(request, object_id, *args, **kwargs))
        with transaction.atomic():
            found = self.get_object(request, unquote(object_id))
            if found is None and self.has_change_permission(request):
                return self.gone(request, unquote(object_id))
            if found is not None and not isinstance(found, Versioned):
                self.model._base_manager.select_for_update(no_key=True).get(pk=found.pk)
            return cast("HttpResponse", view(request, object_id, *args, **kwargs))

    def gone(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The page that keeps what was typed for a record that is no longer there."""
        context = {
            **self.admin_site.each_context(request),
            "title": f"This {self.opts.verbose_name} is gone",
            "opts": self.opts,
            "why": self.why_gone(request, object_id),
            "typed": list(_typed(self.model, request)),
        }
        return TemplateResponse(
            request, "admin_common/gone.html", context, status=HTTPStatus.NOT_FOUND
        )

    def why_gone(self, request: HttpRequest, object_id: str) -> str:
        """Who deleted the record, where anybody did."""
        try:
            rows = history.of(self.model).objects.filter(pgh_obj=object_id, pgh_label="delete")
            row = rows.first()
        except (AttributeError, ValidationError, ValueError):
            row = None
        if row is None:
            return NOBODYS
        by = User.objects.filter(pk=row.pgh_context.get("user")).first()
        written = history.Written(by, row.pgh_created_at)
        who = name_of(written, cast("User", request.user))
        return f"{who} deleted it on {in_words.moment(written.at)}."


def overtaken(request: HttpRequest) -> bool:
    """Whether to judge a save anew, because somebody wrote between judging and saving it."""
    request.overtaken = getattr(request, "overtaken", 0) + 1  # type: ignore[attr-defined]
    return bool(request.overtaken < TRIES)  # type: ignore[attr-defined]


def viewer(holder: Any, request: HttpRequest, obj: Any) -> User | None:
    """Who looks, where they may change `obj` in the admin or inline `holder`."""
    may_change = obj is not None and holder.has_change_permission(request, obj)
    return cast("User", request.user) if may_change else None


def sum_of(forms: Iterable[SeenForm]) -> Sum | None:
    """What the head of a page says of its forms; None where nobody came between."""
    judged = [one for one in forms if one.is_bound]
    lines = tuple(
        Line(str(one.instance) if one.prefix else "", _target(one, note.name), note)
        for one in judged
        for note in one.notes.values()
    )
    closed = tuple(pair for one in judged for pair in one.closed.items())
    is_unseen = any(one.is_unseen for one in judged)
    if not (lines or closed or is_unseen):
        return None
    who = listed(line.note.who for line in lines) if lines else ""
    return Sum(who, is_unseen, lines, closed)


def told(
    record: models.Model, posted: Mapping[str, Any], viewer: User, names: Iterable[str]
) -> Sum | None:
    """What others did to `record` since the page that `posted` came from; None where nothing.

    `names` are the columns that `viewer` may read.
    """
    seen = admin_seen.unseal(posted.get(admin_seen.FIELD, ""), record)
    if seen is None or seen.mark == history.mark(record):
        return None
    since, model = history.meanwhile(record, seen.mark), type(record)
    lines = []
    for name in since.fields:
        written = since.written.get(name, since.last)
        if name not in names or written is None:
            continue
        now: Any = getattr(record, model._meta.get_field(name).attname)  # type: ignore[union-attr]
        was, now = (in_words.value(model, name, one) for one in (since.base[name], now))
        who, at = name_of(written, viewer), in_words.moment(written.at)
        note = Note(name, in_words.label(model, name), who, at, was=was, now=now, mine=None)
        lines.append(Line("", "", note))
    return Sum(name_of(since.last, viewer), False, tuple(lines), ())


def _target(form: SeenForm, name: str) -> str:
    """Where on the page the field stands, for a link to it."""
    if name not in form.fields:
        return ""
    bound = form[name]
    return str(bound.id_for_label or bound.auto_id)


def _typed(model: type[models.Model], request: HttpRequest) -> Iterable[tuple[str, str]]:
    """What a person typed into a form of `model`, as label and words, rows of inlines included."""
    for key, values in request.POST.lists():
        name = key.rsplit("-", 1)[-1]
        is_ours = key.startswith(("_", "csrf")) or name.isupper() or "_FORMS" in name
        if is_ours or name in ("id", admin_seen.FIELD) or not any(values):
            continue
        given: Any = values if len(values) > 1 else values[0]
        yield in_words.label(model, name), in_words.value(model, name, given)
