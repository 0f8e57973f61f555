"""The timeline of a claim or an article, and two versions side by side, for people to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from claims.admin.meanwhile import MODELS
from claims.models import Article
from claims.services.comparison import compare
from claims.services.timeline import Change, Page, Step, Touched
from newsroom.common import in_words
from newsroom.common.admin_pages import SELECT

LONG = 300  # characters of a value that are shown
# Told by the words of the quote, by who made the step, or by the event of a move itself.
LEFT_OUT = {
    "anchor": {"prefix", "suffix", "start", "end", "fate", "attribution", "comment_request"},
    "verification event": {"by", "from_status"},
}
UNSAID = "not stated"
TIES = {"asked about link", "notice claim link"}  # told by the request or notice of the same step
SIGNED = {"created_by", "added_by", "asked_by"}


@dataclass(frozen=True, slots=True)
class Said:
    """One change in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What a step did to one record, in words."""

    record: str
    act: str
    changes: tuple[Said, ...]


def before_of(request: HttpRequest) -> datetime | None:
    """From where the next page goes on; anything odd means the first one."""
    try:
        moment = parse_datetime(request.GET.get("before", ""))
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


def timeline_page(
    admin: Any, request: HttpRequest, record: Any, page: Page, title: str
) -> HttpResponse:
    context = {
        **admin.admin_site.each_context(request),
        "title": title,
        "opts": admin.opts,
        "original": record,
        "back": reverse(
            f"admin:{admin.opts.app_label}_{admin.opts.model_name}_change", args=[record.pk]
        ),
        "steps": [(step, list(shown(step, page.labels))) for step in page.steps],
        "next": page.before.isoformat() if page.before else "",
        "is_first": before_of(request) is None,
    }
    return TemplateResponse(request, "admin_claims/timeline.html", context)


def shown(step: Step, labels: Mapping[str, str]) -> Iterator[Shown]:
    moved = any(one.record == "verification event" for one in step.touched)
    tied = {"comment request", "notice"} & {one.record for one in step.touched}
    for touched in step.touched:
        if tied and touched.record in TIES:
            continue
        left_out = LEFT_OUT.get(touched.record, set()) | SIGNED
        if moved and touched.record == "claim":
            left_out = {*left_out, "status", "public_status"}
        changes = tuple(
            said
            for one in touched.changes
            if one.field not in left_out
            and ((said := _said(touched, one, labels)).after != UNSAID or touched.act != "added")
        )
        if changes or touched.act != "changed":
            yield Shown(touched.record, touched.act, changes)


def _said(touched: Touched, change: Change, labels: Mapping[str, str]) -> Said:
    model = MODELS[touched.record]
    before, after = (
        _value(model, change.field, one, labels) for one in (change.before, change.after)
    )
    return Said(in_words.label(model, change.field), before, after)


def _value(model: Any, field: str, given: Any, labels: Mapping[str, str]) -> str:
    if isinstance(given, UUID) and str(given) in labels:
        return labels[str(given)]
    if isinstance(given, list) and given and all(str(one) in labels for one in given):
        return ", ".join(labels[str(one)] for one in given)
    text = in_words.value(model, field, given)
    return text if len(text) <= LONG else f"{text[:LONG]} …"


class VersionsForm(forms.Form):
    """Which two versions to compare."""

    old = forms.TypedChoiceField(coerce=int, label="From", widget=forms.Select({"class": SELECT}))
    new = forms.TypedChoiceField(coerce=int, label="to", widget=forms.Select({"class": SELECT}))

    def __init__(self, data: Any, *, article: Article) -> None:
        rows = article.versions.order_by("number")
        choices = [
            (one.number, f"version {one.number}{': ' if one.note else ''}{one.note}")
            for one in rows
        ]
        last = len(choices)
        super().__init__(data, initial={"old": max(1, last - 1), "new": last})
        for name in ("old", "new"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]


def compare_page(admin: Any, request: HttpRequest, article: Article) -> HttpResponse:
    form = VersionsForm(request.GET or None, article=article)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found, error = None, ""
    try:
        found = compare(article, chosen.get("old"), chosen.get("new"))
    except ValidationError as problem:
        error = " ".join(problem.messages)
    context = {
        **admin.admin_site.each_context(request),
        "title": "What changed between two versions",
        "opts": admin.opts,
        "original": article,
        "form": form,
        "is_first": article.versions.count() < 2,
        "found": found,
        "error": error,
    }
    return TemplateResponse(request, "admin_claims/compare.html", context)
