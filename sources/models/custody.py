"""The sealed identity of a source, and the record of who opened, asked, approved and shredded.

None of it is followed by the history: a sealed text is kept once, and its keys elsewhere. What is
on record here is append-only by plain triggers (migration 0005), superusers included.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from newsroom.common.constraints import choices, known
from newsroom.common.ids import random_id
from sources.domain.vocabulary import NoticeKind
from sources.models.source import Source

LONGEST_REASON = 300


def _somebody(related_name: str = "+", *, null: bool = False) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=null, on_delete=models.PROTECT, related_name=related_name
    )


def _of_source(related_name: str) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(Source, on_delete=models.PROTECT, related_name=related_name)


class SealedIdentity(models.Model):
    """A version of what is sealed. Never changed; deleted by shredding alone (trigger).

    `name_tag` stands for the name in this source's own index, empty where the name has no letter.
    What was sealed under the rule of two persons stays under it, whatever the setting says later.
    """

    id = models.UUIDField(primary_key=True, default=random_id, editable=False)
    source = _of_source("sealed_identities")
    version = models.PositiveIntegerField()
    ciphertext = models.BinaryField()
    name_tag = models.BinaryField(default=bytes)
    two_persons = models.BooleanField()
    sealed_at = models.DateTimeField(auto_now_add=True)
    sealed_by = _somebody()

    class Meta:
        ordering = ["source", "version"]
        constraints = [
            models.UniqueConstraint(fields=["source", "version"], name="sealed_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="sealed_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"version {self.version}"


class SamePersonTag(models.Model):
    """That a sealed source is the same person as another, or is not: of which, and whether, only
    its key can tell.

    The link is the identity as well, so it stands nowhere in the clear.
    """

    id = models.UUIDField(primary_key=True, default=random_id, editable=False)
    source = _of_source("same_person_tags")
    tag = models.BinaryField()
    at = models.DateTimeField(auto_now_add=True)
    by = _somebody()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "tag"], name="same_person_said_once")
        ]

    def __str__(self) -> str:
        return f"same person, {self.at:%Y-%m-%d}"


class OpeningRequest(models.Model):
    """A custodian asks a second one for leave to open. Append-only (trigger)."""

    id = models.UUIDField(primary_key=True, default=random_id, editable=False)
    source = _of_source("opening_requests")
    by = _somebody()
    reason = models.CharField(max_length=LONGEST_REASON)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="opening_request_has_reason"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("asked_at")), name="opening_request_expires"
            ),
        ]

    def __str__(self) -> str:
        return f"asked by {self.by}"


class OpeningApproval(models.Model):
    """The leave of a second custodian, for one opening. Append-only (trigger)."""

    id = models.UUIDField(primary_key=True, default=random_id, editable=False)
    request = models.OneToOneField(
        OpeningRequest, on_delete=models.PROTECT, related_name="approval"
    )
    by = _somebody()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"approved by {self.by}"


class IdentityOpening(models.Model):
    """That somebody opened a sealed identity: written before anything is shown. Append-only.

    The database refuses one by whoever is no custodian of the source, or without the leave that
    it needs (trigger).
    """

    id = models.UUIDField(primary_key=True, default=random_id, editable=False)
    source = _of_source("openings")
    version = models.PositiveIntegerField()
    by = _somebody()
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=LONGEST_REASON)
    approval = models.OneToOneField(
        OpeningApproval, null=True, on_delete=models.PROTECT, related_name="opening"
    )

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="opening_has_reason"),
        ]

    def __str__(self) -> str:
        return f"opened by {self.by}"


class OpeningFailure(models.Model):
    """That an opening came to nothing: nothing was shown. Append-only (trigger)."""

    opening = models.OneToOneField(
        IdentityOpening, primary_key=True, on_delete=models.PROTECT, related_name="failure"
    )
    what = models.CharField(max_length=60)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.what


class IdentityShredding(models.Model):
    """That an identity was destroyed, by whom and why; begun, and finished once nothing is left.

    Stays for good: all that changes is `finished_at`, once (trigger).
    """

    id = models.UUIDField(primary_key=True, default=random_id, editable=False)
    source = _of_source("shreddings")
    by = _somebody()
    reason = models.CharField(max_length=LONGEST_REASON)
    begun_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-begun_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="shredding_has_reason"),
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(finished_at__isnull=True),
                name="shredding_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"shredded by {self.by}"


class CustodyNotice(models.Model):
    """What a custodian or the handler is told, until they have acknowledged it."""

    id = models.UUIDField(primary_key=True, default=random_id, editable=False)
    source = _of_source("custody_notices")
    person = _somebody("custody_notices")
    kind = models.CharField(max_length=20, choices=choices(NoticeKind))
    by = _somebody(null=True)
    at = models.DateTimeField(auto_now_add=True)
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [known("custodynotice", "kind", NoticeKind)]
        indexes = [
            models.Index(
                fields=["person"],
                condition=Q(acknowledged_at__isnull=True),
                name="notice_open",
            )
        ]

    def __str__(self) -> str:
        return self.kind


class FailedProof(models.Model):
    """A wrong password given where the identity of a source was to be opened. Append-only."""

    source = _of_source("failed_proofs")
    person = _somebody("failed_proofs")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["person", "at"], name="failed_proof_recent")]

    def __str__(self) -> str:
        return f"{self.person}, {self.at:%Y-%m-%d %H:%M}"
