"""The API's viewsets, one module a record."""

from claims.api.views.articles import ArticleViewSet
from claims.api.views.attributions import AttributionViewSet
from claims.api.views.changes import ChangeViewSet
from claims.api.views.claims import ClaimViewSet
from claims.api.views.comments import CommentRequestViewSet
from claims.api.views.evidence import EvidenceViewSet
from claims.api.views.exports import ClaimLinesViewSet, ClaimTableViewSet
from claims.api.views.handovers import HandOverViewSet
from claims.api.views.links import ClaimLinkViewSet
from claims.api.views.notices import NoticeViewSet
from claims.api.views.policy import (
    PolicyProfileViewSet,
    PolicyRuleViewSet,
    PolicyStatisticsViewSet,
)

__all__ = [
    "ArticleViewSet",
    "AttributionViewSet",
    "ChangeViewSet",
    "ClaimLinesViewSet",
    "ClaimLinkViewSet",
    "ClaimTableViewSet",
    "ClaimViewSet",
    "CommentRequestViewSet",
    "EvidenceViewSet",
    "HandOverViewSet",
    "NoticeViewSet",
    "PolicyProfileViewSet",
    "PolicyRuleViewSet",
    "PolicyStatisticsViewSet",
]
