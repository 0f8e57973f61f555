"""Which records have a history, and the links between records that do.

Versions of articles and of profiles, contributors, approvals, overrides and hand-overs are
append-only themselves: they are their own history. Stored findings are derived and have none.
Verification events are append-only too, and are tracked for the door they came by.
"""

from claims.models.anchor import Anchor
from claims.models.approval import StaffRank
from claims.models.article import Article, LegalRead, Notice, OutletTerms
from claims.models.attribution import Attribution
from claims.models.claim import Claim, ClaimLink, Evidence
from claims.models.comment import CommentAttempt, CommentRequest
from claims.models.policy import PolicyProfile, PolicySetting
from claims.models.verification import VerificationEvent
from newsroom.common.history import track


class ReaderLink(Article.readers.through):  # type: ignore[name-defined,misc]
    """Who may read an article kept to named people."""

    class Meta:
        proxy = True


class AskedAboutLink(CommentRequest.claims.through):  # type: ignore[name-defined,misc]
    """Which claims a comment request is about."""

    class Meta:
        proxy = True


class NoticeClaimLink(Notice.claims.through):  # type: ignore[name-defined,misc]
    """Which claims a notice is about."""

    class Meta:
        proxy = True


TRACKED = (
    Anchor,
    Article,
    Attribution,
    Claim,
    ClaimLink,
    CommentAttempt,
    CommentRequest,
    Evidence,
    LegalRead,
    Notice,
    OutletTerms,
    PolicyProfile,
    PolicySetting,
    StaffRank,
    VerificationEvent,
)
PAIRS = (ReaderLink, AskedAboutLink, NoticeClaimLink)

for _model in TRACKED:
    track(_model)
for _model in PAIRS:
    track(_model, pairs=True)
