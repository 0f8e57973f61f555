"""Deleting a record in the admin: as its page showed it, or not at all."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from newsroom.common import admin_seen
from newsroom.common.admin_base import ServiceAdmin
from newsroom.common.admin_notes import in_a_sentence
from newsroom.common.records import Refused, Stale


class DeletingAdmin(ServiceAdmin):
    """Subclasses say who may delete, by which service, and what it means."""

    delete_confirmation_template = "admin_common/delete.html"
    deletion_means: str

    def delete_record(self, request: HttpRequest, record: Any, seen: int) -> None:
        """Call the service that deletes the record, as it stood at `seen`."""
        raise PermissionError(f"{self} deletes nothing.")

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.delete_record(request, obj, admin_seen.mark_in(request.POST, obj))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        record = self.get_object(request, object_id)
        if record is None and type(self).may_write(request.user):
            return self.gone(request, object_id)
        if request.method != "POST" or record is None:
            seen = admin_seen.seal(record) if record else ""
            more = {"seen": seen, "means": self.deletion_means}
            return cast("HttpResponse", super().delete_view(request, object_id, more))
        try:
            with transaction.atomic():
                return cast("HttpResponse", super().delete_view(request, object_id))
        except (ValidationError, Refused, Stale) as problem:
            said = " ".join(getattr(problem, "messages", [str(problem)]))
        record = self.get_object(request, object_id)
        if record is None:
            return self.gone(request, object_id)
        told = self.since_shown(request, record)
        messages.error(request, f"{in_a_sentence(told)} It was not deleted." if told else said)
        return HttpResponseRedirect(request.path)
