"""History stays as it was written, and people stay on record."""

from django.db import migrations

from newsroom.common import kept

HISTORY = {
    "common_userhistory": "common_user",
    "common_deskhistory": "common_desk",
    "common_personrolelinkhistory": "common_user_groups",
}
PEOPLE = """
CREATE TRIGGER common_user_stays BEFORE DELETE ON common_user
    FOR EACH ROW EXECUTE FUNCTION newsroom_refuse(
        'People are deactivated, never deleted: the record names them.');
"""


class Migration(migrations.Migration):
    dependencies = [("common", "0003_history")]
    operations = [
        migrations.RunSQL(kept.FUNCTIONS, kept.DROP_FUNCTIONS),
        migrations.RunSQL(kept.history(HISTORY), migrations.RunSQL.noop),
        migrations.RunSQL(PEOPLE, migrations.RunSQL.noop),
    ]
