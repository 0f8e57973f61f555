"""Who says so, on what terms."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from claims.domain.vocabulary import (
    Basis,
    Knowledge,
    Medium,
    Occasion,
    Quotation,
    Scope,
    Stance,
    Terms,
)
from claims.models.claim import Claim
from claims.querysets import AttributionQuerySet
from newsroom.common.constraints import choices, known
from newsroom.common.ids import random_id
from newsroom.common.models import Versioned
from sources.models import Source

PARTIAL_DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"


class Attribution(Versioned):
    """One source's stance on one claim. Withdrawn, never deleted (trigger)."""

    id = models.UUIDField(primary_key=True, default=random_id, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="attributions")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="attributions")
    position = models.PositiveIntegerField(
        editable=False, help_text="The order in which the rows of a claim were logged."
    )
    stance = models.CharField(max_length=20, choices=choices(Stance))
    headcount = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="How many of the group speak here; empty means the whole group.",
    )
    others = models.BooleanField(
        default=False, help_text="Other people than those of the group's earlier rows."
    )
    terms = models.CharField(max_length=20, choices=choices(Terms), default=Terms.NOT_STATED)
    terms_agreed_on = models.DateField(null=True, blank=True)
    terms_agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    medium = models.CharField(max_length=20, choices=choices(Medium), default=Medium.NOT_STATED)
    via = models.ForeignKey(
        Source,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="conduit_of",
        help_text="Through whom we have it: a readout, another outlet. Empty: directly.",
    )
    knows_from = models.ForeignKey(
        Source,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="origin_of",
        help_text="Where that source has it from, if known.",
    )
    knowledge = models.CharField(
        max_length=20, choices=choices(Knowledge), default=Knowledge.NOT_STATED
    )
    independent = models.BooleanField(
        null=True, blank=True, help_text="Empty: unknown. Counts only where it is yes."
    )
    basis = models.CharField(
        max_length=20, blank=True, choices=choices(Basis), default=Basis.NOT_STATED
    )
    basis_note = models.CharField(
        max_length=300, blank=True, help_text="By whom and how the independence was documented."
    )
    scope = models.CharField(
        max_length=10, blank=True, choices=choices(Scope), default=Scope.NOT_STATED
    )
    quotation = models.CharField(
        max_length=20, blank=True, choices=choices(Quotation), default=Quotation.NOT_STATED
    )
    quote = models.TextField(blank=True, help_text="The words.")
    quote_language = models.CharField(max_length=35, blank=True)
    translator = models.CharField(max_length=200, blank=True)
    stated_on = models.CharField(
        max_length=10,
        blank=True,
        validators=[
            RegexValidator(PARTIAL_DATE, "A day, month or year: 2024-03-18, 2024-03 or 2024.")
        ],
        help_text="2024-03-18, 2024-03 or 2024.",
    )
    occasion = models.CharField(
        max_length=20, choices=choices(Occasion), default=Occasion.NOT_STATED
    )
    note = models.TextField(blank=True, help_text="Internal.")
    information_vital = models.BooleanField(
        "information, not opinion, and vital", null=True, blank=True
    )
    unavailable_on_record = models.BooleanField(
        "not available on the record", null=True, blank=True
    )
    reliable_and_placed = models.BooleanField(
        "reliable and in a position to know", null=True, blank=True
    )
    conditions_attested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    conditions_attested_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    withdrawn_reason = models.CharField(max_length=300, blank=True, editable=False)

    objects = AttributionQuerySet.as_manager()

    class Meta:
        ordering = ["claim", "position"]
        constraints = [
            known("attribution", "stance", Stance),
            known("attribution", "terms", Terms),
            known("attribution", "medium", Medium),
            known("attribution", "knowledge", Knowledge),
            known("attribution", "basis", Basis),
            known("attribution", "scope", Scope),
            known("attribution", "quotation", Quotation),
            known("attribution", "occasion", Occasion),
            models.UniqueConstraint(
                fields=["claim", "position"],
                name="attribution_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            # Nobody is one's own conduit: it would count one account as hearsay of itself.
            models.CheckConstraint(
                condition=Q(via__isnull=True) | ~Q(via=F("source")),
                name="attribution_via_another_source",
                violation_error_code="via",
                violation_error_message=(
                    "A source cannot be its own conduit; leave it empty if it told you itself."
                ),
            ),
            models.CheckConstraint(
                condition=Q(knows_from__isnull=True) | ~Q(knows_from=F("source")),
                name="attribution_knows_from_another",
                violation_error_code="knows_from",
                violation_error_message=(
                    "Another source than the speaker; leave it empty if unknown."
                ),
            ),
            models.CheckConstraint(
                condition=Q(headcount__isnull=True) | Q(headcount__gte=1),
                name="attribution_headcount_from_one",
                violation_error_code="headcount",
                violation_error_message=("1 or more; leave it empty for the whole group."),
            ),
            models.CheckConstraint(
                condition=Q(stated_on="") | Q(stated_on__regex=PARTIAL_DATE),
                name="attribution_stated_on_partial_date",
                violation_error_code="stated_on",
                violation_error_message="2024-03-18, 2024-03 or 2024.",
            ),
            # A withdrawal without its author would be a way round four eyes.
            models.CheckConstraint(
                condition=Q(
                    withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason=""
                )
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~Q(withdrawn_reason=""),
                name="attribution_withdrawal_is_whole",
                violation_error_code="withdrawn_reason",
                violation_error_message="Say why it is withdrawn.",
            ),
        ]

    def __str__(self) -> str:
        part = f"{self.headcount} of " if self.headcount else ""
        return f"{part}{self.source}: {self.stance}"
