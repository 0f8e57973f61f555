"""The forms in which a claim is logged: the claim, each row of its sourcing, each new source.

A row names its sources by id, or by the key of a new one ("new:s1") that is described in the same
form. What is typed stands in the fields of a browser's form, and so in a draft.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from claims.admin.attributions import CONDUITS
from claims.domain.vocabulary import (
    Basis,
    ClaimKind,
    CommentOutcome,
    Exemption,
    Knowledge,
    Medium,
    Occasion,
    Quotation,
    Scope,
    Stance,
    Terms,
)
from claims.models import Attribution
from claims.models.attribution import PARTIAL_DATE
from claims.services.attributions import CONDITIONS, check_headcount
from desk import words
from desk.domain.phrases import Makes
from newsroom.common import records
from newsroom.common.constraints import choices
from newsroom.common.models import User
from sources.domain.vocabulary import Naming, SourceKind
from sources.models import Source

if TYPE_CHECKING:
    from enum import StrEnum

NEW = "new:"
ROLES = ("source", *CONDUITS)
# What copy reports of an exchange. A confirmation or a denial is a row of its own.
OUTCOMES = (
    CommentOutcome.DECLINED,
    CommentOutcome.DID_NOT_IMMEDIATELY_RESPOND,
    CommentOutcome.DID_NOT_RESPOND,
    CommentOutcome.COULD_NOT_BE_REACHED,
    CommentOutcome.REFERRED,
    CommentOutcome.RESPONDED,
)
# Folded away as long as they are empty.
RARER = (
    *CONDUITS,
    *("knowledge", "scope", "basis_note", "quote", "quotation", "quote_language", "translator"),
    *("stated_on", "occasion", "note", "terms_agreed_on", "terms_agreed_by"),
    *CONDITIONS,
)
MESSAGES = {
    "needs_source": gettext_lazy("Who says so? Choose a source, or make a new one."),
    "unresolved": gettext_lazy("“%s” is no source yet: choose one of the list, or “New source”."),
    "gone": gettext_lazy("That source is not there any more: choose another one."),
}


def word(vocabulary: type[StrEnum], label: Any, **kwargs: Any) -> forms.ChoiceField:
    """A word of a vocabulary, its first as the default where none is asked for."""
    words = [(value, gettext_lazy(said)) for value, said in choices(vocabulary)]
    return forms.ChoiceField(choices=words, label=label, required=False, **kwargs)


def line(label: Any, most: int, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=most, **kwargs)


def area(label: Any, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, required=False, widget=widget, **kwargs)


NOT_SAID = gettext_lazy("not said")


def answer(label: Any, yes: Any, no: Any, neither: Any = NOT_SAID) -> forms.TypedChoiceField:
    """Yes, no, or neither: None."""
    return forms.TypedChoiceField(
        choices=[("", neither), ("true", yes), ("false", no)],
        coerce=lambda value: value == "true",
        empty_value=None,
        label=label,
        required=False,
    )


class ClaimForm(forms.Form):
    statement = forms.CharField(
        label=gettext_lazy("Statement"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say what is claimed.")},
    )
    kind = word(ClaimKind, gettext_lazy("Kind"))
    is_lead = forms.BooleanField(label=gettext_lazy("Lead"), required=False)
    hedge = line(gettext_lazy("Hedge"), 100)
    label = line(gettext_lazy("Label"), 30)
    as_of = line(gettext_lazy("As of"), 50)
    exemption = word(Exemption, gettext_lazy("Needs no source: it is"))
    exemption_reason = line(gettext_lazy("because"), 300)
    note = area(gettext_lazy("Note, internal"))

    @property
    def rarer(self) -> list[Any]:
        return [self[name] for name in ("label", "as_of", "exemption", "exemption_reason", "note")]

    def fields_of_claim(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        given["kind"] = given["kind"] or ClaimKind.FACT
        return given


class NewSourceForm(forms.Form):
    """A source that is recorded as the row is logged."""

    description = line(gettext_lazy("Public wording"), 300)
    kind = word(SourceKind, gettext_lazy("Kind"), initial=SourceKind.PERSON)
    naming = word(Naming, gettext_lazy("Naming"), initial=Naming.NAMED)
    headcount = forms.IntegerField(
        label=gettext_lazy("How many"), required=False, min_value=1, max_value=2**31 - 1
    )

    def clean(self) -> dict[str, Any]:
        given = {**self.cleaned_data}
        if not self.errors:
            try:
                records.clean(Source(**given))
            except ValidationError as problem:
                for name, texts in problem.message_dict.items():
                    self.add_error(name if name in self.fields else None, list(texts))
        return given

    @property
    def key(self) -> str:
        return f"{NEW}{self.prefix}"


class RowForm(forms.Form):
    """Who stands behind the claim, or who was asked about it (`makes`)."""

    makes = word(Makes, "", widget=forms.HiddenInput)
    source = forms.CharField(required=False, widget=forms.HiddenInput)
    source_text = line(gettext_lazy("Who"), 300)
    outcome = forms.ChoiceField(
        choices=[(one.value, gettext_lazy(one.value)) for one in OUTCOMES],
        label=gettext_lazy("What came of it"),
        required=False,
    )
    stance = word(Stance, gettext_lazy("Stance"))
    terms = word(Terms, gettext_lazy("Terms"), initial=Terms.NOT_STATED)
    medium = word(Medium, gettext_lazy("Medium"), initial=Medium.NOT_STATED)
    headcount = forms.IntegerField(
        label=gettext_lazy("How many"), required=False, min_value=1, max_value=2**31 - 1
    )
    others = forms.BooleanField(label=gettext_lazy("other people than before"), required=False)
    independent = answer(
        gettext_lazy("Independent"),
        gettext_lazy("yes"),
        gettext_lazy("no"),
        gettext_lazy("unknown"),
    )
    basis = word(Basis, gettext_lazy("On what basis"))
    via = forms.CharField(required=False, widget=forms.HiddenInput)
    via_text = line(gettext_lazy("Through whom we have it"), 300)
    knows_from = forms.CharField(required=False, widget=forms.HiddenInput)
    knows_from_text = line(gettext_lazy("Where the source has it from"), 300)
    knowledge = word(Knowledge, gettext_lazy("How it knows"), initial=Knowledge.NOT_STATED)
    scope = word(Scope, gettext_lazy("What was confirmed is"))
    basis_note = line(gettext_lazy("Documented by whom, how"), 300)
    quote = area(gettext_lazy("The words"), strip=False)
    quotation = word(Quotation, gettext_lazy("Quoted"))
    quote_language = line(gettext_lazy("Language"), 35)
    translator = line(gettext_lazy("Translator"), 200)
    stated_on = forms.RegexField(
        PARTIAL_DATE,
        label=gettext_lazy("Said on"),
        required=False,
        max_length=10,
        error_messages={
            "invalid": gettext_lazy("A day, month or year: 2024-03-18, 2024-03 or 2024.")
        },
    )
    occasion = word(Occasion, gettext_lazy("Occasion"), initial=Occasion.NOT_STATED)
    terms_agreed_on = forms.DateField(
        label=gettext_lazy("Agreed on"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    terms_agreed_by = forms.ModelChoiceField(
        label=gettext_lazy("Agreed by"),
        required=False,
        queryset=User.objects.order_by("username"),
        empty_label=NOT_SAID,
    )
    information_vital = answer(
        gettext_lazy("Anonymous: what it says"),
        gettext_lazy("is information, and vital"),
        gettext_lazy("is opinion, or not vital"),
    )
    unavailable_on_record = answer(
        gettext_lazy("On the record"),
        gettext_lazy("not to be had on the record"),
        gettext_lazy("to be had on the record"),
    )
    reliable_and_placed = answer(
        gettext_lazy("The source"),
        gettext_lazy("is reliable, and in a position to know"),
        gettext_lazy("is not reliable, or not in a position to know"),
    )
    note = area(gettext_lazy("Note, internal"))
    anchor = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, known: Known | None = None, held: Iterable[str] = (), **kwargs: Any
    ) -> None:
        """`held` are the conduits that the person may not know of: they stay as they are."""
        super().__init__(*args, **kwargs)
        self.known = known or Known({}, {})
        self.held = frozenset(held)
        for name in ("stated_on",):
            self.fields[name].widget.attrs["placeholder"] = "2024-03-18"
        for name in self.fields:
            if name.endswith("_text"):
                self.fields[name].label = ""

    @property
    def is_request(self) -> bool:
        return bool(self["makes"].value() == Makes.REQUEST)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed: such a row is not logged."""
        names = ("source", "source_text", "quote", "note", "anchor", "headcount")
        return not any(str(self[name].value() or "").strip() for name in names)

    @property
    def has_more(self) -> bool:
        """Whether one of the rarer fields is refused, so that they are shown."""
        return self.is_bound and any(name in self.errors for name in RARER)

    @property
    def parties(self) -> dict[str, dict[str, Any]]:
        """For each role what its box shows: the field, the text in it, and a new source's form."""
        return {
            role: {
                "name": role,
                "field": self[role],
                "text": self[f"{role}_text"],
                "anew": self.known.anew.get(str(self[role].value() or "")),
                "held": role in self.held,
            }
            for role in ROLES
        }

    def clean(self) -> dict[str, Any]:
        for role in ROLES:
            if role in self.cleaned_data:
                self.cleaned_data[role] = self._resolve(role)
        if not self.cleaned_data.get("source") and not self.has_error("source"):
            self.add_error("source", MESSAGES["needs_source"])
        self._check_headcount()
        return self.cleaned_data

    def _resolve(self, role: str) -> Source | str | None:
        """The source that a role names, or the key of a new one."""
        value = self.cleaned_data[role]
        if value:
            found = self.known.find(value)
            if found is None:
                self.add_error(role, MESSAGES["gone"])
            return found
        typed = self.cleaned_data.get(f"{role}_text")
        if typed:
            self.add_error(role, MESSAGES["unresolved"] % typed)
        return None

    def _check_headcount(self) -> None:
        speaking, source = self.cleaned_data.get("headcount"), self.cleaned_data.get("source")
        if isinstance(source, str):
            source = self.known.described(source)
        if speaking is None or source is None or self.is_request:
            return
        try:
            check_headcount(speaking, source)
        except ValidationError as problem:
            self.add_error("headcount", problem.message_dict["headcount"])

    def fields_of_row(self) -> dict[str, Any]:
        """The row as a service takes it, without its place; a request has but party and outcome."""
        given = self.cleaned_data
        if self.is_request:
            return {"source": given["source"], "outcome": given["outcome"] or OUTCOMES[0]}
        names = set(given) & {one.name for one in Attribution._meta.concrete_fields}
        row = {name: given[name] for name in names - self.held}
        row["stance"] = row["stance"] or Stance.ASSERTS
        for name in ("terms", "medium", "knowledge", "occasion"):
            row[name] = row[name] or self.fields[name].initial
        for name in self.held:
            if given.get(name):
                row[name] = given[name]
        return row

    @property
    def place(self) -> list[words.Words]:
        return words.parse(self["anchor"].value() or "")[:1]


class Known:
    """The sources that a form may name: those on record, and those that it describes itself."""

    def __init__(self, sources: Mapping[str, Source], anew: Mapping[str, NewSourceForm]) -> None:
        self.sources = sources
        self.anew = anew

    def find(self, value: str) -> Source | str | None:
        return value if value in self.anew else self.sources.get(value)

    def described(self, key: str) -> Source | None:
        form = self.anew[key]
        return Source(**form.cleaned_data) if form.is_valid() else None


class Typed:
    """All that stands in the form: the claim (where one is logged), rows, new sources, places.

    `data` is what a browser sent or a draft kept. Nothing is checked before `is_valid`.
    """

    def __init__(self, data: QueryDict, *, with_claim: bool) -> None:
        self.data = data
        self.claim = ClaimForm(data) if with_claim else None
        forms_of_new = [NewSourceForm(data, prefix=one) for one in _prefixes(data, "anew", "s")]
        anew = {one.key: one for one in forms_of_new}
        prefixes = _prefixes(data, "row", "r")
        known = Known(_sources(data, prefixes), anew)
        self.rows = [RowForm(data, prefix=one, known=known) for one in prefixes]
        self.anew = anew
        self.anchors = words.parse(data.get("anchors", ""))

    @property
    def filled(self) -> list[RowForm]:
        return [row for row in self.rows if not row.is_blank]

    @property
    def used(self) -> list[NewSourceForm]:
        """The new sources that a row names."""
        named = {row[role].value() for row in self.filled for role in ROLES}
        return [form for key, form in self.anew.items() if key in named]

    def is_valid(self) -> bool:
        every: list[forms.Form] = [*self.filled, *self.used]
        if self.claim is not None:
            every.append(self.claim)
        valid = [one.is_valid() for one in every]  # each is checked, for each has its errors
        return all(valid)

    def refuse(self, key: str, problem: ValidationError) -> None:
        """Show what was refused of a new source at its fields."""
        form = self.anew[key]
        for name, texts in problem.message_dict.items():
            form.add_error(name if name in form.fields else None, list(texts))


def _prefixes(data: QueryDict, name: str, letter: str) -> list[str]:
    """The prefixes that a form names, each once; what is none is passed over."""
    named = dict.fromkeys(data.getlist(name))
    return [one for one in named if one[:1] == letter and one[1:].isalnum() and len(one) < 40][:100]


def _sources(data: QueryDict, prefixes: Iterable[str]) -> dict[str, Source]:
    """The standing sources named in any role, by their id as it was sent."""
    named = {data.get(f"{prefix}-{role}", "") for prefix in prefixes for role in ROLES}
    ids = {one: pk for one in named if (pk := _uuid(one))}
    found = {row.pk: row for row in Source.objects.standing().filter(pk__in=ids.values())}
    return {one: found[pk] for one, pk in ids.items() if pk in found}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
