"""One side of a claim, for or against it: what each of its rows adds to the counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from claims.domain.counting.conduits import Conduits
from claims.domain.counting.facts import AttributionFact, Id, SourceFact
from claims.domain.counting.groups import Group
from claims.domain.counting.origins import Origins
from sources.domain.vocabulary import SourceKind

Standing = tuple[int, Id]  # a row's place, and a source at the origin where its voice stands


@dataclass(slots=True)
class Tally:
    """What each row adds, by its place; the totals are the sums."""

    voices: Counter[int] = field(default_factory=Counter)
    origins: Counter[int] = field(default_factory=Counter)
    independent: Counter[int] = field(default_factory=Counter)
    documented: Counter[int] = field(default_factory=Counter)


class Side:
    """The rows of one side; `tally` holds what they add."""

    def __init__(self, rows: Sequence[AttributionFact], sources: Mapping[Id, SourceFact]) -> None:
        self.rows = dict(enumerate(rows))
        by_source: dict[Id, dict[int, AttributionFact]] = defaultdict(dict)
        for place, row in self.rows.items():
            if row.via is None:
                by_source[row.source][place] = row
        self.relayed = {place: row for place, row in self.rows.items() if row.via is not None}
        is_group = {one: sources[one].kind is SourceKind.GROUP for one in by_source}
        self.groups = {
            one: Group(sources[one], by_source[one]) for one in by_source if is_group[one]
        }
        self.single = {one: own for one, own in by_source.items() if not is_group[one]}
        conduits = Conduits(self.relayed)
        self.accounts = [one for one in conduits.accounts() if not one.named & by_source.keys()]
        self.circles = conduits.circles()
        self.origins = self._origins(sources)
        self._close_rounds()
        self.taken = self._taken()
        self.closed = self._closed()
        self.tally = Tally()
        self._count_voices()
        self._count_origins()
        self._count_confirmations()

    @property
    def uncounted(self) -> bool:
        return any(group.uncounted for group in self.groups.values())

    def is_closed(self, place: int) -> bool:
        """Whether the origin of a row's source asserts the claim, or is unknown."""
        return self.origins.at(self.rows[place].source) in self.closed

    def _origins(self, sources: Mapping[Id, SourceFact]) -> Origins:
        origins = Origins()
        for source in sources.values():
            origins.join((source.id, source.speaks_for))
        for row in self.rows.values():
            if row.via is not None or row.source in self.single:
                origins.join((row.source, row.via, row.knows_from))
        for group in self.groups.values():
            origins.join(group.joined())
        return origins

    def _roots(self, standing: Iterable[Standing]) -> Iterator[tuple[int, Id]]:
        return ((place, self.origins.at(source)) for place, source in standing)

    def _close_rounds(self) -> None:
        """Make one origin of groups whose people have it from nowhere but each other."""
        afloat = [
            group
            for group in self.groups.values()
            if not group.one_origin and not any(group.untied().values())
        ]
        while True:
            doubtful = {self.origins.at(group.id) for group in afloat}
            still = [one for one in afloat if self._own_roots(one) <= doubtful]
            if len(still) == len(afloat):
                break
            afloat = still
        for group in afloat:
            self.origins.join((group.id, *(source for _, source in group.places())))

    def _own_roots(self, group: Group) -> set[Id]:
        return {root for _, root in self._roots(group.places())}

    def _taken(self) -> set[Id]:
        """Origins of groups that are counted already in their people."""
        taken = set()
        for group in self.groups.values():
            root = self.origins.at(group.id)
            if group.one_origin:
                continue
            if root not in self._own_roots(group) or any(group.untied().values()):
                taken.add(root)
        return taken

    def _closed(self) -> set[Id]:
        """Origins that assert the claim, or are unknown: nothing there confirms independently."""
        asserting = {
            row.source
            for row in self.rows.values()
            if row.asserts and (row.via is not None or row.source in self.single)
        }
        asserting.update(*(group.asserting() for group in self.groups.values()))
        return {self.origins.at(source) for source in asserting | self.circles}

    def _count_voices(self) -> None:
        voices = self.tally.voices
        voices.update(min(own) for own in self.single.values())
        voices.update(account.rows[0] for account in self.accounts)
        for group in self.groups.values():
            voices.update(group.voices())

    def _standing(self) -> Iterator[Standing]:
        """Every row with a voice at an origin which others can share."""
        for source, own in self.single.items():
            yield min(own), source
        for account in self.accounts:
            yield from ((account.rows[0], one) for one in account.conduits)
        for group in self.groups.values():
            yield from group.places()

    def _count_origins(self) -> None:
        seen = set(self.taken)
        for place, root in sorted(self._roots(self._standing()), key=lambda item: item[0]):
            if root not in seen:
                seen.add(root)
                self.tally.origins[place] += 1
        for group in self.groups.values():
            self.tally.origins.update(group.untied())

    def _confirming(self) -> Iterator[Standing]:
        """Every row that confirms independently at an origin which others can share."""
        places = {place for own in self.single.values() for place in own}
        places.update(place for account in self.accounts for place in account.rows)
        for place in places:
            if self.rows[place].confirms_independently:
                yield place, self.rows[place].source
        for group in self._open_groups():
            yield from group.confirming()

    def _open_groups(self) -> Iterator[Group]:
        """Groups for which nobody else has asserted."""
        for group in self.groups.values():
            if group.one_origin or self.origins.at(group.id) not in self.closed:
                yield group

    def _count_confirmations(self) -> None:
        seen = self.closed | self.taken
        candidates = sorted(
            self._roots(self._confirming()),
            key=lambda item: (not self.rows[item[0]].documented, item[0]),
        )
        for place, root in candidates:
            if root not in seen:
                seen.add(root)
                self.tally.independent[place] += 1
        for group in self._open_groups():
            self.tally.independent.update(group.independent())
        for place, number in self.tally.independent.items():
            self.tally.documented[place] = number if self.rows[place].documented else 0
