"""Whoever listens is told that a claim, an article or a comment request has a new version.

On the channel `newsroom_changes`, at the commit, whichever way was written: the database itself
says it. Only ids and the version: what changed is for those to read who may. NOTIFY lets one
transaction commit at a time, which a newsroom's writes do not notice.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION claims_tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.version = OLD.version THEN
        RETURN NULL;
    END IF;
    PERFORM pg_notify('newsroom_changes', jsonb_build_object(
        'article', CASE TG_ARGV[0] WHEN 'article' THEN NEW.id
                   ELSE (to_jsonb(NEW) ->> 'article_id')::uuid END,
        TG_ARGV[0], NEW.id, 'version', NEW.version)::text);
    RETURN NULL;
END $$;
"""
TABLES = {
    "claims_claim": "claim",
    "claims_article": "article",
    "claims_commentrequest": "request",
}


def tell(table: str, what: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_tell AFTER INSERT OR UPDATE ON {table} FOR EACH ROW "
        f"EXECUTE FUNCTION claims_tell('{what}'); "
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_tell;",
        f"DROP TRIGGER {table}_tell ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("claims", "0017_dashboard_indexes")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION claims_tell();"),
        *(tell(*pair) for pair in TABLES.items()),
    ]
