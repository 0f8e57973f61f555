"""The people of a group who speak on one side of a claim.

Rows without `others` overlap as far as they can: think of the members as numbered, and of each
such row as covering the first of them. A row of `others` is a block of people of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from claims.domain.sourcing_facts import AttributionFact, Id, SourceFact
from claims.domain.vocabulary import Basis, Stance

Find = Callable[[Id], Id]


@dataclass(slots=True)
class GroupTally:
    """Voices of a group; `untied` of them are origins of their own, the others stand at `roots`.

    `independent` and `documented` are untied voices; `confirming` are roots at which somebody of
    the group confirms independently, with whether that is documented.
    """

    voices: int = 0
    untied: int = 0
    roots: set[Id] = field(default_factory=set)
    independent: int = 0
    documented: int = 0
    confirming: dict[Id, bool] = field(default_factory=dict)


def people(rows: Iterable[AttributionFact]) -> int:
    """How many the particular `rows` are at least: the largest, and the blocks of others."""
    rows = list(rows)
    return base(rows) + sum(row.headcount or 0 for row in rows if row.others)


def base(rows: Iterable[AttributionFact]) -> int:
    return max((row.headcount or 0 for row in rows if not row.others), default=0)


def confirms_independently(row: AttributionFact) -> bool:
    return row.stance is Stance.CONFIRMS and row.independent is True


class Group:
    """One group with all its direct rows on one side; `tally` counts any of them together."""

    def __init__(self, source: SourceFact, rows: Sequence[AttributionFact], find: Find) -> None:
        self.source = source
        self.find = find
        self.size = source.headcount
        self.particular = [row for row in rows if row.headcount is not None]
        self.summaries = [row for row in rows if row.headcount is None]
        asserting = [row for row in self.particular if row.stance is Stance.ASSERTS]
        self.asserting = self._cap(people(asserting))
        self.asserting_base = base(asserting)
        self.tied_base = base(row for row in self.particular if self._tie(row) is not None)
        self.people = self._cap(people(self.particular))
        ties = {self._tie(row) for row in self.particular} - {None}
        self.untied_room = max(0, self.people - len(ties))

    @property
    def uncounted(self) -> bool:
        return self.size is None

    def asserting_roots(self) -> set[Id]:
        """Origins, other than the speakers themselves, from which the group asserts."""
        speaking = self.particular or self.summaries
        return {
            tie
            for row in speaking
            if row.stance is Stance.ASSERTS and (tie := self._place(row)) is not None
        } | (self._base_ties() if self.asserting_base and self.tied_base else set())

    def roots(self) -> set[Id]:
        return self.tally([*self.particular, *self.summaries]).roots

    def tally(self, rows: Iterable[AttributionFact]) -> GroupTally:
        """Count `rows`, some of this group's, in the light of all of them."""
        rows = list(rows)
        particular = [row for row in rows if row.headcount is not None]
        summaries = [row for row in rows if row.headcount is None]
        if not self.particular:
            return self._whole(summaries)
        tally = self._part(particular)
        if summaries and self.size is not None:
            tally.voices = max(tally.voices, self.size)
            if all(self._tie(row) is None for row in self.summaries):
                tally.untied = max(tally.untied, self.size - len(tally.roots))
        return tally

    def _whole(self, summaries: list[AttributionFact]) -> GroupTally:
        """The group speaks only as a whole."""
        tally = GroupTally()
        if not summaries:
            return tally
        tally.voices = self.size or 0
        tally.roots = {place for row in summaries if (place := self._place(row)) is not None}
        elsewhere = any(self._place(row) is not None for row in self.summaries)
        tally.untied = 0 if elsewhere else tally.voices
        asserted = any(row.stance is Stance.ASSERTS for row in self.summaries)
        confirming = [row for row in summaries if confirms_independently(row)]
        if confirming and not asserted and tally.voices:
            documented = any(row.basis is Basis.DOCUMENTED for row in confirming)
            tally.independent = tally.untied
            tally.documented = tally.untied if documented else 0
            tally.confirming = dict.fromkeys(tally.roots, documented)
        return tally

    def _part(self, rows: list[AttributionFact]) -> GroupTally:
        tally = GroupTally(voices=self._cap(people(rows)))
        for row in rows:
            tie = self._tie(row)
            if tie is not None:
                tally.roots.add(tie)
        untied = max(0, base(rows) - self.tied_base) + sum(
            row.headcount or 0 for row in rows if row.others and self._tie(row) is None
        )
        tally.untied = min(untied, self.untied_room)
        confirming = [row for row in rows if confirms_independently(row)]
        room = max(0, self.people - self.asserting)
        tally.independent = min(self._untied_beyond(confirming), room)
        documented = [row for row in confirming if row.basis is Basis.DOCUMENTED]
        tally.documented = min(self._untied_beyond(documented), tally.independent)
        for row in confirming:
            for root in self._confirmed_at(row):
                is_documented = row.basis is Basis.DOCUMENTED
                tally.confirming[root] = tally.confirming.get(root, False) or is_documented
        return tally

    def _untied_beyond(self, rows: list[AttributionFact]) -> int:
        """People of `rows` who neither assert nor are tied to an origin elsewhere."""
        others = sum(row.headcount or 0 for row in rows if row.others and self._tie(row) is None)
        return max(0, base(rows) - max(self.asserting_base, self.tied_base)) + others

    def _confirmed_at(self, row: AttributionFact) -> set[Id]:
        if row.others:
            tie = self._tie(row)
            return set() if tie is None else {tie}
        beyond = (row.headcount or 0) > self.asserting_base
        return self._base_ties() if beyond and self.tied_base > self.asserting_base else set()

    def _base_ties(self) -> set[Id]:
        ties = (self._tie(row) for row in self.particular if not row.others)
        return {tie for tie in ties if tie is not None}

    def _tie(self, row: AttributionFact) -> Id | None:
        """The origin elsewhere from which the people of `row` have it, if there is one."""
        if self.source.speaks_for is not None:
            return self.find(self.source.id)
        return None if row.knows_from is None else self.find(row.knows_from)

    def _place(self, row: AttributionFact) -> Id | None:
        """Like `_tie`; an uncounted group that speaks as a whole is one origin, its own."""
        if self.size is None and not self.particular:
            return self.find(self.source.id)
        return self._tie(row)

    def _cap(self, voices: int) -> int:
        return voices if self.size is None else min(voices, self.size)
