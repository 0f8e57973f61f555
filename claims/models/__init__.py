"""Articles, claims and their sourcing. One module a subject; import from here."""

from claims.models.anchor import Anchor
from claims.models.approval import Approval, StaffRank
from claims.models.article import Article, ArticleVersion, LegalRead, Notice, OutletTerms
from claims.models.attribution import Attribution
from claims.models.claim import Claim, ClaimContributor, ClaimLink, Evidence
from claims.models.comment import CommentAttempt, CommentRequest
from claims.models.handover import HandOver
from claims.models.history import PAIRS, TRACKED
from claims.models.policy import (
    ArticleEvaluation,
    DueArticle,
    FindingOverride,
    FindingSpell,
    PolicyProfile,
    PolicyProfileVersion,
    PolicySetting,
    StoredFinding,
)
from claims.models.published import (
    DuePublication,
    PublicChange,
    PublicFeed,
    PublishedRecord,
    PublishedSheet,
)
from claims.models.verification import VerificationEvent
from claims.models.words import ClaimWords

__all__ = [
    "PAIRS",
    "TRACKED",
    "Anchor",
    "Approval",
    "Article",
    "ArticleEvaluation",
    "ArticleVersion",
    "Attribution",
    "Claim",
    "ClaimContributor",
    "ClaimLink",
    "ClaimWords",
    "CommentAttempt",
    "CommentRequest",
    "DueArticle",
    "DuePublication",
    "Evidence",
    "FindingOverride",
    "FindingSpell",
    "HandOver",
    "LegalRead",
    "Notice",
    "OutletTerms",
    "PolicyProfile",
    "PolicyProfileVersion",
    "PolicySetting",
    "PublicChange",
    "PublicFeed",
    "PublishedRecord",
    "PublishedSheet",
    "StaffRank",
    "StoredFinding",
    "VerificationEvent",
]
