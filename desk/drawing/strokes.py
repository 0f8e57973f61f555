"""The lines between boxes that stand where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desk.domain.picture import Edge, Kind, Link
from desk.drawing.shapes import TRUNK, Box, Sheet, Slot, Stroke


def stroke(edge: Edge, boxes: Mapping[str, Box], passing: Sequence[Slot], sheet: Sheet) -> Stroke:
    near, far = boxes[edge.near], boxes[edge.far]
    look = _look(edge)
    if near.node.lane == far.node.lane:
        return Stroke(_around(near, far), f"{look} round", edge.shared, "around")
    if sheet.on_top and edge.link is Link.ABOUT:
        path = f"M {TRUNK} {far.middle:.1f} H {far.x:.1f}"
        return Stroke(path, look, edge.shared, "bar" if _side(edge) == "against" else "")
    spots = [(near.right, near.middle + _port(edge, near))]
    for slot in passing:
        left = sheet.left(slot.lane)
        spots += [(left, slot.middle), (left + sheet.width(slot.lane), slot.middle)]
    spots.append((far.x, far.middle))
    return Stroke(_curve(spots), look, edge.shared, _marker(edge))


def _marker(edge: Edge) -> str:
    """What stands where a line arrives at its claim."""
    if edge.link is not Link.ABOUT:
        return ""
    if _side(edge) == "against":
        return "bar"
    return "to" if edge.counted else "open"


def _port(edge: Edge, near: Box) -> float:
    """At a claim, what speaks against it arrives below what speaks for it."""
    if near.node.kind is not Kind.CLAIM:
        return 0
    return near.height / 4 if edge.stance and _side(edge) == "against" else -near.height / 8


def _side(edge: Edge) -> str:
    match edge.stance:
        case "denies" | "disputes":
            return "against"
        case "partly confirms":
            return "partly"
    return "for"


def _look(edge: Edge) -> str:
    """The classes by which a line is drawn."""
    kind = edge.link.replace(" ", "-")
    if edge.stance is None:
        return kind
    return f"{kind} {_side(edge)} {'counted' if edge.counted else 'left-out'}"


def _curve(spots: Sequence[tuple[float, float]]) -> str:
    """Through `spots`, which are in pairs: bent between lanes, straight across one."""
    (x, y), *others = spots
    path = f"M {x:.1f} {y:.1f}"
    for at, (to_x, to_y) in enumerate(others):
        if at % 2:
            path += f" L {to_x:.1f} {to_y:.1f}"
        else:
            half = (x + to_x) / 2
            path += f" C {half:.1f} {y:.1f} {half:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"
        x, y = to_x, to_y
    return path


def _around(near: Box, far: Box) -> str:
    """Between two that cite each other: bent to the right of both, each way at its own height."""
    step = 11 if near.y < far.y else -11
    x, a, b = near.right, near.middle + step, far.middle + step
    out = x + (30 if step > 0 else 12)
    return f"M {x:.1f} {a:.1f} C {out:.1f} {a:.1f} {out:.1f} {b:.1f} {x:.1f} {b:.1f}"


def trunks(edges: Sequence[Edge], boxes: Mapping[str, Box]) -> list[Stroke]:
    """Down from each claim that stands on top, as far as its last row."""
    lowest: dict[str, float] = {}
    for edge in edges:
        if edge.link is Link.ABOUT:
            lowest[edge.near] = max(lowest.get(edge.near, 0), boxes[edge.far].middle)
    return [
        Stroke(f"M {TRUNK} {boxes[key].bottom:.1f} V {end:.1f}", "trunk", False)
        for key, end in lowest.items()
    ]
