"""Which sources to offer for a row: those used on the article first, then by their wording."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Length
from django.utils.translation import gettext

from claims.models import Article, Attribution, CommentRequest
from desk.domain import phrases
from sources.access import may_see_confidential
from sources.domain.vocabulary import SourceKind
from sources.models import Source

if TYPE_CHECKING:
    from newsroom.common.models import User

OFFERED = 8
SHORTEST = 3  # letters of a wording that is looked for in words
AS_BEFORE = ("terms", "medium", "knowledge")


def suggested(person: User, article: Article, typed: str, role: str) -> list[dict[str, Any]]:
    """Standing sources whose wording has every word of `typed`, those of the article first.

    Without anything typed, those that were used on it last. `role` is the field of a row: who is a
    conduit in confidence is not told by offering it.
    """
    here = _used_here(person, article, role)
    rows = Source.objects.standing().prefetch_related("known_to")
    for word in typed.split()[:10]:
        rows = rows.filter(Q(description__icontains=word) | Q(name__icontains=word))
    if not typed.strip():
        rows = rows.filter(pk__in=list(here)[:OFFERED])
    order, meant = list(here), typed.strip().casefold()
    used = sorted(rows.filter(pk__in=here), key=lambda one: order.index(one.pk))
    more = [] if not meant else list(rows.exclude(pk__in=here)[:OFFERED])
    found = sorted([*used, *more], key=lambda one: one.label.casefold() != meant)
    return [_told(one, here.get(one.pk)) for one in found[:OFFERED]]


def read_claim(words: str) -> dict[str, str]:
    """Kind and hedge that the words of a claim plainly say."""
    found = phrases.read_claim(words)
    return {"kind": found.kind or "", "hedge": found.hedge}


def read_row(person: User, article: Article, words: str) -> dict[str, Any]:
    """What the words of a row say: `phrase`, `fills`, and of the source: the one on record that
    they name (`source`), the group of which some speak (`group`), a new one (`anew`).
    """
    found = phrases.read_row(words, article.outlet)
    here = _used_here(person, article, "source")
    source = _named_in(words, list(here))
    return {
        "phrase": found.phrase.key if found.phrase else "",
        "makes": found.phrase.makes if found.phrase else phrases.Makes.ATTRIBUTION,
        "fills": dict(found.fills),
        "source": _told(source, here.get(source.pk)) if source else None,
        "group": _group(here, _number(found.fills)) if found.phrase and found.phrase.same else None,
        "anew": dict(found.anew) or None,
    }


def phrase_of(person: User, article: Article, key: str, number: int) -> dict[str, Any]:
    """The same for a phrase that was chosen, with its number; raises KeyError for no phrase."""
    phrase = phrases.BY_KEY[key]
    anew = phrases.described(phrase, number)
    here = _used_here(person, article, "source")
    source = _named_in(anew.get("description", ""), list(here))
    return {
        "phrase": key,
        "makes": phrase.makes,
        "fills": phrases.filled(phrase, number),
        "source": _told(source, here.get(source.pk)) if source else None,
        "group": _group(here, number) if phrase.same else None,
        "anew": anew or None,
    }


def _used_here(person: User, article: Article, role: str) -> dict[UUID, dict[str, str]]:
    """Ids of the sources used in that role on the article, the last first, each with what was
    said of it then. Conduits in confidence are left out for who may not know of them.
    """
    rows = Attribution.objects.filter(claim__article=article, **{f"{role}__isnull": False})
    latest = rows.order_by("-created_at").values(f"{role}_id", *AS_BEFORE)[:500]
    found: dict[UUID, dict[str, str]] = {}
    for row in latest:
        found.setdefault(row[f"{role}_id"], {name: row[name] for name in AS_BEFORE})
    if role == "source":
        asked = CommentRequest.objects.filter(article=article).order_by("-created_at")
        for pk in asked.values_list("source_id", flat=True)[:100]:
            found.setdefault(pk, {})
        return found
    return _open(person, found)


def _open(person: User, found: dict[UUID, dict[str, str]]) -> dict[UUID, dict[str, str]]:
    rows = Source.objects.filter(pk__in=found).prefetch_related("known_to")
    shown = {one.pk for one in rows if may_see_confidential(person, one)}
    return {pk: said for pk, said in found.items() if pk in shown}


def _named_in(words: str, here: Iterable[UUID]) -> Source | None:
    """The one source whose wording stands in `words`: the longest, those of the article first."""
    if len(words) < SHORTEST:
        return None
    said = Value(words, output_field=CharField())
    rows = Source.objects.standing().alias(said=said)
    found: list[Source] = []
    for name in ("description", "name"):
        named = rows.alias(length=Length(name)).filter(length__gte=SHORTEST)
        found += named.filter(said__icontains=F(name))
    here = list(here)
    found.sort(key=lambda one: (-len(one.label), one.pk not in here))
    if len(found) > 1 and _rank(found[0], here) == _rank(found[1], here) and found[0] != found[1]:
        return None  # two of the same wording: which of them is not for us to say
    return found[0] if found else None


def _rank(one: Source, here: list[UUID]) -> tuple[int, bool]:
    return len(one.label), one.pk in here


def _group(here: dict[UUID, dict[str, str]], number: int) -> dict[str, Any] | None:
    """The group of at least `number` that was used on the article last: one that is not named,
    where there is such a one, for it is of those that copy says "one of the sources".
    """
    groups = Source.objects.standing().filter(pk__in=here, kind=SourceKind.GROUP)
    enough = groups.filter(Q(headcount__isnull=True) | Q(headcount__gte=number))
    order = list(here)
    rows = sorted(enough, key=lambda one: (not one.is_confidential, order.index(one.pk)))
    return _told(rows[0], here[rows[0].pk]) if rows else None


def _number(fills: Mapping[str, str]) -> int:
    return int(fills.get("headcount") or 1)


def _told(source: Source, before: dict[str, str] | None) -> dict[str, Any]:
    """What a box shows of a source: nothing of it that is not for the whole house."""
    return {
        "id": str(source.pk),
        "label": source.label,
        "about": [
            gettext(source.get_kind_display()),
            gettext(source.get_naming_display()),
            *([str(source.headcount)] if source.headcount else []),
            *([gettext("in this article")] if before is not None else []),
            *([gettext("compromised")] if source.compromised_at else []),
        ],
        "before": before or {},
    }
