"""What is registered at start-up: what `sources` asks of us, and what ends each write."""

from __future__ import annotations

from claims.services import custody, judging, sources
from newsroom.common.transactions import before_commit
from sources import hooks


class Writes:
    """What sources.hooks.SourceWrites asks for."""

    source_update = staticmethod(sources.source_update)
    source_merge = staticmethod(sources.source_merge)
    source_set_compromised = staticmethod(custody.source_set_compromised)
    source_hand_over = staticmethod(custody.source_hand_over)
    approvers_of = staticmethod(sources.approvers_of)
    public_source_ids = staticmethod(sources.public_source_ids)


def register() -> None:
    """Take the sources' hooks, and judge at the end of each write; called when the app is ready."""
    hooks.register(Writes())
    before_commit(judging.settle)
