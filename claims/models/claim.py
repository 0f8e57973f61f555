"""One checkable statement in an article, and the records that hang on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from claims.domain.queue import Marks, is_theirs_alone, marks, waits_for_second
from claims.domain.vocabulary import (
    Act,
    ArticleStatus,
    ClaimKind,
    ClaimOutcome,
    EvidenceKind,
    Exemption,
    Importance,
    LinkKind,
    Status,
)
from claims.domain.workflow import DECIDED
from claims.models.article import Article
from claims.models.counts import StoredCounts
from claims.querysets import ClaimLinkQuerySet, ClaimQuerySet, EvidenceQuerySet
from newsroom.common.constraints import choices, known
from newsroom.common.ids import time_ordered_id
from newsroom.common.models import Versioned

if TYPE_CHECKING:
    from claims.models.approval import Approval
    from newsroom.common.models import User


class Claim(Versioned, StoredCounts):
    id = models.UUIDField(primary_key=True, default=time_ordered_id, editable=False)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="claims")
    label = models.CharField(
        max_length=30, blank=True, help_text="A short mark on the sheet, such as S1a."
    )
    statement = models.TextField(help_text="One checkable statement, in the sense of the copy.")
    kind = models.CharField(max_length=20, choices=choices(ClaimKind), default=ClaimKind.FACT)
    is_lead = models.BooleanField(default=False)
    hedge = models.CharField(
        max_length=100, blank=True, help_text="The hedging word of the copy: could, probably."
    )
    as_of = models.CharField(
        max_length=50, blank=True, help_text="The time of which a statistic speaks."
    )
    importance = models.CharField(
        max_length=10, choices=choices(Importance), default=Importance.NORMAL
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assigned_claims",
    )
    due_at = models.DateTimeField(null=True, blank=True)
    exemption = models.CharField(
        max_length=20, blank=True, choices=choices(Exemption), default=Exemption.NONE
    )
    exemption_reason = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True, help_text="Internal.")
    status = models.CharField(
        max_length=20, choices=choices(Status), default=Status.UNVERIFIED, editable=False
    )
    public_status = models.CharField(
        max_length=20,
        choices=choices(Status),
        default=Status.UNVERIFIED,
        editable=False,
        help_text="As the public sees it: what only the house may know of moves it not.",
    )
    changed_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="When what a decision rests on last changed; empty: not since it was logged.",
    )
    outcome = models.CharField(
        max_length=20, choices=choices(ClaimOutcome), default=ClaimOutcome.OPEN
    )
    outcome_on = models.DateField(null=True, blank=True)
    outcome_note = models.TextField(blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["status", "created_at"], name="claim_status_created"),
            models.Index(fields=["assignee", "status"], name="claim_assignee_status"),
            models.Index(fields=["public_status"], name="claim_public_status"),
            models.Index(fields=["created_at", "status"], name="claim_created_status"),
            # the orders of lists
            models.Index(fields=["source_count", "id"], name="claim_sources"),
            models.Index(fields=["public_source_count", "id"], name="claim_public_sources"),
            models.Index(fields=["independent_confirmations", "id"], name="claim_independent"),
            models.Index(
                fields=["public_independent_confirmations", "id"], name="claim_public_independent"
            ),
            models.Index(fields=["updated_at", "id"], name="claim_updated"),
        ]
        constraints = [
            known("claim", "kind", ClaimKind),
            known("claim", "importance", Importance),
            known("claim", "exemption", Exemption),
            known("claim", "status", Status),
            known("claim", "public_status", Status),
            # What was sent back for a reason of the house stays, outside, as it was decided.
            models.CheckConstraint(
                condition=Q(public_status=F("status"))
                | Q(status=Status.IN_REVIEW, public_status__in=sorted(DECIDED)),
                name="claim_public_status_follows",
            ),
            known("claim", "outcome", ClaimOutcome),
            models.CheckConstraint(
                condition=~Q(statement=""),
                name="claim_has_statement",
                violation_error_code="statement",
                violation_error_message="Say what is claimed.",
            ),
            # What happened later needs a day on which it was seen to have happened.
            models.CheckConstraint(
                condition=Q(outcome=ClaimOutcome.OPEN) | Q(outcome_on__isnull=False),
                name="claim_outcome_is_dated",
                violation_error_code="outcome_on",
                violation_error_message="On which day was that known?",
            ),
            # A label is how people on the desk refer to a claim: once in an article.
            models.UniqueConstraint(
                fields=["article", "label"],
                condition=~Q(label=""),
                name="claim_label_once_in_article",
                violation_error_code="label",
                violation_error_message="Another claim of this article has this label.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.statement}" if self.label else self.statement

    @property
    def standing(self) -> str:
        """The status in words, with the one that the public sees where that is another."""
        status = self.get_status_display().capitalize()
        if self.public_status == self.status:
            return status
        return f"{status} in house; outside {self.get_public_status_display()}, as decided"

    @property
    def marks(self) -> Marks:
        """Whether it is overdue, or has been lying about, as of now."""
        return marks(
            Status(self.status),
            self.due_at,
            self.updated_at,
            timezone.now(),
            settings.QUEUE_STALE_AFTER,
        )

    @property
    def checked_by_one(self) -> Approval | None:
        """The check by one person on which it went out, for another to verify; None: not so.

        Lists fetch what it looks at by `with_checks`.
        """
        return next(iter(self._waiting_checks()), None)

    def is_checked_alone_by(self, person: User) -> bool:
        """Whether it went out on the check of `person` alone, so that it is not theirs to verify.

        Lists fetch what it looks at by `with_checks`.
        """
        return is_theirs_alone(person.pk, (one.by_id for one in self._waiting_checks()))

    def _waiting_checks(self) -> list[Any]:
        """The checks on which it went out and that no decision has followed, newest first."""
        fetched: list[Any] | None = getattr(self, "checks", None)
        checks = self.approvals.checks_by_one() if fetched is None else fetched
        return [
            one
            for one in checks
            if waits_for_second(
                Status(self.status), ArticleStatus(one.article_status), one.at, one.decided_at
            )
        ]


class ClaimContributor(models.Model):
    """Who had a hand in a claim. Append-only (trigger), so that four eyes cannot be evaded.

    The database fills in `transaction` (null on rows older than it), and refuses a statement or a
    row of sourcing that comes without its contributor in the same one.
    """

    id = models.UUIDField(primary_key=True, default=time_ordered_id, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="contributors")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="contributions"
    )
    act = models.CharField(max_length=30, choices=choices(Act))
    attribution = models.ForeignKey(
        "Attribution", null=True, on_delete=models.PROTECT, related_name="contributors"
    )
    stance = models.CharField(
        max_length=20,
        blank=True,
        help_text="The stance of the attribution as this person left it.",
    )
    at = models.DateTimeField(auto_now_add=True)
    transaction = models.BigIntegerField(null=True, editable=False)

    class Meta:
        ordering = ["at", "id"]
        constraints = [known("claimcontributor", "act", Act)]

    def __str__(self) -> str:
        return f"{self.person}: {self.act}"


class ClaimLink(models.Model):
    """A claim that repeats, updates or contradicts another, usually of another article."""

    id = models.UUIDField(primary_key=True, default=time_ordered_id, editable=False)
    from_claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="links_out")
    to_claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="links_in")
    kind = models.CharField(max_length=20, choices=choices(LinkKind))
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = ClaimLinkQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            known("claimlink", "kind", LinkKind),
            models.UniqueConstraint(
                fields=["from_claim", "to_claim", "kind"], name="claim_link_once"
            ),
            models.CheckConstraint(
                condition=~Q(from_claim=F("to_claim")),
                name="claim_link_to_another",
                violation_error_code="to_claim",
                violation_error_message="Another claim than this one.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_claim} {self.kind} {self.to_claim}"


class Evidence(Versioned):
    """What a check rests on: a link or a file, with the place in it. Bars nobody from verifying."""

    id = models.UUIDField(primary_key=True, default=time_ordered_id, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=10, choices=choices(EvidenceKind), default=EvidenceKind.LINK)
    url = models.URLField(max_length=2000, blank=True)
    archived_url = models.URLField(max_length=2000, blank=True)
    file = models.FileField(upload_to="evidence/%Y/%m/", blank=True, editable=False)
    name = models.CharField("file name", max_length=200, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    size = models.PositiveBigIntegerField(null=True, editable=False)
    media_type = models.CharField(max_length=100, blank=True, editable=False)
    locator = models.CharField(max_length=200, blank=True, help_text="Page, timestamp or cell.")
    note = models.TextField(blank=True)
    is_public = models.BooleanField(default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name_plural = "evidence"
        constraints = [
            known("evidence", "kind", EvidenceKind),
            models.CheckConstraint(
                condition=Q(kind=EvidenceKind.LINK, file="") & ~Q(url="")
                | Q(kind=EvidenceKind.FILE, sha256__regex=r"^[0-9a-f]{64}$") & ~Q(file=""),
                name="evidence_is_link_or_file",
                violation_error_code="url",
                violation_error_message="Give the link, or upload the file.",
            ),
            models.UniqueConstraint(
                fields=["claim", "sha256"],
                condition=~Q(sha256=""),
                name="evidence_file_once_on_claim",
                violation_error_code="file",
                violation_error_message="This file is evidence of this claim already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.url
