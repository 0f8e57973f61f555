"""Policy profiles, what an article was found to lack under them, and what was let pass."""

from django.conf import settings as configured
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from claims.domain.policy import RecordKind, Severity
from claims.models.article import Article, ArticleVersion
from claims.models.claim import Claim
from claims.querysets import EvaluationQuerySet, ProfileQuerySet, ProfileVersionQuerySet
from newsroom.common.constraints import choices, known
from newsroom.common.ids import time_ordered_id
from newsroom.common.models import Versioned

PROFILE_NAME = r"^[a-z][a-z0-9-]{0,39}$"


class PolicyProfile(Versioned):
    """Which rules apply, how grave, with which parameters. Each change is a version of its own."""

    id = models.UUIDField(primary_key=True, default=time_ordered_id, editable=False)
    name = models.CharField(
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(PROFILE_NAME, "Small letters, digits and hyphens, a letter first.")
        ],
    )
    title = models.CharField(max_length=200)
    is_shipped = models.BooleanField(
        "comes with the project", default=False, editable=False, help_text="Can be restored."
    )
    blocks_verifying = models.BooleanField(
        "blocks stand against verifying",
        default=False,
        help_text="A claim with a block is verified only with an override.",
    )

    objects = ProfileQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.title


class PolicySetting(models.Model):
    """How a profile settles one rule; a parameter that is not given has its default."""

    id = models.UUIDField(primary_key=True, default=time_ordered_id, editable=False)
    profile = models.ForeignKey(PolicyProfile, on_delete=models.CASCADE, related_name="settings")
    rule = models.CharField(max_length=60)
    enabled = models.BooleanField(default=True)
    severity = models.CharField(max_length=10, choices=choices(Severity))
    parameters = models.JSONField(default=dict, blank=True)
    cites = models.TextField(blank=True, help_text="The handbook that bears it out.")

    class Meta:
        ordering = ["profile", "rule"]
        constraints = [
            known("policysetting", "severity", Severity),
            models.UniqueConstraint(fields=["profile", "rule"], name="policy_rule_settled_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.severity if self.enabled else 'off'}"


class PolicyProfileVersion(models.Model):
    """A profile as it stood at one version: what findings and events were judged by.

    Append-only (trigger). `settings` maps each rule to its severity, enabled, parameters and cites.
    """

    id = models.UUIDField(primary_key=True, default=time_ordered_id, editable=False)
    profile = models.ForeignKey(PolicyProfile, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    blocks_verifying = models.BooleanField(default=False)
    settings = models.JSONField()
    note = models.CharField(max_length=300, blank=True, help_text="What was changed, and why.")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        configured.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty where it came with the project.",
    )

    objects = ProfileVersionQuerySet.as_manager()

    class Meta:
        ordering = ["profile", "number"]
        constraints = [
            models.UniqueConstraint(fields=["profile", "number"], name="policy_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.profile.name}, version {self.number}"


class ArticleEvaluation(models.Model):
    """When and by what the stored findings of an article were found.

    Derived, and the lock under which they are written: the last one that anybody takes. Empty but
    for its article where it was never judged; `again_at` is when time alone may change it.
    """

    article = models.OneToOneField(
        Article, primary_key=True, on_delete=models.CASCADE, related_name="evaluation"
    )
    version = models.ForeignKey(
        ArticleVersion, null=True, on_delete=models.CASCADE, related_name="+"
    )
    profile_version = models.ForeignKey(
        PolicyProfileVersion, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(null=True)
    again_at = models.DateTimeField(null=True, db_index=True)

    objects = EvaluationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.article}: {self.at}"


class DueArticle(models.Model):
    """An article of which a fact was written and that is not judged anew yet (trigger).

    Inserted only, by whoever writes: nobody waits for anybody here.
    """

    article_id = models.UUIDField(db_index=True)
    transaction = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return str(self.article_id)


class StoredFinding(models.Model):
    """A finding on the current version of an article. Derived: written when it is judged anew.

    `first_seen_at` outlives a new version as long as rule and record stay the same. `sealed` are
    confidential sources: only those who may read about all of them may read the finding. What says
    of a source who else it is stands here never.
    """

    id = models.UUIDField(primary_key=True, default=time_ordered_id, editable=False)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="findings")
    version = models.ForeignKey(ArticleVersion, on_delete=models.CASCADE, related_name="+")
    claim = models.ForeignKey(Claim, null=True, on_delete=models.CASCADE, related_name="findings")
    rule = models.CharField(max_length=60)
    severity = models.CharField(max_length=10, choices=choices(Severity))
    record_kind = models.CharField(max_length=20, choices=choices(RecordKind))
    record_id = models.UUIDField()
    message = models.TextField()
    remedy = models.TextField()
    sealed = ArrayField(models.UUIDField(), default=list)
    profile_version = models.ForeignKey(
        PolicyProfileVersion, on_delete=models.PROTECT, related_name="findings"
    )
    first_seen_at = models.DateTimeField()

    class Meta:
        ordering = ["article", "id"]
        indexes = [models.Index(fields=["rule", "severity"], name="finding_rule_severity")]
        constraints = [
            known("storedfinding", "severity", Severity),
            known("storedfinding", "record_kind", RecordKind),
            models.UniqueConstraint(
                fields=["article", "rule", "claim", "record_kind", "record_id"],
                nulls_distinct=False,
                name="finding_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.message}"


class FindingSpell(models.Model):
    """From when to when a finding stood, for the statistics; found once more, it has another.

    Written with the stored findings, in their transaction. What is sealed for a confidential
    source has none: nobody may count it, and it would outlive the finding.
    """

    id = models.UUIDField(primary_key=True, default=time_ordered_id, editable=False)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="spells")
    claim = models.ForeignKey(Claim, null=True, on_delete=models.CASCADE, related_name="+")
    rule = models.CharField(max_length=60)
    severity = models.CharField(max_length=10, choices=choices(Severity))
    record_kind = models.CharField(max_length=20, choices=choices(RecordKind))
    record_id = models.UUIDField()
    first_seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="When it was mended; empty: it stands.")

    class Meta:
        ordering = ["first_seen_at", "id"]
        indexes = [models.Index(fields=["first_seen_at", "rule"], name="finding_spell_seen_rule")]
        constraints = [
            known("findingspell", "severity", Severity),
            known("findingspell", "record_kind", RecordKind),
            models.UniqueConstraint(
                fields=["article", "rule", "claim", "record_kind", "record_id"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="finding_stands_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}, since {self.first_seen_at:%Y-%m-%d %H:%M}"


class FindingOverride(models.Model):
    """Somebody let one finding on one version pass, for a limited time. Append-only (trigger)."""

    id = models.UUIDField(primary_key=True, default=time_ordered_id, editable=False)
    version = models.ForeignKey(ArticleVersion, on_delete=models.PROTECT, related_name="overrides")
    claim = models.ForeignKey(Claim, null=True, on_delete=models.PROTECT, related_name="overrides")
    rule = models.CharField(max_length=60)
    record_kind = models.CharField(max_length=20, choices=choices(RecordKind))
    record_id = models.UUIDField()
    message = models.TextField(help_text="What the finding said.")
    profile_version = models.ForeignKey(
        PolicyProfileVersion, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(configured.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            known("findingoverride", "record_kind", RecordKind),
            models.CheckConstraint(condition=~Q(reason=""), name="override_has_reason"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("at")), name="override_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.rule}, until {self.expires_at:%Y-%m-%d %H:%M}"
