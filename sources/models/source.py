"""Who or what stands behind a statement."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from newsroom.common import history
from newsroom.common.constraints import choices, known
from newsroom.common.ids import random_id
from newsroom.common.models import Versioned
from sources.domain.vocabulary import CONFIDENTIAL_NAMINGS, Naming, Reliability, SourceKind
from sources.querysets import SourceQuerySet


class Source(Versioned):
    id = models.UUIDField(primary_key=True, default=random_id, editable=False)
    kind = models.CharField(max_length=20, choices=choices(SourceKind), default=SourceKind.PERSON)
    naming = models.CharField(
        max_length=20,
        choices=choices(Naming),
        default=Naming.WITHHELD,
        help_text="Withheld: not named, terms not recorded. Every rule treats it as anonymous.",
    )
    name = models.CharField(
        "public name",
        max_length=200,
        blank=True,
        help_text="Never for an anonymous or withheld source.",
    )
    description = models.CharField(
        "public wording",
        max_length=300,
        blank=True,
        help_text="As the copy says it: five sources familiar with the matter.",
    )
    headcount = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="How many people a group is; leave empty where nobody counted them.",
    )
    affiliation = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=200, blank=True)
    speaks_for = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="spoken_for_by",
        help_text="A spokesman and his ministry are one origin.",
    )
    reliability = models.CharField(
        max_length=1, blank=True, choices=choices(Reliability), default=Reliability.NOT_STATED
    )
    motive = models.CharField(max_length=300, blank=True)
    anonymity_reason = models.CharField(max_length=300, blank=True)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="handled_sources",
    )
    known_to = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="known_sources",
        help_text="The staff who know who it is. The identity itself need not be stored.",
    )
    custodians = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="sources_in_custody",
        help_text="The custodians who may open the sealed identity, where there is one.",
    )
    notes = models.TextField(blank=True)
    compromised_at = models.DateTimeField(null=True, blank=True, editable=False)
    compromised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    compromised_reason = models.CharField(max_length=300, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from"
    )

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = [Lower("description"), Lower("name"), "id"]
        constraints = [
            known("source", "kind", SourceKind),
            known("source", "naming", Naming),
            known("source", "reliability", Reliability),
            # A name in the public field of an anonymous source is how a source gets burnt.
            models.CheckConstraint(
                condition=~Q(naming__in=sorted(CONFIDENTIAL_NAMINGS)) | Q(name=""),
                name="source_confidential_has_no_name",
                violation_error_code="name",
                violation_error_message=(
                    "An anonymous or withheld source has no public name: leave the name empty "
                    "and put the wording of the copy into the description."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(name="") | ~Q(description=""),
                name="source_has_wording",
                violation_error_code="description",
                violation_error_message="Give a description as the copy words it, or a name.",
            ),
            # Only a group is several people; null is 'nobody counted', never zero.
            models.CheckConstraint(
                condition=Q(headcount__isnull=True)
                | Q(headcount=1)
                | Q(headcount__gte=1, kind=SourceKind.GROUP),
                name="source_headcount_of_a_group",
                violation_error_code="headcount",
                violation_error_message=(
                    "1 or more, and above 1 for a group only; leave it empty where nobody counted."
                ),
            ),
            models.CheckConstraint(
                condition=Q(speaks_for__isnull=True) | ~Q(speaks_for=models.F("id")),
                name="source_does_not_speak_for_itself",
                violation_error_code="speaks_for",
                violation_error_message="Another source than this one.",
            ),
            models.CheckConstraint(
                condition=Q(
                    compromised_at__isnull=True, compromised_by__isnull=True, compromised_reason=""
                )
                | Q(compromised_at__isnull=False, compromised_by__isnull=False)
                & ~Q(compromised_reason=""),
                name="source_compromise_is_whole",
                violation_error_code="compromised_reason",
                violation_error_message="Say what compromised it.",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("id")),
                name="source_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The public wording; safe to show to whoever may see that the source exists."""
        return self.description or self.name

    @property
    def is_confidential(self) -> bool:
        return self.naming in CONFIDENTIAL_NAMINGS


class KnownToLink(Source.known_to.through):  # type: ignore[name-defined,misc]
    """Who knows a source, for the history."""

    class Meta:
        proxy = True


class CustodianLink(Source.custodians.through):  # type: ignore[name-defined,misc]
    """Who may open the sealed identity of a source, for the history."""

    class Meta:
        proxy = True


history.track(Source)
history.track(KnownToLink, pairs=True)
history.track(CustodianLink, pairs=True)
