"""The people of a group who speak on one side of a claim.

Think of the group as numbered people: a row covers the first of them, so rows overlap as far as
they can; a row of `others` has people of its own. Where rows name more people than the group has,
those who add least are seated first: who is tied to an origin elsewhere, then who asserts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from claims.domain.counting.facts import AttributionFact, Id, SourceFact

Shares = dict[int, int]  # what each row adds, by its place


@dataclass(frozen=True, slots=True)
class Block:
    """The people of one row; `tied` if they have it from somewhere else."""

    people: int
    others: bool
    row: AttributionFact

    @property
    def tied(self) -> bool:
        return self.row.knows_from is not None

    @property
    def tied_apart(self) -> bool:
        """Others who have it from elsewhere: none of them is an origin of their own."""
        return self.others and self.tied


def allot(blocks: Mapping[int, Block], *, beyond: int = 0, room: int) -> Shares:
    """Share people out, in order: those past number `beyond`, each once, up to `room` in all."""
    shares = {}
    for place, block in blocks.items():
        new = block.people if block.others else max(0, block.people - beyond)
        beyond = beyond if block.others else max(beyond, block.people)
        shares[place] = min(new, room)
        room -= shares[place]
    return shares


def first_of(blocks: Iterable[Block]) -> int:
    """How many of the numbered people `blocks` cover together."""
    return max((block.people for block in blocks if not block.others), default=0)


def people(blocks: Iterable[Block]) -> int:
    """How many people `blocks` name together, however many the group has."""
    blocks = list(blocks)
    return first_of(blocks) + sum(block.people for block in blocks if block.others)


class Group:
    """One group with its direct rows of one side, by their places."""

    def __init__(self, source: SourceFact, rows: Mapping[int, AttributionFact]) -> None:
        self.id = source.id
        self.rows = rows
        self.uncounted = source.headcount is None
        self.summaries = [place for place, row in rows.items() if row.headcount is None]
        self.summarised = len(self.summaries) < len(rows)
        self.blocks = self._blocks(source.headcount)
        self.named = people(self.blocks.values())
        self.size = self.named if source.headcount is None else source.headcount
        self.silent = self.size - self.named if self.summaries and self.named < self.size else 0
        self.one_origin = (
            not self.blocks
            or source.speaks_for is not None
            or any(rows[place].knows_from is not None for place in self.summaries)
        )

    def _blocks(self, headcount: int | None) -> dict[int, Block]:
        """The particular rows; without any, the whole of a counted group."""
        blocks = {}
        for place, row in self.rows.items():
            number = headcount if row.headcount is None else row.headcount
            if number is None or (self.summarised and row.headcount is None):
                continue
            number = number if headcount is None else min(number, headcount)
            blocks[place] = Block(number, row.others and row.headcount is not None, row)
        return blocks

    @property
    def _crowded(self) -> bool:
        """Whether the rows name more people than there are, so that some must be the same."""
        return self.named > self.size

    def joined(self) -> list[Id | None]:
        """The sources that share one origin because the same people have it from all of them."""
        if self.one_origin:
            return [self.id, *(row.knows_from for row in self.rows.values())]
        blocks = self.blocks.values()
        return [one.row.knows_from for one in blocks if self._crowded or not one.others]

    def voices(self) -> Shares:
        """The people who speak; a summary beside particular rows adds those they leave out."""
        shares = allot(self.blocks, room=self.size)
        return self._with_silent(shares)

    def untied(self) -> Shares:
        """The people who are origins of their own."""
        if self.one_origin:
            return {}
        blocks = {place: one for place, one in self.blocks.items() if not one.tied_apart}
        tied = [one for one in self.blocks.values() if one.tied]
        room = max(0, self.size - people(tied))
        return self._with_silent(allot(blocks, beyond=first_of(tied), room=room - self.silent))

    def _with_silent(self, shares: Shares) -> Shares:
        if self.silent:
            shares[self.summaries[0]] = shares.get(self.summaries[0], 0) + self.silent
        return shares

    def independent(self) -> Shares:
        """The people, each an origin, who confirm independently; documented ones come first."""
        if self.one_origin:
            return {}
        able = {
            place: one
            for place, one in self.blocks.items()
            if one.row.confirms_independently and not one.tied_apart
        }
        able = dict(sorted(able.items(), key=lambda item: not item[1].row.documented))
        held = [one for one in self.blocks.values() if one.tied or one.row.asserts]
        room = max(0, self.size - people(held))
        return allot(able, beyond=first_of(held), room=room)

    def places(self) -> list[tuple[int, Id]]:
        """The rows whose people stand at an origin elsewhere, each with a source there."""
        if self.one_origin:
            return [(place, self.id) for place in self.blocks or self.summaries]
        return [(p, one.row.knows_from) for p, one in self.blocks.items() if one.tied]

    def asserting(self) -> set[Id]:
        """Sources at whose origins somebody of the group asserts."""
        if self.one_origin:
            return {self.id} if any(row.asserts for row in self.rows.values()) else set()
        blocks = self.blocks.values()
        shared = any(one.row.asserts for one in blocks if self._crowded or not one.others)
        return {
            one.row.knows_from
            for one in blocks
            if one.tied and (one.row.asserts or (shared and (self._crowded or not one.others)))
        }

    def confirming(self) -> list[tuple[int, Id]]:
        """The rows that confirm independently at an origin elsewhere, each with a source there."""
        able = {p: one for p, one in self.blocks.items() if one.row.confirms_independently}
        if self.one_origin:
            return [(place, self.id) for place in able]
        shared = [one.row.knows_from for one in self.blocks.values() if one.tied and not one.others]
        apart = [(p, one.row.knows_from) for p, one in able.items() if one.tied_apart]
        return apart + [(p, shared[0]) for p, one in able.items() if shared and not one.others]
