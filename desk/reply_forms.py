"""The forms by which somebody is asked for comment, and what came of it is put down."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.domain.vocabulary import CommentOutcome, Recorded
from claims.models import Claim, CommentRequest
from sources.domain.vocabulary import CONFIDENTIAL_NAMINGS, Naming, SourceKind
from sources.models import Source

# As they are logged, and as they are shown: the policy counts by how many different ones we tried.
CHANNELS: list[tuple[str, Promise]] = [
    ("telephone", gettext_lazy("telephone")),
    ("e-mail", gettext_lazy("e-mail")),
    ("message", gettext_lazy("message")),
    ("in person", gettext_lazy("in person")),
]
# Somebody said something, at a time.
REPLIES = frozenset(
    {
        CommentOutcome.RESPONDED,
        CommentOutcome.CONFIRMED,
        CommentOutcome.DENIED,
        CommentOutcome.DECLINED,
        CommentOutcome.REFERRED,
        CommentOutcome.REPLIED_AFTER_PUBLICATION,
    }
)
OFFERED = 8  # parties that are offered to choose from
NEW = "new"


class LocalMoment(forms.DateTimeField):
    """A day and an hour by the reader's clock, in the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        super().__init__(required=False, widget=widget, **kwargs)


def parties(words: str) -> list[Source]:
    """Sources whose wording has all of `words`, by which the house may be heard to ask them.

    Whoever speaks in confidence is not asked for comment by name: they are not offered.
    """
    rows = Source.objects.standing().exclude(naming__in=sorted(CONFIDENTIAL_NAMINGS))
    wanted = [one for one in words.replace("\x00", "").split() if one]
    if not wanted:
        return []
    for one in wanted:
        rows = rows.filter(Q(description__icontains=one) | Q(name__icontains=one))
    return list(rows[:OFFERED])


class AskForm(forms.Form):
    """A party, picked from those whose wording has the words of `q` or new, asked about a claim."""

    q = forms.CharField(label=gettext_lazy("Whom"), max_length=300)
    party = forms.CharField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        choices=[(one.value, gettext_lazy(one.value)) for one in SourceKind],
        initial=SourceKind.ORGANISATION.value,
        required=False,
    )
    question = forms.CharField(
        label=gettext_lazy("What is put to them"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    deadline = LocalMoment(label=gettext_lazy("Until when they can answer"))
    channel = forms.ChoiceField(
        label=gettext_lazy("Tried already"),
        choices=[("", gettext_lazy("not yet")), *CHANNELS],
        required=False,
    )
    not_asked_reason = forms.CharField(
        label=gettext_lazy("Or why they are not asked"), required=False, max_length=300
    )

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"{claim.pk}-%s"
        self.claim = claim

    def offered(self) -> list[Source]:
        """Whom the words that were typed may mean."""
        return parties(str(self.data.get("q", ""))) if self.is_bound else []

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        words, party = given.get("q", ""), given.get("party", "")
        if words:
            given["source"] = self._picked(words, party)
        return given

    def _picked(self, words: str, party: str) -> Source | None:
        """The source that is meant; None for a new one."""
        if party == NEW:
            return None
        found = parties(words)
        if party:
            chosen = [one for one in _standing(party) if not one.is_confidential]
        else:
            chosen = [one for one in found if one.label.casefold() == words.casefold()]
        if len(chosen) == 1:
            return chosen[0]
        self.add_error("q", _("Say who that is: pick one, or say that they are new."))
        return None

    @property
    def is_new(self) -> bool:
        return bool(self.cleaned_data.get("party") == NEW)

    def new_party(self) -> dict[str, Any]:
        """The fields of the source to record."""
        kind = self.cleaned_data["kind"] or SourceKind.ORGANISATION
        return {"description": self.cleaned_data["q"], "kind": kind, "naming": Naming.NAMED}

    def request(self) -> dict[str, Any]:
        """The fields of the request, its party apart."""
        given = self.cleaned_data
        fields = {"question": given["question"], "deadline": given["deadline"]}
        if given["not_asked_reason"]:
            reason = given["not_asked_reason"]
            fields |= {"outcome": CommentOutcome.NOT_ASKED, "not_asked_reason": reason}
        return fields

    def attempts(self) -> list[dict[str, Any]]:
        channel = self.cleaned_data["channel"]
        return [{"at": timezone.now(), "channel": channel}] if channel else []


def _standing(pk: str) -> list[Source]:
    try:
        return list(Source.objects.standing().filter(pk=UUID(pk)))
    except ValueError:
        return []


class OutcomeForm(forms.Form):
    """What came of a request."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        choices=[(one.value, gettext_lazy(one.value)) for one in CommentOutcome],
    )
    response = forms.CharField(
        label=gettext_lazy("What they said"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reached = forms.CharField(label=gettext_lazy("Who answered"), required=False, max_length=200)
    responded_at = LocalMoment(
        label=gettext_lazy("When"), help_text=gettext_lazy("Empty: a reply came just now.")
    )
    not_asked_reason = forms.CharField(
        label=gettext_lazy("Why they were not asked"), required=False, max_length=300
    )
    in_copy = forms.BooleanField(label=gettext_lazy("Known only from the copy"), required=False)

    def __init__(self, *args: Any, row: CommentRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"{row.pk}-%s"

    @classmethod
    def of(cls, row: CommentRequest) -> OutcomeForm:
        """The form with what stands."""
        names = ("outcome", "response", "reached", "responded_at", "not_asked_reason")
        stands = {name: getattr(row, name) for name in names}
        return cls(row=row, initial={**stands, "in_copy": row.recorded == Recorded.IN_COPY})

    def changes(self) -> dict[str, Any]:
        """What the service is told; a reply that says no time came just now."""
        given = {**self.cleaned_data}
        in_copy = given.pop("in_copy")
        given["recorded"] = Recorded.IN_COPY if in_copy else Recorded.LOGGED
        if given["outcome"] in REPLIES and not given["responded_at"] and not in_copy:
            given["responded_at"] = timezone.now()
        return given
