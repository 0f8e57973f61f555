"""The words of what comes in. The values are what the API and the database show."""

from enum import StrEnum


class MatchedBy(StrEnum):
    """How it was found which claim a fact-check of others is about."""

    NOBODY = ""
    HAND = "hand"
    ADDRESS = "address"
