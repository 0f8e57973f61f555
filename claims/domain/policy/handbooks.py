"""Whose practice a rule reflects. What is said of a handbook is a paraphrase of its public text.

Where no public text could be found to bear a rule out, the rule says *house practice*.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Handbook(StrEnum):
    AP = "AP"
    REUTERS = "Reuters"
    BBC = "BBC"
    NYT = "NYT"
    NPR = "NPR"
    WSJ = "WSJ"
    SPJ = "SPJ"
    IFCN = "IFCN"
    HOUSE = "house practice"


TITLES: dict[Handbook, str] = {
    Handbook.AP: "The Associated Press: News Values and Principles, and its published explanations",
    Handbook.REUTERS: "Reuters: Handbook of Journalism (Accuracy; Essentials of sourcing)",
    Handbook.BBC: "BBC: Editorial Guidelines (Accuracy; Fairness) and guidance on right of reply",
    Handbook.NYT: (
        "The New York Times: Confidential News Sources Policy (2004), rules of 2016 and the "
        "standards editor's memos"
    ),
    Handbook.NPR: "NPR: Ethics Handbook (Transparency; Fairness; anonymous sourcing)",
    Handbook.WSJ: "The Wall Street Journal: Style & Substance (anonymity; sources)",
    Handbook.SPJ: "Society of Professional Journalists: Code of Ethics",
    Handbook.IFCN: "International Fact-Checking Network: Code of Principles",
    Handbook.HOUSE: "This project's own practice; no public handbook is claimed for it",
}


@dataclass(frozen=True, slots=True)
class Practice:
    """What a handbook asks, in our words."""

    handbook: Handbook
    says: str


def house(says: str) -> Practice:
    return Practice(Handbook.HOUSE, says)
