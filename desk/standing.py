"""A source and what it stands behind, as one person may read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import BooleanField, Case, Count, Q, Value, When
from django.utils.translation import gettext as _

from claims.domain.policy.language import too_narrow
from claims.domain.policy.parameters import Number
from claims.domain.policy.registry import REGISTRY
from claims.domain.vocabulary import ClaimOutcome
from claims.models import Attribution, PolicySetting
from claims.services.merging import merge_preview
from desk.domain.track_record import FOR, TrackRecord, track_record
from newsroom.common import admin_seen
from sources.access import (
    is_custodian,
    may_see_confidential,
    may_see_custody,
    may_write_sources,
)
from sources.domain.vocabulary import CONFIDENTIAL_NAMINGS
from sources.models import Source

if TYPE_CHECKING:
    from uuid import UUID

    from newsroom.common.models import User

ROWS = 50  # on a page
BEHIND = 50  # rows of others that came through the source
OFFERED = 8  # sources that it may be one with
NARROW = "description-too-narrow"
# The same with a name that nobody types: what of it only its handler and those who know it read.
RESTRICTED = ("affiliation", "role", "motive", "notes")


@dataclass(frozen=True, slots=True)
class Said:
    """A row of sourcing; `through` are those behind it, each named or held back."""

    row: Attribution
    through: tuple[str, ...]


def source_page(source: Source, user: User, number: str) -> dict[str, Any]:
    """Template context of the page of `source`, its rows from page `number`.

    Rows in which a confidential source stands behind another are not there for those who do not
    know it, and in no count. In a constant number of queries.
    """
    knows = may_see_confidential(user, source)
    rows = rows_of(source, user)
    page = Paginator(rows.order_by("-created_at", "pk"), ROWS).get_page(number)
    return {
        "source": source,
        "knows": knows,
        "record": record_of(rows),
        "terms": terms_of(rows),
        "page": page,
        "said": [Said(row, _through(row, user)) for row in page],
        "behind": list(behind(source, user)[:BEHIND]) if knows else [],
        "restricted": _restricted(source) if knows else [],
        "narrow": narrow(source),
        "may_write": may_write_sources(user),
        "may_see_custody": may_see_custody(user, source),
        "is_custodian": is_custodian(user, source),
        "seen": admin_seen.seal(source),
    }


def rows_of(source: Source, user: User) -> Any:
    """What the source itself says, in the articles that `user` may read."""
    rows = source.attributions.visible_to(user)
    return rows.select_related("claim", "claim__article", "via", "knows_from").prefetch_related(
        "via__known_to", "knows_from__known_to"
    )


def behind(source: Source, user: User) -> Any:
    """What others say that we have through the source, or that they have from it."""
    rows = Attribution.objects.visible_to(user).standing()
    rows = rows.filter(Q(via=source.pk) | Q(knows_from=source.pk))
    return rows.select_related("claim", "claim__article", "source").order_by("-created_at", "pk")


def record_of(rows: Any) -> TrackRecord:
    """How its claims came out, of the rows that stand."""
    side = Case(
        When(stance__in=sorted(FOR), then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    counted = (
        rows.standing()
        .select_related(None)
        .prefetch_related(None)
        .order_by()
        .annotate(stood_for=side)
        .values_list("stood_for", "claim__outcome")
        .annotate(claims=Count("claim", distinct=True))
    )
    return track_record((side, ClaimOutcome(outcome), claims) for side, outcome, claims in counted)


def terms_of(rows: Any) -> list[tuple[str, int]]:
    """On what terms it spoke, the most frequent first."""
    counted = rows.standing().select_related(None).prefetch_related(None).order_by()
    counted = counted.values_list("terms").annotate(count=Count("pk"))
    return sorted(counted, key=lambda one: (-one[1], one[0]))


def _through(row: Attribution, user: User) -> tuple[str, ...]:
    ways = ((_("through"), row.via), (_("who has it from"), row.knows_from))
    return tuple(
        f"{way} {one.label if may_see_confidential(user, one) else _('a source that is held back')}"
        for way, one in ways
        if one is not None
    )


def _restricted(source: Source) -> list[tuple[str, str]]:
    return [
        (str(source._meta.get_field(name).verbose_name), value)  # type: ignore[union-attr]
        for name in RESTRICTED
        if (value := getattr(source, name))
    ]


def narrow(source: Source) -> str:
    """The words by which the public wording may give a person away, by the strictest of the house's
    profiles; empty where none does.
    """
    if not source.is_confidential or (source.headcount or 1) > 1:
        return ""
    (circle,) = [one for one in REGISTRY[NARROW].parameters if isinstance(one, Number)]
    settings = PolicySetting.objects.filter(rule=NARROW, enabled=True)
    given = list(settings.values_list("parameters", flat=True))
    words = too_narrow(
        source.description,
        smallest_circle=max([circle.default, *(one.get(circle.name, 0) for one in given)]),
        more=[word for one in given for word in one.get("more_offices", ())],
    )
    return words or ""


def candidates(source: Source, words: str) -> list[Source]:
    """Sources that it may be one with: of its kind, both confidential or neither."""
    rows = Source.objects.standing().filter(kind=source.kind).exclude(pk=source.pk)
    secret = Q(naming__in=sorted(CONFIDENTIAL_NAMINGS))
    rows = rows.filter(secret if source.is_confidential else ~secret)
    wanted = words.replace("\x00", "").split()
    for one in wanted:
        rows = rows.filter(Q(description__icontains=one) | Q(name__icontains=one))
    return list(rows[:OFFERED]) if wanted else []


def merging(source: Source, user: User, words: str, into: UUID | None) -> dict[str, Any]:
    """Template context of the merge: whom the words may mean, and what would become of it."""
    stays = Source.objects.standing().filter(pk=into).exclude(pk=source.pk).first()
    return {
        "words": words,
        "candidates": candidates(source, words),
        "stays": stays,
        "preview": merge_preview(user, source, stays) if stays else None,
    }
