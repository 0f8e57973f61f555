"""The pages on which people sign in and keep their own account, in the admin's look.

They stand under the admin's address, before its own pages: its plain sign-in is never reached.
"""

from __future__ import annotations

from allauth.account import views as account
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from newsroom.common.account_pages import sign_in

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", sign_in, name="account_login"),
    path(
        "password_change/",
        admin.site.admin_view(RedirectView.as_view(pattern_name="account_change_password")),
    ),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
]
