"""Moves of a claim's status, chained so that tampering shows."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from claims.domain.vocabulary import Status
from claims.models.claim import Claim
from claims.models.policy import PolicyProfileVersion
from claims.querysets import EventQuerySet
from newsroom.common.constraints import choices, known
from newsroom.common.ids import time_ordered_id


class VerificationEvent(models.Model):
    """One move of a claim's status, append-only (trigger).

    The database fills in `number`, `transaction`, `previous` and `digest`, refuses whoever may
    not verify or refute the claim, and lets a claim's status change only together with an event
    of the same transaction.
    """

    id = models.UUIDField(primary_key=True, default=time_ordered_id, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="events")
    from_status = models.CharField(max_length=20, choices=choices(Status))
    to_status = models.CharField(max_length=20, choices=choices(Status))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.TextField(blank=True)
    cause = models.CharField(
        max_length=100, blank=True, help_text="What reopened a decided claim, where nobody did."
    )
    internal = models.BooleanField(
        default=False,
        editable=False,
        help_text="For a reason that only the house may know of: the public status stays.",
    )
    evidence = ArrayField(models.UUIDField(), default=list, blank=True)
    findings = models.JSONField(
        default=list, blank=True, help_text="What the policy found of the claim at that moment."
    )
    profile_version = models.ForeignKey(
        PolicyProfileVersion,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="By which it was judged; empty where it had not been judged yet.",
    )
    override_reason = models.TextField(blank=True)
    overridden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    number = models.BigIntegerField(null=True, unique=True, editable=False)
    transaction = models.BigIntegerField(null=True, editable=False)
    previous = models.CharField(max_length=64, blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["to_status", "at"], name="event_to_at")]
        constraints = [
            known("verificationevent", "from_status", Status),
            known("verificationevent", "to_status", Status),
            models.CheckConstraint(
                condition=~Q(from_status=F("to_status")), name="verification_event_moves"
            ),
            models.CheckConstraint(
                condition=Q(overridden_by__isnull=True) | ~Q(override_reason=""),
                name="verification_override_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(internal=False) | Q(to_status=Status.IN_REVIEW) & ~Q(cause=""),
                name="verification_internal_reopens",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_status} → {self.to_status}"
