"""What no write may break, whatever wrote it: plain SQL, which no library's setting switches off."""

from django.db import migrations

# Versions are the ground on which anchors stand; the rest is evidence of who did what.
APPEND_ONLY = {
    "claims_articleversion": "A version of an article is never changed or deleted: add a new one.",
    "claims_claimcontributor": "Who had a hand in a claim stays on record.",
    "claims_verificationevent": "A verification event stays as it was: add a new one.",
    "claims_approval": "An approval stays as it was given: add a new one.",
}

FUNCTIONS = """
CREATE FUNCTION claims_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION claims_anchor_stands_in_text() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    version claims_articleversion%ROWTYPE;
    owner uuid;
BEGIN
    SELECT * INTO STRICT version FROM claims_articleversion WHERE id = NEW.version_id;
    SELECT article_id INTO STRICT owner FROM (
        SELECT article_id FROM claims_claim WHERE id = NEW.claim_id
        UNION ALL
        SELECT c.article_id FROM claims_attribution a JOIN claims_claim c ON c.id = a.claim_id
        WHERE a.id = NEW.attribution_id
        UNION ALL
        SELECT article_id FROM claims_commentrequest WHERE id = NEW.comment_request_id
    ) AS subject;
    IF owner <> version.article_id THEN
        RAISE EXCEPTION 'An anchor stands on a version of its own article only.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.start IS NOT NULL
       AND substr(version.text, NEW.start + 1, NEW."end" - NEW.start) IS DISTINCT FROM NEW.exact THEN
        RAISE EXCEPTION 'The text from % to % is not the quote of the anchor.', NEW.start, NEW."end"
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION claims_speakers_within_group() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    people integer;
    sort text;
BEGIN
    IF NEW.headcount IS NULL THEN
        RETURN NEW;
    END IF;
    -- locked, so that the group cannot shrink before this row stands
    SELECT headcount, kind INTO people, sort FROM sources_source
        WHERE id = NEW.source_id FOR SHARE;
    IF NEW.headcount > COALESCE(people, CASE WHEN sort = 'group' THEN NEW.headcount ELSE 1 END) THEN
        RAISE EXCEPTION '% speak of a source of %.', NEW.headcount, COALESCE(people, 1)
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION claims_group_holds_speakers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    people integer := COALESCE(NEW.headcount, CASE WHEN NEW.kind = 'group' THEN NULL ELSE 1 END);
BEGIN
    IF EXISTS (SELECT 1 FROM claims_attribution
               WHERE source_id = NEW.id AND headcount > people) THEN
        RAISE EXCEPTION 'An attribution states more people than %.', people
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION claims_comment_on_own_article() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT article_id FROM claims_claim WHERE id = NEW.claim_id)
       <> (SELECT article_id FROM claims_commentrequest WHERE id = NEW.commentrequest_id) THEN
        RAISE EXCEPTION 'A comment request is about claims of its own article.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER claims_attribution_stays BEFORE DELETE ON claims_attribution
    FOR EACH ROW EXECUTE FUNCTION claims_refuse(
        'An attribution is withdrawn with a reason, never deleted.');
CREATE TRIGGER claims_attribution_keeps_claim BEFORE UPDATE OF claim_id ON claims_attribution
    FOR EACH ROW WHEN (OLD.claim_id <> NEW.claim_id) EXECUTE FUNCTION claims_refuse(
        'An attribution stays with its claim: withdraw it and log it on the other.');
CREATE TRIGGER claims_claim_keeps_article BEFORE UPDATE OF article_id ON claims_claim
    FOR EACH ROW WHEN (OLD.article_id <> NEW.article_id) EXECUTE FUNCTION claims_refuse(
        'A claim stays with its article: log it there anew and link the two.');
CREATE TRIGGER claims_anchor_stands BEFORE INSERT OR UPDATE ON claims_anchor
    FOR EACH ROW EXECUTE FUNCTION claims_anchor_stands_in_text();
CREATE TRIGGER claims_speakers BEFORE INSERT OR UPDATE OF headcount, source_id ON claims_attribution
    FOR EACH ROW EXECUTE FUNCTION claims_speakers_within_group();
CREATE TRIGGER claims_group_size BEFORE UPDATE OF headcount, kind ON sources_source
    FOR EACH ROW EXECUTE FUNCTION claims_group_holds_speakers();
CREATE TRIGGER claims_comment_claims BEFORE INSERT OR UPDATE ON claims_commentrequest_claims
    FOR EACH ROW EXECUTE FUNCTION claims_comment_on_own_article();
"""

DROP = """
DROP TRIGGER claims_attribution_stays ON claims_attribution;
DROP TRIGGER claims_attribution_keeps_claim ON claims_attribution;
DROP TRIGGER claims_claim_keeps_article ON claims_claim;
DROP TRIGGER claims_anchor_stands ON claims_anchor;
DROP TRIGGER claims_speakers ON claims_attribution;
DROP TRIGGER claims_group_size ON sources_source;
DROP TRIGGER claims_comment_claims ON claims_commentrequest_claims;
DROP FUNCTION claims_anchor_stands_in_text, claims_speakers_within_group,
    claims_group_holds_speakers, claims_comment_on_own_article, claims_refuse CASCADE;
"""


def append_only(table: str, why: str) -> str:
    return (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION claims_refuse('{why}');"
    )


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial")]
    operations = [
        migrations.RunSQL(FUNCTIONS, DROP),
        *(
            migrations.RunSQL(append_only(table, why), migrations.RunSQL.noop)
            for table, why in APPEND_ONLY.items()
        ),
    ]
