"""What became of the anchors of an article on a version of its text, and where they may go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from claims.models import Anchor, Article, ArticleVersion
from claims.services.anchors import last_placed
from desk.domain.candidates import Candidate, candidates

if TYPE_CHECKING:
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Placed:
    """An anchor, whose it is in words, and the version of that record, which a change names."""

    anchor: Anchor
    whose: str
    claim: UUID | None
    seen: int
    fate: str


@dataclass(frozen=True, slots=True)
class Orphan:
    """An anchor without a place, and the places to choose from."""

    placed: Placed
    candidates: tuple[Candidate, ...]
    problem: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Fates:
    """All anchors on one version: those that are not where they were first, and in sum."""

    rows: tuple[Placed, ...]
    sums: tuple[tuple[str, int], ...]
    orphaned: int


def fates(version: ArticleVersion) -> Fates:
    """What became of each anchor on `version`; withdrawn attributions left out."""
    rows = placed_on(version)
    rows.sort(key=lambda one: _ORDER.index(one.anchor.fate))  # stable: in the text's order within
    counted = Counter(one.anchor.fate for one in rows)
    words = _words()
    sums = tuple((words[name], counted[name]) for name in reversed(_ORDER) if counted[name])
    return Fates(tuple(rows), sums, sum(one.anchor.is_orphaned for one in rows))


def placed_on(version: ArticleVersion) -> list[Placed]:
    """Each anchor on `version`, in the order of the text, those without a place first."""
    anchors = (
        Anchor.objects.filter(version=version)
        .exclude(attribution__withdrawn_at__isnull=False)
        .select_related("claim", "attribution__source", "comment_request__source")
    )
    words = _words()
    rows = [_placed(one, words) for one in anchors]
    return sorted(rows, key=lambda one: (one.anchor.start or -1, one.whose))


def orphans(article: Article, refused: Mapping[UUID, tuple[str, str]]) -> list[Orphan]:
    """The anchors without a place on the text that stands; `refused`: what was said to one of
    them, and what was typed.
    """
    version = article.current_version
    if version is None:
        return []
    rows = [one for one in placed_on(version) if one.anchor.is_orphaned]
    return [
        Orphan(one, _candidates(one.anchor, version), *refused.get(one.anchor.pk, ("", "")))
        for one in rows
    ]


def _candidates(anchor: Anchor, version: ArticleVersion) -> tuple[Candidate, ...]:
    placed, old = last_placed(anchor)
    return tuple(candidates(anchor.exact, old, placed.start or 0, placed.end or 0, version.text))


def _placed(anchor: Anchor, words: Mapping[str, str]) -> Placed:
    fate = words[anchor.fate]
    if anchor.claim is not None:
        claim = anchor.claim
        name = f"{claim.label} {claim.statement}" if claim.label else claim.statement
        return Placed(anchor, name, claim.pk, claim.version, fate)
    if anchor.attribution is not None:
        row = anchor.attribution
        name = _("Words of %(source)s") % {"source": row.source.label}
        return Placed(anchor, name, row.claim_id, row.version, fate)
    asked: Any = anchor.comment_request
    name = _("Request to %(source)s") % {"source": asked.source.label}
    return Placed(anchor, name, None, asked.version, fate)


_ORDER = ["gone", "ambiguous", "moved", "kept"]


def _words() -> dict[str, str]:
    return {
        "kept": pgettext("anchor", "where it was"),
        "moved": pgettext("anchor", "moved with its words"),
        "ambiguous": pgettext("anchor", "lost: its words stand at several places"),
        "gone": pgettext("anchor", "lost: its words are gone"),
    }
