"""Who opens a sealed identity is a custodian of it and on record, whatever wrote the row.

Plain triggers, always on, as for everything that stays on record: superusers and raw SQL included.
"""

from django.db import migrations

from newsroom.common import kept

HISTORY = {"sources_custodianlinkhistory": "sources_source_custodians"}
APPEND_ONLY = {
    "sources_openingrequest": "A request to open stays on record.",
    "sources_openingapproval": "A leave to open stays on record.",
    "sources_identityopening": "An opening stays on record.",
    "sources_openingfailure": "A failed opening stays on record.",
    "sources_failedproof": "A wrong password stays on record.",
}
NOT_EMPTIED = (
    "sources_sealedidentity",
    "sources_samepersontag",
    "sources_identityshredding",
    "sources_custodynotice",
    "sources_source_custodians",
)

FUNCTIONS = """
CREATE FUNCTION sources_refuse(why text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', why USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION sources_is_custodian(source uuid, person uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM sources_source_custodians c
        JOIN common_user u ON u.id = c.user_id AND u.is_active
        JOIN common_user_groups ug ON ug.user_id = u.id
        JOIN auth_group g ON g.id = ug.group_id AND g.name = 'custodian'
        WHERE c.source_id = source AND c.user_id = person
    )
$$;

CREATE FUNCTION sources_is_shredding(source uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM sources_identityshredding s
        WHERE s.source_id = source AND s.finished_at IS NULL
    )
$$;

CREATE FUNCTION sources_request_made() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT sources_is_custodian(NEW.source_id, NEW.by_id) THEN
        PERFORM sources_refuse('Only a custodian of the source asks to open its identity.');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION sources_approval_given() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked sources_openingrequest;
BEGIN
    SELECT * INTO asked FROM sources_openingrequest WHERE id = NEW.request_id;
    IF asked.by_id = NEW.by_id OR NOT sources_is_custodian(asked.source_id, NEW.by_id) THEN
        PERFORM sources_refuse('Another custodian of the source gives leave to open it.');
    END IF;
    IF asked.expires_at <= clock_timestamp() THEN
        PERFORM sources_refuse('The request to open has expired.');
    END IF;
    NEW.at := clock_timestamp();
    RETURN NEW;
END $$;

CREATE FUNCTION sources_identity_opened() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked sources_openingrequest;
BEGIN
    IF NOT sources_is_custodian(NEW.source_id, NEW.by_id) THEN
        PERFORM sources_refuse('Only a custodian of the source opens its identity.');
    END IF;
    IF sources_is_shredding(NEW.source_id) OR NOT EXISTS (
        SELECT 1 FROM sources_sealedidentity
        WHERE source_id = NEW.source_id AND version = NEW.version
    ) THEN
        PERFORM sources_refuse('No such identity is sealed.');
    END IF;
    IF NEW.approval_id IS NOT NULL THEN
        SELECT r.* INTO asked FROM sources_openingrequest r
        JOIN sources_openingapproval a ON a.request_id = r.id WHERE a.id = NEW.approval_id;
        IF asked.by_id <> NEW.by_id OR asked.source_id <> NEW.source_id
           OR asked.expires_at <= clock_timestamp() THEN
            PERFORM sources_refuse('That leave is not for this opening, or has expired.');
        END IF;
    ELSIF EXISTS (
        SELECT 1 FROM sources_sealedidentity WHERE source_id = NEW.source_id AND two_persons
    ) THEN
        PERFORM sources_refuse('A second custodian has to give leave to open it.');
    END IF;
    NEW.at := clock_timestamp();
    RETURN NEW;
END $$;

CREATE FUNCTION sources_identity_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM sources_source WHERE id = NEW.source_id AND merged_into_id IS NULL
        AND naming IN ('anonymous', 'withheld')
    ) THEN
        PERFORM sources_refuse('Only of a confidential source is an identity sealed.');
    END IF;
    IF sources_is_shredding(NEW.source_id) THEN
        PERFORM sources_refuse('The identity is being shredded.');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION sources_identity_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND sources_is_shredding(OLD.source_id) THEN
        RETURN OLD;
    END IF;
    PERFORM sources_refuse('What is sealed stays on record until it is shredded.');
    RETURN NULL;
END $$;

CREATE FUNCTION sources_shredding_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.finished_at IS NULL AND NEW.finished_at IS NOT NULL
       AND to_jsonb(OLD) - 'finished_at' = to_jsonb(NEW) - 'finished_at'
       AND NOT EXISTS (SELECT 1 FROM sources_sealedidentity WHERE source_id = OLD.source_id) THEN
        RETURN NEW;
    END IF;
    PERFORM sources_refuse('That an identity was shredded stays on record.');
    RETURN NULL;
END $$;

CREATE FUNCTION sources_notice_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.acknowledged_at IS NULL
       AND to_jsonb(OLD) - 'acknowledged_at' = to_jsonb(NEW) - 'acknowledged_at' THEN
        RETURN NEW;
    END IF;
    PERFORM sources_refuse('What custodians were told stays on record.');
    RETURN NULL;
END $$;

-- an identity is never left behind at a source that is named, or that is no more
CREATE FUNCTION sources_sealed_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.naming NOT IN ('anonymous', 'withheld') OR NEW.merged_into_id IS NOT NULL)
       AND EXISTS (SELECT 1 FROM sources_sealedidentity WHERE source_id = NEW.id) THEN
        PERFORM sources_refuse(
            'An identity is sealed: shred it before the source is named or merged.');
    END IF;
    RETURN NEW;
END $$;
"""
DROP_FUNCTIONS = """
DROP FUNCTION sources_request_made, sources_approval_given, sources_identity_opened,
    sources_identity_sealed, sources_identity_kept, sources_shredding_kept, sources_notice_kept,
    sources_sealed_stays, sources_is_shredding, sources_is_custodian, sources_refuse CASCADE;
"""
# table, name, when, function
GUARDS = (
    ("sources_openingrequest", "guard", "BEFORE INSERT", "sources_request_made"),
    ("sources_openingapproval", "guard", "BEFORE INSERT", "sources_approval_given"),
    ("sources_identityopening", "guard", "BEFORE INSERT", "sources_identity_opened"),
    ("sources_sealedidentity", "guard", "BEFORE INSERT", "sources_identity_sealed"),
    ("sources_sealedidentity", "kept", "BEFORE UPDATE OR DELETE", "sources_identity_kept"),
    ("sources_samepersontag", "kept", "BEFORE UPDATE", "sources_identity_kept"),
    ("sources_identityshredding", "kept", "BEFORE UPDATE OR DELETE", "sources_shredding_kept"),
    ("sources_custodynotice", "kept", "BEFORE UPDATE OR DELETE", "sources_notice_kept"),
    ("sources_source", "sealed", "BEFORE UPDATE OF naming, merged_into_id", "sources_sealed_stays"),
)


def guard(table: str, name: str, when: str, function: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_{name} {when} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {function}(); "
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_{name};",
        f"DROP TRIGGER {table}_{name} ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0004_identity"),
        ("common", "0004_kept"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [
        migrations.RunSQL(kept.history(HISTORY), migrations.RunSQL.noop),
        *(
            migrations.RunSQL(kept.append_only(table, why), migrations.RunSQL.noop)
            for table, why in APPEND_ONLY.items()
        ),
        *(
            migrations.RunSQL(
                kept.no_truncate(table, "It stays on record."),
                f"DROP TRIGGER {table}_no_truncate ON {table};",
            )
            for table in NOT_EMPTIED
        ),
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        *(guard(*one) for one in GUARDS),
    ]
