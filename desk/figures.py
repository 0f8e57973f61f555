"""The figures of the front page: plots by week, and tables whose figures lead to their lists."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from claims.domain import policy
from claims.domain.vocabulary import Status
from claims.domain.weeks import Weeks, iso
from claims.services import overview
from desk.domain.spans import best_unit, parts

if TYPE_CHECKING:
    from newsroom.common.models import User

TOP = 8
CLAIMS = "admin:claims_claim_changelist"
ROWS = "admin:claims_attribution_changelist"
# From what is to do to what is settled; each can be told from its neighbours in light and dark.
COLOURS = {
    Status.UNVERIFIED: "var(--color-base-400)",
    Status.IN_REVIEW: "var(--color-blue-500)",
    Status.VERIFIED: "var(--color-green-600)",
    Status.DISPUTED: "var(--color-orange-500)",
    Status.REFUTED: "var(--color-red-600)",
    Status.UNVERIFIABLE: "var(--color-primary-500)",
    Status.WITHDRAWN: "var(--color-base-300)",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number or words of a table, and the list behind it; no link where there is nothing."""

    shown: str
    link: str = ""
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    figures: list[Figure]


@dataclass(frozen=True, slots=True)
class Plot:
    """Columns for the theme's chart as JSON; `links` lead from each column to its list."""

    data: str
    links: str


@dataclass(frozen=True, slots=True)
class Table:
    """A heading, what its columns are called, its rows, and the plot of the same figures.

    `legend` names the colours of the plot by the values that they stand for.
    """

    key: str
    title: str
    columns: list[str]
    rows: list[Row]
    plot: Plot | None = None
    note: str = ""
    legend: list[tuple[str, str]] = field(default_factory=list)


def listed(name: str, **query: str) -> str:
    """The address of a list of the admin, narrowed by `query`."""
    return f"{reverse(name)}?{urlencode(query)}"


def tables(user: User, weeks: Weeks) -> list[Table]:
    """All figures of the weeks, as `user` may read them, in a constant number of queries."""
    return [
        by_status(overview.claims_by_week(user, weeks), weeks),
        by_pace(overview.time_to_verification(user, weeks), weeks),
        by_desk(overview.anonymous_shares(user, weeks), weeks),
        by_rule(overview.top_findings(user, weeks, TOP), weeks),
    ]


def by_status(counted: Mapping[date, Mapping[Status, int]], weeks: Weeks) -> Table:
    """Claims by the week in which they were logged, and by what they are now."""
    used = [one for one in Status if any(one in week for week in counted.values())]
    rows = [
        Row(
            _day(monday),
            [_claims(counted.get(monday, {}).get(one, 0), iso(monday), one) for one in used],
        )
        for monday in reversed(weeks.mondays)
    ]
    totals = [sum(week.get(one, 0) for week in counted.values()) for one in used]
    in_all = [_claims(total, str(weeks), one) for total, one in zip(totals, used, strict=True)]
    return Table(
        key="status",
        title=_("Claims by week and status"),
        columns=[_("Logged in the week of"), *(_status(one) for one in used)],
        rows=[Row(_("In all"), in_all), *rows] if used else [],
        plot=_plot(
            weeks,
            [
                (
                    _status(one),
                    COLOURS[one],
                    [counted.get(day, {}).get(one, 0) for day in weeks.mondays],
                )
                for one in used
            ],
            [
                [listed(CLAIMS, logged=iso(day), status__exact=one.value) for day in weeks.mondays]
                for one in used
            ],
        ),
        legend=[(one.value, _status(one)) for one in used],
    )


def by_pace(paces: Sequence[overview.Pace], weeks: Weeks) -> Table:
    """How long it took from logging to the first verification, by the week of the latter."""
    by_week = {one.week: one for one in paces}
    unit = best_unit([one.median for one in paces])
    names = {"minutes": _("minutes"), "hours": _("hours"), "days": _("days")}
    links = [listed(CLAIMS, verified=iso(day)) for day in weeks.mondays]
    rows = [
        Row(_day(day), [Figure(str(one.count), link), Figure(in_words(one.median), link)])
        for day, link in reversed(list(zip(weeks.mondays, links, strict=True)))
        if (one := by_week.get(day))
    ]
    length = {
        "minutes": timedelta(minutes=1),
        "hours": timedelta(hours=1),
        "days": timedelta(days=1),
    }
    medians = [
        round(by_week[day].median / length[unit], 1) if day in by_week else None
        for day in weeks.mondays
    ]
    label = _("median in %(unit)s") % {"unit": names[unit]}
    return Table(
        key="pace",
        title=_("Time to verification"),
        columns=[_("Verified in the week of"), _("Claims"), _("Median")],
        rows=rows,
        plot=_plot(weeks, [(label, "var(--color-primary-600)", medians)], [links]),
        note=label if rows else "",
    )


def by_desk(shares: Iterable[overview.Share], weeks: Weeks) -> Table:
    """How much of the sourcing is anonymous, desk by desk."""
    rows = []
    for one in shares:
        desk = (
            {"claim__article__desk__id__exact": str(one.desk)}
            if one.desk
            else {"claim__article__desk__isnull": "True"}
        )
        query = {"standing": "yes", "logged": str(weeks), **desk}
        percent = round(100 * one.anonymous / one.rows)
        unnamed = listed(ROWS, **query, anonymous="yes") if one.anonymous else ""
        figures = [
            Figure(f"{percent} %", unnamed, percent),
            Figure(str(one.anonymous), unnamed),
            Figure(str(one.rows), listed(ROWS, **query)),
        ]
        rows.append(Row(one.name or _("no desk"), figures))
    columns = [_("Desk"), _("Share"), _("Anonymous"), _("Of")]
    return Table("anonymous", _("Anonymous sourcing by desk"), columns, rows)


def by_rule(frequent: Sequence[overview.Frequent], weeks: Weeks) -> Table:
    """What the policy finds most often."""
    most = max((one.claims for one in frequent), default=1)
    rows = []
    for one in frequent:
        rule = policy.REGISTRY.get(one.rule)
        link = listed(CLAIMS, finding=one.rule, logged=str(weeks))
        claims = Figure(str(one.claims), link, round(100 * one.claims / most))
        rows.append(Row(rule.title if rule else one.rule, [claims, Figure(_(one.severity.value))]))
    columns = [_("What the policy finds"), _("Claims"), _("At its gravest")]
    return Table("findings", _("Top findings"), columns, rows)


def in_words(length: timedelta) -> str:
    """As people say it, in its two largest units: 2 d 3 h, 45 min."""
    words = {"days": _("%(n)s d"), "hours": _("%(n)s h"), "minutes": _("%(n)s min")}
    return " ".join(words[unit] % {"n": number} for unit, number in parts(length))


def _claims(count: int, logged: str, status: Status) -> Figure:
    if not count:
        return Figure("")
    return Figure(str(count), listed(CLAIMS, logged=logged, status__exact=status.value))


def _status(status: Status) -> str:
    return _(status.value.replace("_", " "))


def _day(monday: date) -> str:
    return date_format(monday, "j M")


def _plot(
    weeks: Weeks, series: Sequence[tuple[str, str, list[Any]]], links: list[list[str]]
) -> Plot:
    data = {
        "labels": [_day(monday) for monday in weeks.mondays],
        "datasets": [
            {
                "label": label,
                "data": values,
                "backgroundColor": colour,
                "stack": "one",
                "displayYAxis": True,
                "maxBarThickness": 28,
                "borderRadius": 0,
            }
            for label, colour, values in series
        ],
    }
    return Plot(json.dumps(data), json.dumps(links))
