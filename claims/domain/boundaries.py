"""Where a text must not be cut: inside what a reader sees as one character, one word, one number.

The quote "May" is not found in "Mayor", nor "5" in "5,000", nor a lone "e" in "e" + combining
acute: each would be a look-alike. Clusters follow Unicode's UAX #29 closely enough for that,
erring towards *joined*; Python's standard library has no segmentation of its own.
"""

from __future__ import annotations

import unicodedata

_ZERO_WIDTH = "\u200c\u200d"
_JOINER = "\u200d"
_NUMBER_SIGNS = ".,'’\u00a0\u202f٫٬"
# Scripts written without spaces: nothing in their letters tells where a word ends.
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN")
_VIRAMA_CLASS = 9


def cuts(text: str, at: int) -> bool:
    """Whether a boundary before code point `at` of `text` divides a character, word or number.

    The two ends of the text divide nothing.
    """
    if not 0 < at < len(text):
        return False
    return _cuts_cluster(text, at) or _cuts_word(text, at) or _cuts_number(text, at)


def _cuts_cluster(text: str, at: int) -> bool:
    # Hangul jamo need no rule here: they are letters, which a word keeps together.
    before, after = text[at - 1], text[at]
    return (
        _extends(after)
        or before == _JOINER
        or (before == "\r" and after == "\n")
        or (unicodedata.combining(before) == _VIRAMA_CLASS and after.isalpha())
        or _cuts_flag(text, at)
    )


def _extends(char: str) -> bool:
    """Combining and spacing marks, variation selectors, joiners, skin tones, tag characters."""
    return (
        unicodedata.category(char)[0] == "M"
        or char in _ZERO_WIDTH
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
        or char in "\uff9e\uff9f"
    )


def _cuts_flag(text: str, at: int) -> bool:
    """Regional indicators pair up from the start of their run."""
    if not (_is_regional(text[at - 1]) and _is_regional(text[at])):
        return False
    first = at
    while first > 0 and _is_regional(text[first - 1]):
        first -= 1
    return (at - first) % 2 == 1


def _is_regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _cuts_word(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    # A mark carries on the word of the letter that it stands on.
    if not ((_is_word(before) or _extends(before)) and _is_word(after)):
        return False
    return not (_unspaced(before) or _unspaced(after))


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _unspaced(char: str) -> bool:
    return unicodedata.name(char, "").startswith(_UNSPACED)


def _cuts_number(text: str, at: int) -> bool:
    """Between a digit and the separator, or the separator and the next digit, of one number."""
    around = text[max(at - 2, 0) : at], text[at : at + 2]
    before, after = around
    if before[-1].isdigit() and len(after) == 2 and after[0] in _NUMBER_SIGNS:
        return after[1].isdigit()
    if after[0].isdigit() and len(before) == 2 and before[1] in _NUMBER_SIGNS:
        return before[0].isdigit()
    return False
