"""The sourcing of one claim in words."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from claims.domain.vocabulary import Knowledge, Stance
from claims.domain.wording import Row, in_words
from sources.domain.vocabulary import Naming, SourceKind


@dataclass(frozen=True)
class Counted:
    source_count: int = 0
    origin_count: int = 0
    independent_confirmations: int = 0
    documented_confirmations: int = 0
    denials: int = 0
    partial_confirmations: int = 0
    uncounted: bool = False
    circular: bool = False


def row(stance=Stance.ASSERTS, kind=SourceKind.PERSON, naming=Naming.NAMED, **more):
    return Row(stance, kind, naming, **more)


FIVE = row(kind=SourceKind.GROUP, naming=Naming.ANONYMOUS, knowledge=Knowledge.FAMILIAR)
CROWD = row(kind=SourceKind.GROUP, naming=Naming.COLLECTIVE)
RELAYED = row(relayed=True)


@pytest.mark.parametrize(
    ("counts", "rows", "words"),
    [
        (Counted(), [], "no source"),
        (Counted(1, 1), [row()], "1 source, named"),
        (Counted(2, 2), [row(), FIVE], "2 sources"),
        (
            Counted(5, 5, independent_confirmations=4),
            [FIVE, FIVE],
            "5 sources, anonymous, familiar with the matter; "
            "4 independently confirm (asserted in copy)",
        ),
        (
            Counted(2, 2, 1, 1),
            [row(), row(Stance.CONFIRMS)],
            "2 sources, named; 1 independently confirms (documented)",
        ),
        (
            Counted(3, 3, 2, 1, denials=1),
            [row(), row(Stance.CONFIRMS), row(Stance.DENIES)],
            "3 sources, named; 2 independently confirm (1 documented); 1 denies",
        ),
        (Counted(0, 1, uncounted=True), [CROWD], "an uncounted group, collective"),
        (
            Counted(1, 2, uncounted=True),
            [CROWD, row()],
            "1 source and an uncounted group",
        ),
        (Counted(1, 1), [RELAYED, RELAYED], "1 source, named; reached us through one account"),
        (Counted(2, 1), [row(), row()], "2 sources, named; of one origin"),
        (Counted(3, 2), [row(), row()], "3 sources, named; of 2 origins"),
        (Counted(1, 1, partial_confirmations=1), [row()], "1 source, named; 1 partly confirms"),
        (Counted(1, 1, partial_confirmations=2), [row()], "1 source, named; 2 partly confirm"),
        (Counted(denials=2), [row(Stance.DENIES)], "no source; 2 deny"),
        (Counted(1, 1), [row(kind=SourceKind.DOCUMENT)], "1 document, named"),
        (Counted(2, 2), [row(kind=SourceKind.DATASET)], "2 datasets, named"),
        (
            Counted(1, 1, circular=True),
            [row(naming=Naming.WITHHELD)],
            "1 source, not named; outlets that cite each other in a circle",
        ),
    ],
)
def test_the_sourcing_of_a_claim_in_words(counts, rows, words):
    assert in_words(counts, rows) == words


@pytest.mark.parametrize("naming", Naming)
@pytest.mark.parametrize("knowledge", Knowledge)
def test_every_naming_and_knowledge_has_words(naming, knowledge):
    assert in_words(Counted(1, 1), [row(naming=naming, knowledge=knowledge)])
