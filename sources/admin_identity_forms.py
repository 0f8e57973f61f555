"""The forms of the pages on a sealed identity. None of them keeps anything for a second request."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminPasswordWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from newsroom.common.models import User
from newsroom.common.roles import Role
from sources.domain.identity import LONGEST
from sources.models import Source
from sources.models.custody import LONGEST_REASON

TYPED = "shred"  # what has to be typed to confirm


def _line(label: str, longest: int, *, help: str = "", required: bool = True) -> forms.CharField:
    widget = UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"})
    return forms.CharField(
        label=label, max_length=longest, help_text=help, required=required, widget=widget
    )


def _text(label: str, longest: int, *, help: str = "", required: bool = True) -> forms.CharField:
    widget = UnfoldAdminTextareaWidget(attrs={"rows": 3, "autocomplete": "off"})
    return forms.CharField(
        label=label, max_length=longest, help_text=help, required=required, widget=widget
    )


def _password() -> forms.CharField:
    widget = UnfoldAdminPasswordWidget(attrs={"autocomplete": "current-password"})
    help_text = "Or a code of the app with which you sign in."
    return forms.CharField(
        label="Your password, again", strip=False, widget=widget, help_text=help_text
    )


class SealForm(forms.Form):
    name = _line("Who it is", LONGEST["name"], help="The full name, as it would be printed.")
    contact = _text("How to reach them", LONGEST["contact"], required=False)
    established = _text("How we know that it is them", LONGEST["established"], required=False)
    note = _text("Anything else", LONGEST["note"], required=False)


class AskForm(forms.Form):
    reason = _text("Why", LONGEST_REASON, help="The other custodians read it; it stays on record.")


class ApproveForm(forms.Form):
    password = _password()


class OpenForm(forms.Form):
    opening = forms.UUIDField(widget=forms.HiddenInput)
    reason = _text(
        "Why", LONGEST_REASON, help="It stays on record. Nothing of who it is belongs here."
    )
    password = _password()


class ShredForm(forms.Form):
    reason = _text("Why", LONGEST_REASON, help="It stays on record.", required=False)
    confirmed = _line(f"Type “{TYPED}”", 20)

    def clean_confirmed(self) -> str:
        given: str = self.cleaned_data["confirmed"]
        if given.strip().lower() != TYPED:
            raise ValidationError(f"Type “{TYPED}” to confirm: it cannot be undone.")
        return given


class CustodiansForm(forms.Form):
    custodians = forms.ModelMultipleChoiceField(
        User.objects.none(),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text="People with the role of custodian. The role alone opens nothing.",
    )

    def __init__(self, *args: Any, source: Source, **kwargs: Any) -> None:
        now = [one.pk for one in source.custodians.all()]
        kwargs["initial"] = {"custodians": now}
        super().__init__(*args, **kwargs)
        holds = User.objects.filter(is_active=True, groups__name=Role.CUSTODIAN.value)
        choices = (holds | User.objects.filter(pk__in=now)).distinct()
        self.fields["custodians"].queryset = choices  # type: ignore[attr-defined]


class SamePersonForm(forms.Form):
    other = forms.UUIDField(
        label="The other source, by its id",
        help_text="It stands in the address of its page. What is said here is sealed.",
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
    )
    same = forms.TypedChoiceField(
        label="Is it",
        choices=[("yes", "the same person"), ("no", "another person")],
        coerce=lambda value: value == "yes",
        widget=UnfoldAdminRadioSelectWidget,
        initial="yes",
    )
