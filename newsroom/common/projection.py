"""What of a record leaves the house: one explicit list, and what is not on it does not exist."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Projection:
    """The `fields` that a consumer may read of a record, and the `filters` they may narrow by.

    A filter on what is hidden would tell it. Which rows there are is said by the querysets'
    `visible_to`.
    """

    fields: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()


NOTHING = Projection()
