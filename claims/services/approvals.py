"""What people answer for: approvals, a lawyer's reads, their ranks, and what terms mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError

from claims import access
from claims.domain.vocabulary import ApprovalKind, LegalOutcome, Rank, Terms
from claims.models import (
    Approval,
    ArticleVersion,
    Attribution,
    Claim,
    ClaimContributor,
    LegalRead,
    OutletTerms,
    StaffRank,
)
from claims.services import core
from newsroom.common import records
from newsroom.common.history import write

if TYPE_CHECKING:
    from newsroom.common.models import User

OF_VERSION = frozenset({ApprovalKind.PUBLICATION})
OF_CLAIM = frozenset({ApprovalKind.CHECKED_BY_ONE, ApprovalKind.NOT_ASKED})


@write
def approval_add(
    *, by: User, subject: Claim | Attribution | ArticleVersion, kind: ApprovalKind, note: str = ""
) -> Approval:
    """Put on record that `by` approves a claim, an attribution or a version, in the own rank.

    *Checked by one* is for whoever may check; for the rest one has to be an editor, and not to have
    made what is approved. Raises ValidationError (a kind that is not for this record, a version
    that no longer stands, an attribution withdrawn), or PermissionDenied.
    """
    _check_fits(subject, kind)
    if isinstance(subject, ArticleVersion):
        approval = Approval(version=_lock_current(subject))
        own = subject.created_by_id == by.pk
    else:
        claim_id = subject.claim_id if isinstance(subject, Attribution) else subject.pk
        core.lock_claim(claim_id)
        approval = Approval(**_of_claim(subject))
        own = ClaimContributor.objects.filter(claim=claim_id, person=by).exists()
    _check_may(by, kind, own)
    approval.kind, approval.by, approval.note = kind, by, note
    approval.rank = access.rank_of(by) or ""
    return records.create(approval)


def _check_fits(subject: Claim | Attribution | ArticleVersion, kind: ApprovalKind) -> None:
    if kind not in list(ApprovalKind):
        raise ValidationError({"kind": f"One of {', '.join(ApprovalKind)}."})
    of_version = isinstance(subject, ArticleVersion)
    if of_version != (kind in OF_VERSION):
        fits = "a version" if kind in OF_VERSION else "a claim or an attribution"
        raise ValidationError({"kind": f"“{kind}” is an approval of {fits}."})
    if isinstance(subject, Attribution) and kind in OF_CLAIM:
        raise ValidationError({"kind": f"“{kind}” is an approval of the claim as a whole."})


def _of_claim(subject: Claim | Attribution) -> dict[str, Claim | Attribution]:
    if isinstance(subject, Claim):
        return {"claim": subject}
    if Attribution.objects.filter(pk=subject.pk, withdrawn_at__isnull=False).exists():
        raise ValidationError({"attribution": "It is withdrawn. Approve one that stands."})
    return {"attribution": subject}


def _lock_current(version: ArticleVersion) -> ArticleVersion:
    article = core.lock_article(version.article_id)
    if article.current_version_id != version.pk:
        raise ValidationError(
            {"version": "A later version stands now. Read that one, then decide on it."}
        )
    return version


def _check_may(by: User, kind: ApprovalKind, own: bool) -> None:
    if kind == ApprovalKind.CHECKED_BY_ONE:
        if not access.may_check_claims(by):
            raise PermissionDenied("Only a fact-checker or an editor can do that.")
        return
    if not access.may_approve(by):
        raise PermissionDenied("Only an editor approves.")
    if own:
        raise PermissionDenied("It is your own work: a second person has to approve it.")


@write
def legal_read_record(
    *,
    by: User,
    version: ArticleVersion,
    outcome: LegalOutcome,
    note: str = "",
    privileged: bool = True,
) -> LegalRead:
    """Put on record what the lawyer `by` says of the current version; the last word counts.

    Raises PermissionDenied, or ValidationError where a later version stands.
    """
    if not access.may_read_for_law(by):
        raise PermissionDenied("Only a lawyer reads for the law.")
    return records.create(
        LegalRead(
            version=_lock_current(version),
            lawyer=by,
            outcome=outcome,
            note=note,
            privileged=privileged,
        )
    )


@write
def staff_rank_set(*, by: User, person: User, rank: Rank | None) -> None:
    """Say in what rank `person` knows sources and approves; None: what follows from the role.

    Approvals already given keep the rank in which they were given. Raises PermissionDenied.
    """
    if not access.may_change_policy(by):
        raise PermissionDenied("Only an admin says who holds which rank.")
    row = StaffRank.objects.filter(person=person).first()
    if rank is None:
        if row is not None:
            row.delete()
        return
    row = row or StaffRank(person=person)
    row.rank = rank
    records.clean(row)
    row.save()


@write
def outlet_terms_set(
    *, by: User, outlet: str, terms: Terms, meaning: str, row: OutletTerms | None = None
) -> OutletTerms:
    """Say what a term of attribution means at `outlet` (empty: in the house by default).

    It is written into `row`, which is of that outlet and term from then on; by default into the
    row that is so already, or a new one. Raises ValidationError by field, or PermissionDenied.
    """
    if not access.may_write_claims(by):
        raise PermissionDenied("Only an editor says what terms mean.")
    outlet = outlet.strip()
    if row is None:
        row = OutletTerms.objects.filter(outlet=outlet, terms=terms).first() or OutletTerms()
    row.outlet, row.terms, row.meaning = outlet, terms, meaning.strip()
    records.clean(row)
    row.save()
    return row
