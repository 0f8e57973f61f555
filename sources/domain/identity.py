"""Who a confidential source is: what is sealed of it, and which names are the same name."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

BLOCK = 4096  # what is sealed is a multiple of this long, so that its length says little
LONGEST = {"name": 200, "contact": 500, "established": 1000, "note": 4000}
_LENGTH_BYTES = 4
_WORDS = re.compile(r"\w+", re.UNICODE)
# Said before or after a name; none of them is one.
_TITLES = frozenset(
    {
        *("mr", "mrs", "ms", "miss", "mx", "sir", "dame", "lord", "lady", "dr", "prof"),
        *("professor", "rev", "fr", "sr", "jr", "phd", "md", "esq", "hon", "herr", "frau"),
        *("m", "mme", "mlle"),
    }
)
_LONGEST_NAME = 6  # words, within a longer wording
_MARKS = (",", "(", ";", " - ", " – ", " — ")


class Unreadable(ValueError):
    """A sealed text that opens but is no identity."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What is sealed. It prints nothing of itself, so that no log or error page does either."""

    name: str = field(repr=False)
    contact: str = field(default="", repr=False)
    established: str = field(default="", repr=False)
    note: str = field(default="", repr=False)


def packed(identity: Identity) -> bytes:
    """`identity` as bytes, padded to whole blocks."""
    said = json.dumps(asdict(identity), ensure_ascii=False).encode()
    content = len(said).to_bytes(_LENGTH_BYTES, "big") + said
    return content + b"\0" * (-len(content) % BLOCK)


def unpacked(content: bytes) -> Identity:
    """What `packed` packed. Raises Unreadable."""
    length = int.from_bytes(content[:_LENGTH_BYTES], "big")
    try:
        said = json.loads(content[_LENGTH_BYTES : _LENGTH_BYTES + length])
        return Identity(**{name: str(said[name]) for name in LONGEST})
    except (ValueError, KeyError, TypeError) as problem:
        raise Unreadable("The sealed text is no identity.") from problem


# --- The same name ------------------------------------------------------------------------------


def same_name(name: str) -> str:
    """`name` in the form in which two spellings of it are equal; "" where it has no letter.

    Case, accents, punctuation, titles and the order of the parts do not matter. Nicknames and
    other alphabets do: there, only a person can say that two are the same.
    """
    return " ".join(sorted(_parts(name)))


def names_in(wording: str) -> frozenset[str]:
    """Every name that `wording` may hold, in the form of `same_name`.

    The wording as a whole, what stands before its first comma or bracket, and each run of two to
    six words: "Kremlin spokesman Dmitry Peskov". A single word within a longer wording is no name.
    """
    return frozenset(_names_in(wording)) - {""}


def _names_in(wording: str) -> Iterator[str]:
    yield same_name(wording)
    for mark in _MARKS:
        yield same_name(wording.partition(mark)[0])
    words = _parts(wording)
    for size in range(2, _LONGEST_NAME + 1):
        for start in range(len(words) - size + 1):
            yield " ".join(sorted(words[start : start + size]))


def _parts(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(one for one in plain if not unicodedata.combining(one)).casefold()
    words = _WORDS.findall(bare.replace("'", "").replace("’", ""))
    return [one for one in words if one not in _TITLES]
