"""Where each box stands: the lanes are given, igraph orders what is in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

import igraph

from desk.domain.picture import Edge, Part
from desk.drawing.shapes import APART, HEAD, Box, Ring, Sheet, Slot


def slots_of(part: Part, boxes: Mapping[str, Box]) -> tuple[list[Slot], dict[str, int]]:
    """What takes up room, and by its key which of it is a node's."""
    slots: list[Slot] = []
    at: dict[str, int] = {}
    for node in part.nodes:
        if node.key in at:
            continue
        ring = next((one for one in part.circles if node.key in one), {node.key})
        members = [one.key for one in part.nodes if one.key in ring]
        at.update(dict.fromkeys(members, len(slots)))
        slots.append(Slot(node.lane, [boxes[one] for one in members]))
    return slots, at


def way(edge: Edge, slots: list[Slot], at: Mapping[str, int]) -> list[int]:
    """The slots from one end of `edge` to the other, with new ones where it passes a lane."""
    near, far = at[edge.near], at[edge.far]
    passing = []
    for lane in range(slots[near].lane + 1, slots[far].lane):
        passing.append(len(slots))
        slots.append(Slot(lane, []))
    return [near, *passing, far]


def place(slots: list[Slot], ways: Sequence[Sequence[int]], sheet: Sheet) -> None:
    """Set how far down each slot is."""
    pairs = {(a, b) for way in ways for a, b in pairwise(way) if a != b}
    graph = igraph.Graph(n=len(slots), edges=sorted(pairs), directed=True)
    across = [
        spot[0]
        for spot in graph.layout_sugiyama(layers=[one.lane for one in slots], maxiter=100).coords
    ]
    lanes: dict[int, list[int]] = defaultdict(list)
    for one, slot in enumerate(slots):
        lanes[slot.lane].append(one)
    for own in lanes.values():
        own.sort(key=lambda one: (across[one], one))
    if sheet.on_top:
        _stack(slots, lanes, sorted(pairs))
    else:
        pitch = APART + max(_mean(slots, lanes[lane]) for lane in lanes)
        for own in lanes.values():
            _down(slots, own, {one: across[one] * pitch for one in own})
    top = min(slot.y for slot in slots)
    for slot in slots:
        slot.y += 2 - top


def _mean(slots: list[Slot], own: list[int]) -> float:
    return sum(slots[one].height for one in own) / len(own)


def _stack(
    slots: list[Slot], lanes: Mapping[int, list[int]], pairs: Sequence[tuple[int, int]]
) -> None:
    """Each claim with its rows under it; whoever stands behind them where these are."""
    rows: dict[int, list[int]] = defaultdict(list)
    for near, far in pairs:
        if slots[near].lane == 0:
            rows[near].append(far)
    y: float = 0
    for claim in sorted(lanes[0]):
        slots[claim].y = y
        y += slots[claim].height + APART
        for row in sorted(rows[claim]):  # as they were logged
            slots[row].y = y
            y += slots[row].height + APART
        y += APART
    across = [(slots[one].y, slots[one].y + slots[one].height) for one in sorted(lanes[0])]
    for lane in sorted(lanes):
        if lane < 2:
            continue
        before: dict[int, list[float]] = defaultdict(list)
        for near, far in pairs:
            if slots[far].lane == lane:
                before[far].append(slots[near].middle)
        wanted = {one: sum(before[one]) / len(before[one]) for one in lanes[lane]}
        own = sorted(lanes[lane], key=lambda one: wanted[one])
        _down(slots, own, wanted, across)


def _down(
    slots: list[Slot],
    own: list[int],
    wanted: Mapping[int, float],
    across: Sequence[tuple[float, float]] = (),
) -> None:
    """One under the other, their middles where they are wanted or as near as they can be.

    `across` are tops and bottoms of what takes up all of the width, from above.
    """
    free = float("-inf")
    for one in own:
        slot = slots[one]
        slot.y = max(free, wanted[one] - slot.height / 2)
        for top, bottom in across:
            if slot.y < bottom + APART and slot.y + slot.height + APART > top:
                slot.y = bottom + APART
        free = slot.y + slot.height + APART


def settle(slot: Slot, sheet: Sheet) -> None:
    """Give the boxes of a slot, whose place is set, their own."""
    y = slot.y + (HEAD if slot.is_ring else 0)
    for box in slot.boxes:
        box.x, box.y = sheet.left(slot.lane), y
        for line in box.lines:
            line.x, line.y = box.x + line.x, box.y + line.y
        y = box.bottom + APART


def ring(slot: Slot) -> Ring:
    first = slot.boxes[0]
    return Ring(first.x - 7, slot.y, first.width + 14 + 24, slot.height)
