"""Pages of the admin that ask for a few things and do one step by a service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from newsroom.common import admin_seen
from newsroom.common.admin_base import show
from newsroom.common.models import User, Versioned
from newsroom.common.records import Refused, Stale


def person_field(people: Any, label: str, **more: Any) -> forms.ModelChoiceField[User]:
    """A choice among `people`, by name."""
    widget = forms.Select(attrs={"class": SELECT})
    return forms.ModelChoiceField(people, label=label, widget=widget, **more)


SELECT = (
    "border border-base-200 bg-white font-medium rounded-default shadow-xs text-font-default-light "
    "text-sm px-3 py-2 w-full max-w-2xl dark:bg-base-900 dark:border-base-700 "
    "dark:text-font-default-dark"
)


def form_page(
    admin: Any,
    request: HttpRequest,
    *,
    form: forms.Form,
    step: Callable[[dict[str, Any]], Any],
    done: Callable[[Any], str],
    title: str,
    button: str,
    back: str,
    record: Versioned | None = None,
    **context: Any,
) -> HttpResponse:
    """Show `form`; once it is sent and valid, do `step` with its data, say `done`, and go `back`.

    What the service refuses comes back at its field, with all that was typed. Of a `record` that it
    is about, the page says what others did to it meanwhile.
    """
    if request.method == "POST" and form.is_valid():
        try:
            result = step(form.cleaned_data)
        except ValidationError as problem:
            fallback = {"": problem.messages}
            show(form, getattr(problem, "message_dict", None) or fallback)
        except (PermissionDenied, Refused, Stale) as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, done(result))
            return HttpResponseRedirect(back)
    if record is not None:
        record.refresh_from_db()
        context |= {"original": record, "seen": admin_seen.seal(record)}
        context["sum"] = admin.since_shown(request, record) if form.errors else None
    page = {
        **admin.admin_site.each_context(request),
        "title": title,
        "opts": admin.opts,
        "form": form,
        "media": admin.media + form.media,
        "button": button,
        "back": back,
        **context,
    }
    return TemplateResponse(request, "admin_common/form_page.html", page)
