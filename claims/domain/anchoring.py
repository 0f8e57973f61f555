"""Where a claim stands in a text, and where it stands after an edit.

An anchor is a W3C Web Annotation TextQuoteSelector (exact, prefix, suffix) together with a
TextPositionSelector (start, end) on one version of a text. All positions and lengths are Unicode
code points, `end` exclusive. Texts are compared as they stand: no case folding, no Unicode
normalisation (an "é" retyped as "e" + accent is another text).

The rule after an edit: an anchor is found again only where there is no doubt. The quote alone
suffices if it occurs once in both versions, however far it moved, and be it deleted and retyped;
otherwise it must occur once in both with its context, and nothing else may explain the new text
as well (see `lookalikes`). Everything else is orphaned and shown as such.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from claims.domain.boundaries import cuts
from claims.domain.lookalikes import (
    CONTEXT,
    COUNT_LIMIT,
    Place,
    doubtful,
    is_sole,
    occurrences,
)

__all__ = ["CONTEXT", "AnchorError", "Fate", "Refound", "Selector", "normalise", "refind", "select"]

_SHOWN = 60  # code points of a text quoted in a message


@dataclass(frozen=True, slots=True)
class Selector:
    """A checked anchor on one text: `text[start:end] == exact`, prefix and suffix around it."""

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int


class AnchorError(ValueError):
    """What a client gave does not mark one place in the text.

    `field` is start, end, exact, prefix or suffix; `message` says what is wrong and the remedy.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


class Fate(StrEnum):
    """What became of an anchor: *ambiguous* and *gone* mean that it is orphaned."""

    KEPT = "kept"
    MOVED = "moved"
    AMBIGUOUS = "ambiguous"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Refound:
    """An anchor after an edit; `selector` is on the new text, None where it is orphaned."""

    fate: Fate
    selector: Selector | None


def normalise(text: str) -> str:
    """`text` with CRLF and lone CR as LF; nothing else changes, nothing is trimmed."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


# --- From what a client gives ---------------------------------------------------------------


def select(
    text: str,
    *,
    start: int | None,
    end: int | None,
    exact: str | None,
    prefix: str = "",
    suffix: str = "",
) -> Selector:
    """The anchor meant by a position, a quote, or both, on a normalised `text`.

    `start` and `end` are code points, end exclusive. A quote without position must occur once,
    or once with the prefix and suffix given. The result always carries the CONTEXT code points
    that really stand around the place. Raises AnchorError naming the field.
    """
    quote = _given_text("exact", exact)
    before, after = _given_text("prefix", prefix) or "", _given_text("suffix", suffix) or ""
    if start is None and end is None:
        start, end = _place_of_quote(text, quote, before, after)
    else:
        start, end = _checked_span(text, start, end)
        _check_quote(text, start, end, quote)
        _check_context(text, start, end, before, after)
    return _selector(Place(text, start, end))


def _selector(place: Place) -> Selector:
    return Selector(place.exact, place.prefix, place.suffix, place.start, place.end)


def _given_text(field: str, value: object) -> str | None:
    """A text from outside, line ends as in stored texts. Numbers and the like are refused."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise AnchorError(field, f"{field} must be a text, not {value!r:.40}.")
    return normalise(value)


def _checked_span(text: str, start: object, end: object) -> tuple[int, int]:
    first, last = _whole_number("start", start), _whole_number("end", end)
    if first < 0:
        raise AnchorError("start", f"start is {first}; count code points from 0.")
    if last > len(text):
        raise AnchorError(
            "end", f"end is {last}, but the text has {len(text)} code points. Give at most that."
        )
    if first >= last:
        raise AnchorError(
            "end", f"end ({last}) must be greater than start ({first}): an anchor marks some text."
        )
    return first, last


def _whole_number(field: str, value: object) -> int:
    if value is None:
        raise AnchorError(field, "Give both start and end, or neither and the exact quote.")
    if isinstance(value, bool) or not isinstance(value, int):
        raise AnchorError(field, f"{field} must be a whole number, not {value!r:.40}.")
    return value


def _check_quote(text: str, start: int, end: int, quote: str | None) -> None:
    if quote is None or text[start:end] == quote:
        return
    raise AnchorError(
        "exact",
        f"From {start} to {end} the text reads {_shown(text[start:end])}, not {_shown(quote)}. "
        + _where_else(text, quote),
    )


def _where_else(text: str, quote: str) -> str:
    found = occurrences(text, quote, limit=2) if quote else []
    if not quote:
        return "Leave exact out, or give the words that stand there."
    if not found:
        return "That quote is nowhere in the text: copy it from there, character by character."
    if len(found) > 1:
        return "It occurs more than once elsewhere: correct start and end."
    return (
        f"It stands from {found[0]} to {found[0] + len(quote)}: give these. "
        "Positions count code points, not bytes or UTF-16 units."
    )


def _check_context(text: str, start: int, end: int, prefix: str, suffix: str) -> None:
    if not text.endswith(prefix, 0, start):
        stands = text[max(0, start - len(prefix)) : start]
        raise AnchorError("prefix", _context_message("Before", stands, prefix, "prefix"))
    if not text.startswith(suffix, end):
        stands = text[end : end + len(suffix)]
        raise AnchorError("suffix", _context_message("After", stands, suffix, "suffix"))


def _context_message(side: str, stands: str, given: str, field: str) -> str:
    return (
        f"{side} the anchor stands {_shown(stands)}, not {_shown(given)}. "
        f"Correct {field}, or leave it out: it is taken from the text."
    )


def _place_of_quote(text: str, quote: str | None, prefix: str, suffix: str) -> tuple[int, int]:
    if not quote:
        raise AnchorError("exact", "Give the exact quote, or start and end: nothing is marked.")
    found = occurrences(text, quote)
    if not found:
        raise AnchorError(
            "exact",
            f"{_shown(quote)} is not in the text. Copy it from there, character by character.",
        )
    if prefix or suffix:
        found = _in_context(text, quote, prefix, suffix)
    if len(found) > 1:
        times = f"at least {len(found)}" if len(found) == COUNT_LIMIT else str(len(found))
        raise AnchorError(
            "exact",
            f"{_shown(quote)} occurs {times} times"
            + (" with that prefix and suffix" if prefix or suffix else "")
            + ". Give start and end, or a prefix and suffix that stand at one place only.",
        )
    return found[0], found[0] + len(quote)


def _in_context(text: str, quote: str, prefix: str, suffix: str) -> list[int]:
    """Where `quote` stands with both; AnchorError naming the side that stands nowhere with it."""
    found = occurrences(text, prefix + quote + suffix)
    if found:
        return [at + len(prefix) for at in found]
    field = "suffix" if occurrences(text, prefix + quote, limit=1) else "prefix"
    given = suffix if field == "suffix" else prefix
    side = "after" if field == "suffix" else "before"
    raise AnchorError(
        field,
        f"{_shown(given)} does not stand {side} {_shown(quote)} anywhere. "
        f"Correct {field}, or leave it out.",
    )


def _shown(text: str) -> str:
    """`text` as a message may carry it: short, and nothing that cannot be encoded."""
    short = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    return f"“{short.encode('utf-8', 'replace').decode('utf-8')}”"


# --- After an edit --------------------------------------------------------------------------


def refind(selector: Selector, old: str, new: str) -> Refound:
    """Where the anchor `selector` on `old` stands on `new`.

    *Kept* means at the same position, *moved* at another; *gone* that the quote stands nowhere,
    *ambiguous* that it may stand somewhere. Raises AnchorError where the selector is not on `old`.
    """
    place = Place(old, selector.start, selector.end)
    if not selector.exact or place.exact != selector.exact:
        raise AnchorError("exact", "The selector does not fit the text it is said to be on.")
    if old == new:
        return _refound(place, place)
    found = [Place(new, at, at + len(selector.exact)) for at in occurrences(new, selector.exact)]
    if len(found) < COUNT_LIMIT and not any(_cuts_no_more(place, one) for one in found):
        return Refound(Fate.GONE, None)
    if len(found) == 1 and is_sole(old, selector.exact):
        return _refound(place, found[0])
    one = _by_context(place, new)
    return Refound(Fate.AMBIGUOUS, None) if one is None else _refound(place, one)


def _refound(old: Place, new: Place) -> Refound:
    fate = Fate.KEPT if new.start == old.start else Fate.MOVED
    return Refound(fate, _selector(new))


def _cuts_no_more(old: Place, new: Place) -> bool:
    """False where the quote cuts a character, word or number at `new` that it did not at `old`.

    That would be a look-alike: "May" in "Mayor".
    """
    first = cuts(new.text, new.start) and not cuts(old.text, old.start)
    last = cuts(new.text, new.end) and not cuts(old.text, old.end)
    return not (first or last)


def _by_context(old: Place, new: str) -> Place | None:
    """The one place of the quote with its whole context, where that is unique in both texts."""
    whole = old.prefix + old.exact + old.suffix
    if not (is_sole(new, whole) and is_sole(old.text, whole)):
        return None
    at = new.find(whole) + len(old.prefix)
    found = Place(new, at, at + len(old.exact))
    return found if _cuts_no_more(old, found) and not doubtful(old, found) else None
