"""How many requests a minute one caller may make: counted in the database, for all processes.

One statement a request adds to a count and reads it, so that no two requests read the same count.
The table is not written ahead (UNLOGGED): after a crash of the server counts begin anew.
"""

from __future__ import annotations

import hashlib
import random
import time

from django.db import connection
from django.http import HttpRequest
from rest_framework.exceptions import Throttled

from newsroom.common import security_log

WINDOW = 60  # seconds
CLEARED_ONE_IN = 1000
ADD = """
INSERT INTO newsroom_api_count AS had (caller, since, requests) VALUES (%s, %s, 1)
ON CONFLICT (caller) DO UPDATE SET
    requests = CASE WHEN had.since = excluded.since THEN had.requests + 1 ELSE 1 END,
    since = excluded.since
RETURNING requests
"""


class Limited(Throttled):
    """Too many requests; `wait` goes into Retry-After."""

    default_detail = "Too many requests."
    extra_detail_singular = extra_detail_plural = "Try again in {wait} seconds."


def count(request: HttpRequest, caller: str, *, most: int) -> None:
    """Count a request of `caller`. Raises Limited where it is more than `most` in this minute.

    `most` 0 is no limit. A caller who crosses it is named once a minute in the security log.
    """
    if not most:
        return
    now = int(time.time())
    since = now - now % WINDOW
    with connection.cursor() as cursor:
        cursor.execute(ADD, [hashlib.sha256(caller.encode()).digest(), since])
        requests = cursor.fetchone()[0]
        if random.randrange(CLEARED_ONE_IN) == 0:  # noqa: S311  # chance, not a secret
            cursor.execute("DELETE FROM newsroom_api_count WHERE since < %s", [since])
    if requests == most + 1:
        security_log.event("limited", request, limit=most)
    if requests > most:
        raise Limited(wait=since + WINDOW - now)
