"""What the public reads follows from facts: whoever writes one marks the public article as due.

By triggers, so that a bulk write or raw SQL is caught as well. Marks are only ever inserted, under
the number of their transaction. Articles that are neither public nor were need none.
"""

from django.db import migrations

from newsroom.common import kept

# In PL/pgSQL, which keeps its plans: in SQL each call would make them anew, and cost more than the
# write. They are kept as long as a connection, and are to hold when the tables have grown.
FUNCTIONS = """
CREATE FUNCTION claims_due_publication(articles uuid[]) RETURNS void LANGUAGE plpgsql
SET enable_seqscan = off AS $$
BEGIN
    INSERT INTO claims_duepublication (article_id, transaction)
    SELECT a.id, pg_current_xact_id()::text::bigint
    FROM claims_article a WHERE a.id = ANY (articles) AND (
        a.status IN ('published', 'corrected', 'retracted')
        OR EXISTS (SELECT 1 FROM claims_publishedsheet p WHERE p.article_id = a.id)
    ) AND NOT EXISTS (
        SELECT 1 FROM claims_duepublication d
        WHERE d.article_id = a.id AND d.transaction = pg_current_xact_id()::text::bigint
    );
END $$;

-- the articles of which the row is a fact
CREATE FUNCTION claims_published_in(what text, r jsonb) RETURNS uuid[] LANGUAGE plpgsql STABLE
SET enable_seqscan = off AS $$
DECLARE
    this uuid;
BEGIN
    CASE what
    WHEN 'article' THEN
        RETURN ARRAY[(r ->> 'id')::uuid];
    WHEN 'of article' THEN
        RETURN ARRAY[(r ->> 'article_id')::uuid];
    WHEN 'of claim' THEN
        this := (r ->> 'claim_id')::uuid;
        RETURN ARRAY(SELECT article_id FROM claims_claim WHERE id = this);
    WHEN 'of version' THEN
        this := (r ->> 'version_id')::uuid;
        RETURN ARRAY(SELECT article_id FROM claims_articleversion WHERE id = this);
    WHEN 'of notice' THEN
        this := (r ->> 'notice_id')::uuid;
        RETURN ARRAY(SELECT article_id FROM claims_notice WHERE id = this);
    WHEN 'source' THEN
        this := (r ->> 'id')::uuid;
        RETURN ARRAY(
            SELECT c.article_id FROM claims_attribution a JOIN claims_claim c ON c.id = a.claim_id
            WHERE a.source_id = this
            UNION
            SELECT c.article_id FROM claims_attribution a JOIN claims_claim c ON c.id = a.claim_id
            WHERE a.via_id = this
            UNION
            SELECT c.article_id FROM claims_attribution a JOIN claims_claim c ON c.id = a.claim_id
            WHERE a.knows_from_id = this
            UNION
            SELECT article_id FROM claims_commentrequest WHERE source_id = this);
    END CASE;
END $$;

CREATE FUNCTION claims_public_fact_written() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before uuid[];
    after uuid[];
BEGIN
    IF TG_OP <> 'INSERT' THEN
        before := claims_published_in(TG_ARGV[0], to_jsonb(OLD));
        PERFORM claims_due_publication(before);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        after := claims_published_in(TG_ARGV[0], to_jsonb(NEW));
        IF after IS DISTINCT FROM before OR TG_ARGV[0] = 'article' THEN
            PERFORM claims_due_publication(after);
        END IF;
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
                kept.no_truncate(table, "Nothing on record is emptied at once."),
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
