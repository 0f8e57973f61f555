"""Where a claim stands in a text, and where it stands after an edit.

An anchor is a W3C Web Annotation TextQuoteSelector (exact, prefix, suffix) together with a
TextPositionSelector (start, end) on one version of a text. All positions and lengths are Unicode
code points, `end` exclusive. Texts are compared as they stand: no case folding, no Unicode
normalisation (an "é" retyped as "e" + accent is another text).

The rule after an edit: an anchor is found again only where there is no doubt. The quote alone
suffices if it occurs once in both versions, however far it moved; otherwise it must occur once in
both with its context. Everything else is orphaned and shown as such, never put on a look-alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from claims.domain.boundaries import cuts

CONTEXT = 32  # code points of prefix and suffix
_COUNT_LIMIT = 100  # occurrences looked at before "many" is said; bounds the time on any text
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
    return _selector(text, start, end)


def _selector(text: str, start: int, end: int) -> Selector:
    return Selector(
        exact=text[start:end],
        prefix=text[max(0, start - CONTEXT) : start],
        suffix=text[end : end + CONTEXT],
        start=start,
        end=end,
    )


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
    found = _occurrences(text, quote, limit=2) if quote else []
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
    found = _occurrences(text, quote)
    if not found:
        raise AnchorError(
            "exact",
            f"{_shown(quote)} is not in the text. Copy it from there, character by character.",
        )
    if prefix or suffix:
        found = _in_context(text, quote, prefix, suffix)
    if len(found) > 1:
        times = f"at least {len(found)}" if len(found) == _COUNT_LIMIT else str(len(found))
        raise AnchorError(
            "exact",
            f"{_shown(quote)} occurs {times} times"
            + (" with that prefix and suffix" if prefix or suffix else "")
            + ". Give start and end, or a prefix and suffix that stand at one place only.",
        )
    return found[0], found[0] + len(quote)


def _in_context(text: str, quote: str, prefix: str, suffix: str) -> list[int]:
    """Where `quote` stands with both; AnchorError naming the side that stands nowhere with it."""
    found = _occurrences(text, prefix + quote + suffix)
    if found:
        return [at + len(prefix) for at in found]
    field = "suffix" if _occurrences(text, prefix + quote, limit=1) else "prefix"
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

    *Kept* means the same position, *moved* another one. Raises AnchorError where the selector is
    not one on `old`.
    """
    if old[selector.start : selector.end] != selector.exact or not selector.exact:
        raise AnchorError("exact", "The selector does not fit the text it is said to be on.")
    if old == new:
        return _refound(selector, new, selector.start)
    length = len(selector.exact)
    found = _occurrences(new, selector.exact)
    fitting = [at for at in found if _cuts_no_more(selector, old, new, at)]
    if not fitting and len(found) < _COUNT_LIMIT:
        return Refound(Fate.GONE, None)
    if len(found) == 1 and len(_occurrences(old, selector.exact, limit=2)) == 1:
        return _refound(selector, new, found[0])
    at = _by_context(selector, old, new)
    if at is None or not _cuts_no_more(selector, old, new, at):
        return Refound(Fate.AMBIGUOUS, None)
    return Refound(
        Fate.KEPT if at == selector.start else Fate.MOVED, _selector(new, at, at + length)
    )


def _refound(selector: Selector, new: str, at: int) -> Refound:
    fate = Fate.KEPT if at == selector.start else Fate.MOVED
    return Refound(fate, _selector(new, at, at + len(selector.exact)))


def _cuts_no_more(selector: Selector, old: str, new: str, at: int) -> bool:
    """False where the quote at `at` cuts a character, word or number that it did not cut before.

    That would be a look-alike: "May" in "Mayor".
    """
    end = at + len(selector.exact)
    return not (cuts(new, at) and not cuts(old, selector.start)) and not (
        cuts(new, end) and not cuts(old, selector.end)
    )


def _by_context(selector: Selector, old: str, new: str) -> int | None:
    """The one place of the quote with its whole context, where that is unique in both texts."""
    prefix, suffix = _context(selector, old)
    whole = prefix + selector.exact + suffix
    found = _occurrences(new, whole, limit=2)
    if len(found) != 1 or len(_occurrences(old, whole, limit=2)) != 1:
        return None
    at = found[0] + len(prefix)
    return at if _edges_hold(selector, old, new, at) else None


def _context(selector: Selector, old: str) -> tuple[str, str]:
    """Taken from the text, not from the selector, whose stored context may be shorter."""
    real = _selector(old, selector.start, selector.end)
    return real.prefix, real.suffix


def _edges_hold(selector: Selector, old: str, new: str, at: int) -> bool:
    """Whether a context cut short by an edge of the text is as good as a whole one.

    It is while the quote still stands at that edge; otherwise the other side must match by as
    many code points more, as far as the old text goes.
    """
    end = at + len(selector.exact)
    missing_left = max(0, CONTEXT - selector.start) if at != selector.start else 0
    tail, new_tail = len(old) - selector.end, len(new) - end
    missing_right = max(0, CONTEXT - tail) if tail != new_tail else 0
    more_right = old[selector.end : selector.end + CONTEXT + missing_left]
    more_left = old[max(0, selector.start - CONTEXT - missing_right) : selector.start]
    return new.startswith(more_right, end) and new.endswith(more_left, 0, at)


def _occurrences(text: str, needle: str, limit: int = _COUNT_LIMIT) -> list[int]:
    """Starts of the first `limit` occurrences, overlapping ones included."""
    found: list[int] = []
    at = text.find(needle)
    while at >= 0 and len(found) < limit:
        found.append(at)
        at = text.find(needle, at + 1)
    return found
