"""Full-text search, and indexes for the orders of lists.

What claims are found by is written by triggers, so that raw SQL keeps it in step as well. The
public's set follows `claims.access.public_attributions` and the public rendering of a quote.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

from newsroom.common import kept

CONFIGURATION = """
CREATE FUNCTION claims_configuration(language text) RETURNS regconfig
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE lower(split_part(replace(language, '_', '-'), '-', 1))
        WHEN 'ar' THEN 'pg_catalog.arabic'::regconfig
        WHEN 'ca' THEN 'pg_catalog.catalan'::regconfig
        WHEN 'da' THEN 'pg_catalog.danish'::regconfig
        WHEN 'de' THEN 'pg_catalog.german'::regconfig
        WHEN 'el' THEN 'pg_catalog.greek'::regconfig
        WHEN 'en' THEN 'pg_catalog.english'::regconfig
        WHEN 'es' THEN 'pg_catalog.spanish'::regconfig
        WHEN 'eu' THEN 'pg_catalog.basque'::regconfig
        WHEN 'fi' THEN 'pg_catalog.finnish'::regconfig
        WHEN 'fr' THEN 'pg_catalog.french'::regconfig
        WHEN 'ga' THEN 'pg_catalog.irish'::regconfig
        WHEN 'hi' THEN 'pg_catalog.hindi'::regconfig
        WHEN 'hu' THEN 'pg_catalog.hungarian'::regconfig
        WHEN 'hy' THEN 'pg_catalog.armenian'::regconfig
        WHEN 'id' THEN 'pg_catalog.indonesian'::regconfig
        WHEN 'it' THEN 'pg_catalog.italian'::regconfig
        WHEN 'lt' THEN 'pg_catalog.lithuanian'::regconfig
        WHEN 'nb' THEN 'pg_catalog.norwegian'::regconfig
        WHEN 'ne' THEN 'pg_catalog.nepali'::regconfig
        WHEN 'nl' THEN 'pg_catalog.dutch'::regconfig
        WHEN 'nn' THEN 'pg_catalog.norwegian'::regconfig
        WHEN 'no' THEN 'pg_catalog.norwegian'::regconfig
        WHEN 'pt' THEN 'pg_catalog.portuguese'::regconfig
        WHEN 'ro' THEN 'pg_catalog.romanian'::regconfig
        WHEN 'ru' THEN 'pg_catalog.russian'::regconfig
        WHEN 'sr' THEN 'pg_catalog.serbian'::regconfig
        WHEN 'sv' THEN 'pg_catalog.swedish'::regconfig
        WHEN 'ta' THEN 'pg_catalog.tamil'::regconfig
        WHEN 'tr' THEN 'pg_catalog.turkish'::regconfig
        WHEN 'yi' THEN 'pg_catalog.yiddish'::regconfig
        ELSE 'pg_catalog.simple'::regconfig
    END
$$;
"""

# A tsvector holds a megabyte; longer texts are found by their beginning. The rows are locked before
# they are worked out, by a statement of its own: of two transactions the second sees what the first
# has written. A connection keeps the plans of a function, made when the tables were small: one claim
# at a time, and without seq scans, they hold for large ones.
REFRESH = """
CREATE FUNCTION claims_words_refresh(ids uuid[]) RETURNS void LANGUAGE plpgsql
SET enable_seqscan = off AS $$
DECLARE
    this uuid;
BEGIN
    INSERT INTO claims_claimwords (claim_id, house, public)
        SELECT one, '', '' FROM unnest(ids) AS one ORDER BY one ON CONFLICT DO NOTHING;
    PERFORM FROM claims_claimwords WHERE claim_id = ANY (ids) ORDER BY claim_id FOR UPDATE;
    FOREACH this IN ARRAY ids LOOP
    WITH quotes AS (
        SELECT r.claim_id,
            string_agg(left(r.quote, 20000), E'\\n' ORDER BY r.position) AS house,
            string_agg(left(r.quote, 20000), E'\\n' ORDER BY r.position) FILTER (
                WHERE r.withdrawn_at IS NULL
                  AND r.terms NOT IN ('deep background', 'off the record')
                  AND (s.naming NOT IN ('anonymous', 'withheld')
                       OR strpos(v.text, r.quote) > 0)) AS public
        FROM claims_attribution r
        JOIN sources_source s ON s.id = r.source_id
        JOIN claims_claim c ON c.id = r.claim_id
        JOIN claims_article a ON a.id = c.article_id
        LEFT JOIN claims_articleversion v ON v.id = a.current_version_id
        WHERE r.claim_id = this AND r.quote <> ''
        GROUP BY r.claim_id
    ), found AS (
        SELECT c.id, claims_configuration(a.language) AS language,
            left(c.statement, 50000) AS statement,
            left(coalesce(q.house, ''), 100000) AS house,
            left(coalesce(q.public, ''), 100000) AS public
        FROM claims_claim c
        JOIN claims_article a ON a.id = c.article_id
        LEFT JOIN quotes q ON q.claim_id = c.id
        WHERE c.id = this
    )
    UPDATE claims_claimwords w SET
        house = setweight(to_tsvector(f.language, f.statement), 'A')
             || setweight(to_tsvector(f.language, f.house), 'B'),
        public = setweight(to_tsvector(f.language, f.statement), 'A')
              || setweight(to_tsvector(f.language, f.public), 'B')
    FROM found f WHERE w.claim_id = this AND f.id = this;
    END LOOP;
END $$;

CREATE FUNCTION claims_words_follow() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off AS $$
DECLARE
    ids uuid[];
BEGIN
    CASE TG_TABLE_NAME
    WHEN 'claims_claim' THEN
        ids := ARRAY[NEW.id];
    WHEN 'claims_attribution' THEN
        ids := ARRAY[NEW.claim_id];
        IF TG_OP = 'UPDATE' AND OLD.claim_id <> NEW.claim_id THEN
            ids := ids || OLD.claim_id;
        END IF;
    WHEN 'claims_article' THEN
        SELECT array_agg(c.id) INTO ids FROM claims_claim c WHERE c.article_id = NEW.id
            AND (OLD.language <> NEW.language OR EXISTS (
                SELECT FROM claims_attribution r JOIN sources_source s ON s.id = r.source_id
                WHERE r.claim_id = c.id AND r.quote <> ''
                  AND s.naming IN ('anonymous', 'withheld')));
    WHEN 'sources_source' THEN
        SELECT array_agg(DISTINCT r.claim_id) INTO ids FROM claims_attribution r
            WHERE r.source_id = NEW.id AND r.quote <> '';
    END CASE;
    IF ids IS NOT NULL THEN
        PERFORM claims_words_refresh(ids);
    END IF;
    RETURN NULL;
END $$;
"""
DROP = """
DROP FUNCTION claims_words_follow();
DROP FUNCTION claims_words_refresh(uuid[]);
"""

CHANGED = {
    "claims_claim": "OLD.statement <> NEW.statement OR OLD.article_id <> NEW.article_id",
    "claims_attribution": (
        "(OLD.quote <> '' OR NEW.quote <> '') AND "
        "(OLD.quote, OLD.terms, OLD.withdrawn_at, OLD.source_id, OLD.claim_id, OLD.position) IS "
        "DISTINCT FROM "
        "(NEW.quote, NEW.terms, NEW.withdrawn_at, NEW.source_id, NEW.claim_id, NEW.position)"
    ),
    "claims_article": (
        "OLD.language <> NEW.language OR "
        "OLD.current_version_id IS DISTINCT FROM NEW.current_version_id"
    ),
    "sources_source": "OLD.naming <> NEW.naming",
}
ADDED = {"claims_claim": "TRUE", "claims_attribution": "NEW.quote <> ''"}


def follow(table: str, act: str, condition: str) -> migrations.RunSQL:
    name = f"{table}_words_{act.lower()}"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} AFTER {act} ON {table} FOR EACH ROW WHEN ({condition}) "
        f"EXECUTE FUNCTION claims_words_follow(); ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name};",
        f"DROP TRIGGER {name} ON {table};",
    )


FILL = """
SET CONSTRAINTS ALL IMMEDIATE;
SELECT claims_words_refresh(array_agg(id)) FROM claims_claim HAVING count(*) > 0;
"""
HEADLINES = """
CREATE INDEX article_headline_words ON claims_article
    USING gin (to_tsvector(claims_configuration(language), headline));
"""
PUBLISHED = """
CREATE INDEX article_published_order ON claims_article
    ((COALESCE(published_at, '-infinity'::timestamptz)), id);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0020_published_marks"),
        ("sources", "0005_identity_kept"),
    ]
    operations = [
        migrations.CreateModel(
            name="ClaimWords",
            fields=[
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="claims.claim",
                    ),
                ),
                ("house", django.contrib.postgres.search.SearchVectorField(default="")),
                ("public", django.contrib.postgres.search.SearchVectorField(default="")),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["house"], name="claim_words_house"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["public"], name="claim_words_public"
                    ),
                ],
            },
        ),
        migrations.RunSQL(CONFIGURATION, "DROP FUNCTION claims_configuration(text);"),
        migrations.RunSQL(REFRESH, DROP),
        *(follow(table, "INSERT", condition) for table, condition in ADDED.items()),
        *(follow(table, "UPDATE", condition) for table, condition in CHANGED.items()),
        migrations.RunSQL(HEADLINES, "DROP INDEX article_headline_words;"),
        migrations.RunSQL(PUBLISHED, "DROP INDEX article_published_order;"),
        *(
            migrations.AddIndex(
                model_name="claim", index=models.Index(fields=[field, "id"], name=name)
            )
            for field, name in (
                ("source_count", "claim_sources"),
                ("public_source_count", "claim_public_sources"),
                ("independent_confirmations", "claim_independent"),
                ("public_independent_confirmations", "claim_public_independent"),
                ("updated_at", "claim_updated"),
            )
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["updated_at", "id"], name="article_updated"),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(
            kept.no_truncate("claims_claimwords", "Nothing on record is emptied at once."),
            "DROP TRIGGER claims_claimwords_no_truncate ON claims_claimwords;",
        ),
    ]
