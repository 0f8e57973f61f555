from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget, UnfoldBooleanWidget

from claims.access import may_write_claims
from claims.admin import anchors
from claims.admin.weeks import LoggedFilter
from claims.models import Attribution, Claim
from claims.services.attributions import (
    FIELDS,
    attribution_create,
    attribution_update,
    attribution_withdraw,
)
from newsroom.common import in_words
from newsroom.common.admin_base import ReadOnlyAdmin, ServiceForm, ServiceStacked
from newsroom.common.models import User
from sources.access import may_see_confidential
from sources.models import Source

_ROW_ID = re.compile(r"attributions-\d+-id")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


HELD_BACK = "Held back: confidential"
CONDUITS = ("via", "knows_from")


class HeldBack(UnfoldAdminTextInputWidget):
    """Stands in for a confidential source that the person may not know of here."""

    def format_value(self, value: Any) -> str:
        return HELD_BACK


class AttributionForm(ServiceForm):
    """A row of a claim. One that somebody withdrew meanwhile can be logged anew as it was typed."""

    watched = ("withdrawn_at",)
    anew = forms.BooleanField(
        required=False, label="Log it anew", widget=forms.HiddenInput, initial=False
    )
    anchor = forms.CharField(
        required=False,
        label="Words of the text",
        widget=UnfoldAdminTextInputWidget,
        help_text="The attributing words, as they stand there.",
    )
    withdraw = forms.CharField(
        required=False,
        max_length=300,
        label="Withdraw, because",
        widget=UnfoldAdminTextInputWidget,
        help_text="A reason here withdraws the row: it stays on record and counts no more.",
    )

    class Meta:
        model = Attribution
        fields = [name for name in FIELDS if not name.startswith("terms_agreed")]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.withdrawn_at is not None:
            self.fields["anew"].widget = UnfoldBooleanWidget()
        if self.instance._state.adding:
            self.fields["withdraw"].widget = forms.HiddenInput()
        elif "anchor" in self.fields:
            self.initial["anchor"] = anchors.typed(anchors.current(self.instance))
        for name in CONDUITS:
            is_typed = bool(self.data.get(self.add_prefix(name)))  # while another put it there
            is_open = is_typed or self.may_show(name, getattr(self.instance, name))
            if name in self.fields and not is_open:
                self._hold_back(name)

    def _hold_back(self, name: str) -> None:
        """Show that there is a source, not which; a save leaves it as it is."""
        rows = Source.objects.filter(pk=getattr(self.instance, f"{name}_id"))
        self.fields[name] = forms.ModelChoiceField(
            rows,
            required=False,
            disabled=True,
            label=self.fields[name].label,
            widget=HeldBack,
            help_text="Its handler, and those who know who it is, see it here. It stays as it is.",
        )

    def may_show(self, name: str, value: Any) -> bool:
        """A confidential conduit or origin is named to those who may know of it."""
        if name not in CONDUITS or not value or self.viewer is None:
            return True
        is_read = isinstance(value, Source)
        source = value if is_read else Source.objects.filter(pk=value).first()
        return source is None or may_see_confidential(self.viewer, source)

    @property
    def remarks(self) -> dict[str, str]:
        row = self.instance
        if row.withdrawn_at is None:
            return {}
        return {
            "anew": f"{row.withdrawn_by} withdrew this row on {in_words.moment(row.withdrawn_at)}: "
            f"“{row.withdrawn_reason}”. It stays withdrawn. Tick to log what stands below as a new "
            "row; otherwise it is left out when you save."
        }


class AttributionInline(ServiceStacked):
    """The rows that stand. A withdrawn one is shown, struck through, in the count."""

    model = Attribution
    form = AttributionForm
    fk_name = "claim"
    may_write = staticmethod(may_write_claims)
    autocomplete_fields = ["source", "via", "knows_from"]
    verbose_name = "attribution"
    verbose_name_plural = "Attributions: who says so, on what terms"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "anew",
                    "source",
                    ("stance", "terms"),
                    ("headcount", "others"),
                    ("independent", "basis", "scope"),
                    "anchor",
                ]
            },
        ),
        (
            "How we have it",
            {
                "classes": ["collapse"],
                "fields": [
                    ("via", "knows_from"),
                    ("medium", "knowledge", "occasion"),
                    ("quote", "quotation"),
                    ("stated_on", "quote_language", "translator"),
                    "basis_note",
                    "note",
                ],
            },
        ),
        (
            "Three conditions of anonymity, and withdrawal",
            {
                "classes": ["collapse"],
                "fields": [
                    ("information_vital", "unavailable_on_record", "reliable_and_placed"),
                    "withdraw",
                ],
            },
        ),
    ]

    readonly_fields = ["words", "conduit", "origin"]
    person: Any = None  # who looks: an inline is made anew for each request

    @admin.display(description="via")
    def conduit(self, row: Attribution) -> str:
        return self._named(row.via)

    @admin.display(description="knows from")
    def origin(self, row: Attribution) -> str:
        return self._named(row.knows_from)

    def _named(self, source: Source | None) -> str:
        if source is None:
            return "-"
        return source.label if may_see_confidential(self.person, source) else HELD_BACK

    @admin.display(description="words of the text")
    def words(self, row: Attribution) -> str:
        return anchors.in_text(row)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Whoever only looks has nothing to log anew or withdraw, and reads the words in place."""
        self.person = request.user
        first, *others = super().get_fieldsets(request, obj)
        if self.has_change_permission(request, obj):
            return [first, *others]
        fields = [*first[1]["fields"][1:-1], "words"]
        how, *rest = others
        how = (how[0], {**how[1], "fields": [("conduit", "origin"), *how[1]["fields"][1:]]})
        return [(None, {"fields": fields}), how, *rest]

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        rows = rows.select_related("source", "via", "knows_from").order_by("position")
        rows = rows.prefetch_related("via__known_to", "knows_from__known_to")
        if request.method == "POST":  # those of the page, whatever became of them meanwhile
            return rows.filter(pk__in=_posted(request))
        return rows.filter(withdrawn_at__isnull=True)


def _posted(request: HttpRequest) -> list[str]:
    sent = [value for key, value in request.POST.items() if _ROW_ID.fullmatch(key)]
    return [str(value) for value in sent if _UUID.fullmatch(str(value))]


def save_attribution(by: User, claim: Claim, row: Attribution, values: dict[str, Any]) -> str:
    """Create, change or withdraw the row that a form of the inline stands for.

    Returns what the person should know of it: that a withdrawn row stays as it was.
    """
    values = {name: value for name, value in values.items() if name != "id"}
    reason, typed = values.pop("withdraw", ""), values.pop("anchor", None)
    is_wanted = values.pop("anew", False) or row.withdrawn_at is None
    if not is_wanted:
        return f"“{row}” had been withdrawn, and what you typed there was left out."
    if row.withdrawn_at is not None:
        values = {name: getattr(row, name) for name in AttributionForm.Meta.fields}
        typed = anchors.typed(anchors.current(row)) if typed is None else typed
    selectors = anchors.parse(typed or "")
    changes = {**values, "anchor": selectors[0]} if selectors else values
    if row._state.adding or row.withdrawn_at is not None:
        created = attribution_create(by=by, claim_id=claim.pk, fields=changes)
        row.__dict__.update(created.__dict__)
        return ""
    seen = row.version
    if changes:
        seen = attribution_update(by=by, attribution_id=row.pk, changes=changes, seen=seen).version
    if reason:
        attribution_withdraw(by=by, attribution_id=row.pk, reason=reason, seen=seen)
    return ""


class StandingFilter(admin.SimpleListFilter):
    title = gettext_lazy("whether it stands")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", _("stands")), ("no", _("withdrawn"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        chosen = {"yes": True, "no": False}.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(withdrawn_at__isnull=chosen)


class AnonymityFilter(admin.SimpleListFilter):
    """Whether the copy names the speaker; withheld is as anonymous, for every rule."""

    title = gettext_lazy("whether it is anonymous")
    parameter_name = "anonymous"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", _("anonymous or withheld"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.anonymous() if self.value() == "yes" else queryset


@admin.register(Attribution)
class AttributionAdmin(ReadOnlyAdmin):
    """All rows, to look things up; they are changed at their claim."""

    list_display = ["source", "stance", "terms", "independent", "claim", "withdrawn_at"]
    list_filter = [
        "stance",
        "terms",
        "independent",
        "source__naming",
        AnonymityFilter,
        StandingFilter,
        LoggedFilter,
        "claim__article__desk",
    ]
    list_select_related = ["source", "claim"]
    search_fields = ["source__description", "quote", "claim__statement"]
    exclude = ["via", "knows_from"]
