"""Work that passed from one person to another, as one recorded step."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from claims.domain.vocabulary import HandedOver
from claims.querysets import HandOverQuerySet
from newsroom.common.constraints import choices, known
from newsroom.common.ids import time_ordered_id
from sources.models import Source


class HandOver(models.Model):
    """A source or a queue handed over. Append-only (trigger)."""

    id = models.UUIDField(primary_key=True, default=time_ordered_id, editable=False)
    what = models.CharField(max_length=10, choices=choices(HandedOver))
    source = models.ForeignKey(
        Source, null=True, blank=True, on_delete=models.PROTECT, related_name="hand_overs"
    )
    claims = ArrayField(
        models.UUIDField(), default=list, blank=True, help_text="The claims of the queue."
    )
    from_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    to_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = "hand-over"
        constraints = [
            known("handover", "what", HandedOver),
            models.CheckConstraint(
                condition=Q(what=HandedOver.SOURCE, source__isnull=False, claims=[])
                | Q(what=HandedOver.QUEUE, source__isnull=True),
                name="handover_of_source_or_queue",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} to {self.to_person}"
