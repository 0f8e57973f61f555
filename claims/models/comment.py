"""Right of reply: whom we asked, how often, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.domain.vocabulary import CommentOutcome, Recorded
from claims.models.article import Article
from claims.models.attribution import Attribution
from claims.models.claim import Claim
from claims.querysets import CommentRequestQuerySet
from newsroom.common.constraints import choices, known
from newsroom.common.ids import time_ordered_id
from newsroom.common.models import Versioned
from sources.models import Source


class CommentRequest(Versioned):
    id = models.UUIDField(primary_key=True, default=time_ordered_id, editable=False)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="comment_requests")
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="comment_requests", verbose_name="party"
    )
    claims = models.ManyToManyField(Claim, blank=True, related_name="comment_requests")
    reached = models.CharField("person or office reached", max_length=200, blank=True)
    question = models.TextField("what was put to them", blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    deadline = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(
        max_length=40, choices=choices(CommentOutcome), default=CommentOutcome.PENDING
    )
    not_asked_reason = models.CharField(max_length=300, blank=True)
    response = models.TextField(blank=True, help_text="What they said.")
    responded_at = models.DateTimeField(null=True, blank=True)
    recorded = models.CharField(max_length=30, choices=choices(Recorded), default=Recorded.LOGGED)
    attributions = models.ManyToManyField(
        Attribution, blank=True, editable=False, related_name="comment_requests"
    )

    objects = CommentRequestQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            known("commentrequest", "outcome", CommentOutcome),
            known("commentrequest", "recorded", Recorded),
            models.CheckConstraint(
                condition=~Q(outcome=CommentOutcome.NOT_ASKED) | ~Q(not_asked_reason=""),
                name="comment_not_asked_has_reason",
                violation_error_code="not_asked_reason",
                violation_error_message="Say why they were not asked.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.outcome}"


class CommentAttempt(models.Model):
    """One try at reaching them."""

    id = models.UUIDField(primary_key=True, default=time_ordered_id, editable=False)
    request = models.ForeignKey(CommentRequest, on_delete=models.PROTECT, related_name="attempts")
    at = models.DateTimeField()
    channel = models.CharField(max_length=50, help_text="Telephone, e-mail, in person …")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reached = models.BooleanField("somebody was reached", default=False)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(channel=""),
                name="comment_attempt_has_channel",
                violation_error_code="channel",
                violation_error_message="By which channel?",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel}, {self.at:%Y-%m-%d %H:%M}"
