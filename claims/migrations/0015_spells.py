"""From when to when each finding stood, begun with those that stand now."""

import django.db.models.deletion
from django.db import migrations, models

import newsroom.common.ids
from newsroom.common import kept

FILL = """
INSERT INTO claims_findingspell
    (id, article_id, claim_id, rule, severity, record_kind, record_id, is_sealed, first_seen_at)
SELECT id, article_id, claim_id, rule, severity, record_kind, record_id, sealed <> '{}',
    first_seen_at
FROM claims_storedfinding;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0014_sealed_due"),
    ]

    operations = [
        migrations.CreateModel(
            name="FindingSpell",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=newsroom.common.ids.time_ordered_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("rule", models.CharField(max_length=60)),
                (
                    "severity",
                    models.CharField(
                        choices=[("block", "block"), ("warn", "warn"), ("info", "info")],
                        max_length=10,
                    ),
                ),
                (
                    "record_kind",
                    models.CharField(
                        choices=[
                            ("article", "article"),
                            ("claim", "claim"),
                            ("attribution", "attribution"),
                            ("source", "source"),
                            ("comment request", "comment request"),
                            ("evidence", "evidence"),
                        ],
                        max_length=20,
                    ),
                ),
                ("record_id", models.UUIDField()),
                ("is_sealed", models.BooleanField(default=False)),
                ("first_seen_at", models.DateTimeField()),
                (
                    "ended_at",
                    models.DateTimeField(
                        help_text="When it was mended; empty: it stands.", null=True
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="spells",
                        to="claims.article",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="claims.claim",
                    ),
                ),
            ],
            options={
                "ordering": ["first_seen_at", "id"],
                "indexes": [
                    models.Index(fields=["first_seen_at", "rule"], name="finding_spell_seen_rule")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("severity__in", ["block", "warn", "info"])),
                        name="findingspell_severity_known",
                        violation_error_code="severity",
                        violation_error_message="One of block, warn, info.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "record_kind__in",
                                [
                                    "article",
                                    "claim",
                                    "attribution",
                                    "source",
                                    "comment request",
                                    "evidence",
                                ],
                            )
                        ),
                        name="findingspell_record_kind_known",
                        violation_error_code="record_kind",
                        violation_error_message="One of article, claim, attribution, source, comment request, evidence.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("article", "rule", "claim", "record_kind", "record_id"),
                        name="finding_stands_once",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(
            kept.no_truncate("claims_findingspell", "Nothing on record is emptied at once."),
            "DROP TRIGGER claims_findingspell_no_truncate ON claims_findingspell;",
        ),
    ]
