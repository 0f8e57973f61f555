"""Counting confirmations: how many voices, of how many origins, how many of them independent.

A *voice* is somebody who speaks; an *origin* is where what is said comes from. The rules, with
their fifteen worked examples, are the design's section on counting. Where it is silent:

Accounts
- An account is its ultimate conduit with everybody on a way to it. It adds no voice, and confirms
  nothing, where any of them speaks to us directly; a chain that forks leads to each of its ends.
- An account shares one origin with all whom it names, and with those they have it from.
- Whoever stands in a circle has an unknown origin, which confirms nothing independently.

Groups
- Rows without `others` overlap as far as they can, whatever their stance. A row that gives the
  full headcount is a particular row; only one without a headcount is a summary.
- Those whom a summary adds as a floor are voices and origins, and neither assert nor confirm.
- A summary's `knows_from`, like the group's `speaks_for`, gives all its people one origin; there
  the summary's own assertion counts as one.
- Where rows name more people than the group has, those are seated first who are tied to an origin
  elsewhere, then those who assert; its ties are taken for one, asserting if anybody asserts.
- Whoever has it from a group that speaks itself adds no origin and no independent confirmation;
  where one of these asserts, or an account that names the group, nobody in it is independent.
- Groups whose people have it from nobody but each other are one origin together.
- An uncounted group that states no headcount confirms nothing: it has no voice.

Sides
- Rows for, against and partly for the claim are counted each by themselves, by the same rules;
  partial confirmations are shown as voices. The flags qualify the rows for it.
- The public set is what the public rows alone give. It can exceed the internal one (a hidden row
  may assert at the origin of a shown one): a lower number would betray the hidden row.

No count depends on the order of logging; it decides only which of several equal rows is credited.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from claims.domain.counting.explain import (
    Explanation,
    Line,
    LineCode,
    denying_line,
    left_out,
    supporting_line,
    veil,
)
from claims.domain.counting.facts import (
    AttributionFact,
    Counts,
    Id,
    InvalidAttribution,
    SourceFact,
    UnknownSource,
)
from claims.domain.counting.side import Side
from claims.domain.vocabulary import Stance, Terms
from sources.domain.vocabulary import SourceKind

__all__ = [
    "AttributionFact",
    "Counts",
    "Explanation",
    "Id",
    "InvalidAttribution",
    "Line",
    "LineCode",
    "SourceFact",
    "UnknownSource",
    "count",
    "count_public",
]

SUPPORT = (Stance.ASSERTS, Stance.CONFIRMS)
AGAINST = (Stance.DENIES, Stance.DISPUTES)
PARTIAL = (Stance.PARTLY_CONFIRMS,)
NOT_PUBLIC = (Terms.OFF_THE_RECORD, Terms.DEEP_BACKGROUND)


def count(attributions: Sequence[AttributionFact], sources: Mapping[Id, SourceFact]) -> Explanation:
    """Count one claim for the house: every standing row but those off the record.

    `attributions` in the order in which they were logged, `sources` with everybody whom they
    refer to, and those for whom these speak. Gives the counts, with a line for each attribution.
    Raises InvalidAttribution for a row that is its own conduit or in which fewer than one speak,
    UnknownSource where a source is missing.
    """
    for row in attributions:
        _check(row, sources)
    return _explain(attributions, sources)


def count_public(
    attributions: Sequence[AttributionFact], sources: Mapping[Id, SourceFact]
) -> Explanation:
    """Count one claim for the public, as if rows that may not be shown had never been logged.

    Takes and raises what `count` does. Gives lines for standing public rows only. A confidential
    conduit is heeded in the numbers, which must not promise too much, and named by no line.
    """
    for row in attributions:
        _check(row, sources)
    shown = [row for row in attributions if not row.withdrawn and row.terms not in NOT_PUBLIC]
    told = _explain(shown, sources)
    veiled = {row.id for row in shown if row.via and sources[row.via].is_confidential}
    lines = [veil(line) if line.attribution in veiled else line for line in told.lines]
    return Explanation(told.counts, tuple(lines))


def _check(row: AttributionFact, sources: Mapping[Id, SourceFact]) -> None:
    if row.via == row.source:
        raise InvalidAttribution("An attribution's source cannot be its own conduit.")
    wanted = [one for one in (row.source, row.via, row.knows_from) if one is not None]
    seen = set(wanted)
    for one in wanted:
        if one not in sources:
            raise UnknownSource("An attribution refers to a source that is not given.")
        principal = sources[one].speaks_for
        if principal is not None and principal not in seen:
            seen.add(principal)
            wanted.append(principal)
    is_group = sources[row.source].kind is SourceKind.GROUP
    if is_group and row.headcount is not None and row.headcount < 1:
        raise InvalidAttribution("At least one person speaks in an attribution.")


def _explain(rows: Sequence[AttributionFact], sources: Mapping[Id, SourceFact]) -> Explanation:
    standing = [row for row in rows if not row.withdrawn and row.terms is not Terms.OFF_THE_RECORD]
    support, against, partial = (
        Side([row for row in standing if row.stance in stances], sources)
        for stances in (SUPPORT, AGAINST, PARTIAL)
    )
    supporting = iter([supporting_line(support, place) for place in support.rows])
    denying = iter([denying_line(against, place) for place in against.rows])
    lines = []
    for row in rows:
        if (code := _never_counts(row)) is not None:
            lines.append(left_out(row, code))
        else:
            lines.append(next(supporting if row.stance in SUPPORT else denying))
    return Explanation(_counts(support, against, partial), tuple(lines))


def _never_counts(row: AttributionFact) -> LineCode | None:
    if row.withdrawn:
        return LineCode.WITHDRAWN
    if row.terms is Terms.OFF_THE_RECORD:
        return LineCode.OFF_THE_RECORD
    return LineCode.PARTIAL if row.stance in PARTIAL else None


def _counts(support: Side, against: Side, partial: Side) -> Counts:
    return Counts(
        source_count=support.tally.voices.total(),
        origin_count=support.tally.origins.total(),
        independent_confirmations=support.tally.independent.total(),
        documented_confirmations=support.tally.documented.total(),
        denials=against.tally.voices.total(),
        partial_confirmations=partial.tally.voices.total(),
        uncounted=support.uncounted,
        circular=bool(support.circles),
    )
