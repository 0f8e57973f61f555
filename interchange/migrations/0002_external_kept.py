"""The history of fact-checks of others stays as it was written."""

from django.db import migrations

from newsroom.common import kept

HISTORY = {"interchange_externalfactcheckhistory": "interchange_externalfactcheck"}


class Migration(migrations.Migration):
    dependencies = [("interchange", "0001_external"), ("common", "0004_kept")]
    operations = [migrations.RunSQL(kept.history(HISTORY), migrations.RunSQL.noop)]
