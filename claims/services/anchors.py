"""Anchors on the current version of an article, and what becomes of them on the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from claims.domain import anchoring
from claims.models import Anchor, Article, ArticleVersion, Attribution, Claim, CommentRequest

Subject = Claim | Attribution | CommentRequest
SELECTOR_FIELDS = ("exact", "start", "end", "prefix", "suffix")
_FIELD = {Claim: "claim", Attribution: "attribution", CommentRequest: "comment_request"}


def select(version: ArticleVersion, given: Mapping[str, Any], field: str) -> anchoring.Selector:
    """The checked selector that `given` (of SELECTOR_FIELDS) means on `version`.

    Raises ValidationError under `field`.
    """
    unknown = sorted(set(given) - set(SELECTOR_FIELDS))
    if unknown:
        known = ", ".join(SELECTOR_FIELDS)
        raise ValidationError(
            {field: f"Unknown in an anchor: {', '.join(unknown)}. Known: {known}."}
        )
    try:
        return anchoring.select(
            version.text,
            start=given.get("start"),
            end=given.get("end"),
            exact=given.get("exact"),
            prefix=given.get("prefix") or "",
            suffix=given.get("suffix") or "",
        )
    except anchoring.AnchorError as error:
        raise ValidationError({field: f"{error.field}: {error}"}) from error


def set_anchors(
    article: Article, subject: Subject, given: Sequence[Mapping[str, Any]], field: str
) -> None:
    """Put the anchors of `subject` on the current version in place of those it has there."""
    version = article.current_version
    if version is None:
        raise ValidationError({field: "The article has no text yet. Give it a body first."})
    selectors = [select(version, one, field) for one in given]
    of_subject = {_FIELD[type(subject)]: subject}
    Anchor.objects.filter(version=version, **of_subject).delete()
    Anchor.objects.bulk_create(
        Anchor(version=version, position=position, **of_subject, **_columns(selector))
        for position, selector in enumerate(selectors)
    )


def carry_over(old: ArticleVersion, new: ArticleVersion) -> tuple[set[Any], set[Any]]:
    """Find each anchor of `old` again on `new`; returns the ids of claims of which an anchor
    moved or was lost, and of those whose own text was lost.

    An orphan is looked for from the version on which it last had a place, so that a text put back
    brings its anchors back.
    """
    changed: set[Any] = set()
    lost: set[Any] = set()
    rows: list[Anchor] = []
    for anchor in Anchor.objects.filter(version=old).select_related("attribution"):
        row = _on_next(anchor, old, new)
        rows.append(row)
        if row.fate != anchoring.Fate.KEPT:
            changed |= _claims_of(anchor)
        if row.is_orphaned and not anchor.is_orphaned and anchor.claim_id:
            lost.add(anchor.claim_id)
    Anchor.objects.bulk_create(rows)
    return changed, lost


def _on_next(anchor: Anchor, old: ArticleVersion, new: ArticleVersion) -> Anchor:
    placed, text = (anchor, old.text) if not anchor.is_orphaned else last_placed(anchor)
    found = anchoring.refind(_selector(placed), text, new.text)
    row = Anchor(
        version=new,
        claim_id=anchor.claim_id,
        attribution_id=anchor.attribution_id,
        comment_request_id=anchor.comment_request_id,
        position=anchor.position,
        fate=found.fate,
    )
    if found.selector is None:
        row.exact, row.prefix, row.suffix = anchor.exact, anchor.prefix, anchor.suffix
        return row
    for name, value in _columns(found.selector).items():
        setattr(row, name, value)
    if anchor.is_orphaned:
        row.fate = anchoring.Fate.MOVED
    return row


def last_placed(anchor: Anchor) -> tuple[Anchor, str]:
    """The latest row of the same anchor that had a place. An anchor is never born an orphan."""
    last = (
        Anchor.objects.filter(
            claim=anchor.claim_id,
            attribution=anchor.attribution_id,
            comment_request=anchor.comment_request_id,
            position=anchor.position,
            start__isnull=False,
        )
        .select_related("version")
        .order_by("-version__number")[0]
    )
    return last, last.version.text


def _claims_of(anchor: Anchor) -> set[Any]:
    if anchor.claim_id:
        return {anchor.claim_id}
    if anchor.attribution:
        return {anchor.attribution.claim_id}
    return set(
        Claim.objects.filter(comment_requests=anchor.comment_request_id).values_list(
            "pk", flat=True
        )
    )


def _selector(anchor: Anchor) -> anchoring.Selector:
    start, end = anchor.start, anchor.end
    if start is None or end is None:
        raise ValueError("An orphaned anchor has no place to start from.")
    return anchoring.Selector(anchor.exact, anchor.prefix, anchor.suffix, start, end)


def _columns(selector: anchoring.Selector) -> dict[str, Any]:
    return {name: getattr(selector, name) for name in SELECTOR_FIELDS}
