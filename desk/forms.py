"""Forms of the desk's pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy


class EvidenceForm(forms.Form):
    """A link or a file, with the place in it."""

    url = forms.URLField(label=gettext_lazy("Link"), required=False, assume_scheme="https")
    upload = forms.FileField(label=gettext_lazy("or file"), required=False)
    locator = forms.CharField(
        label=gettext_lazy("Page, timestamp or cell"), required=False, max_length=200
    )
    note = forms.CharField(
        label=gettext_lazy("What it shows"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    is_public = forms.BooleanField(label=gettext_lazy("May be shown to the public"), required=False)
