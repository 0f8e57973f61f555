"""The words for what stands behind a statement. The values are what the API shows."""

from enum import StrEnum


class SourceKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    GROUP = "group"
    DOCUMENT = "document"
    DATASET = "dataset"
    MEDIA = "media"  # another outlet


class Naming(StrEnum):
    """How the copy names a source. *Withheld* (terms not recorded) is treated as anonymous."""

    NAMED = "named"
    BY_OFFICE = "by office"
    COLLECTIVE = "collective"
    ANONYMOUS = "anonymous"
    WITHHELD = "withheld"


CONFIDENTIAL_NAMINGS = frozenset({Naming.ANONYMOUS, Naming.WITHHELD})


class Reliability(StrEnum):
    """Admiralty code of a source; F means that it cannot be judged, not that it is the worst."""

    NOT_STATED = ""
    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


class NoticeKind(StrEnum):
    """What the custodians and the handler of a sealed identity are told of."""

    SEALED = "sealed"
    OPENED = "opened"
    NOT_OPENED = "not opened"
    ASKED = "asked"
    APPROVED = "approved"
    CUSTODIANS = "custodians"
    HANDED_OVER = "handed over"
    SHREDDED = "shredded"
    WRONG_PROOF = "wrong proof"


class TagKind(StrEnum):
    """What a tag in the index of a sealed source stands for."""

    NAME = "name"
    SOURCE = "source"  # that is said to be the same person
    OTHER = "other"  # that is said to be another person, of the same name
