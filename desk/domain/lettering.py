"""How much room words take, and where their lines break: for drawings, whose text does not wrap.

The font is the reader's, so this is an estimate by a wide one (DejaVu Sans), in hundredths of the
size.
"""

from __future__ import annotations

import re
import unicodedata

_NARROW = frozenset("iIjl.,;:'’‘|! ·`")
_SLIM = frozenset('ft()[]{}r/-“”"')
_WIDE = frozenset("mMW@%—…")
_BLANKS = re.compile(r"[ \t\r\n]+")  # not those that keep words together
BOLD = 1.13  # times as wide


def width(text: str, size: float) -> float:
    """At most so many pixels wide is `text` in letters of `size` pixels."""
    return sum(_units(one) for one in text) * size / 100


def _units(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return 104
    if character in _NARROW:
        return 34
    if character in _SLIM:
        return 42
    if character in _WIDE:
        return 100
    return 75 if character.isupper() or character == "w" else 63


def wrapped(text: str, room: float, size: float, most: int) -> list[str]:
    """`text` in at most `most` lines that fit into `room` pixels; where words are left out, the
    last line ends with an ellipsis. A word that is too long is cut.
    """
    lines: list[str] = []
    for word in _words(text, room, size):
        if lines and width(f"{lines[-1]} {word}", size) <= room:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and width(f"{last}…", size) > room:
        last = last[:-1]
    return [*lines[: most - 1], f"{last.rstrip()}…"]


def _words(text: str, room: float, size: float) -> list[str]:
    found = []
    for word in filter(None, _BLANKS.split(text)):
        piece = ""
        for character in word:
            if piece and width(piece + character, size) > room:
                found.append(piece)
                piece = ""
            piece += character
        found.append(piece)
    return found


def runs_right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction is of a script that is read from the right."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False
