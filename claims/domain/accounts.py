"""What reached us through a conduit: one account each, however many it cites."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from claims.domain.sourcing_facts import AttributionFact, Id


@dataclass(frozen=True, slots=True)
class Account:
    """The rows that reached us through one ultimate conduit, or round one circle."""

    conduits: frozenset[Id]
    rows: tuple[AttributionFact, ...]
    circular: bool

    @property
    def cited(self) -> frozenset[Id]:
        """Everybody whom the account names, its conduits included."""
        return self.conduits | {row.source for row in self.rows}


def accounts(rows: Sequence[AttributionFact]) -> list[Account]:
    """Fold rows with a `via` into accounts, in the order of their first rows.

    Chains of conduits are followed to the end; where they have several ends, each end has an
    account of its own from the row that leads straight to it, and the longer way adds none.
    """
    onward: dict[Id, set[Id]] = defaultdict(set)
    for row in rows:
        onward[row.source].add(row.via)
    found: dict[frozenset[Id], list[AttributionFact]] = {}
    circles: set[frozenset[Id]] = set()
    for row in rows:
        ends, circle = _ends(row.via, onward)
        key = ends or circle
        found.setdefault(key, []).append(row)
        if not ends:
            circles.add(key)
    whole = [key for key in found if not any(other < key for other in found)]
    return [Account(key, tuple(_rows_of(key, found)), circular=key in circles) for key in whole]


def _rows_of(
    key: frozenset[Id], found: dict[frozenset[Id], list[AttributionFact]]
) -> Iterable[AttributionFact]:
    """The rows of an account: first those that lead to it alone, then those with further ends."""
    yield from found[key]
    for ends, rows in found.items():
        if key < ends:
            yield from rows


def _ends(start: Id, onward: dict[Id, set[Id]]) -> tuple[frozenset[Id], frozenset[Id]]:
    """The ends of all chains from `start`; and, where there are none, the circle they run in."""
    seen, fresh = {start}, [start]
    while fresh:
        for further in onward.get(fresh.pop(), ()):
            if further not in seen:
                seen.add(further)
                fresh.append(further)
    ends = frozenset(one for one in seen if not onward.get(one))
    return ends, frozenset() if ends else _circle(seen, onward)


def _circle(reached: set[Id], onward: dict[Id, set[Id]]) -> frozenset[Id]:
    """Those of `reached` whom all of them lead to: the circle at the end of every way."""
    core = set(reached)
    for one in reached:
        seen, fresh = set[Id](), [one]
        while fresh:
            for further in onward[fresh.pop()]:
                if further not in seen:
                    seen.add(further)
                    fresh.append(further)
        core &= seen
    return frozenset(core or reached)


def has_circle(rows: Sequence[AttributionFact]) -> bool:
    """Whether conduits cite each other in a circle anywhere."""
    onward: dict[Id, set[Id]] = defaultdict(set)
    for row in rows:
        onward[row.source].add(row.via)
    while True:
        dead = [one for one, to in onward.items() if not (to & onward.keys())]
        if not dead:
            return bool(onward)
        for one in dead:
            del onward[one]
