"""What is found of an article follows from its facts: whoever writes one marks the article as due.

By triggers, so that a bulk write or raw SQL is caught as well. A mark is only ever inserted, under
the number of its transaction: two writers never wait for one another there. The services judge the
marked articles anew before they commit; what nobody judged stays marked (`recheck`).
"""

from django.db import migrations

from newsroom.common import kept

DIGEST = """
CREATE OR REPLACE FUNCTION claims_event_digest(e claims_verificationevent) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to((jsonb_build_array(
        e.previous, e.number, e.id, e.claim_id, e.from_status, e.to_status, e.by_id,
        (extract(epoch FROM e.at) * 1000000)::bigint, e.reason, e.cause, to_jsonb(e.evidence),
        e.findings, e.override_reason, e.overridden_by_id
    ){})::text, 'UTF8')), 'hex')
$$;
"""
# Of an event without one the digest stays what it was.
WITH_PROFILE = """ || CASE WHEN e.profile_version_id IS NULL THEN '[]'::jsonb
        ELSE jsonb_build_array(e.profile_version_id) END"""

FUNCTIONS = """
CREATE FUNCTION claims_due(articles uuid[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO claims_duearticle (article_id, transaction)
    SELECT DISTINCT one, pg_current_xact_id()::text::bigint FROM unnest(articles) AS one
    WHERE one IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM claims_duearticle
        WHERE article_id = one AND transaction = pg_current_xact_id()::text::bigint
    )
$$;

-- the articles in which a source, or one who speaks for it, stands or was asked
CREATE FUNCTION claims_due_of_source(source uuid) RETURNS void LANGUAGE sql AS $$
    WITH RECURSIVE family(id) AS (
        SELECT source
        UNION
        SELECT s.id FROM sources_source s JOIN family f ON s.speaks_for_id = f.id
    ), claims(id) AS (
        SELECT a.claim_id FROM claims_attribution a JOIN family f ON a.source_id = f.id
        UNION
        SELECT a.claim_id FROM claims_attribution a JOIN family f ON a.via_id = f.id
        UNION
        SELECT a.claim_id FROM claims_attribution a JOIN family f ON a.knows_from_id = f.id
    )
    SELECT claims_due(ARRAY(
        SELECT c.article_id FROM claims_claim c JOIN claims USING (id)
        UNION
        SELECT r.article_id FROM claims_commentrequest r JOIN family f ON r.source_id = f.id
    ))
$$;

CREATE FUNCTION claims_due_of_person(person uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM claims_due_of_source(source_id) FROM sources_source_known_to WHERE user_id = person;
    PERFORM claims_due_of_source(id) FROM sources_source WHERE handler_id = person;
END $$;

-- the articles whose claims are linked with one of these
CREATE FUNCTION claims_due_of_linked(claims uuid[]) RETURNS void LANGUAGE sql AS $$
    SELECT claims_due(ARRAY(
        SELECT c.article_id FROM claims_claimlink l JOIN claims_claim c ON c.id = l.to_claim_id
        WHERE l.from_claim_id = ANY (claims)
        UNION
        SELECT c.article_id FROM claims_claimlink l JOIN claims_claim c ON c.id = l.from_claim_id
        WHERE l.to_claim_id = ANY (claims)
    ))
$$;

CREATE FUNCTION claims_fact_written() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    r record;
BEGIN
    IF TG_OP = 'DELETE' THEN r := OLD; ELSE r := NEW; END IF;
    CASE TG_ARGV[0]
    WHEN 'article' THEN
        IF TG_OP = 'INSERT' THEN  -- to be filled, and locked, when it is judged
            INSERT INTO claims_articleevaluation (article_id) VALUES (r.id);
        END IF;
        PERFORM claims_due(ARRAY[r.id]);
    WHEN 'of article' THEN
        PERFORM claims_due(ARRAY[r.article_id]);
    WHEN 'of claim' THEN
        PERFORM claims_due(ARRAY(SELECT article_id FROM claims_claim WHERE id = r.claim_id));
    WHEN 'of version' THEN
        PERFORM claims_due(ARRAY(
            SELECT article_id FROM claims_articleversion WHERE id = r.version_id));
    WHEN 'of request' THEN
        PERFORM claims_due(ARRAY(
            SELECT article_id FROM claims_commentrequest WHERE id = r.request_id));
    WHEN 'approval' THEN
        PERFORM claims_due(ARRAY(
            SELECT article_id FROM claims_claim WHERE id = r.claim_id
            UNION
            SELECT c.article_id FROM claims_attribution a JOIN claims_claim c ON c.id = a.claim_id
            WHERE a.id = r.attribution_id
            UNION
            SELECT article_id FROM claims_articleversion WHERE id = r.version_id));
    WHEN 'claim status' THEN
        PERFORM claims_due_of_linked(ARRAY[r.id]);
    WHEN 'link' THEN
        PERFORM claims_due(ARRAY(
            SELECT article_id FROM claims_claim WHERE id IN (r.from_claim_id, r.to_claim_id)));
    WHEN 'notice' THEN
        PERFORM claims_due_of_linked(ARRAY(
            SELECT id FROM claims_claim WHERE article_id = r.article_id));
    WHEN 'noticed claim' THEN
        PERFORM claims_due_of_linked(ARRAY[r.claim_id]);
    WHEN 'source' THEN
        PERFORM claims_due_of_source(r.id);
    WHEN 'who knows' THEN
        PERFORM claims_due_of_source(r.source_id);
    WHEN 'person' THEN
        PERFORM claims_due_of_person(r.id);
    WHEN 'role' THEN
        PERFORM claims_due_of_person(r.user_id);
    WHEN 'rank' THEN
        PERFORM claims_due_of_person(r.person_id);
    END CASE;
    RETURN NULL;
END $$;
"""
DROP_FUNCTIONS = """
DROP FUNCTION claims_fact_written, claims_due_of_linked, claims_due_of_person,
    claims_due_of_source, claims_due CASCADE;
"""


def differ(columns: str) -> str:
    """That one of these columns was changed."""
    old, new = (", ".join(f"{row}.{name}" for name in columns.split()) for row in ("OLD", "NEW"))
    return f"({old}) IS DISTINCT FROM ({new})"


def differ_beyond(columns: str) -> str:
    """That a column was changed, and not only these."""
    names = ", ".join(f"'{name}'" for name in columns.split())
    but = f"ARRAY[{names}]"
    return f"to_jsonb(OLD) - {but} IS DISTINCT FROM to_jsonb(NEW) - {but}"


NO_FACTS_OF_CLAIM = """
    version created_at updated_at importance assignee_id due_at note outcome_on outcome_note
    source_count origin_count independent_confirmations documented_confirmations denials
    partial_confirmations uncounted circular public_source_count public_origin_count
    public_independent_confirmations public_documented_confirmations public_denials
    public_partial_confirmations public_uncounted public_circular
"""
FACTS_OF_ARTICLE = """
    current_version_id policy_profile_id provenance status outlet language published_at
    embargo_until
"""
ANY, CHANGE = "INSERT OR UPDATE OR DELETE", "UPDATE"
# table, name, act, condition, which articles
MARKS = (
    ("claims_article", "made", "INSERT", "", "article"),
    ("claims_article", "changed", CHANGE, differ(FACTS_OF_ARTICLE), "article"),
    ("claims_claim", "made", "INSERT OR DELETE", "", "of article"),
    ("claims_claim", "changed", CHANGE, differ_beyond(NO_FACTS_OF_CLAIM), "of article"),
    ("claims_claim", "moved", CHANGE, differ("status"), "claim status"),
    ("claims_anchor", "written", ANY, "", "of version"),
    ("claims_attribution", "written", ANY, "", "of claim"),
    ("claims_evidence", "written", ANY, "", "of claim"),
    ("claims_approval", "written", ANY, "", "approval"),
    ("claims_legalread", "written", ANY, "", "of version"),
    ("claims_verificationevent", "written", ANY, "", "of claim"),
    ("claims_commentrequest", "written", ANY, "", "of article"),
    ("claims_commentrequest_claims", "written", ANY, "", "of claim"),
    ("claims_commentattempt", "written", ANY, "", "of request"),
    ("claims_claimlink", "written", ANY, "", "link"),
    ("claims_notice", "written", ANY, "", "notice"),
    ("claims_notice_claims", "written", ANY, "", "noticed claim"),
    ("claims_staffrank", "written", ANY, "", "rank"),
    ("sources_source", "changed", CHANGE, differ_beyond("version updated_at notes"), "source"),
    ("sources_source_known_to", "written", ANY, "", "who knows"),
    ("common_user", "changed", CHANGE, differ("is_active is_superuser"), "person"),
    ("common_user_groups", "written", ANY, "", "role"),
)


def mark(table: str, name: str, act: str, condition: str, which: str) -> migrations.RunSQL:
    trigger = f"{table}_due_{name}"
    only = f"WHEN ({condition}) " if condition else ""
    return migrations.RunSQL(
        f"CREATE TRIGGER {trigger} AFTER {act} ON {table} FOR EACH ROW {only}"
        f"EXECUTE FUNCTION claims_fact_written('{which}'); "
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger};",
        f"DROP TRIGGER {trigger} ON {table};",
    )


HISTORY = {
    "claims_policyprofilehistory": "claims_policyprofile",
    "claims_policysettinghistory": "claims_policysetting",
    "claims_staffrankhistory": "claims_staffrank",
}
DERIVED = ("claims_articleevaluation", "claims_storedfinding", "claims_duearticle")
APPEND_ONLY = {
    "claims_policyprofileversion": "A version of a profile stays on record.",
    "claims_findingoverride": "An override stays on record.",
}


class Migration(migrations.Migration):
    dependencies = [("claims", "0009_policy"), ("sources", "0003_kept"), ("common", "0004_kept")]
    operations = [
        migrations.RunSQL(DIGEST.format(WITH_PROFILE), DIGEST.format("")),
        migrations.RunSQL(kept.history(HISTORY), migrations.RunSQL.noop),
        *(
            migrations.RunSQL(kept.append_only(table, why), migrations.RunSQL.noop)
            for table, why in APPEND_ONLY.items()
        ),
        *(
            migrations.RunSQL(
                kept.no_truncate(table, "Nothing on record is emptied at once."),
                f"DROP TRIGGER {table}_no_truncate ON {table};",
            )
            for table in (*HISTORY.values(), *DERIVED)
        ),
        migrations.RunSQL(
            "INSERT INTO claims_articleevaluation (article_id) SELECT id FROM claims_article;",
            "DELETE FROM claims_articleevaluation;",
        ),
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        *(mark(*one) for one in MARKS),
    ]
