"""History stays as it was written, and nothing that is append-only can be emptied either."""

from django.db import migrations

from newsroom.common import kept

HISTORY = {
    "claims_anchorhistory": "claims_anchor",
    "claims_articlehistory": "claims_article",
    "claims_attributionhistory": "claims_attribution",
    "claims_claimhistory": "claims_claim",
    "claims_claimlinkhistory": "claims_claimlink",
    "claims_commentattempthistory": "claims_commentattempt",
    "claims_commentrequesthistory": "claims_commentrequest",
    "claims_evidencehistory": "claims_evidence",
    "claims_legalreadhistory": "claims_legalread",
    "claims_noticehistory": "claims_notice",
    "claims_outlettermshistory": "claims_outletterms",
    "claims_verificationeventhistory": "claims_verificationevent",
    "claims_readerlinkhistory": "claims_article_readers",
    "claims_askedaboutlinkhistory": "claims_commentrequest_claims",
    "claims_noticeclaimlinkhistory": "claims_notice_claims",
}
# Their rows are refused one by one since 0002; now also all at once, and for a replica.
APPEND_ONLY = (
    "claims_articleversion",
    "claims_claimcontributor",
    "claims_verificationevent",
    "claims_approval",
)
ALWAYS = "ALTER TABLE {0} ENABLE ALWAYS TRIGGER {0}_append_only;"
AS_BEFORE = "ALTER TABLE {0} ENABLE TRIGGER {0}_append_only; DROP TRIGGER {0}_no_truncate ON {0};"


class Migration(migrations.Migration):
    dependencies = [("claims", "0004_history"), ("common", "0004_kept")]
    operations = [
        migrations.RunSQL(kept.history(HISTORY), migrations.RunSQL.noop),
        migrations.RunSQL(
            kept.append_only("claims_handover", "A hand-over stays on record."),
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            kept.no_truncate("claims_attribution", "An attribution is withdrawn, never deleted."),
            "DROP TRIGGER claims_attribution_no_truncate ON claims_attribution;",
        ),
        *(
            migrations.RunSQL(
                ALWAYS.format(table) + kept.no_truncate(table, "It stays on record."),
                AS_BEFORE.format(table),
            )
            for table in APPEND_ONLY
        ),
    ]
