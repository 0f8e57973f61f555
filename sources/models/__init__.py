"""Sources, and the custody of their sealed identities. Import from here."""

from sources.models.custody import (
    CustodyNotice,
    FailedProof,
    IdentityOpening,
    IdentityShredding,
    OpeningApproval,
    OpeningFailure,
    OpeningRequest,
    SamePersonTag,
    SealedIdentity,
)
from sources.models.source import CustodianLink, KnownToLink, Source

__all__ = [
    "CustodianLink",
    "CustodyNotice",
    "FailedProof",
    "IdentityOpening",
    "IdentityShredding",
    "KnownToLink",
    "OpeningApproval",
    "OpeningFailure",
    "OpeningRequest",
    "SamePersonTag",
    "SealedIdentity",
    "Source",
]
