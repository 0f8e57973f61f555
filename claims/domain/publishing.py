"""What changes for the public from one rendering of an article to the next."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


class PublicKind(StrEnum):
    """What the public reads a change of. Sourcing and evidence are parts of their claim."""

    ARTICLE = "article"
    CLAIM = "claim"
    COMMENT_REQUEST = "comment request"
    NOTICE = "notice"
    SOURCE = "source"


class Act(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Change(Generic[Key]):
    """`digest` is that of what stands now, empty once removed."""

    key: Key
    act: Act
    digest: str


def changes(before: Mapping[Key, str], after: Mapping[Key, str]) -> list[Change[Key]]:
    """What leads from the digests `before` to those `after`, by key.

    What is new or changed comes in the order of `after`, what is gone last, in that of `before`:
    so whoever follows the list has an article before its claims, and takes it away before them.
    """
    found = []
    for key, digest in after.items():
        if key not in before:
            found.append(Change(key, Act.CREATED, digest))
        elif before[key] != digest:
            found.append(Change(key, Act.CHANGED, digest))
    gone = [Change(key, Act.REMOVED, "") for key in before if key not in after]
    return found + gone
