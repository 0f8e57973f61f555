"""What is sealed for a confidential source has no spell: it would outlive the finding."""

from django.db import migrations

FORGET = """
DELETE FROM claims_findingspell WHERE is_sealed;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0015_spells")]
    operations = [
        migrations.RunSQL(FORGET, migrations.RunSQL.noop),
        migrations.RemoveField("findingspell", "is_sealed"),
    ]
