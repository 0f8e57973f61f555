"""Where in the text a claim, an attribution or a comment request stands."""

from django.db import models
from django.db.models import F, Q

from claims.domain.anchoring import Fate
from claims.models.article import ArticleVersion
from claims.models.attribution import Attribution
from claims.models.claim import Claim
from claims.models.comment import CommentRequest
from claims.querysets import AnchorQuerySet
from newsroom.common.constraints import choices, known
from newsroom.common.ids import time_ordered_id


class Anchor(models.Model):
    """A W3C TextQuoteSelector and TextPositionSelector on one version.

    Each version has rows of its own, so that an older version still shows its anchors. `start`
    and `end` are code points in the version's text, end exclusive; both are null where the
    anchor is orphaned: its quote is gone from, or ambiguous in, that version.
    """

    id = models.UUIDField(primary_key=True, default=time_ordered_id, editable=False)
    version = models.ForeignKey(ArticleVersion, on_delete=models.PROTECT, related_name="anchors")
    claim = models.ForeignKey(Claim, null=True, on_delete=models.PROTECT, related_name="anchors")
    attribution = models.ForeignKey(
        Attribution, null=True, on_delete=models.PROTECT, related_name="anchors"
    )
    comment_request = models.ForeignKey(
        CommentRequest, null=True, on_delete=models.PROTECT, related_name="anchors"
    )
    position = models.PositiveIntegerField(default=0, help_text="Order among those of its subject.")
    exact = models.TextField()
    prefix = models.CharField(max_length=32, blank=True)
    suffix = models.CharField(max_length=32, blank=True)
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    fate = models.CharField(max_length=10, choices=choices(Fate), default=Fate.KEPT)

    objects = AnchorQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            known("anchor", "fate", Fate),
            models.CheckConstraint(
                condition=Q(claim__isnull=False, attribution=None, comment_request=None)
                | Q(claim=None, attribution__isnull=False, comment_request=None)
                | Q(claim=None, attribution=None, comment_request__isnull=False),
                name="anchor_of_one_record",
            ),
            # Orphaned means no position; anything else has one that is not empty.
            models.CheckConstraint(
                condition=Q(
                    fate__in=[Fate.AMBIGUOUS, Fate.GONE], start__isnull=True, end__isnull=True
                )
                | Q(fate__in=[Fate.KEPT, Fate.MOVED], start__lt=F("end")),
                name="anchor_span_or_orphan",
            ),
            models.CheckConstraint(condition=~Q(exact=""), name="anchor_has_quote"),
        ]

    def __str__(self) -> str:
        return f"“{self.exact[:60]}”"

    @property
    def is_orphaned(self) -> bool:
        return self.start is None
