"""The form of a claim's own fields, which shows both versions where two people wrote at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from claims.models import Article, Claim
from newsroom.common.admin_base import ServiceForm
from newsroom.common.admin_notes import Note
from newsroom.common.admin_stale import SeenBoundField

if TYPE_CHECKING:
    from newsroom.common.models import User

LABELS: dict[str, Any] = {
    "statement": gettext_lazy("Statement"),
    "label": gettext_lazy("Label"),
    "kind": gettext_lazy("Kind"),
    "is_lead": gettext_lazy("In the lead"),
    "hedge": gettext_lazy("Hedge of the copy"),
    "as_of": gettext_lazy("As of"),
    "importance": gettext_lazy("Importance"),
    "due_at": gettext_lazy("Due"),
    "note": gettext_lazy("Note, for the house"),
    "exemption": gettext_lazy("Needs no source, because"),
    "exemption_reason": gettext_lazy("Why, in a sentence"),
    "outcome": gettext_lazy("What happened later"),
    "outcome_on": gettext_lazy("Known on"),
    "outcome_note": gettext_lazy("What shows it"),
}
GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    ("", ("statement", "kind", "is_lead", "label", "hedge", "as_of")),
    (gettext_lazy("Work on it"), ("importance", "due_at", "note")),
    (gettext_lazy("Exempt from sourcing"), ("exemption", "exemption_reason")),
    (gettext_lazy("What happened later"), ("outcome", "outcome_on", "outcome_note")),
)


class _Bound(SeenBoundField):
    """What others did stands beside the field, where the page puts it."""

    def as_widget(self, *args: Any, **kwargs: Any) -> SafeString:
        return BoundField.as_widget(self, *args, **kwargs)


@dataclass(frozen=True, slots=True)
class Side:
    """A field as the page shows it; `note` tells what somebody else did to it meanwhile."""

    bound: _Bound
    note: Note | None

    @property
    def is_tick(self) -> bool:
        return isinstance(self.bound.field, forms.BooleanField)


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one heading; `is_open` where there is something to see."""

    title: str | Promise
    sides: tuple[Side, ...]
    is_open: bool


class ClaimFields(ServiceForm):
    """Of `instance`, for `viewer`, who may change it."""

    bound_field_class = _Bound
    rows = {"Statement": 3}

    class Meta:
        model = Claim
        fields = tuple(LABELS)
        labels = LABELS
        help_texts = dict.fromkeys(LABELS, "")
        widgets = {
            "statement": forms.Textarea(attrs={"rows": 3}),
            "note": forms.Textarea(attrs={"rows": 2}),
            "outcome_note": forms.Textarea(attrs={"rows": 2}),
            "due_at": forms.DateTimeInput(
                format="%Y-%m-%dT%H:%M:%S", attrs={"type": "datetime-local", "step": 1}
            ),
            "outcome_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        self.viewer = viewer
        super().__init__(*args, **kwargs)
        for name in ("note", "outcome_note"):
            self.fields[name].widget.attrs["rows"] = 2

    def groups(self) -> list[Group]:
        return [self._group(title, names) for title, names in GROUPS]

    def _group(self, title: str | Promise, names: tuple[str, ...]) -> Group:
        sides = tuple(Side(cast("_Bound", self[name]), self.notes.get(name)) for name in names)
        is_open = any(one.note or one.bound.errors or _is_given(one.bound) for one in sides)
        return Group(title, sides, is_open)


def _is_given(bound: _Bound) -> bool:
    value = bound.value()
    return bool(value) and value not in ("open", "normal")


class ArticleText(ServiceForm):
    """Headline and body of `instance`, for `viewer`; `note` says what was changed in them."""

    bound_field_class = _Bound
    rows = {"Text": 24}
    note = forms.CharField(
        label=gettext_lazy("What was changed, and why"), required=False, max_length=300
    )

    class Meta:
        model = Article
        fields = ("headline", "body")
        labels = {"headline": gettext_lazy("Headline"), "body": gettext_lazy("Text")}
        help_texts = {"headline": "", "body": ""}
        widgets = {
            "headline": forms.TextInput(),
            "body": forms.Textarea(attrs={"rows": 24, "class": "copy"}),
        }

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        self.viewer = viewer
        super().__init__(*args, **kwargs)
        self.fields["body"].widget.attrs["rows"] = 24

    def sides(self) -> list[Side]:
        names = ("headline", "body", "note")
        return [Side(cast("_Bound", self[name]), self.notes.get(name)) for name in names]
