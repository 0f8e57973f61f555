from django.contrib import admin
from django.urls import URLPattern, URLResolver, path

from newsroom import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.live, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("admin/", admin.site.urls),
]
