"""The connections by which web workers hear of changes, as the database sees them."""

from django.db import connection


def listeners():
    """How many there are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name = 'newsroom listener'"
        )
        return cursor.fetchone()[0]


def cut():
    """Cut all of them; how many that were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'newsroom listener'"
        )
        return cursor.fetchone()[0]
