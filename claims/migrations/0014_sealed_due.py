"""Sealing, linking and shredding an identity are facts of the articles in which the source stands."""

from django.db import migrations

TABLES = ("sources_sealedidentity", "sources_samepersontag")


def mark(table: str) -> migrations.RunSQL:
    trigger = f"{table}_due_written"
    return migrations.RunSQL(
        f"CREATE TRIGGER {trigger} AFTER INSERT OR DELETE ON {table} FOR EACH ROW "
        "EXECUTE FUNCTION claims_fact_written('who knows'); "
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger};",
        f"DROP TRIGGER {trigger} ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("claims", "0013_public_status"), ("sources", "0005_identity_kept")]
    operations = [mark(table) for table in TABLES]
