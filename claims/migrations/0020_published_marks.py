"""What the public reads follows from facts: whoever writes one marks the public article as due.

By triggers, so that a bulk write or raw SQL is caught as well. Marks are only ever inserted, under
the number of their transaction. Articles that are neither public nor were need none.
"""

from django.db import migrations

from newsroom.common import kept

# Plans are kept as long as a connection: they are to hold when the tables have grown.
FUNCTIONS = """
CREATE FUNCTION claims_due_publication(articles uuid[]) RETURNS void LANGUAGE sql
SET enable_seqscan = off AS $$
    INSERT INTO claims_duepublication (article_id, transaction)
    SELECT DISTINCT a.id, pg_current_xact_id()::text::bigint
    FROM claims_article a WHERE a.id = ANY (articles) AND (
        a.status IN ('published', 'corrected', 'retracted')
        OR EXISTS (SELECT 1 FROM claims_publishedsheet p WHERE p.article_id = a.id)
    ) AND NOT EXISTS (
        SELECT 1 FROM claims_duepublication d
        WHERE d.article_id = a.id AND d.transaction = pg_current_xact_id()::text::bigint
    )
$$;

-- the articles of which the row is a fact
CREATE FUNCTION claims_published_in(what text, r jsonb) RETURNS uuid[] LANGUAGE sql STABLE
SET enable_seqscan = off AS $$
    SELECT CASE what
    WHEN 'article' THEN ARRAY[(r ->> 'id')::uuid]
    WHEN 'of article' THEN ARRAY[(r ->> 'article_id')::uuid]
    WHEN 'of claim' THEN ARRAY(
        SELECT article_id FROM claims_claim WHERE id = (r ->> 'claim_id')::uuid)
    WHEN 'of version' THEN ARRAY(
        SELECT article_id FROM claims_articleversion WHERE id = (r ->> 'version_id')::uuid)
    WHEN 'of notice' THEN ARRAY(
        SELECT article_id FROM claims_notice WHERE id = (r ->> 'notice_id')::uuid)
    WHEN 'source' THEN ARRAY(
        SELECT c.article_id FROM claims_attribution a JOIN claims_claim c ON c.id = a.claim_id
        WHERE a.source_id = (r ->> 'id')::uuid
        UNION
        SELECT c.article_id FROM claims_attribution a JOIN claims_claim c ON c.id = a.claim_id
        WHERE a.via_id = (r ->> 'id')::uuid
        UNION
        SELECT c.article_id FROM claims_attribution a JOIN claims_claim c ON c.id = a.claim_id
        WHERE a.knows_from_id = (r ->> 'id')::uuid
        UNION
        SELECT article_id FROM claims_commentrequest WHERE source_id = (r ->> 'id')::uuid)
    END
$$;

CREATE FUNCTION claims_public_fact_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM claims_due_publication(claims_published_in(TG_ARGV[0], to_jsonb(OLD)));
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM claims_due_publication(claims_published_in(TG_ARGV[0], to_jsonb(NEW)));
    END IF;
    RETURN NULL;
END $$;
"""
DROP_FUNCTIONS = """
DROP FUNCTION claims_public_fact_written, claims_published_in, claims_due_publication CASCADE;
"""
FACTS = {
    "claims_article": "article",
    "claims_articleversion": "of article",
    "claims_claim": "of article",
    "claims_anchor": "of version",
    "claims_attribution": "of claim",
    "claims_evidence": "of claim",
    "claims_commentrequest": "of article",
    "claims_commentrequest_claims": "of claim",
    "claims_notice": "of article",
    "claims_notice_claims": "of notice",
    "sources_source": "source",
}
DERIVED = (
    "claims_duepublication",
    "claims_publishedsheet",
    "claims_publishedrecord",
    "claims_publicfeed",
    "claims_publicchange",
)


def mark(table: str, what: str) -> migrations.RunSQL:
    trigger = f"{table}_publication"
    return migrations.RunSQL(
        f"CREATE TRIGGER {trigger} AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW "
        f"EXECUTE FUNCTION claims_public_fact_written('{what}'); "
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger};",
        f"DROP TRIGGER {trigger} ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("claims", "0019_published"), ("sources", "0003_kept")]
    operations = [
        *(
            migrations.RunSQL(
                kept.no_truncate(table, "What follows from the records is not emptied at once."),
                f"DROP TRIGGER {table}_no_truncate ON {table};",
            )
            for table in DERIVED
        ),
        migrations.RunSQL(
            "INSERT INTO claims_publicfeed (id, last, gone) VALUES (1, 0, 0);",
            "DELETE FROM claims_publicfeed;",
        ),
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        *(mark(*pair) for pair in FACTS.items()),
    ]
