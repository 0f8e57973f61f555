"""The people of the newsroom, and what every editable record has."""

from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from knox.models import AbstractAuthToken

from newsroom.common import history
from newsroom.common.constraints import choices, known
from newsroom.common.ids import time_ordered_id
from newsroom.common.roles import Role, Scope

PREFIX_SHOWN = 11  # characters of a token, of 69


class Versioned(models.Model):
    """A record that people edit: `version` rises with each change; a stale write is refused."""

    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class Desk(models.Model):
    """A department (politics, business) whose articles may be kept to its own people."""

    id = models.UUIDField(primary_key=True, default=time_ordered_id, editable=False)
    name = models.CharField(max_length=100, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):  # type: ignore[django-manager-missing]  # that of tokens
    id = models.UUIDField(primary_key=True, default=time_ordered_id, editable=False)
    desk = models.ForeignKey(
        Desk, null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )

    class Meta(AbstractUser.Meta):
        ordering = ["username"]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles of this person, read once; groups that are no role are passed over."""
        known = {role.value: role for role in Role}
        names = [group.name for group in self.groups.all()]
        held = {known[name] for name in names if name in known}
        return frozenset(held | ({Role.ADMIN} if self.is_superuser else set()))


class PersonRoleLink(User.groups.through):  # type: ignore[name-defined,misc]
    """Who holds which role, for the history."""

    class Meta:
        proxy = True


class RepeatableRequest(models.Model):
    """What was answered to a POST with an Idempotency-Key, to answer its repetition the same."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    method = models.CharField(max_length=10)
    path = models.CharField(max_length=500)
    key = models.CharField(max_length=255)
    body_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="repeatable_created")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "method", "path", "key"], name="repeatable_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


class ApiToken(AbstractAuthToken):  # type: ignore[misc]  # of a library without types
    """A token of another system, which acts as its `user`; kept as a hash, and never deleted."""

    id = models.UUIDField(primary_key=True, default=time_ordered_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="auth_token_set")
    token_key = models.CharField(max_length=25, editable=False)  # its beginning
    digest = models.CharField(max_length=128, unique=True, editable=False)
    label = models.CharField(max_length=100, help_text="What it is for, such as the system's name.")
    scope = models.CharField(
        max_length=10,
        choices=choices(Scope),
        default=Scope.READ,
        help_text="A token that only reads harms less where it is lost.",
    )
    last_used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    revoked_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = models.Manager["ApiToken"]()

    class Meta:
        verbose_name = "API token"
        ordering = ["-id"]
        constraints = [
            known("api_token", "scope", Scope),
            models.CheckConstraint(
                condition=models.Q(revoked_at=None, revoked_by=None)
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="api_token_revoked_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.prefix}…)"

    @property
    def prefix(self) -> str:
        """The token's beginning, by which its owner knows it; the rest nobody has."""
        return self.token_key[:PREFIX_SHOWN]

    @property
    def state(self) -> str:
        """Whether it still works, in a word."""
        if self.revoked_at:
            return "revoked"
        return "expired" if self.expiry and self.expiry <= timezone.now() else "works"


# A password is nobody's to keep, and a sign-in is no change of the person.
history.track(User, exclude=["password", "last_login"])
history.track(Desk)
history.track(PersonRoleLink, pairs=True)
