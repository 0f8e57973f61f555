"""How often which rule finds something, as a page of the admin: a plot, and rule by week."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from claims.domain import policy
from claims.services.statistics import Tally, finding_tallies
from newsroom.common.admin_base import ServiceAdmin, person, show
from newsroom.common.models import Desk

# Of what still stands, and, paler, of what was mended since.
COLOURS = {
    policy.Severity.BLOCK: ("var(--color-red-600)", "var(--color-red-300)"),
    policy.Severity.WARN: ("var(--color-orange-500)", "var(--color-orange-300)"),
    policy.Severity.INFO: ("var(--color-blue-500)", "var(--color-blue-300)"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One rule: how often it found something in each week and in all, and what still stands.

    `link` leads to the claims behind what stands; empty where no list has just these.
    """

    title: str
    counts: list[int]
    found: int
    standing: int
    link: str


def day_field(label: str) -> forms.DateField:
    widget = UnfoldAdminTextInputWidget(attrs={"type": "date"})
    return forms.DateField(required=False, label=label, widget=widget)


class StatisticsForm(forms.Form):
    since = day_field("From")
    until = day_field("To")
    desk = forms.ModelChoiceField(
        Desk.objects.all(), required=False, empty_label="Every desk", widget=UnfoldAdminSelectWidget
    )
    rule = forms.ChoiceField(
        choices=[("", "Every rule"), *((code, one.title) for code, one in policy.REGISTRY.items())],
        required=False,
        widget=UnfoldAdminSelectWidget,
    )


class StatisticsPage(ServiceAdmin):
    """What the admin of profiles has for those who look at what their rules find."""

    def get_urls(self) -> Any:
        page = self.admin_site.admin_view(self.statistics)
        return [
            path("statistics/", page, name="claims_policyprofile_statistics"),
            *super().get_urls(),
        ]

    def statistics(self, request: HttpRequest) -> HttpResponse:
        """What was found, by rule and by the week in which it came up."""
        form = StatisticsForm(request.GET)
        tallies = _tallies(request, form)
        weeks = _weeks(tallies)
        context = {
            **self.admin_site.each_context(request),
            "title": "Policy statistics",
            "opts": self.opts,
            "form": form,
            "tallies": tallies,
            "weeks": [_iso(week) for week in weeks],
            "rows": _rows(tallies, weeks, form),
            "legend": [(severity.value, *colours) for severity, colours in COLOURS.items()],
            "plot": json.dumps(_plot(tallies, weeks)),
        }
        return TemplateResponse(request, "admin_claims/statistics.html", context)


def _tallies(request: HttpRequest, form: StatisticsForm) -> list[Tally]:
    """What the form asks for; nothing, with the reason at its field, where that cannot be read."""
    if not form.is_valid():
        return []
    asked = {**form.cleaned_data, "desk": getattr(form.cleaned_data["desk"], "pk", None)}
    try:
        return finding_tallies(person(request), **asked)
    except ValidationError as problem:
        named = {"from": "since", "to": "until"}
        show(form, {named.get(name, name): said for name, said in problem.message_dict.items()})
    return []


def _weeks(tallies: Iterable[Tally]) -> list[date]:
    """Every week from the first to the last, those in which nothing came up included."""
    found = sorted({one.week for one in tallies})
    if not found:
        return []
    count = (found[-1] - found[0]).days // 7 + 1
    return [found[0] + timedelta(weeks=number) for number in range(count)]


def _iso(week: date) -> str:
    year, number, _ = week.isocalendar()
    return f"{year}-W{number:02}"


def _rows(tallies: Sequence[Tally], weeks: Sequence[date], form: StatisticsForm) -> list[Row]:
    """Each rule that found something, the one that did so most often first."""
    counted: dict[str, Counter[date]] = {}
    standing: Counter[str] = Counter()
    for one in tallies:
        counted.setdefault(one.rule, Counter())[one.week] += one.count
        standing[one.rule] += one.standing
    rows = [
        Row(
            title=_title(rule),
            counts=[by_week[week] for week in weeks],
            found=by_week.total(),
            standing=standing[rule],
            link=_link(rule, form.cleaned_data) if standing[rule] else "",
        )
        for rule, by_week in counted.items()
    ]
    return sorted(rows, key=lambda row: (-row.found, row.title))


def _link(rule: str, asked: dict[str, Any]) -> str:
    """The list of claims of which the rule finds something now; it knows no weeks."""
    known = policy.REGISTRY.get(rule)
    if known is None or known.scope is not policy.Scope.CLAIM or asked["since"] or asked["until"]:
        return ""
    query = {"finding": rule}
    if asked["desk"]:
        query["article__desk__id__exact"] = asked["desk"].pk
    return f"{reverse('admin:claims_claim_changelist')}?{urlencode(query)}"


def _title(rule: str) -> str:
    known = policy.REGISTRY.get(rule)
    return known.title if known else rule


def _plot(tallies: Iterable[Tally], weeks: Iterable[date]) -> dict[str, Any]:
    """Columns by week, stacked by severity and by whether it still stands, as the theme's chart
    takes them.
    """
    counted: Counter[tuple[str, bool, date]] = Counter()
    for one in tallies:
        counted[one.severity, True, one.week] += one.standing
        counted[one.severity, False, one.week] += one.count - one.standing
    listed = list(weeks)
    return {
        "labels": [_iso(week) for week in listed],
        "datasets": [
            {
                "label": severity.value if stands else f"{severity.value}, mended",
                "data": [counted[severity.value, stands, week] for week in listed],
                "backgroundColor": colour,
                "stack": "findings",
                "displayYAxis": True,
                "maxBarThickness": 32,
                "borderRadius": 0,
            }
            for severity, colours in COLOURS.items()
            for stands, colour in zip((True, False), colours, strict=True)
        ],
    }
