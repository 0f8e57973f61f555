"""What the templates of the logging form are given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy

from claims import access
from claims.models import Article, Attribution, Claim
from claims.services.attributions import CONDITIONS
from desk import words
from desk.domain import phrases
from desk.log_forms import ROLES, ClaimForm, NewSourceForm, RowForm, Typed
from sources.access import may_see_confidential

if TYPE_CHECKING:
    from newsroom.common.models import User

# On the chips; the number, where there is one, is typed before the words.
CHIPS = {
    "named": gettext_lazy("named, on the record"),
    "familiar": gettext_lazy("sources familiar with the matter"),
    "of_them": gettext_lazy("of them"),
    "others_confirm": gettext_lazy("others independently confirm"),
    "declined": gettext_lazy("declined to comment"),
    "no_response": gettext_lazy("did not immediately respond"),
    "document": gettext_lazy("according to a document"),
    "told_outlet": gettext_lazy("told another outlet"),
    "outlet_reports": gettext_lazy("another outlet reports"),
}


def chips() -> list[tuple[phrases.Phrase, Any]]:
    return [(one, CHIPS[one.key]) for one in phrases.PHRASES]


def blank(article: Article, person: User) -> dict[str, Any]:
    """For the page of an article: an empty form, and an empty row and source to be added to one."""
    if not access.may_write_claims(person):
        return {}
    return {
        "log": {
            "claim": ClaimForm(),
            "url": reverse("desk:log", args=[article.pk]),
            "rows": [],
            "anchors": "[]",
        },
        "blank_row": RowForm(prefix="__r__"),
        "blank_source": NewSourceForm(prefix="__s__"),
        "chips": chips(),
        "phrases": phrases.as_data(),
    }


def of_typed(
    typed: Typed,
    draft_id: UUID,
    url: str,
    claim: Claim | None = None,
    row: Attribution | None = None,
) -> dict[str, Any]:
    """A form as it was typed; `told` in the context shows its errors as well."""
    return {
        "claim": typed.claim,
        "rows": typed.rows,
        "anchors": words.told(typed.anchors),
        "draft": draft_id,
        "url": url,
        "of_claim": claim,
        "of_row": row,
    }


def of_row(row: Attribution, person: User) -> dict[str, Any]:
    """The form in which a row on record is changed, filled with what stands."""
    prefix = f"r{row.pk.hex[:12]}"
    held = held_back(row, person)
    given = {name: getattr(row, name) for name in RowForm.base_fields if hasattr(row, name)}
    for name in ("independent", *CONDITIONS):
        given[name] = {True: "true", False: "false"}.get(getattr(row, name), "")
    given["terms_agreed_by"] = row.terms_agreed_by_id
    for role in ROLES:
        source = getattr(row, role)
        shown = source is not None and role not in held
        given[role] = str(source.pk) if shown else ""
        given[f"{role}_text"] = source.label if shown else ""
    given["anchor"] = words.told(_place(row))
    form = RowForm(initial=given, prefix=prefix, held=held)
    return {
        "rows": [form],
        "draft": uuid4(),
        "url": reverse("desk:row", args=[row.pk]),
        "of_claim": row.claim,
        "of_row": row,
        "seen": row.version,
    }


def held_back(row: Attribution, person: User) -> list[str]:
    """The conduits of a row that `person` may not know of."""
    named = ((role, getattr(row, role)) for role in ROLES[1:])
    return [role for role, source in named if source and not may_see_confidential(person, source)]


def _place(row: Attribution) -> list[words.Words]:
    rows = row.anchors.current().filter(start__isnull=False).select_related("version")
    return [words.Words(one.start, one.end, one.exact, one.version.number) for one in rows]


def one_more_row(data: QueryDict) -> QueryDict:
    """`data` with a first, empty row where it has none."""
    if data.getlist("row"):
        return data
    data = data.copy()
    data.setlist("row", ["r1"])
    return data
