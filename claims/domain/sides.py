"""One side of a claim, for or against it: its voices, origins and confirmations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from claims.domain.accounts import Account, accounts
from claims.domain.groups import Group, confirms_independently
from claims.domain.sourcing_facts import AttributionFact, Id, SourceFact
from claims.domain.vocabulary import Basis, Stance
from sources.domain.vocabulary import SourceKind


@dataclass(frozen=True, slots=True)
class Sums:
    """Voices, origins, independent and documented confirmations of some rows."""

    voices: int = 0
    origins: int = 0
    independent: int = 0
    documented: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.voices + other.voices,
            self.origins + other.origins,
            self.independent + other.independent,
            self.documented + other.documented,
        )

    def __sub__(self, other: Sums) -> Sums:
        return Sums(
            self.voices - other.voices,
            self.origins - other.origins,
            self.independent - other.independent,
            self.documented - other.documented,
        )


class Origins:
    """Sources that share one origin: spokesmen with their principals, speakers with the source
    that they have it from. What a group's members know is theirs, not the group's.
    """

    def __init__(self, rows: Iterable[AttributionFact], sources: Mapping[Id, SourceFact]) -> None:
        self._parent: dict[Id, Id] = {}
        for source in sources.values():
            if source.speaks_for is not None:
                self._join(source.id, source.speaks_for)
        direct = [row for row in rows if row.via is None]
        in_parts = {row.source for row in direct if row.headcount is not None}
        of_group: dict[Id, Id] = {}
        for row in direct:
            source = sources[row.source]
            speaks_for_nobody = row.headcount is None and source.id in in_parts
            if row.knows_from is None or speaks_for_nobody:
                continue
            crowd = source.headcount is None and source.id not in in_parts
            if source.kind is not SourceKind.GROUP or source.speaks_for is not None or crowd:
                self._join(row.source, row.knows_from)
            elif not row.others:  # the same people, as far as can be: what they know from is one
                self._join(of_group.setdefault(row.source, row.knows_from), row.knows_from)

    def find(self, one: Id) -> Id:
        while (parent := self._parent.get(one, one)) != one:
            one = parent
        return one

    def _join(self, one: Id, other: Id) -> None:
        first, second = self.find(one), self.find(other)
        if first != second:
            self._parent[first] = second


class Side:
    """All rows that stand for, or against, a claim, ready to be counted one by one or together."""

    def __init__(self, rows: Sequence[AttributionFact], sources: Mapping[Id, SourceFact]) -> None:
        self.direct = [row for row in rows if row.via is None]
        self.relayed = [row for row in rows if row.via is not None]
        self.sources = sources
        self.find = Origins(rows, sources).find
        by_source: dict[Id, list[AttributionFact]] = defaultdict(list)
        for row in self.direct:
            by_source[row.source].append(row)
        self.speakers = by_source.keys()
        self.groups = {
            source: Group(sources[source], own, self.find)
            for source, own in by_source.items()
            if sources[source].kind is SourceKind.GROUP
        }
        # Whoever has it from a group that speaks has it from one of those who are counted.
        self.taken = {
            self.find(source)
            for source, group in self.groups.items()
            if self.find(source) not in group.roots()
        }
        self.asserted = self._asserted()
        self.accounts = accounts(self.relayed)

    @property
    def uncounted(self) -> bool:
        return any(group.uncounted for group in self.groups.values())

    def _asserted(self) -> set[Id]:
        """Origins from which the claim is asserted: nothing there confirms independently."""
        found = set(self.taken)
        for group in self.groups.values():
            found |= group.asserting_roots()
        for row in [*self.direct, *self.relayed]:
            if row.stance is not Stance.ASSERTS:
                continue
            if row.via is not None:
                found |= {self.find(one) for one in self._ties(row)}
            elif row.source not in self.groups:
                found.add(self.find(row.source))
        return found

    def _ties(self, row: AttributionFact) -> set[Id]:
        return {one for one in (row.source, row.via, row.knows_from) if one is not None}

    def sums(self, rows: Sequence[AttributionFact]) -> Sums:
        """Count some of the direct rows together."""
        chosen = {row.id for row in rows}
        voices = untied = independent = documented = 0
        roots: set[Id] = set()
        confirming: dict[Id, bool] = {}
        for source, group in self.groups.items():
            tally = group.tally(r for r in self.direct if r.id in chosen and r.source == source)
            voices += tally.voices
            untied += tally.untied
            independent += tally.independent
            documented += tally.documented
            roots |= tally.roots
            _merge(confirming, tally.confirming)
        alone = [row for row in rows if row.source not in self.groups]
        roots |= {self.find(row.source) for row in alone}
        for row in filter(confirms_independently, alone):
            _merge(confirming, {self.find(row.source): row.basis is Basis.DOCUMENTED})
        valid = [is_doc for root, is_doc in confirming.items() if root not in self.asserted]
        return Sums(
            voices + len({row.source for row in alone}),
            untied + len(roots - self.taken),
            independent + len(valid),
            documented + sum(valid),
        )

    def account_sums(self) -> list[tuple[Account, Sums]]:
        """What each account adds to the direct rows; nothing where it repeats one of those."""
        present = {self.find(row.source) for row in self.direct if row.source not in self.groups}
        for group in self.groups.values():
            present |= group.roots()
        present |= self.taken
        families = self._families(present)
        done: set[int] = set()
        result = []
        for index, account in enumerate(self.accounts):
            if account.cited & self.speakers:
                result.append((account, Sums()))
                continue
            family = families.get(index)
            if family is None or family[0] in done:
                result.append((account, Sums(voices=1)))
                continue
            done.add(family[0])
            members = [self.accounts[i] for i in family]
            result.append((account, Sums(1, 1, *self._confirmed_by(members))))
        return result

    def _families(self, present: set[Id]) -> dict[int, list[int]]:
        """Accounts that add an origin, each with those that share it, by their places."""
        ties = {
            index: {self.find(one) for one in self._account_ties(account)}
            for index, account in enumerate(self.accounts)
            if not account.cited & self.speakers
        }
        fresh = {index: own for index, own in ties.items() if not own & present}
        families: dict[int, list[int]] = {}
        for index, own_ties in fresh.items():
            if index in families:
                continue
            family, reach, grown = [index], set(own_ties), True
            while grown:
                more = [i for i, own in fresh.items() if i not in family and own & reach]
                grown = bool(more)
                family += more
                for i in more:
                    reach |= fresh[i]
            families.update(dict.fromkeys(family, sorted(family)))
        return families

    def _account_ties(self, account: Account) -> set[Id]:
        return {tie for row in account.rows for tie in self._ties(row)} | account.conduits

    def _confirmed_by(self, family: list[Account]) -> tuple[int, int]:
        """Independent and documented confirmations, at most one, at the origin of `family`."""
        roots = {self.find(tie) for account in family for tie in self._account_ties(account)}
        if roots & self.asserted or any(account.circular for account in family):
            return 0, 0
        rows = [r for account in family for r in account.rows if confirms_independently(r)]
        return int(bool(rows)), int(any(row.basis is Basis.DOCUMENTED for row in rows))


def _merge(into: dict[Id, bool], more: Mapping[Id, bool]) -> None:
    for root, documented in more.items():
        into[root] = into.get(root, False) or documented
