"""The status as the public sees it: a row that it may not see does not move it.

The trigger that follows an event sets it, so that raw SQL keeps the two in step as well.
"""

import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import claims.domain.vocabulary

FILL = """
UPDATE claims_claim SET public_status = status WHERE public_status <> status;
ALTER TABLE claims_claimhistory DISABLE TRIGGER claims_claimhistory_kept;
UPDATE claims_claimhistory SET public_status = status;
ALTER TABLE claims_claimhistory ENABLE ALWAYS TRIGGER claims_claimhistory_kept;
SET CONSTRAINTS ALL IMMEDIATE;
"""

FOLLOWS = """
CREATE OR REPLACE FUNCTION claims_status_follows_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    event record;
BEGIN
    SELECT * INTO event FROM claims_verificationevent WHERE claim_id = NEW.id
    ORDER BY number DESC LIMIT 1;
    IF event.transaction IS DISTINCT FROM pg_current_xact_id()::text::bigint
       OR event.from_status <> OLD.status OR event.to_status <> NEW.status THEN
        RAISE EXCEPTION 'A status changes only together with the event that says who and why.'
            USING ERRCODE = 'check_violation';
    END IF;
    {}
    RETURN NEW;
END $$;
"""
IN_STEP = (
    "NEW.public_status := CASE WHEN event.internal THEN OLD.public_status ELSE NEW.status END;"
)

DIGEST = """
CREATE OR REPLACE FUNCTION claims_event_digest(e claims_verificationevent) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to((jsonb_build_array(
        e.previous, e.number, e.id, e.claim_id, e.from_status, e.to_status, e.by_id,
        (extract(epoch FROM e.at) * 1000000)::bigint, e.reason, e.cause, to_jsonb(e.evidence),
        e.findings, e.override_reason, e.overridden_by_id
    ) || CASE WHEN e.profile_version_id IS NULL THEN '[]'::jsonb
        ELSE jsonb_build_array(e.profile_version_id) END{})::text, 'UTF8')), 'hex')
$$;
"""
# Of an event that the public may know of the digest stays what it was.
WITH_INTERNAL = """
      || CASE WHEN e.internal THEN '["internal"]'::jsonb ELSE '[]'::jsonb END"""


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0010_policy_kept"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="claim",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="claim",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="claim",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="verificationevent",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="verificationevent",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="verificationevent",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="claim",
            name="public_status",
            field=models.CharField(
                choices=[
                    ("unverified", "unverified"),
                    ("in_review", "in review"),
                    ("verified", "verified"),
                    ("disputed", "disputed"),
                    ("refuted", "refuted"),
                    ("unverifiable", "unverifiable"),
                    ("withdrawn", "withdrawn"),
                ],
                default=claims.domain.vocabulary.Status["UNVERIFIED"],
                editable=False,
                help_text="As the public sees it: what only the house may know of moves it not.",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="claimhistory",
            name="public_status",
            field=models.CharField(
                choices=[
                    ("unverified", "unverified"),
                    ("in_review", "in review"),
                    ("verified", "verified"),
                    ("disputed", "disputed"),
                    ("refuted", "refuted"),
                    ("unverifiable", "unverifiable"),
                    ("withdrawn", "withdrawn"),
                ],
                default=claims.domain.vocabulary.Status["UNVERIFIED"],
                editable=False,
                help_text="As the public sees it: what only the house may know of moves it not.",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="verificationevent",
            name="internal",
            field=models.BooleanField(
                default=False,
                editable=False,
                help_text="For a reason that only the house may know of: the public status stays.",
            ),
        ),
        migrations.AddField(
            model_name="verificationeventhistory",
            name="internal",
            field=models.BooleanField(
                default=False,
                editable=False,
                help_text="For a reason that only the house may know of: the public status stays.",
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["public_status"], name="claim_public_status"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="claim",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "claims_claimhistory" ("article_id", "as_of", "assignee_id", "changed_at", "circular", "created_at", "denials", "documented_confirmations", "due_at", "exemption", "exemption_reason", "hedge", "id", "importance", "independent_confirmations", "is_lead", "kind", "label", "note", "origin_count", "outcome", "outcome_note", "outcome_on", "partial_confirmations", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_circular", "public_denials", "public_documented_confirmations", "public_independent_confirmations", "public_origin_count", "public_partial_confirmations", "public_source_count", "public_status", "public_uncounted", "source_count", "statement", "status", "uncounted", "updated_at", "version") VALUES (NEW."article_id", NEW."as_of", NEW."assignee_id", NEW."changed_at", NEW."circular", NEW."created_at", NEW."denials", NEW."documented_confirmations", NEW."due_at", NEW."exemption", NEW."exemption_reason", NEW."hedge", NEW."id", NEW."importance", NEW."independent_confirmations", NEW."is_lead", NEW."kind", NEW."label", NEW."note", NEW."origin_count", NEW."outcome", NEW."outcome_note", NEW."outcome_on", NEW."partial_confirmations", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."public_circular", NEW."public_denials", NEW."public_documented_confirmations", NEW."public_independent_confirmations", NEW."public_origin_count", NEW."public_partial_confirmations", NEW."public_source_count", NEW."public_status", NEW."public_uncounted", NEW."source_count", NEW."statement", NEW."status", NEW."uncounted", NEW."updated_at", NEW."version"); RETURN NULL;',
                    hash="d6822259c284a256f0fc3b2baced5796aa3c053b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_df8fa",
                    table="claims_claim",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="claim",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "claims_claimhistory" ("article_id", "as_of", "assignee_id", "changed_at", "circular", "created_at", "denials", "documented_confirmations", "due_at", "exemption", "exemption_reason", "hedge", "id", "importance", "independent_confirmations", "is_lead", "kind", "label", "note", "origin_count", "outcome", "outcome_note", "outcome_on", "partial_confirmations", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_circular", "public_denials", "public_documented_confirmations", "public_independent_confirmations", "public_origin_count", "public_partial_confirmations", "public_source_count", "public_status", "public_uncounted", "source_count", "statement", "status", "uncounted", "updated_at", "version") VALUES (NEW."article_id", NEW."as_of", NEW."assignee_id", NEW."changed_at", NEW."circular", NEW."created_at", NEW."denials", NEW."documented_confirmations", NEW."due_at", NEW."exemption", NEW."exemption_reason", NEW."hedge", NEW."id", NEW."importance", NEW."independent_confirmations", NEW."is_lead", NEW."kind", NEW."label", NEW."note", NEW."origin_count", NEW."outcome", NEW."outcome_note", NEW."outcome_on", NEW."partial_confirmations", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."public_circular", NEW."public_denials", NEW."public_documented_confirmations", NEW."public_independent_confirmations", NEW."public_origin_count", NEW."public_partial_confirmations", NEW."public_source_count", NEW."public_status", NEW."public_uncounted", NEW."source_count", NEW."statement", NEW."status", NEW."uncounted", NEW."updated_at", NEW."version"); RETURN NULL;',
                    hash="d3a0d9b2930cdad06761656ec6e8d92747c7df7e",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_fe4ba",
                    table="claims_claim",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="claim",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "claims_claimhistory" ("article_id", "as_of", "assignee_id", "changed_at", "circular", "created_at", "denials", "documented_confirmations", "due_at", "exemption", "exemption_reason", "hedge", "id", "importance", "independent_confirmations", "is_lead", "kind", "label", "note", "origin_count", "outcome", "outcome_note", "outcome_on", "partial_confirmations", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_circular", "public_denials", "public_documented_confirmations", "public_independent_confirmations", "public_origin_count", "public_partial_confirmations", "public_source_count", "public_status", "public_uncounted", "source_count", "statement", "status", "uncounted", "updated_at", "version") VALUES (OLD."article_id", OLD."as_of", OLD."assignee_id", OLD."changed_at", OLD."circular", OLD."created_at", OLD."denials", OLD."documented_confirmations", OLD."due_at", OLD."exemption", OLD."exemption_reason", OLD."hedge", OLD."id", OLD."importance", OLD."independent_confirmations", OLD."is_lead", OLD."kind", OLD."label", OLD."note", OLD."origin_count", OLD."outcome", OLD."outcome_note", OLD."outcome_on", OLD."partial_confirmations", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."public_circular", OLD."public_denials", OLD."public_documented_confirmations", OLD."public_independent_confirmations", OLD."public_origin_count", OLD."public_partial_confirmations", OLD."public_source_count", OLD."public_status", OLD."public_uncounted", OLD."source_count", OLD."statement", OLD."status", OLD."uncounted", OLD."updated_at", OLD."version"); RETURN NULL;',
                    hash="644debe3404f9b8538344a45a245ae6b9e3bf5ac",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_dbf31",
                    table="claims_claim",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="verificationevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "claims_verificationeventhistory" ("at", "by_id", "cause", "claim_id", "digest", "evidence", "findings", "from_status", "id", "internal", "number", "overridden_by_id", "override_reason", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "previous", "profile_version_id", "reason", "to_status", "transaction") VALUES (NEW."at", NEW."by_id", NEW."cause", NEW."claim_id", NEW."digest", NEW."evidence", NEW."findings", NEW."from_status", NEW."id", NEW."internal", NEW."number", NEW."overridden_by_id", NEW."override_reason", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."previous", NEW."profile_version_id", NEW."reason", NEW."to_status", NEW."transaction"); RETURN NULL;',
                    hash="80366b186a2924481692111403e58853b7ce2ca2",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_19f83",
                    table="claims_verificationevent",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="verificationevent",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "claims_verificationeventhistory" ("at", "by_id", "cause", "claim_id", "digest", "evidence", "findings", "from_status", "id", "internal", "number", "overridden_by_id", "override_reason", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "previous", "profile_version_id", "reason", "to_status", "transaction") VALUES (NEW."at", NEW."by_id", NEW."cause", NEW."claim_id", NEW."digest", NEW."evidence", NEW."findings", NEW."from_status", NEW."id", NEW."internal", NEW."number", NEW."overridden_by_id", NEW."override_reason", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."previous", NEW."profile_version_id", NEW."reason", NEW."to_status", NEW."transaction"); RETURN NULL;',
                    hash="a73c5dde0ff16f9ea79834578235463096586d51",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0930b",
                    table="claims_verificationevent",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="verificationevent",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "claims_verificationeventhistory" ("at", "by_id", "cause", "claim_id", "digest", "evidence", "findings", "from_status", "id", "internal", "number", "overridden_by_id", "override_reason", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "previous", "profile_version_id", "reason", "to_status", "transaction") VALUES (OLD."at", OLD."by_id", OLD."cause", OLD."claim_id", OLD."digest", OLD."evidence", OLD."findings", OLD."from_status", OLD."id", OLD."internal", OLD."number", OLD."overridden_by_id", OLD."override_reason", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."previous", OLD."profile_version_id", OLD."reason", OLD."to_status", OLD."transaction"); RETURN NULL;',
                    hash="2c623b223457ecb2811cc7c515d9e376f561c256",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_ee4b0",
                    table="claims_verificationevent",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "public_status__in",
                        [
                            "unverified",
                            "in_review",
                            "verified",
                            "disputed",
                            "refuted",
                            "unverifiable",
                            "withdrawn",
                        ],
                    )
                ),
                name="claim_public_status_known",
                violation_error_code="public_status",
                violation_error_message="One of unverified, in_review, verified, disputed, refuted, unverifiable, withdrawn.",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("public_status", models.F("status")),
                    models.Q(
                        (
                            "public_status__in",
                            [
                                claims.domain.vocabulary.Status["DISPUTED"],
                                claims.domain.vocabulary.Status["REFUTED"],
                                claims.domain.vocabulary.Status["UNVERIFIABLE"],
                                claims.domain.vocabulary.Status["VERIFIED"],
                            ],
                        ),
                        ("status", claims.domain.vocabulary.Status["IN_REVIEW"]),
                    ),
                    _connector="OR",
                ),
                name="claim_public_status_follows",
            ),
        ),
        migrations.AddConstraint(
            model_name="verificationevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("internal", False),
                    models.Q(
                        ("to_status", claims.domain.vocabulary.Status["IN_REVIEW"]),
                        models.Q(("cause", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="verification_internal_reopens",
            ),
        ),
        migrations.RunSQL(
            FOLLOWS.format(IN_STEP) + DIGEST.format(WITH_INTERNAL),
            FOLLOWS.format("") + DIGEST.format(""),
        ),
    ]
