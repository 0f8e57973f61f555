"""Four eyes and the chain of verification events, in plain SQL: superusers and raw SQL included.

An event is inserted first and then the status follows, in one transaction. The trigger on the
event judges the person and chains it; the trigger on the claim wants the event; and at the end of
the transaction an event whose status never followed is refused as well.
"""

from django.db import migrations

SQL = """
CREATE FUNCTION claims_event_digest(e claims_verificationevent) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array(
        e.previous, e.number, e.id, e.claim_id, e.from_status, e.to_status, e.by_id,
        (extract(epoch FROM e.at) * 1000000)::bigint, e.reason, e.cause, to_jsonb(e.evidence),
        e.findings, e.override_reason, e.overridden_by_id
    )::text, 'UTF8')), 'hex')
$$;

CREATE FUNCTION claims_event_enters() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last record;
    standing text;
BEGIN
    SELECT status INTO standing FROM claims_claim WHERE id = NEW.claim_id FOR UPDATE;
    IF standing IS DISTINCT FROM NEW.from_status THEN
        RAISE EXCEPTION 'The claim is %, not %.', standing, NEW.from_status
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.to_status IN ('verified', 'refuted') AND EXISTS (
        SELECT 1 FROM claims_claimcontributor
        WHERE claim_id = NEW.claim_id AND person_id = NEW.by_id
          AND (act = 'wrote statement'
               OR act IN ('logged attribution', 'changed attribution')
                  AND stance IN ('asserts', 'confirms', 'partly confirms'))
    ) THEN
        RAISE EXCEPTION 'Four eyes: who wrote or supported the claim does not decide it.'
            USING ERRCODE = 'check_violation';
    END IF;
    -- one chain for all claims: its tail is held until the transaction ends
    PERFORM pg_advisory_xact_lock(7211001);
    SELECT number, digest INTO last FROM claims_verificationevent ORDER BY number DESC LIMIT 1;
    NEW.number := COALESCE(last.number, 0) + 1;
    NEW.previous := COALESCE(last.digest, '');
    NEW.transaction := pg_current_xact_id()::text::bigint;
    NEW.digest := claims_event_digest(NEW);
    RETURN NEW;
END $$;

CREATE FUNCTION claims_status_follows_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM claims_verificationevent
        WHERE claim_id = NEW.id AND from_status = OLD.status AND to_status = NEW.status
          AND transaction = pg_current_xact_id()::text::bigint
          AND number = (SELECT max(number) FROM claims_verificationevent WHERE claim_id = NEW.id)
    ) THEN
        RAISE EXCEPTION 'A status changes only together with the event that says who and why.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION claims_claim_begins_unverified() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A claim begins unverified.' USING ERRCODE = 'check_violation';
END $$;

CREATE FUNCTION claims_event_was_followed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT status FROM claims_claim WHERE id = NEW.claim_id) IS DISTINCT FROM
       (SELECT to_status FROM claims_verificationevent
        WHERE claim_id = NEW.claim_id ORDER BY number DESC LIMIT 1) THEN
        RAISE EXCEPTION 'An event without the move of status that it tells of.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER claims_event_enters BEFORE INSERT ON claims_verificationevent
    FOR EACH ROW EXECUTE FUNCTION claims_event_enters();
CREATE TRIGGER claims_status_follows BEFORE UPDATE OF status ON claims_claim
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION claims_status_follows_event();
CREATE TRIGGER claims_begins_unverified BEFORE INSERT ON claims_claim
    FOR EACH ROW WHEN (NEW.status <> 'unverified')
    EXECUTE FUNCTION claims_claim_begins_unverified();
CREATE CONSTRAINT TRIGGER claims_event_followed AFTER INSERT ON claims_verificationevent
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION claims_event_was_followed();
"""

DROP = """
DROP TRIGGER claims_event_enters ON claims_verificationevent;
DROP TRIGGER claims_event_followed ON claims_verificationevent;
DROP TRIGGER claims_status_follows ON claims_claim;
DROP TRIGGER claims_begins_unverified ON claims_claim;
DROP FUNCTION claims_event_enters, claims_status_follows_event, claims_claim_begins_unverified,
    claims_event_was_followed, claims_event_digest CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0002_invariants")]
    operations = [migrations.RunSQL(SQL, DROP)]
