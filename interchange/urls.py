"""Where the pages for readers are."""

from django.urls import path

from interchange import views

app_name = "interchange"

urlpatterns = [
    path("<uuid:pk>/", views.page, name="how"),
    path("<uuid:pk>/fragment/", views.fragment, name="how-fragment"),
]
