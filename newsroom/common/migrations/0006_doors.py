"""Counts that all processes share, tokens that are never deleted, and the tokens made so far."""

from django.db import migrations

# As Django's `createcachetable` makes it, but UNLOGGED: after a crash counts begin anew.
CACHE = """
CREATE UNLOGGED TABLE newsroom_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX newsroom_cache_expires ON newsroom_cache (expires);
"""
COUNTS = """
CREATE UNLOGGED TABLE newsroom_api_count (
    caller bytea PRIMARY KEY,
    since bigint NOT NULL,
    requests integer NOT NULL
) WITH (fillfactor = 50);
"""
KEPT = """
CREATE TRIGGER common_apitoken_stays BEFORE DELETE ON common_apitoken
    FOR EACH ROW EXECUTE FUNCTION newsroom_refuse(
        'Tokens are revoked, never deleted: it stays on record who had one.');
ALTER TABLE common_apitoken ENABLE ALWAYS TRIGGER common_apitoken_stays;
"""
# They could write, and may go on to; one without an end ends in 90 days, as a new one would.
OLD_TOKENS = """
INSERT INTO common_apitoken
    (id, digest, token_key, user_id, created, expiry, label, scope)
SELECT gen_random_uuid(), digest, token_key, user_id, created,
       coalesce(expiry, now() + interval '90 days'), 'made before tokens had labels', 'write'
FROM knox_authtoken;
DROP TABLE knox_authtoken;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0005_api_token"),
        ("knox", "0009_extend_authtoken_field"),
    ]
    operations = [
        migrations.RunSQL(CACHE, "DROP TABLE newsroom_cache;"),
        migrations.RunSQL(COUNTS, "DROP TABLE newsroom_api_count;"),
        migrations.RunSQL(KEPT, "DROP TRIGGER common_apitoken_stays ON common_apitoken;"),
        migrations.RunSQL(OLD_TOKENS, migrations.RunSQL.noop),
    ]
