"""Two versions of an article side by side, with the claims whose words a change touches."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from claims.domain.diff import Piece, Segment, segments, touches
from claims.models import Anchor, Article, ArticleVersion, Claim


@dataclass(frozen=True, slots=True)
class TouchedClaim:
    """A claim of which a change touches the words; `orphaned` where they are gone or ambiguous."""

    claim: Claim
    orphaned: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """From version `old` to version `new`: headline and text in segments, and what they touch."""

    old: ArticleVersion
    new: ArticleVersion
    headline: tuple[Segment, ...]
    text: tuple[Segment, ...]
    claims: tuple[TouchedClaim, ...]


def compare(article: Article, old: int | None = None, new: int | None = None) -> Comparison:
    """Compare two versions of `article` by their numbers; the last change where none is given.

    Raises ValidationError where there is no such version, or they are not in order.
    """
    rows = {version.number: version for version in article.versions.all()}
    new = max(rows) if new is None else new
    old = max(1, new - 1) if old is None else old
    for name, number in (("old", old), ("new", new)):
        if number not in rows:
            raise ValidationError({name: f"There are versions 1 to {max(rows)}."})
    if old > new:
        raise ValidationError({"old": "The earlier version first."})
    before, after = rows[old], rows[new]
    text = tuple(segments(before.text, after.text))
    headline = tuple(segments(before.headline, after.headline))
    return Comparison(before, after, headline, text, _touched(before, after, text))


def _touched(
    old: ArticleVersion, new: ArticleVersion, text: tuple[Segment, ...]
) -> tuple[TouchedClaim, ...]:
    changes = [one for one in text if one.piece is not Piece.SAME]
    placed = list(Anchor.objects.filter(version=old, claim__isnull=False, start__isnull=False))
    orphaned = Anchor.objects.filter(version=new, claim__isnull=False, start__isnull=True)
    lost = set(orphaned.values_list("claim", flat=True)) & {one.claim_id for one in placed}
    touched = {
        one.claim_id for one in placed if touches(changes, one.start or 0, one.end or 0)
    } | lost  # a quote is lost also where the same words were added elsewhere
    claims = Claim.objects.filter(pk__in=touched).in_text_order()
    return tuple(TouchedClaim(claim, claim.pk in lost) for claim in claims)
