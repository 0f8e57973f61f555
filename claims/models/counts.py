"""The stored counts of a claim: the internal set and the public one."""

from __future__ import annotations

from django.db import models

COUNT_FIELDS = (
    "source_count",
    "origin_count",
    "independent_confirmations",
    "documented_confirmations",
    "denials",
    "partial_confirmations",
    "uncounted",
    "circular",
)


def _number() -> models.PositiveIntegerField[int, int]:
    return models.PositiveIntegerField(default=0, editable=False)


def _flag() -> models.BooleanField[bool, bool]:
    return models.BooleanField(default=False, editable=False)


class StoredCounts(models.Model):
    """Never typed: every service that touches a claim writes what counting afresh gives."""

    source_count = _number()
    origin_count = _number()
    independent_confirmations = _number()
    documented_confirmations = _number()
    denials = _number()
    partial_confirmations = _number()
    uncounted = _flag()
    circular = _flag()
    public_source_count = _number()
    public_origin_count = _number()
    public_independent_confirmations = _number()
    public_documented_confirmations = _number()
    public_denials = _number()
    public_partial_confirmations = _number()
    public_uncounted = _flag()
    public_circular = _flag()

    class Meta:
        abstract = True
