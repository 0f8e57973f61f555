from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminTextInputWidget

from claims.access import may_write_claims
from claims.admin import anchors
from claims.models import Attribution, Claim
from claims.services.attributions import (
    FIELDS,
    attribution_create,
    attribution_update,
    attribution_withdraw,
)
from newsroom.common.admin_base import ReadOnlyAdmin, ServiceForm, ServiceStacked
from newsroom.common.models import User


class AttributionForm(ServiceForm):
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
        if self.instance._state.adding:
            self.fields["withdraw"].widget = forms.HiddenInput()
        elif "anchor" in self.fields:
            self.initial["anchor"] = anchors.typed(anchors.current(self.instance))


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
                    ("source", "stance"),
                    ("headcount", "others", "terms"),
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

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request).filter(withdrawn_at__isnull=True)
        return rows.select_related("source", "via", "knows_from").order_by("position")


def save_attribution(by: User, claim: Claim, row: Attribution, values: dict[str, Any]) -> None:
    """Create, change or withdraw the row that a form of the inline stands for."""
    values = {name: value for name, value in values.items() if name != "id"}
    reason, typed = values.pop("withdraw", ""), values.pop("anchor", None)
    selectors = anchors.parse(typed or "")
    if row._state.adding:
        fields = {**values, "anchor": selectors[0]} if selectors else values
        created = attribution_create(by=by, claim_id=claim.pk, fields=fields)
        row.__dict__.update(created.__dict__)
        return
    changes = {**values, "anchor": selectors[0]} if selectors else values
    if changes:
        attribution_update(by=by, attribution_id=row.pk, changes=changes)
    if reason:
        attribution_withdraw(by=by, attribution_id=row.pk, reason=reason)


@admin.register(Attribution)
class AttributionAdmin(ReadOnlyAdmin):
    """All rows, to look things up; they are changed at their claim."""

    list_display = ["source", "stance", "terms", "independent", "claim", "withdrawn_at"]
    list_filter = ["stance", "terms", "independent", "source__naming"]
    list_select_related = ["source", "claim"]
    search_fields = ["source__description", "quote", "claim__statement"]
    exclude = ["via", "knows_from"]
