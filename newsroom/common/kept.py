"""SQL for migrations: what is on record stays on record.

Plain triggers, not a library's: no session setting of a library switches them off, and ENABLE
ALWAYS keeps them on for a session that plays replica. Migrations use these functions: write a new
one rather than change what an applied migration has built.
"""

from collections.abc import Mapping

FUNCTIONS = """
CREATE FUNCTION newsroom_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation';
END $$;

-- a history row that nobody signed says at least which role of the database wrote it
CREATE FUNCTION newsroom_whence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.pgh_context IS NULL OR NOT NEW.pgh_context ? 'origin' THEN
        NEW.pgh_context := COALESCE(NEW.pgh_context, '{}')
            || jsonb_build_object('origin', 'database', 'role', session_user);
    END IF;
    RETURN NEW;
END $$;
"""
DROP_FUNCTIONS = "DROP FUNCTION newsroom_refuse, newsroom_whence CASCADE;"


def no_truncate(table: str, why: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION newsroom_refuse('{why}'); "
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_truncate;"
    )


def append_only(table: str, why: str) -> str:
    """Refuse UPDATE, DELETE and TRUNCATE of `table`, saying `why`."""
    return (
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION newsroom_refuse('{why}'); "
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_kept; {no_truncate(table, why)}"
    )


def history(tables: Mapping[str, str]) -> str:
    """Keep history tables (each with the table it follows), begun with the rows that are there."""
    return "\n".join(_history(kept) + _baseline(kept, table) for kept, table in tables.items())


def _history(kept: str) -> str:
    return f"""
CREATE TRIGGER {kept}_whence BEFORE INSERT ON {kept}
    FOR EACH ROW EXECUTE FUNCTION newsroom_whence();
ALTER TABLE {kept} ENABLE ALWAYS TRIGGER {kept}_whence;
{append_only(kept, "History stays as it was written.")}
"""


def _baseline(kept: str, table: str) -> str:
    return f"""
DO $$
DECLARE
    shared text;
    key text := '';
BEGIN
    SELECT string_agg(quote_ident(column_name), ', ') INTO shared
    FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name = '{kept}'
      AND column_name NOT LIKE 'pgh\\_%';
    IF EXISTS (SELECT 1 FROM information_schema.columns
               WHERE table_schema = current_schema() AND table_name = '{kept}'
                 AND column_name = 'pgh_obj_id') THEN
        key := ', pgh_obj_id';
    END IF;
    EXECUTE format(
        'INSERT INTO {kept} (%s, pgh_created_at, pgh_label, pgh_context%s) '
        'SELECT %s, now(), ''baseline'', ''{{"origin": "command"}}'' %s FROM {table}',
        shared, key, shared, CASE key WHEN '' THEN '' ELSE ', id' END);
END $$;
"""
