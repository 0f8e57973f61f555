"""The sourcing of one claim in words, for an editor.

"5 sources, anonymous, familiar with the matter; 4 independently confirm (asserted in copy)".
Only what the counts and the rows say; what nobody stated is not mentioned.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType, SimpleNamespace
from typing import Any, Protocol, cast

from claims.domain.vocabulary import Knowledge, Stance
from sources.domain.vocabulary import Naming, SourceKind


class Tally(Protocol):
    """What is read of a claim's counts; see the counting rules for what each means."""

    @property
    def source_count(self) -> int: ...
    @property
    def origin_count(self) -> int: ...
    @property
    def independent_confirmations(self) -> int: ...
    @property
    def documented_confirmations(self) -> int: ...
    @property
    def denials(self) -> int: ...
    @property
    def partial_confirmations(self) -> int: ...
    @property
    def uncounted(self) -> bool: ...
    @property
    def circular(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Row:
    """What the words need of one standing attribution; `relayed` where it has a `via`."""

    stance: Stance
    kind: SourceKind
    naming: Naming
    knowledge: Knowledge = Knowledge.NOT_STATED
    relayed: bool = False


_FOR = frozenset({Stance.ASSERTS, Stance.CONFIRMS})
_KNOWLEDGE: Mapping[Knowledge, str] = MappingProxyType(
    {
        Knowledge.DIRECT: "with direct knowledge",
        Knowledge.BRIEFED: "briefed on the matter",
        Knowledge.FAMILIAR: "familiar with the matter",
        Knowledge.DOCUMENT: "citing a document",
        Knowledge.NOT_STATED: "",
    }
)
_NAMING: Mapping[Naming, str] = MappingProxyType(
    {
        Naming.NAMED: "named",
        Naming.BY_OFFICE: "by office",
        Naming.COLLECTIVE: "collective",
        Naming.ANONYMOUS: "anonymous",
        Naming.WITHHELD: "not named",
    }
)


def of_sheet(claim: Mapping[str, Any], sources: Mapping[str, Mapping[str, Any]]) -> str:
    """The same of a claim as the API's sheet has it, with the `sources` of its rows by id."""
    rows = [
        Row(
            stance=Stance(row["stance"]),
            kind=SourceKind(sources[row["source"]]["kind"]),
            naming=Naming(sources[row["source"]]["naming"]),
            knowledge=Knowledge(row["knowledge"]),
            relayed=row["via"] is not None,
        )
        for row in claim["attributions"]
    ]
    return in_words(cast("Tally", SimpleNamespace(**claim)), rows)


def in_words(counts: Tally, rows: Iterable[Row]) -> str:
    """`counts` and the standing `rows` of one claim, as an editor would sum them up."""
    supporting = [row for row in rows if row.stance in _FOR]
    parts = [", ".join(filter(None, [_sources(counts, supporting), *_qualities(supporting)]))]
    parts += filter(None, [_origins(counts, supporting), _confirmations(counts)])
    if counts.partial_confirmations:
        parts.append(_verb(counts.partial_confirmations, "partly confirm"))
    if counts.denials:
        parts.append("1 denies" if counts.denials == 1 else f"{counts.denials} deny")
    if counts.circular:
        parts.append("outlets that cite each other in a circle")
    return "; ".join(parts)


def _sources(counts: Tally, rows: list[Row]) -> str:
    if counts.source_count == 0 and not counts.uncounted:
        return "no source"
    if counts.source_count == 0:
        return "an uncounted group"
    noun = _noun(rows)
    plural = noun if counts.source_count == 1 else f"{noun}s"
    return f"{counts.source_count} {plural}" + (" and an uncounted group" * counts.uncounted)


def _noun(rows: list[Row]) -> str:
    """A document is called one where nothing else speaks; people are sources."""
    kinds = {row.kind for row in rows}
    if kinds == {SourceKind.DOCUMENT}:
        return "document"
    return "dataset" if kinds == {SourceKind.DATASET} else "source"


def _qualities(rows: list[Row]) -> list[str]:
    """What holds of all of them, in the order in which copy gives it."""
    namings, knowledge = {row.naming for row in rows}, {row.knowledge for row in rows}
    found = [_NAMING[namings.pop()]] if len(namings) == 1 else []
    return found + ([_KNOWLEDGE[knowledge.pop()]] if len(knowledge) == 1 else [])


def _origins(counts: Tally, rows: list[Row]) -> str:
    if rows and all(row.relayed for row in rows) and counts.origin_count == 1:
        return "reached us through one account"
    if counts.source_count > counts.origin_count > 0:
        return "of one origin" if counts.origin_count == 1 else f"of {counts.origin_count} origins"
    return ""


def _confirmations(counts: Tally) -> str:
    total, documented = counts.independent_confirmations, counts.documented_confirmations
    if not total:
        return ""
    basis = {0: "asserted in copy", total: "documented"}.get(documented, f"{documented} documented")
    return f"{_verb(total, 'independently confirm')} ({basis})"


def _verb(number: int, verb: str) -> str:
    return f"{number} {verb}{'s' if number == 1 else ''}"
