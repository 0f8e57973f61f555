"""A rule's parameters: their types, defaults and bounds, and what is wrong with a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

Value = bool | int | str | tuple[str, ...]

WORDS_LIMIT = 200
WORD_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Number:
    name: str
    asks: str
    default: int
    least: int
    most: int

    @property
    def bounds(self) -> str:
        return f"{self.least} to {self.most}"

    def problem(self, value: object) -> str | None:
        if isinstance(value, bool) or not isinstance(value, int):
            return f"{value!r:.40} is no whole number. Give {self.bounds}."
        if not self.least <= value <= self.most:
            return f"{value} is out of bounds. Give {self.bounds}."
        return None


@dataclass(frozen=True, slots=True)
class Flag:
    name: str
    asks: str
    default: bool

    @property
    def bounds(self) -> str:
        return "yes or no"

    def problem(self, value: object) -> str | None:
        return None if isinstance(value, bool) else f"{value!r:.40} is neither yes nor no."


@dataclass(frozen=True, slots=True)
class Choice:
    name: str
    asks: str
    default: str
    choices: tuple[str, ...]

    @property
    def bounds(self) -> str:
        return ", ".join(self.choices)

    def problem(self, value: object) -> str | None:
        if isinstance(value, str) and value in self.choices:
            return None
        return f"{value!r:.40} is not to choose from. Give one of: {self.bounds}."


@dataclass(frozen=True, slots=True)
class Words:
    name: str
    asks: str
    default: tuple[str, ...] = ()

    @property
    def bounds(self) -> str:
        return f"at most {WORDS_LIMIT} words or phrases of at most {WORD_LENGTH} characters"

    def problem(self, value: object) -> str | None:
        if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
            return f"{value!r:.40} is no list of words. Give {self.bounds}."
        if len(value) > WORDS_LIMIT:
            return f"{len(value)} words are too many. Give {self.bounds}."
        for one in value:
            if not one.strip() or len(one) > WORD_LENGTH:
                return f"{one!r:.80} is empty or too long. Give {self.bounds}."
            if any(ord(sign) < ord(" ") for sign in one):
                return f"{one!r:.80} has control characters. Give {self.bounds}."
        return None


Parameter = Number | Flag | Choice | Words


def values(parameters: tuple[Parameter, ...], given: Mapping[str, object]) -> dict[str, Value]:
    """Every parameter's value: the one given, else its default. `given` has been checked."""
    found: dict[str, Value] = {}
    for one in parameters:
        value = given.get(one.name, one.default)
        found[one.name] = cast("Value", tuple(value) if isinstance(value, list) else value)
    return found
