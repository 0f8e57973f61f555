"""Which sources share one origin."""

from __future__ import annotations

from collections.abc import Iterable

from claims.domain.counting.facts import Id


class Origins:
    """A union-find over sources: `join` those who share an origin, then `at` names it."""

    def __init__(self) -> None:
        self._parent: dict[Id, Id] = {}

    def join(self, sources: Iterable[Id | None]) -> None:
        """Make one origin of `sources`; None stands for nobody."""
        roots = [self.at(source) for source in sources if source is not None]
        for root in roots[1:]:
            self._parent[self.at(root)] = self.at(roots[0])

    def at(self, source: Id) -> Id:
        """One source for each origin, the same for all who share it."""
        while (parent := self._parent.get(source, source)) != source:
            self._parent[source] = self._parent.get(parent, parent)
            source = parent
        return source
