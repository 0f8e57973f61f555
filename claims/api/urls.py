from rest_framework.routers import SimpleRouter

from claims.api import views

router = SimpleRouter()
router.register("articles", views.ArticleViewSet, basename="article")
router.register("claims", views.ClaimViewSet, basename="claim")
router.register("attributions", views.AttributionViewSet, basename="attribution")
router.register("comment-requests", views.CommentRequestViewSet, basename="comment-request")

urlpatterns = router.urls
