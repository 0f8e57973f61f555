"""Records as the entries of a binder for the house.

Who stands behind a speaker in confidence, and what would tell who a confidential source is, is left
out of all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from claims.domain import comment
from claims.domain.counting import Line
from claims.domain.policy import Finding
from claims.domain.vocabulary import CommentOutcome
from claims.models import (
    Approval,
    ArticleVersion,
    Attribution,
    Claim,
    CommentRequest,
    Evidence,
    LegalRead,
    Notice,
    VerificationEvent,
)
from desk.binder.words import day, moment, said, stated, yes_no
from desk.domain.binder import Entry, Fact, facts_of
from newsroom.common.models import User
from sources.models import Source


def attribution(row: Attribution, line: Line) -> Entry:
    """Who says so, on what terms, and what of it counts."""
    part = _("%(n)s of") % {"n": row.headcount} + " " if row.headcount else ""
    marks = [_("withdrawn")] * bool(row.withdrawn_at)
    marks += [_("source compromised")] * bool(row.source.compromised_at)
    return Entry(
        title=f"{part}{row.source.label}: {said(row.get_stance_display())}",
        facts=(
            *facts_of(
                (_("Counted"), line.text),
                (_("Terms"), said(row.get_terms_display())),
                (_("Terms agreed"), _by(row.terms_agreed_by, day(row.terms_agreed_on))),
                (_("Source"), _source(row.source)),
                (_("Reason for anonymity"), row.source.anonymity_reason),
                (_("Medium"), stated(row.medium, row.get_medium_display())),
                (_("Via"), _behind(row.via)),
                (_("Knows from"), _behind(row.knows_from)),
                (_("Speaks for"), _principal(row.source)),
                (_("Knowledge"), stated(row.knowledge, row.get_knowledge_display())),
                (_("Independent"), _independent(row)),
                (_("Scope"), said(row.get_scope_display()) if row.scope else ""),
                (_("Said on"), row.stated_on),
                (_("Occasion"), stated(row.occasion, row.get_occasion_display())),
                (_("Quotation"), said(row.get_quotation_display()) if row.quotation else ""),
                (_("Language, translator"), ", ".join(filter(None, _translation(row)))),
                (_("Note"), row.note),
            ),
            *_conditions(row),
            *_withdrawal(row),
        ),
        quote=row.quote,
        mark=", ".join(marks),
    )


def _by(who: User | None, when: str) -> str:
    return ", ".join(filter(None, (when, str(who) if who else "")))


def _source(source: Source) -> str:
    words = [said(source.get_kind_display()), said(source.get_naming_display())]
    if source.headcount and source.headcount > 1:
        words.append(_("headcount %(n)s") % {"n": source.headcount})
    if source.reliability:
        words.append(_("reliability %(grade)s") % {"grade": source.reliability})
    if not source.is_confidential:
        words += filter(None, (source.role, source.affiliation))
    return ", ".join(words)


def _behind(source: Source | None) -> str:
    if source is None:
        return ""
    return _("a confidential source") if source.is_confidential else source.label


def _principal(source: Source) -> str:
    if source.speaks_for is None:
        return ""
    return _("a confidential source") if source.is_confidential else _behind(source.speaks_for)


def _independent(row: Attribution) -> str:
    if row.independent is None and not row.basis:
        return ""
    words = [yes_no(row.independent)]
    if row.basis:
        words.append(said(row.get_basis_display()))
    return ", ".join([*words, *filter(None, [row.basis_note])])


def _translation(row: Attribution) -> tuple[str, str]:
    return row.quote_language, row.translator


def _conditions(row: Attribution) -> tuple[Fact, ...]:
    """The three conditions of anonymity, where anybody said anything of them."""
    given = {
        _("Information, not opinion, and vital"): row.information_vital,
        _("Not available on the record"): row.unavailable_on_record,
        _("Reliable and in a position to know"): row.reliable_and_placed,
    }
    if all(one is None for one in given.values()):
        return ()
    attested = _by(row.conditions_attested_by, moment(row.conditions_attested_at))
    answers = [(label, yes_no(value)) for label, value in given.items()]
    return facts_of(*answers, (_("Attested"), attested))


def _withdrawal(row: Attribution) -> tuple[Fact, ...]:
    if row.withdrawn_at is None:
        return ()
    withdrawn = _by(row.withdrawn_by, moment(row.withdrawn_at))
    return facts_of((_("Withdrawn"), withdrawn), (_("Because"), row.withdrawn_reason))


def evidence(row: Evidence) -> Entry:
    """A link or a file, with where in it and how it is known again."""
    return Entry(
        title=str(row),
        facts=facts_of(
            (_("Where in it"), row.locator),
            (_("SHA-256"), row.sha256),
            (_("Archived at"), row.archived_url),
            (_("Type, size"), _file(row)),
            (_("Added"), _by(row.added_by, moment(row.created_at))),
            (_("May be shown to the public"), yes_no(row.is_public)),
        ),
        text=row.note,
    )


def _file(row: Evidence) -> str:
    if row.size is None:
        return ""
    return f"{row.media_type}, " + _("%(n)s bytes") % {"n": row.size}


def finding(one: Finding) -> Entry:
    """What the policy finds, and how it is mended."""
    return Entry(
        title=one.message,
        facts=facts_of((_("Rule"), one.rule), (_("Remedy"), one.remedy)),
        mark=said(one.severity),
    )


def overridden(passed: Any, people: Mapping[UUID, User]) -> Entry:
    """A finding that somebody let pass, with why and until when."""
    override = passed.override
    return Entry(
        title=passed.finding.message,
        facts=facts_of(
            (_("Rule"), passed.finding.rule),
            (_("Let pass"), _by(people.get(override.by), moment(override.at))),
            (_("Until"), moment(override.expires_at)),
            (_("Because"), override.reason),
        ),
        mark=_("let pass"),
    )


def asked(row: CommentRequest) -> Entry:
    """Whom we asked, how often, and what came of it."""
    attempts = [
        Fact(_("Attempt"), "; ".join(filter(None, _attempt(one)))) for one in row.attempts.all()
    ]
    return Entry(
        title=f"{row.source.label}: {said(row.get_outcome_display())}",
        facts=(
            *facts_of(
                (_("Sentence for the copy"), _sentence(row)),
                (_("Reached"), row.reached),
                (_("Put to them"), row.question),
                (_("Asked by"), row.asked_by),
                (_("Deadline"), moment(row.deadline)),
                (_("Not asked because"), row.not_asked_reason),
                (_("Recorded"), said(row.get_recorded_display())),
            ),
            *attempts,
            *facts_of((_("Answered"), moment(row.responded_at))),
        ),
        quote=row.response,
    )


def _sentence(row: CommentRequest) -> str:
    return comment.sentence(row.source.label, CommentOutcome(row.outcome))


def _attempt(one: Any) -> tuple[str, ...]:
    reached = _("somebody was reached") if one.reached else _("nobody was reached")
    return moment(one.at), one.channel, str(one.by), reached, one.note


def event(one: VerificationEvent, evidence_names: Mapping[UUID, str]) -> Entry:
    """A move of the status: who, when, why, on what."""
    rests = [evidence_names.get(pk, _("evidence since removed")) for pk in one.evidence]
    return Entry(
        title=f"{said(one.get_from_status_display())} → {said(one.get_to_status_display())}",
        facts=facts_of(
            (_("By"), _by(one.by, moment(one.at))),
            (_("Because"), one.cause),
            (_("Resting on"), ", ".join(rests)),
            (_("In spite of the policy, because"), one.override_reason),
            (_("Let pass by"), one.overridden_by),
        ),
        text=one.reason,
    )


def approval(one: Approval, version: ArticleVersion | None = None) -> Entry:
    """What somebody approved, and in what rank."""
    return Entry(
        title=one.kind,
        facts=facts_of(
            (_("Version"), version.number if version else ""),
            (_("By"), _by(one.by, moment(one.at))),
            (_("Rank"), one.rank),
        ),
        text=one.note,
    )


def legal_read(one: LegalRead, version: ArticleVersion) -> Entry:
    """What the lawyer found of a version."""
    return Entry(
        title=said(one.get_outcome_display()),
        facts=facts_of(
            (_("Version"), version.number),
            (_("By"), _by(one.lawyer, moment(one.at))),
        ),
        text=one.note,
        mark=_("privileged") if one.privileged else "",
    )


def notice(one: Notice, numbers: Mapping[UUID, int]) -> Entry:
    """A note to readers, and what is behind it."""
    claims = sorted(numbers[claim.pk] for claim in one.claims.all() if claim.pk in numbers)
    return Entry(
        title=f"{said(one.get_kind_display())}, {moment(one.dated)}",
        facts=facts_of(
            (_("Of claims"), ", ".join(map(str, claims))),
            (_("What was wrong"), one.what_was_wrong),
            (_("Right wording"), one.right_wording),
            (_("Cause"), one.cause),
            (_("Who was told"), one.told),
            (_("Issued by"), one.created_by),
        ),
        text=one.public_note,
    )


def outcome(claim: Claim) -> str:
    """What happened later, where anything has been noted."""
    known = [said(claim.get_outcome_display()), day(claim.outcome_on), claim.outcome_note]
    return ", ".join(filter(None, known)) if claim.outcome_on else ""
