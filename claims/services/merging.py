"""What a merge of two sources would do, worked out without doing it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ValidationError

from claims import facts
from claims.domain.counting import Counts, SourceFact
from claims.models import Attribution, Claim
from claims.services.sources import check_merge, with_speakers
from newsroom.common.records import Refused
from sources.access import may_see_confidential
from sources.models import Source

if TYPE_CHECKING:
    from newsroom.common.models import User

MOST = 200  # claims that are counted


@dataclass(frozen=True, slots=True)
class Moved:
    """A claim on which a source stands that would go: what is counted of it now, and then.

    Both None where that is not for this person: they do not know the two sources.
    """

    claim: Claim
    before: Counts | None
    after: Counts | None

    @property
    def differs(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Preview:
    """`refusal` is why the merge would be refused, empty where it would not; `more`: there are more
    claims than are shown.
    """

    refusal: str
    moved: tuple[Moved, ...]
    more: bool


def merge_preview(user: User, gone: Source, stays: Source) -> Preview:
    """What `source_merge` of `gone` into `stays` would move, of what `user` may read.

    Of confidential sources the counts to be are for those who know both: how they change tells
    behind whom the two stand. In a constant number of queries.
    """
    knows = all(may_see_confidential(user, one) for one in (gone, stays))
    rows = Claim.objects.visible_to(user).select_related("article")
    rows = (
        rows.touched_by_sources(with_speakers([gone.pk]))
        if knows
        else rows.filter(attributions__source=gone.pk).distinct()
    )
    claims = list(rows.order_by("-created_at", "pk")[: MOST + 1])
    shown = claims[:MOST]
    before = facts.counts_of([one.pk for one in shown]) if knows else {}
    after = _counts_if_merged([one.pk for one in shown], gone, stays) if knows else {}
    return Preview(
        refusal=_refusal(gone, stays, user),
        moved=tuple(
            Moved(
                one,
                before[one.pk].internal.counts if knows else None,
                after[one.pk].internal.counts if knows else None,
            )
            for one in shown
        ),
        more=len(claims) > MOST,
    )


def _refusal(gone: Source, stays: Source, user: User) -> str:
    try:
        check_merge(gone, stays, user)
    except ValidationError as problem:
        return " ".join(problem.messages)
    except Refused as problem:
        return str(problem)
    return ""


def _counts_if_merged(
    claim_ids: Iterable[UUID], gone: Source, stays: Source
) -> Mapping[UUID, facts.Counted]:
    """What counting gives once every row that names `gone` names `stays`."""
    ids = list(claim_ids)
    rows = list(Attribution.objects.filter(claim__in=ids).order_by("claim_id", "position"))
    for row in rows:
        for name in ("source_id", "via_id", "knows_from_id"):
            if getattr(row, name) == gone.pk:
                setattr(row, name, stays.pk)
    behind = facts.sources_behind([stays.pk]).items()  # no row may name it yet
    told = {**facts.source_facts(rows), **{pk: facts.source_fact(one) for pk, one in behind}}
    sources = {pk: _renamed(one, gone, stays) for pk, one in told.items()}
    by_claim: dict[UUID, list[Attribution]] = defaultdict(list)
    for row in rows:
        by_claim[row.claim_id].append(row)
    return {one: facts.counted(by_claim[one], sources) for one in ids}


def _renamed(one: SourceFact, gone: Source, stays: Source) -> SourceFact:
    return replace(one, speaks_for=stays.pk) if one.speaks_for == gone.pk else one
