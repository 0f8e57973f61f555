"""Where everything is."""

from django.contrib import admin
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from newsroom import health
from newsroom.common.api import errors

API = "api/v1/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(pattern_name="admin:index"), name="home"),
    path("favicon.ico", lambda request: HttpResponse(status=204)),
    path("healthz", health.live, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("admin/", include("newsroom.account_urls")),
    path("admin/", admin.site.urls),
    path("desk/", include("desk.urls")),
    path("how/", include("interchange.urls")),
    path(f"{API}schema/", SpectacularAPIView.as_view(permission_classes=[]), name="schema"),
    path(
        f"{API}docs/",
        SpectacularSwaggerSplitView.as_view(url_name="schema", permission_classes=[]),
        name="docs",
    ),
    path(API, include("newsroom.common.api.people")),
    path(API, include("sources.api.urls")),
    path(API, include("claims.api.urls")),
    path(API, include("interchange.api.urls")),
    re_path(r"^api/", csrf_exempt(errors.not_found)),  # or a write is told of a cookie
]
handler400 = "newsroom.common.api.errors.refused"
handler500 = "newsroom.common.api.errors.failed"
