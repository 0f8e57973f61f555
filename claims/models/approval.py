"""Who approved what, in what rank, and who holds which."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.domain.vocabulary import Rank
from claims.models.article import ArticleVersion
from claims.models.attribution import Attribution
from claims.models.claim import Claim
from claims.querysets import ApprovalQuerySet
from newsroom.common.constraints import choices, known
from newsroom.common.ids import time_ordered_id


class Approval(models.Model):
    """Append-only (trigger). Of an article it covers one version only."""

    id = models.UUIDField(primary_key=True, default=time_ordered_id, editable=False)
    claim = models.ForeignKey(
        Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="approvals"
    )
    attribution = models.ForeignKey(
        Attribution, null=True, blank=True, on_delete=models.PROTECT, related_name="approvals"
    )
    version = models.ForeignKey(
        ArticleVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="approvals"
    )
    kind = models.CharField(max_length=50)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    rank = models.CharField(max_length=50, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    note = models.CharField(max_length=300, blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(claim__isnull=False, attribution=None, version=None)
                | Q(claim=None, attribution__isnull=False, version=None)
                | Q(claim=None, attribution=None, version__isnull=False),
                name="approval_of_one_record",
                violation_error_message="Approve one claim, one attribution or one version.",
            ),
            models.CheckConstraint(condition=~Q(kind=""), name="approval_has_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.by}"


class StaffRank(models.Model):
    """The rank of a person, in which they know sources and approve.

    Where none is stated it follows from the role (`claims.access.rank_of`).
    """

    id = models.UUIDField(primary_key=True, default=time_ordered_id, editable=False)
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="staff_rank"
    )
    rank = models.CharField(max_length=20, choices=choices(Rank))

    class Meta:
        ordering = ["person"]
        constraints = [known("staffrank", "rank", Rank)]

    def __str__(self) -> str:
        return f"{self.person}: {self.rank}"
