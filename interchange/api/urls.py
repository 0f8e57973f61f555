from rest_framework.routers import SimpleRouter

from interchange.api import external, views

router = SimpleRouter()
router.register("articles", views.ArticleFormats, basename="article-format")
router.register("claims", views.ClaimFormats, basename="claim-format")
router.register("claim-reviews", views.ClaimReviewFeed, basename="claim-review")
router.register(
    "external-fact-checks", external.ExternalFactCheckViewSet, basename="external-fact-check"
)

urlpatterns = router.urls
