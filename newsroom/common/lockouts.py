"""Who is locked out after wrong passwords, until when, and how that ends before its time.

django-axes counts in the database, for a user name and a network address together: so an outsider
who knows a name locks out nobody but themselves.
"""

from __future__ import annotations

from datetime import datetime

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest
from django.utils import timezone
from django.utils.timezone import localtime

from newsroom.common.addresses import client_network


def until(request: HttpRequest, username: str) -> datetime:
    """When `username` may be tried again from where the request comes."""
    rows = AccessAttempt.objects.filter(username=username, ip_address=client_network(request))
    last = rows.aggregate(last=Max("attempt_time"))["last"] or timezone.now()
    return last + settings.AXES_COOLOFF_TIME


def sentence(request: HttpRequest, username: str) -> str:
    when = localtime(until(request, username))
    return (
        f"Too many wrong passwords for this user name from where you are. Try again at "
        f"{when:%H:%M} {when:%Z}, or ask an admin to unlock you."
    )


def unlock(username: str) -> int:
    """Forget the wrong passwords for `username`; says how many rows there were."""
    count, _ = AccessAttempt.objects.filter(username=username).delete()
    return int(count)
