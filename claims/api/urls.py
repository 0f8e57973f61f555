from django.urls import path
from rest_framework.routers import SimpleRouter

from claims.api import views

router = SimpleRouter()
router.register("articles", views.ArticleViewSet, basename="article")
router.register("claims", views.ClaimViewSet, basename="claim")
router.register("attributions", views.AttributionViewSet, basename="attribution")
router.register("comment-requests", views.CommentRequestViewSet, basename="comment-request")
router.register("evidence", views.EvidenceViewSet, basename="evidence")
router.register("claim-links", views.ClaimLinkViewSet, basename="claim-link")
router.register("notices", views.NoticeViewSet, basename="notice")
router.register("hand-overs", views.HandOverViewSet, basename="hand-over")
router.register("changes", views.ChangeViewSet, basename="change")
router.register("policy/profiles", views.PolicyProfileViewSet, basename="policy-profile")
router.register("policy/rules", views.PolicyRuleViewSet, basename="policy-rule")
router.register("policy/statistics", views.PolicyStatisticsViewSet, basename="policy-statistics")

lines = views.ClaimLinesViewSet.as_view({"get": "export"})
table = views.ClaimTableViewSet.as_view({"get": "export"})
urlpatterns = [
    path("exports/claims.ndjson", lines, name="export-claims-ndjson"),
    path("exports/claims.csv", table, name="export-claims-csv"),
    *router.urls,
]
