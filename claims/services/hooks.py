"""What `sources` asks of us when a source changes: registered with its hooks at start-up."""

from __future__ import annotations

from claims.services import custody, sources
from sources import hooks


class Writes:
    """What sources.hooks.SourceWrites asks for."""

    source_update = staticmethod(sources.source_update)
    source_merge = staticmethod(sources.source_merge)
    source_set_compromised = staticmethod(custody.source_set_compromised)
    source_hand_over = staticmethod(custody.source_hand_over)
    public_source_ids = staticmethod(sources.public_source_ids)


def register() -> None:
    """Take the sources' hooks; called when the app is ready."""
    hooks.register(Writes())
