"""A part of the picture of sourcing, laid out: boxes with their words, and lines between them.

Why on the server, and by igraph. The desk's content policy lets no script write styles, there is no
build step, and a picture must be there for keyboard, screen reader and printer. What PyPI has of
JavaScript graph libraries (in wheels of pyvis, dash-cytoscape, ipyelk …) draws on a canvas without
text that can be read or focused, or wants `eval`, WebAssembly or inline styles. SVG made here has
real links and real words, and needs no script at all.

The layout is Sugiyama's, as `igraph` has it: lanes that we name, order within them with few
crossings, room for lines that pass. igraph is maintained by its own team since 2006, wheels for all
platforms hold all of it, and 400 claims take it milliseconds. Weighed against: grandalf, the only
pure Python one, has rested since January 2023 and is slow; networkx and rustworkx have no layout
that avoids crossings; fast-sugiyama and graphlay are young, by one person each, and choose lanes
themselves; Graphviz wants its program installed. igraph's licence is the GPL: it is used as it is
and nothing of it is copied here, but whoever hands on a bundle with it in hands it on under that.
"""

from __future__ import annotations

from collections.abc import Mapping

from desk.domain.lettering import BOLD, runs_right_to_left, wrapped
from desk.domain.picture import Node, Part
from desk.drawing.placing import place, ring, settle, slots_of, way
from desk.drawing.shapes import PAD, SIZES, Box, Drawing, Label, Line, Sheet, Words
from desk.drawing.strokes import stroke, trunks

__all__ = ["Drawing", "Label", "Sheet", "Words", "drawing"]


def drawing(part: Part, labels: Mapping[str, Label], sheet: Sheet, name: str) -> Drawing:
    """`part` on `sheet`; `labels` by the keys of its nodes."""
    boxes = {one.key: _box(one, labels[one.key], sheet) for one in part.nodes}
    slots, at = slots_of(part, boxes)
    ways = [way(edge, slots, at) for edge in part.edges]
    place(slots, ways, sheet)
    for slot in slots:
        settle(slot, sheet)
    strokes = [
        stroke(edge, boxes, [slots[one] for one in on[1:-1]], sheet)
        for edge, on in zip(part.edges, ways, strict=True)
    ]
    if sheet.on_top:
        strokes = [*trunks(part.edges, boxes), *strokes]
    rings = [ring(slot) for slot in slots if slot.is_ring]
    right = max([*(one.right for one in boxes.values()), *(one.x + one.width for one in rings)])
    bottom = max(slot.y + slot.height for slot in slots)
    return Drawing(
        f"{name}-{sheet.name}", right + 8, bottom + 3, list(boxes.values()), strokes, rings
    )


def _box(node: Node, label: Label, sheet: Sheet) -> Box:
    wide = sheet.width(node.lane)
    box = Box(node, label, wide, 0)
    y: float = PAD
    for words in label.words:
        size, step = SIZES[sheet.name][words.style]
        size *= BOLD if words.style == "strong" else 1
        rtl = runs_right_to_left(words.text)
        room = wide - 2 * PAD - (20 if label.tag and not box.lines else 0)
        for text in wrapped(words.text, room, size, words.most):
            y += step
            box.lines.append(Line(text, words.style, wide - PAD if rtl else PAD, y - 4, rtl))
    box.height = y + PAD
    return box
