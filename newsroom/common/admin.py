"""People, their roles and tokens: for admins only."""

from __future__ import annotations

from typing import Any

import allauth.account.admin  # as below
import allauth.mfa.admin  # as below
import allauth.usersessions.admin  # noqa: F401  # as below
import django.contrib.auth.admin  # noqa: F401  # registers Group
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminPasswordWidget,
    UnfoldBooleanWidget,
)

from newsroom.common import admin_tokens
from newsroom.common.admin_base import PermissionMixin, ServiceAdmin, ServiceForm, person
from newsroom.common.admin_overtaken import SeenAdmin
from newsroom.common.admin_pages import form_page
from newsroom.common.models import Desk, User
from newsroom.common.roles import Role, is_in_house, may_manage_people
from newsroom.common.services import (
    desk_save,
    person_create,
    person_set_password,
    person_set_roles,
    person_unlock,
    person_update,
    second_factor_reset,
)

# The door: whoever is in house, whatever Django's own flags say.
admin.site.has_permission = lambda request: is_in_house(request.user)  # type: ignore[method-assign]
# Their own pages would change roles and tokens past the services.
admin.site.unregister([Group, EmailAddress, Authenticator, UserSession])


class PersonForm(ServiceForm):
    roles = forms.MultipleChoiceField(
        choices=[(role.value, role.value) for role in Role],
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )
    new_password = forms.CharField(
        required=False, widget=UnfoldAdminPasswordWidget, help_text="Empty: it stays as it is."
    )

    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email", "desk", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.initial["roles"] = sorted(self.instance.roles)


@admin.register(User)
class UserAdmin(ServiceAdmin):
    form = PersonForm
    may_write = staticmethod(may_manage_people)
    list_display = ["username", "first_name", "last_name", "role_names", "desk", "is_active"]
    list_filter = ["is_active", "groups"]
    list_select_related = ["desk"]
    search_fields = ["username", "first_name", "last_name"]
    fields = [
        ("username", "is_active"),
        ("first_name", "last_name"),
        "email",
        "desk",
        "roles",
        "new_password",
    ]
    change_form_outer_after_template = "admin_common/token.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_manage_people(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # everybody in house may pick a colleague from a list; only admins see the pages
        picking = request.path.endswith("/autocomplete/")
        return may_manage_people(request.user) or (picking and is_in_house(request.user))

    @admin.display(description="roles")
    def role_names(self, one: User) -> str:
        return ", ".join(group.name for group in one.groups.all())

    def create_record(self, request: HttpRequest, values: dict[str, Any]) -> User:
        password = values["new_password"] or ""
        return person_create(
            by=person(request),
            username=values["username"],
            password=password,
            roles=[Role(one) for one in values["roles"]],
            full_name=f"{values['first_name']} {values['last_name']}".strip(),
            email=values["email"],
            desk=values["desk"],
            is_active=values["is_active"],
        )

    def change_record(self, request: HttpRequest, record: User, values: dict[str, Any]) -> User:
        roles, password = values.pop("roles", None), values.pop("new_password", None)
        person_update(by=person(request), person=record, changes=values)
        if password:
            person_set_password(by=person(request), person=record, password=password)
        if roles is not None:
            held = [Role(one) for one in roles]
            person_set_roles(by=person(request), person=record, roles=held)
        return record

    def get_urls(self) -> Any:
        more = {"token": self.make_token, "door": self.door}
        pages = [
            path(f"<uuid:pk>/{name}/", self.admin_site.admin_view(view), name=f"common_user_{name}")
            for name, view in more.items()
        ]
        return [*pages, *super().get_urls()]

    def make_token(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """A new API token of somebody, such as a consumer, who has no pages here."""
        owner = self._managed(request, pk)
        back = reverse("admin:common_user_change", args=[pk])
        title = f"A new API token of {owner}"
        return admin_tokens.make_token(self, request, owner=owner, back=back, title=title)

    def door(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Let somebody in again: after wrong passwords, or with a lost second factor."""
        owner = self._managed(request, pk)
        return form_page(
            self,
            request,
            form=DoorForm(request.POST or None),
            step=lambda data: open_door(by=person(request), owner=owner, reset=data["reset"]),
            done=str,
            title=f"Let {owner} in again",
            button="Do it",
            back=reverse("admin:common_user_change", args=[pk]),
            lead="Wrong passwords given for them are forgotten: they may try again at once.",
        )

    def _managed(self, request: HttpRequest, pk: Any) -> User:
        owner: User | None = self.get_object(request, str(pk))
        if not self.has_change_permission(request, owner):
            raise PermissionDenied
        if owner is None:
            raise Http404
        return owner


class DoorForm(forms.Form):
    reset = forms.BooleanField(
        required=False,
        label="Take their second factors, too",
        help_text="They are signed out everywhere, and set up a new one at the next sign-in.",
        widget=UnfoldBooleanWidget,
    )


def open_door(*, by: User, owner: User, reset: bool) -> str:
    """Unlock `owner`, and take their second factors where asked to; says what was done."""
    person_unlock(by=by, person=owner)
    if reset:
        second_factor_reset(by=by, person=owner)
        return f"{owner} is unlocked, and has no second factor any more."
    return f"{owner} is unlocked."


@admin.register(Desk)
class DeskAdmin(PermissionMixin, SeenAdmin):
    may_write = staticmethod(may_manage_people)
    search_fields = ["name"]

    def save_model(self, request: HttpRequest, obj: Desk, form: Any, change: bool) -> None:
        desk_save(by=person(request), desk=obj)
