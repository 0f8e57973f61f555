"""An event locks its claim as the services do: FOR NO KEY UPDATE.

The stronger lock kept out whoever writes what refers to the claim (a link, an anchor), and two
claims that reopen together could deadlock with one link between them.
"""

from django.db import migrations

RELOCK = """
DO $$ BEGIN
    EXECUTE replace(pg_get_functiondef('claims_event_enters'::regproc), '{}', '{}');
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0006_contributors")]
    operations = [
        migrations.RunSQL(
            RELOCK.format("FOR UPDATE", "FOR NO KEY UPDATE"),
            RELOCK.format("FOR NO KEY UPDATE", "FOR UPDATE"),
        ),
    ]
