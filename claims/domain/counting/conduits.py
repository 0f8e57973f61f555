"""What reached us through conduits: chains followed to their ends, circles found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from claims.domain.counting.facts import AttributionFact, Id


@dataclass(frozen=True, slots=True)
class Account:
    """One ultimate conduit, or one circle of them, with all rows that lead there."""

    conduits: frozenset[Id]
    named: frozenset[Id]
    rows: tuple[int, ...]

    @property
    def circular(self) -> bool:
        return len(self.conduits) > 1


class Conduits:
    """Who leads to whom by the `via` of `rows`, which are keyed by their places."""

    def __init__(self, rows: Mapping[int, AttributionFact]) -> None:
        onward: dict[Id, set[Id]] = defaultdict(set)
        for row in rows.values():
            onward[row.source].add(row.via)
            onward[row.via].update()
        self._rows = rows
        self._reach = {node: _reach(node, onward) for node in onward}

    def circles(self) -> set[Id]:
        """Everybody who stands in a circle of sources that cite each other."""
        return {node for node in self._reach if len(self._ring(node)) > 1}

    def accounts(self) -> list[Account]:
        """The accounts, in the order of their first rows.

        A chain that forks leads to every one of its ends.
        """
        found: dict[frozenset[Id], list[int]] = {}
        for place, row in self._rows.items():
            for end in sorted(self._ends(row.via), key=lambda end: sorted(map(str, end))):
                found.setdefault(end, []).append(place)
        return [Account(end, self._leading_to(end), tuple(at)) for end, at in found.items()]

    def _ends(self, start: Id) -> set[frozenset[Id]]:
        rings = {node: self._ring(node) for node in self._reach[start]}
        return {ring for node, ring in rings.items() if ring == self._reach[node]}

    def _ring(self, node: Id) -> frozenset[Id]:
        """The node, with whoever leads to it as it leads to them."""
        return frozenset(one for one in self._reach[node] if node in self._reach[one])

    def _leading_to(self, end: frozenset[Id]) -> frozenset[Id]:
        return frozenset(node for node, reach in self._reach.items() if end <= reach)


def _reach(start: Id, onward: Mapping[Id, set[Id]]) -> frozenset[Id]:
    seen, fresh = {start}, [start]
    while fresh:
        for one in onward[fresh.pop()] - seen:
            seen.add(one)
            fresh.append(one)
    return frozenset(seen)
