"""The people of the newsroom, and what every editable record has."""

from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.db import models

from newsroom.common.ids import time_ordered_id
from newsroom.common.roles import Role


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


class User(AbstractUser):
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
        names = self.groups.values_list("name", flat=True)
        held = {known[name] for name in names if name in known}
        return frozenset(held | ({Role.ADMIN} if self.is_superuser else set()))
