"""Writes to a source that change what is counted of claims; `sources` reaches them by its hooks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Max, Q, QuerySet

from claims import access, facts
from claims.domain.vocabulary import ApprovalKind
from claims.models import Approval, Attribution, Claim, CommentRequest
from claims.services import core
from claims.services.attributions import check_headcount
from newsroom.common import history, records
from newsroom.common.models import User
from newsroom.common.transactions import whole
from sources.access import may_let_in, may_see_custody
from sources.domain.vocabulary import CONFIDENTIAL_NAMINGS, SourceKind
from sources.models import Source
from sources.services import FIELDS, check_speaks_for

OF_A_SOURCE = (
    ApprovalKind.ANONYMITY,
    ApprovalKind.ANONYMOUS_LEAD,
    ApprovalKind.ANONYMOUS_QUOTATION,
)
COUNTED = ("kind", "naming", "headcount", "speaks_for")
Result = TypeVar("Result")


class _Grown(Exception):
    """Something came to stand on the source between the look-up and the locks."""


def source_update(
    *,
    by: User,
    source_id: UUID,
    changes: Mapping[str, Any],
    known_to: Iterable[User] | None = None,
    seen: int | None = None,
) -> Source:
    """Change a source and recount every claim that stands on it.

    Raises ValidationError by field (a headcount below what an attribution states), or Stale.
    """
    records.refuse_unknown(changes, FIELDS)
    people = None if known_to is None else list(known_to)

    def write(locked: dict[UUID, Source], claims: list[UUID]) -> Source:
        source = locked[source_id]
        records.check_seen(source, seen)
        refuse_tombstone(source)
        _check_trusted(source, by, changes, people)
        _check_stays_sealed(source, changes)
        before = facts.counts_of(claims)
        differs = records.change(source, changes)
        if people is not None:
            differs |= _set_known_to(source, people)
        if not differs:
            return source
        check_speaks_for(source)
        _check_headcounts(source)
        records.save(source)
        core.touch_recounted(before, by, "a source was changed")
        return source

    return with_claims(by, [source_id], write, principal=changes.get("speaks_for"))


def source_merge(*, by: User, source_id: UUID, into_id: UUID, seen: int | None = None) -> Source:
    """Merge two records of what is one source: all that stands on the first moves to the second.

    The first stays as a tombstone that points to the second, so that its address still answers.
    Raises ValidationError by field, or Stale.
    """
    if source_id == into_id:
        raise ValidationError({"into": "Another source than this one."})

    def write(locked: dict[UUID, Source], claims: list[UUID]) -> Source:
        gone, stays = locked[source_id], locked[into_id]
        records.check_seen(gone, seen)
        check_merge(gone, stays, by)
        before = facts.counts_of(claims)
        _move_rows(gone, stays)
        stays.known_to.add(*gone.known_to.all())
        gone.merged_into, gone.speaks_for = stays, None
        _carry_mark(gone, stays)
        records.save(gone)
        records.save(stays)
        core.touch_recounted(before, by, "two sources were merged")
        if stays.compromised_at:
            reopen_all(claims, by, stays)
        return stays

    return with_claims(by, [source_id, into_id], write)


def reopen_all(claims: Iterable[UUID], by: User, suspect: Source) -> None:
    """Send the decided ones of locked `claims` back to review: a source of theirs is suspect.

    The public sees it of those that name the source to it; what burns a confidential source is
    nothing to be read from outside.
    """
    named = Attribution.objects.filter(access.public_attributions(), source=suspect)
    shown = set() if suspect.is_confidential else set(named.values_list("claim_id", flat=True))
    for claim in Claim.objects.filter(pk__in=list(claims)).order_by("pk"):
        internal = claim.pk not in shown
        core.reopen(claim, by, "a source was marked as compromised", internal=internal)


def public_source_ids() -> QuerySet[Any, Any]:
    """Ids of the sources that a public sheet shows: as speaker, open conduit, or party asked."""
    rows = Attribution.objects.filter(
        access.public_articles("claim__article__"), access.public_attributions()
    ).order_by()
    requests = CommentRequest.objects.filter(
        access.public_articles("article__"), access.public_comment_requests()
    ).order_by()
    return rows.values_list("source", flat=True).union(
        *(_open(rows, role) for role in ("via", "knows_from")),
        requests.values_list("source", flat=True),
    )


def _open(rows: QuerySet[Any, Any], role: str) -> QuerySet[Any, Any]:
    """Ids of those in this `role` of `rows` that are not confidential."""
    named = Q(**{f"{role}__isnull": False}) & ~Q(
        **{f"{role}__naming__in": sorted(CONFIDENTIAL_NAMINGS)}
    )
    return rows.filter(named).values_list(role, flat=True)


def approvers_of(source_id: UUID) -> set[UUID]:
    """Ids of the people who approved the use of a source, on an attribution to it."""
    rows = Approval.objects.filter(kind__in=OF_A_SOURCE).filter(
        Q(attribution__source=source_id) | Q(attribution__via=source_id)
    )
    return set(rows.values_list("by", flat=True))


def with_claims(
    by: User,
    source_ids: list[UUID],
    write: Callable[[dict[UUID, Source], list[UUID]], Result],
    principal: Source | None = None,
) -> Result:
    """Run `write` with the claims that stand on the sources, and the sources, locked.

    So are the comment requests put to them, and the `principal` for whom one is to speak, up to
    the end of its chain: nobody closes a circle meanwhile. Requests and claims are locked before
    sources, but which there are is known for sure only once the sources are locked; where another
    one came in between, the locks are given up and taken anew. Raises Contended.
    """

    def signed() -> Result:
        with history.signed(by):
            return write(*_lock(source_ids, principal))

    for _ in range(20):
        try:
            return whole(signed)
        except _Grown:
            continue
    raise records.Contended


def _lock(
    source_ids: list[UUID], principal: Source | None
) -> tuple[dict[UUID, Source], list[UUID]]:
    family, above = with_speakers(source_ids), _chain(principal)
    requests = {row.pk for row in CommentRequest.objects.locked(_requests_to(source_ids))}
    claims = {claim.pk for claim in Claim.objects.locked(_claims_on(family))}
    locked = {source.pk: source for source in Source.objects.locked(family | above)}
    missing = [pk for pk in source_ids if pk not in locked]
    if missing:
        raise ValidationError({"source": f"No source {missing[0]}."})
    if with_speakers(source_ids) != family or _chain(principal) != above:
        raise _Grown
    if not (_requests_to(source_ids) <= requests and _claims_on(family) <= claims):
        raise _Grown
    return locked, sorted(claims)


def with_speakers(source_ids: Iterable[UUID]) -> set[UUID]:
    """The sources, and all who speak for them: their claims can count differently afterwards."""
    family, fresh = set(source_ids), set(source_ids)
    while fresh:
        speakers = Source.objects.filter(speaks_for__in=fresh).values_list("pk", flat=True)
        fresh = set(speakers) - family
        family |= fresh
    return family


def _chain(principal: Source | None) -> set[UUID]:
    """The principal, and all for whom it speaks in the end."""
    chain: set[UUID] = set()
    one = principal.pk if principal else None
    while one is not None and one not in chain:
        chain.add(one)
        one = Source.objects.filter(pk=one).values_list("speaks_for_id", flat=True).first()
    return chain


def _claims_on(family: Iterable[UUID]) -> set[UUID]:
    return set(Claim.objects.touched_by_sources(family).values_list("pk", flat=True))


def _requests_to(source_ids: Iterable[UUID]) -> set[UUID]:
    rows = CommentRequest.objects.filter(source__in=list(source_ids))
    return set(rows.values_list("pk", flat=True))


def _check_trusted(
    source: Source, by: User, changes: Mapping[str, Any], known_to: Iterable[User] | None
) -> None:
    """Nobody lets themselves in on a confidential source, or passes it on without a record."""
    handler = changes.get("handler", source.handler)
    if source.handler is not None and handler != source.handler:
        raise ValidationError({"handler": "Hand the source over, so that it is on record."})
    if not source.is_confidential or may_let_in(by, source):
        return
    opened = changes.get("naming", source.naming) not in CONFIDENTIAL_NAMINGS
    people = None if known_to is None else {person.pk for person in known_to}
    closed = {
        "handler": handler != source.handler,
        "naming": opened,
        "known_to": people is not None
        and people != set(source.known_to.values_list("pk", flat=True)),
    }
    why = "Only its handler, and those who know who it is, may change that."
    problems = {name: why for name, differs in closed.items() if differs}
    if problems:
        raise ValidationError(problems)


def _check_stays_sealed(source: Source, changes: Mapping[str, Any]) -> None:
    """An identity is never left behind at a source that is named."""
    named = changes.get("naming", source.naming) not in CONFIDENTIAL_NAMINGS
    if named and source.sealed_identities.exists():
        raise ValidationError(
            {"naming": "An identity is sealed for this source: shred it, then name the source."}
        )


def _check_not_sealed(gone: Source, by: User) -> None:
    """A sealed identity does not move: it opens at its own source only, for its own custodians."""
    if not gone.sealed_identities.exists():
        return
    if not may_see_custody(by, gone):
        raise ValidationError({"into": "Only those who know the source can merge it."})
    raise ValidationError(
        {
            "into": "An identity is sealed for the source that would go. Merge the other way "
            "round, or shred it first, and seal it anew on the source that stays."
        }
    )


def _carry_mark(gone: Source, stays: Source) -> None:
    """What compromised one record compromised the source."""
    if gone.compromised_at and not stays.compromised_at:
        for name in ("compromised_at", "compromised_by", "compromised_reason"):
            setattr(stays, name, getattr(gone, name))


def _set_known_to(source: Source, known_to: Iterable[User]) -> bool:
    wanted = {person.pk for person in known_to}
    if wanted == set(source.known_to.values_list("pk", flat=True)):
        return False
    source.known_to.set(User.objects.filter(pk__in=wanted))
    return True


def refuse_tombstone(source: Source) -> None:
    if source.merged_into_id:
        raise records.Refused(f"The source was merged into {source.merged_into_id}: change that.")


def _check_headcounts(source: Source) -> None:
    """No attribution may state more people than the source now is."""
    is_group = source.kind == SourceKind.GROUP
    people = source.headcount if is_group else 1
    stated = Attribution.objects.filter(source=source).aggregate(most=Max("headcount"))["most"]
    if stated is None or people is None or stated <= people:
        return
    if is_group:
        remedy = "lower that first, or keep the group as large."
        raise ValidationError(
            {"headcount": f"An attribution states {stated} of this group: {remedy}"}
        )
    raise ValidationError(
        {"kind": f"An attribution states {stated} people: it stays a group, or lower that first."}
    )


def check_merge(gone: Source, stays: Source, by: User) -> None:
    """Raise ValidationError or Refused where the one cannot be merged into the other."""
    _check_mergeable(gone, stays)
    _check_not_sealed(gone, by)


def _check_mergeable(gone: Source, stays: Source) -> None:
    for source in (gone, stays):
        refuse_tombstone(source)
    if gone.kind != stays.kind:
        raise ValidationError(
            {"into": f"A {gone.kind} cannot be one with a {stays.kind}: mend the kind first."}
        )
    if gone.is_confidential != stays.is_confidential:
        # the sheet would show under a name what was said in confidence, or the reverse
        raise ValidationError(
            {"into": "A confidential source is never merged with one that is named."}
        )
    if gone.speaks_for_id == stays.pk or stays.speaks_for_id == gone.pk:
        raise ValidationError({"into": "One speaks for the other: they are two, of one origin."})


def _move_rows(gone: Source, stays: Source) -> None:
    for field in ("source", "via", "knows_from"):
        for row in Attribution.objects.filter(**{field: gone}).select_related("source", "claim"):
            setattr(row, field, stays)
            _save_moved(row, field)
    for request in CommentRequest.objects.filter(source=gone):
        request.source = stays
        records.save(request)
    for spokesman in Source.objects.filter(speaks_for=gone):
        spokesman.speaks_for = stays
        check_speaks_for(spokesman)
        records.save(spokesman)


def _save_moved(row: Attribution, field: str) -> None:
    """Save the new source in one `field` of a row, and nothing else: its other sources are not
    locked, which the trigger on the headcount would see to out of order.
    """
    try:
        if field == "source" and row.headcount is not None:
            check_headcount(row.headcount, row.source)  # of withdrawn rows too: they stay on record
        row.version += 1
        records.clean(row)
        row.save(update_fields=[field, "version", "updated_at"])
    except ValidationError as error:
        raise ValidationError(
            {"into": [f"In “{row.claim}”: {message}" for message in error.messages]}
        ) from error
