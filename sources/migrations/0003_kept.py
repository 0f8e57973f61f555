"""The history of sources stays as it was written."""

from django.db import migrations

from newsroom.common import kept

HISTORY = {
    "sources_sourcehistory": "sources_source",
    "sources_knowntolinkhistory": "sources_source_known_to",
}


class Migration(migrations.Migration):
    dependencies = [("sources", "0002_history"), ("common", "0004_kept")]
    operations = [migrations.RunSQL(kept.history(HISTORY), migrations.RunSQL.noop)]
