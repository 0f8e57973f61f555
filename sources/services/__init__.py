"""Writes to sources, and the custody of their sealed identities. One module a subject."""

from sources.services.sources import FIELDS, check_speaks_for, source_create, source_delete

__all__ = ["FIELDS", "check_speaks_for", "source_create", "source_delete"]
