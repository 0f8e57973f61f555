"""Articles, their immutable versions, and what is said about a version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from claims.domain.vocabulary import (
    Access,
    ArticleStatus,
    LegalOutcome,
    NoticeKind,
    Provenance,
    Terms,
)
from claims.querysets import ArticleQuerySet, NoticeQuerySet
from newsroom.common.constraints import choices, known
from newsroom.common.ids import time_ordered_id
from newsroom.common.models import Desk, Versioned

if TYPE_CHECKING:
    from claims.models.claim import Claim


class Article(Versioned):
    id = models.UUIDField(primary_key=True, default=time_ordered_id, editable=False)
    headline = models.CharField(max_length=500)
    body = models.TextField(blank=True)
    byline = models.CharField(max_length=300, blank=True)
    outlet = models.CharField(
        max_length=200, blank=True, help_text="The outlet that published it: 'us' on its sheet."
    )
    section = models.CharField(max_length=100, blank=True)
    topics = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    language = models.CharField(
        max_length=35, blank=True, help_text="BCP 47 tag (en, de-CH); empty where not stated."
    )
    url = models.URLField(max_length=1000, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_local = models.CharField(
        "published, zone not stated",
        max_length=40,
        blank=True,
        help_text="A publication time that came without a zone, kept as it came.",
    )
    embargo_until = models.DateTimeField(null=True, blank=True)
    provenance = models.CharField(
        max_length=20, choices=choices(Provenance), default=Provenance.OWN
    )
    access = models.CharField(max_length=20, choices=choices(Access), default=Access.HOUSE)
    desk = models.ForeignKey(
        Desk, null=True, blank=True, on_delete=models.PROTECT, related_name="articles"
    )
    readers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="readable_articles",
        help_text="Who may read it where access is for named people.",
    )
    status = models.CharField(
        max_length=20, choices=choices(ArticleStatus), default=ArticleStatus.DRAFT
    )
    policy_profile = models.ForeignKey(
        "PolicyProfile",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="articles",
        help_text="Empty: house for our own copy, wire for agency and archive copy.",
    )
    # One to one, but by a constraint that is no key: a change of a key of the row would keep out
    # whoever refers to the article, such as a claim that is recounted and reopened.
    current_version = models.ForeignKey(
        "ArticleVersion", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["status", "-created_at"], name="article_status_created"),
            models.Index(fields=["updated_at", "id"], name="article_updated"),
        ]
        constraints = [
            known("article", "provenance", Provenance),
            known("article", "access", Access),
            known("article", "status", ArticleStatus),
            models.CheckConstraint(
                condition=~Q(headline=""),
                name="article_has_headline",
                violation_error_code="headline",
                violation_error_message="Give the article a headline.",
            ),
            # One or the other: a time without a zone is no instant and is never guessed into one.
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(published_local=""),
                name="article_published_once",
                violation_error_code="published_at",
                violation_error_message=("Give one time, with its zone or without it, not both."),
            ),
            # A desk's article without a desk would be readable by nobody.
            models.CheckConstraint(
                condition=~Q(access=Access.DESK) | Q(desk__isnull=False),
                name="article_desk_access_names_desk",
                violation_error_code="desk",
                violation_error_message="Name the desk to which access is limited.",
            ),
            models.UniqueConstraint(
                fields=["current_version"],
                condition=Q(current_version__isnull=False),
                name="article_current_version_once",
                violation_error_message="That text is the current one of another article.",
            ),
        ]

    def __str__(self) -> str:
        return self.headline


class ArticleVersion(models.Model):
    """Headline and body as they once stood. Never changed or deleted (trigger).

    `text` is the only space in which anchors live: the body, CRLF made LF, nothing trimmed.
    """

    id = models.UUIDField(primary_key=True, default=time_ordered_id, editable=False)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    headline = models.CharField(max_length=500)
    text = models.TextField(blank=True)
    note = models.CharField(max_length=300, blank=True, help_text="What was changed, and why.")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["article", "number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="version_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.headline} (version {self.number})"


class Notice(Versioned):
    """A dated correction, clarification, update, withdrawal or kill of an article."""

    id = models.UUIDField(primary_key=True, default=time_ordered_id, editable=False)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=20, choices=choices(NoticeKind))
    dated = models.DateTimeField()
    public_note = models.TextField(help_text="As readers see it.")
    what_was_wrong = models.TextField()
    right_wording = models.TextField(blank=True)
    cause = models.CharField(max_length=300, blank=True)
    told = models.CharField("who was told", max_length=300, blank=True)
    claims: models.ManyToManyField[Claim, models.Model] = models.ManyToManyField(
        "Claim", blank=True, related_name="notices"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-dated", "-id"]
        constraints = [
            known("notice", "kind", NoticeKind),
            models.CheckConstraint(
                condition=~Q(what_was_wrong=""),
                name="notice_says_what_was_wrong",
                violation_error_code="what_was_wrong",
                violation_error_message="Say what was wrong.",
            ),
            models.CheckConstraint(
                condition=~Q(public_note=""),
                name="notice_has_public_note",
                violation_error_code="public_note",
                violation_error_message="Word the note that readers see.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.dated:%Y-%m-%d}"


class LegalRead(models.Model):
    """A lawyer's reading of one version; a new version is not covered by it."""

    id = models.UUIDField(primary_key=True, default=time_ordered_id, editable=False)
    version = models.ForeignKey(
        ArticleVersion, on_delete=models.PROTECT, related_name="legal_reads"
    )
    lawyer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(
        max_length=30, choices=choices(LegalOutcome), default=LegalOutcome.PENDING
    )
    privileged = models.BooleanField(default=True)
    note = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [known("legalread", "outcome", LegalOutcome)]

    def __str__(self) -> str:
        return f"{self.outcome} by {self.lawyer}"


class OutletTerms(models.Model):
    """What a term of attribution means at an outlet; an empty outlet is the house's default."""

    id = models.UUIDField(primary_key=True, default=time_ordered_id, editable=False)
    outlet = models.CharField(max_length=200, blank=True)
    terms = models.CharField(max_length=20, choices=choices(Terms))
    meaning = models.TextField()

    class Meta:
        ordering = ["outlet", "terms"]
        verbose_name = "terms of attribution"
        verbose_name_plural = "terms of attribution"
        constraints = [
            known("outletterms", "terms", Terms),
            models.UniqueConstraint(fields=["outlet", "terms"], name="outlet_terms_once"),
        ]

    def __str__(self) -> str:
        return f"{self.outlet or 'house default'}: {self.terms}"
