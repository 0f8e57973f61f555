"""The roles, as groups. What each may do is said by predicates in the apps' access.py."""

from django.db import migrations

ROLES = ("consumer", "fact-checker", "editor", "lawyer", "custodian", "admin")


def seed(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for name in ROLES:
        group.objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
