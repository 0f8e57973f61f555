"""The binder for the house: all that its people may read of an article, and no source's secret."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from claims import facts
from claims.domain import wording
from claims.domain.policy import Finding, Readiness
from claims.models import (
    Anchor,
    Approval,
    Article,
    Attribution,
    Claim,
    CommentRequest,
    Evidence,
    VerificationEvent,
)
from claims.services.policy import article_readiness, as_seen_by
from desk.binder import records
from desk.binder.words import counts_in_words, moment, printed, published, said, yes_no
from desk.domain.binder import Binder, Chapter, Entry, Section, facts_of, paragraphs
from newsroom.common.models import User


@dataclass(frozen=True, slots=True)
class _Found:
    """What the policy finds, by claim (None: of the article); who let what pass."""

    standing: Mapping[UUID | None, list[Finding]]
    passed: Mapping[UUID | None, list[Any]]
    people: Mapping[UUID, User]


def binder(article: Article, by: User, *, with_law: bool) -> Binder:
    """The binder of `article`, printed by `by`; `with_law`: with legal reads and approvals.

    In a number of queries that does not grow with the claims.
    """
    claims = list(_claims(article))
    counted = facts.counts_of([one.pk for one in claims])
    ready = as_seen_by(article_readiness(article), article, None)
    found = _found(ready)
    version = article.current_version
    numbers = {one.pk: number for number, one in enumerate(claims, 1)}
    return Binder(
        headline=article.headline,
        kind=_("for the lawyer") if with_law else _("for the editor"),
        mark=_("CONFIDENTIAL – internal"),
        version=str(version.number) if version else "",
        printed=printed(by),
        language=article.language,
        facts=_head(article, ready),
        paragraphs=paragraphs(version.text if version else "", _places(article, numbers)),
        chapters=tuple(
            _chapter(numbers[one.pk], one, counted[one.pk], found, with_law) for one in claims
        ),
        sections=tuple(_of_article(article, found, numbers, with_law)),
    )


def _claims(article: Article) -> Any:
    rows = Attribution.objects.order_by("position").select_related(
        "source__speaks_for",
        "via",
        "knows_from",
        "terms_agreed_by",
        "conditions_attested_by",
        "withdrawn_by",
    )
    approvals = Approval.objects.select_related("by")
    requests = CommentRequest.objects.select_related("source", "asked_by")
    return (
        article.claims.in_text_order()
        .select_related("assignee")
        .prefetch_related(
            Prefetch("attributions", rows.prefetch_related(Prefetch("approvals", approvals))),
            Prefetch("evidence", Evidence.objects.select_related("added_by")),
            Prefetch("events", VerificationEvent.objects.select_related("by", "overridden_by")),
            Prefetch("comment_requests", requests.prefetch_related("attempts__by")),
            Prefetch("approvals", approvals),
        )
    )


def _places(article: Article, numbers: Mapping[UUID, int]) -> Iterable[tuple[int, int, int]]:
    rows = Anchor.objects.filter(version=article.current_version, claim__isnull=False)
    for claim, start, end in rows.values_list("claim_id", "start", "end"):
        if start is not None and end is not None:
            yield numbers[claim], start, end


def _found(ready: Readiness) -> _Found:
    standing: dict[UUID | None, list[Finding]] = defaultdict(list)
    passed: dict[UUID | None, list[Any]] = defaultdict(list)
    for one in (*ready.blocks, *ready.others):
        standing[one.claim].append(one)
    for let in ready.overridden:
        passed[let.finding.claim].append(let)
    people = User.objects.in_bulk({let.override.by for let in ready.overridden})
    return _Found(standing, passed, people)


def _head(article: Article, ready: Readiness) -> Any:
    blocks = len(ready.blocks)
    verdict = _("ready") if ready.ready else _("not ready: blocks %(n)s") % {"n": blocks}
    return facts_of(
        (_("Status"), said(article.get_status_display())),
        (_("Byline"), article.byline),
        (_("Outlet"), article.outlet),
        (_("Published"), published(article.published_at, article.published_local)),
        (_("Embargo until"), moment(article.embargo_until)),
        (_("Address"), article.url),
        (
            _("May it be published?"),
            _("%(verdict)s, by profile %(profile)s")
            % {"verdict": verdict, "profile": ready.profile},
        ),
    )


def _chapter(
    number: int, claim: Claim, counted: facts.Counted, found: _Found, with_law: bool
) -> Chapter:
    rows = list(claim.attributions.all())
    in_force = [facts.row_in_words(row) for row in rows if row.withdrawn_at is None]
    counts, public = counted.internal.counts, counted.public.counts
    lines = {line.attribution: line for line in counted.internal.lines}
    sections = [
        Section(
            _("Who says so"),
            tuple(records.attribution(row, lines[row.pk]) for row in rows),
            _("Nobody stands behind it."),
        ),
        Section(
            _("Evidence"),
            tuple(records.evidence(row) for row in claim.evidence.all()),
            _("None."),
        ),
        Section(_("What the policy finds"), _findings(found, claim.pk), _("Nothing.")),
        Section(
            _("Asked for comment"),
            tuple(records.asked(row) for row in claim.comment_requests.all()),
            _("Nobody."),
        ),
        Section(_("Checked"), _checks(claim), _("Nobody has checked it yet.")),
    ]
    if with_law:
        given = [*claim.approvals.all(), *(one for row in rows for one in row.approvals.all())]
        sections.append(
            Section(_("Approvals"), tuple(records.approval(one) for one in given), _("None."))
        )
    return Chapter(
        number=number,
        name=claim.label,
        title=claim.statement,
        status=said(claim.get_status_display()),
        facts=facts_of(
            (_("In words"), wording.in_words(counts, in_force)),
            (_("Counts"), counts_in_words(counts)),
            (_("Counts for the public"), counts_in_words(public) if public != counts else ""),
            (_("Public status"), _public_status(claim)),
            (_("Kind"), said(claim.get_kind_display())),
            (_("Lead"), yes_no(claim.is_lead) if claim.is_lead else ""),
            (_("Hedge"), claim.hedge),
            (_("As of"), claim.as_of),
            (_("Needs no source"), said(claim.get_exemption_display()) if claim.exemption else ""),
            (_("Because"), claim.exemption_reason),
            (_("Assigned to"), claim.assignee),
            (_("Note"), claim.note),
            (_("What happened later"), records.outcome(claim)),
        ),
        sections=tuple(sections),
    )


def _public_status(claim: Claim) -> str:
    is_other = claim.public_status != claim.status
    return said(claim.get_public_status_display()) if is_other else ""


def _findings(found: _Found, claim: UUID | None) -> tuple[Entry, ...]:
    standing = [records.finding(one) for one in found.standing.get(claim, [])]
    let = [records.overridden(one, found.people) for one in found.passed.get(claim, [])]
    return (*standing, *let)


def _checks(claim: Claim) -> tuple[Entry, ...]:
    named = {one.pk: str(one) for one in claim.evidence.all()}
    return tuple(records.event(one, named) for one in claim.events.all())


def _of_article(
    article: Article, found: _Found, numbers: Mapping[UUID, int], with_law: bool
) -> Iterable[Section]:
    notices = article.notices.select_related("created_by").prefetch_related("claims")
    yield Section(_("Notices"), tuple(records.notice(one, numbers) for one in notices), _("None."))
    if of_all := _findings(found, None):
        yield Section(_("What the policy finds of the article"), of_all)
    others = article.comment_requests.filter(claims__isnull=True)
    asked = others.select_related("source", "asked_by").prefetch_related("attempts__by")
    if rows := tuple(records.asked(one) for one in asked):
        yield Section(_("Asked for comment on the article"), rows)
    if with_law:
        yield from _law(article)


def _law(article: Article) -> Iterable[Section]:
    versions = article.versions.prefetch_related("legal_reads__lawyer", "approvals__by")
    reads = [
        records.legal_read(one, version)
        for version in versions
        for one in version.legal_reads.all()
    ]
    yield Section(_("Legal reads"), tuple(reads), _("None."))
    given = [
        records.approval(one, version) for version in versions for one in version.approvals.all()
    ]
    yield Section(_("Approvals of the article"), tuple(given), _("None."))
