"""The forms by which an article comes to the desk, and what a file or a page puts into them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.domain.intake import BY_NAME, Draft, Unreadable, read
from claims.domain.times import split_published
from claims.domain.vocabulary import Access, Provenance
from newsroom.common import fetching
from newsroom.common.constraints import choices
from newsroom.common.models import Desk

if TYPE_CHECKING:
    from newsroom.common.models import User

MOST_BYTES = fetching.MOST_BYTES


class ArticleFields(forms.Form):
    """An article before it is one; `values` are the fields of the service that creates it."""

    headline = forms.CharField(label=gettext_lazy("Headline"), max_length=500)
    body = forms.CharField(
        label=gettext_lazy("Text"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "class": "copy"}),
    )
    byline = forms.CharField(label=gettext_lazy("Byline"), required=False, max_length=300)
    outlet = forms.CharField(label=gettext_lazy("Outlet"), required=False, max_length=200)
    language = forms.RegexField(
        r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$",
        label=gettext_lazy("Language"),
        required=False,
        max_length=35,
        help_text=gettext_lazy("A tag such as en or de-CH."),
        error_messages={"invalid": gettext_lazy("Give a tag such as en or de-CH.")},
    )
    published = forms.CharField(
        label=gettext_lazy("Published"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("2024-03-19T05:26:00+08:00; without the zone, if it is not known."),
    )
    url = forms.URLField(
        label=gettext_lazy("Where it stands"),
        required=False,
        max_length=1000,
        assume_scheme="https",
    )
    provenance = forms.ChoiceField(
        label=gettext_lazy("Whose copy it is"), choices=choices(Provenance)
    )
    access = forms.ChoiceField(label=gettext_lazy("Who may read it"), choices=choices(Access))
    desk = forms.ModelChoiceField(
        label=gettext_lazy("Desk"), required=False, queryset=Desk.objects.all()
    )

    def clean_published(self) -> dict[str, Any]:
        given = self.cleaned_data["published"]
        if not given:
            return {}
        try:
            found = split_published(given)
        except ValueError as problem:
            raise ValidationError(str(problem)) from problem
        return {"published_at": found.instant, "published_local": found.local or ""}

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        if not body.strip():
            raise ValidationError(_("Paste the text, or read it from a file or an address."))
        return body

    def values(self) -> dict[str, Any]:
        given: dict[str, Any] = dict(self.cleaned_data)
        published: dict[str, Any] = given.pop("published")
        return given | published


class FromForm(forms.Form):
    """Where to read an article: a file, or the address of a page."""

    upload = forms.FileField(
        label=gettext_lazy("A file"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy("Plain text, HTML or ninjs (.txt, .html, .json)."),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(BY_NAME)}),
    )
    address = forms.CharField(
        label=gettext_lazy("or an address"),
        required=False,
        max_length=1000,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not (given.get("upload") or given.get("address") or self.errors):
            raise ValidationError(_("Choose a file, or give the address of a page."))
        return given

    def draft(self) -> Draft | None:
        """What stands there; None where it cannot be read, which the field then says."""
        upload = self.cleaned_data.get("upload")
        try:
            return _of_file(upload) if upload else _of_page(self.cleaned_data["address"])
        except (Unreadable, fetching.Refused) as problem:
            self.add_error("upload" if upload else "address", str(problem))
            return None


def _of_file(upload: UploadedFile[bytes]) -> Draft:
    kind = BY_NAME.get(PurePath(upload.name or "").suffix.lower(), "")
    if not kind:
        raise Unreadable(
            _("Give plain text, HTML or ninjs: a file that ends in .txt, .html or .json.")
        )
    if (upload.size or 0) > MOST_BYTES:
        limit = MOST_BYTES // 1024**2
        raise Unreadable(_("The file is larger than %(limit)s MB.") % {"limit": limit})
    return read(upload.read(), kind)


def _of_page(address: str) -> Draft:
    page = fetching.fetch(address.strip())
    kind = page.media_type
    if kind.endswith("+json"):
        kind = "application/json"
    return read(page.content, kind, page.charset, page.url)


@dataclass(frozen=True, slots=True)
class Offer:
    """What was read for a field in which something else was typed."""

    name: str
    value: str
    shown: str


def begun(person: User) -> dict[str, Any]:
    """What a new article begins with."""
    return {
        "provenance": Provenance.OWN.value,
        "access": Access.HOUSE.value,
        "desk": person.desk_id,
    }


def merged(typed: Mapping[str, Any], draft: Draft) -> tuple[dict[str, Any], list[Offer]]:
    """The values of the form with what was read in the fields left empty; and what was read for
    the others, to choose. Nothing that was typed is replaced.
    """
    values = {name: typed.get(name, "") for name in ArticleFields.base_fields}
    offers = []
    for one in fields(draft):
        if one.name == "remarks":
            continue
        found, there = getattr(draft, one.name), str(values.get(one.name) or "")
        if not there.strip():
            values[one.name] = found
        elif found and there.replace("\r\n", "\n") != found:
            shown = found if len(found) <= 200 else f"{found[:200]} …"
            offers.append(Offer(one.name, found, shown))
    return values, offers
