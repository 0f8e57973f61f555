"""What others have found of a claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from claims.models import Claim
from interchange.domain.vocabulary import MatchedBy
from newsroom.common.constraints import choices, known
from newsroom.common.history import track
from newsroom.common.ids import time_ordered_id
from newsroom.common.models import Versioned
from newsroom.common.roles import is_in_house

if TYPE_CHECKING:
    from newsroom.common.models import User


class ExternalFactCheckQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> ExternalFactCheckQuerySet:
        """In house; of one that is matched, where its claim may be read."""
        if not is_in_house(user):
            return self.none()
        # not the filter itself: for an admin it is empty, and nothing in an "or" would be dropped
        readable = Claim.objects.visible_to(user)
        return self.filter(Q(claim=None) | Q(claim__in=readable))


class ExternalFactCheck(Versioned):
    """A fact-check of another house, as it came, and the claim of ours that it is about."""

    id = models.UUIDField(primary_key=True, default=time_ordered_id, editable=False)
    url = models.URLField(max_length=2000, unique=True, editable=False)
    publisher = models.CharField(max_length=300, editable=False)
    statement = models.TextField(editable=False, help_text="What was reviewed, in their words.")
    rating = models.CharField(max_length=300, editable=False, help_text="In their words.")
    rating_value = models.FloatField(null=True, editable=False)
    worst_rating = models.FloatField(null=True, editable=False)
    best_rating = models.FloatField(null=True, editable=False)
    published_on = models.CharField(max_length=10, blank=True, editable=False)
    language = models.CharField(max_length=35, blank=True, editable=False)
    claim = models.ForeignKey(
        Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="external_fact_checks"
    )
    matched_by = models.CharField(
        max_length=10, blank=True, choices=choices(MatchedBy), default=MatchedBy.NOBODY
    )
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = ExternalFactCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            known("externalfactcheck", "matched_by", MatchedBy),
            models.CheckConstraint(
                condition=Q(claim=None, matched_by=MatchedBy.NOBODY)
                | (Q(claim__isnull=False) & ~Q(matched_by=MatchedBy.NOBODY)),
                name="externalfactcheck_match_is_whole",
                violation_error_code="claim",
                violation_error_message="A match has a claim, and says how it was found.",
            ),
            models.CheckConstraint(
                condition=~Q(statement="") & ~Q(publisher="") & ~Q(rating=""),
                name="externalfactcheck_says_something",
                violation_error_code="statement",
                violation_error_message="Say what was reviewed, by whom, and what was found.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publisher}: {self.rating}"


track(ExternalFactCheck)
