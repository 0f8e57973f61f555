from rest_framework.routers import SimpleRouter

from interchange.api import views

router = SimpleRouter()
router.register("articles", views.ArticleFormats, basename="article-format")
router.register("claims", views.ClaimFormats, basename="claim-format")
router.register("claim-reviews", views.ClaimReviewFeed, basename="claim-review")

urlpatterns = router.urls
