"""What a drawing is made of."""

from __future__ import annotations

from dataclasses import dataclass, field

from desk.domain.picture import Node

PAD = 8  # between the border of a box and its words
APART = 14  # between boxes of a lane
PASSING = 10  # room for a line that passes through a lane
HEAD = 24  # the words over a circle
TRUNK = 8  # from the left, where claims stand on top
# How large letters of each style are on each sheet, and how far one line is from the next; as in
# picture.css.
SIZES = {
    "wide": {"kicker": (11.5, 15), "strong": (13.5, 18), "plain": (12.5, 16.5)},
    "narrow": {"kicker": (11, 14), "strong": (12, 15.5), "plain": (11.5, 15)},
}


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph in a box: how it is set (of SIZES), and in how many lines at most."""

    text: str
    style: str = "plain"
    most: int = 4


@dataclass(frozen=True, slots=True)
class Label:
    """What stands in the box of a node; `said` is the whole of it, for whoever hears it."""

    words: tuple[Words, ...]
    said: str
    look: str
    url: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """How wide each lane is (the last again for those beyond), and the gaps after them.

    `on_top`: claims stand over their rows and not beside them, for narrow screens.
    """

    name: str
    widths: tuple[float, ...]
    gaps: tuple[float, ...]
    on_top: bool = False

    def width(self, lane: int) -> float:
        return self.widths[min(lane, len(self.widths) - 1)]

    def gap(self, lane: int) -> float:
        return self.gaps[min(lane, len(self.gaps) - 1)]

    def left(self, lane: int) -> float:
        if not self.on_top:
            return 1 + sum(self.width(one) + self.gap(one) for one in range(lane))
        if lane == 0:
            return 1
        return 2.5 * TRUNK + sum(self.width(one) + self.gap(one) for one in range(1, lane))


@dataclass(slots=True)
class Line:
    """A line of words; `x` is where it begins: on the right where it runs to the left."""

    text: str
    style: str
    x: float
    y: float
    rtl: bool


@dataclass(slots=True)
class Box:
    """A node as it is drawn."""

    node: Node
    label: Label
    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    x: float = 0
    y: float = 0

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def tag_x(self) -> float:
        return self.right - 26

    @property
    def tag_y(self) -> float:
        return self.y + 6

    @property
    def tag_middle(self) -> float:
        return self.tag_x + 10

    @property
    def tag_base(self) -> float:
        return self.tag_y + 13


@dataclass(frozen=True, slots=True)
class Stroke:
    """An edge as it is drawn: the path from its near end to its far one."""

    path: str
    look: str
    shared: bool
    marker: str = ""

    @property
    def is_double(self) -> bool:
        return self.look == "via"


@dataclass(frozen=True, slots=True)
class Ring:
    """Around sources that cite each other."""

    x: float
    y: float
    width: float
    height: float

    @property
    def words_x(self) -> float:
        return self.x + 10

    @property
    def words_y(self) -> float:
        return self.y + 17


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the template puts down; `name` keeps the ids of several on a page apart."""

    name: str
    width: float
    height: float
    boxes: list[Box]
    strokes: list[Stroke]
    rings: list[Ring]


@dataclass(slots=True)
class Slot:
    """What takes up room in a lane: a box, several in a ring, or a line that passes (none)."""

    lane: int
    boxes: list[Box]
    y: float = 0

    @property
    def is_ring(self) -> bool:
        return len(self.boxes) > 1

    @property
    def height(self) -> float:
        if not self.boxes:
            return PASSING
        inner = sum(one.height for one in self.boxes) + APART * (len(self.boxes) - 1)
        return inner + (HEAD + APART if self.is_ring else 0)

    @property
    def middle(self) -> float:
        return self.y + self.height / 2
