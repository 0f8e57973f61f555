"""API tokens in the admin: one's own, and for admins everybody's; made, shown once, revoked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.decorators import action
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminPasswordWidget,
    UnfoldAdminTextInputWidget,
)

from newsroom.common.account import has_second_factor
from newsroom.common.admin_base import ReadOnlyAdmin, person, show
from newsroom.common.admin_pages import SELECT, form_page
from newsroom.common.constraints import choices
from newsroom.common.models import ApiToken, User
from newsroom.common.proof import proven, proven_lately
from newsroom.common.roles import Scope, is_in_house, may_manage_people
from newsroom.common.services import token_create, token_revoke

WRONG = "That is not your password, nor a code of your app, or you tried too often. Wait a while."


class TokenForm(forms.Form):
    label = forms.CharField(
        label="What it is for",
        max_length=100,
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "The planning system"}),
    )
    scope = forms.ChoiceField(
        choices=choices(Scope),
        widget=forms.Select(attrs={"class": SELECT}),
        help_text="A token that only reads harms less where it is lost.",
    )
    days = forms.IntegerField(
        label="Days that it lasts",
        min_value=1,
        required=False,
        widget=UnfoldAdminIntegerFieldWidget,
    )
    proof = forms.CharField(
        label="Your password, or a code of your app",
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, by: User, is_proven: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        most = settings.TOKEN_DAYS
        self.fields["days"].initial = most or None
        self.fields["days"].help_text = (
            f"{most} at most." if most else "Empty: for ever. Better is a year."
        )
        if is_proven:
            del self.fields["proof"]

    def clean_proof(self) -> str:
        """The person's password or code. It is asked only once all the rest is right."""
        given: str = self.cleaned_data["proof"]
        if self.errors:
            return given
        code = given if has_second_factor(self.by) and given.replace(" ", "").isdigit() else ""
        if not proven(self.by, password="" if code else given, code=code):
            raise ValidationError(WRONG)
        return given


def make_token(
    site: Any, request: HttpRequest, *, owner: User, back: str, title: str
) -> HttpResponse:
    """The page that asks what a token of `owner` is for, makes it, and shows it this once."""
    by = person(request)
    form = TokenForm(request.POST or None, by=by, is_proven=proven_lately(request))
    page = {
        **site.admin_site.each_context(request),
        "title": title,
        "opts": site.opts,
        "form": form,
        "button": "Make it",
        "back": back,
        "lead": f"It acts as {owner}, may do at most what they may, and is shown only once.",
    }
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            page["token"] = token_create(
                by=by,
                person=owner,
                label=data["label"],
                scope=Scope(data["scope"]),
                days=data["days"],
            )
        except ValidationError as problem:
            show(form, problem.message_dict)
    template = "token_made" if "token" in page else "form_page"
    return TemplateResponse(request, f"admin_common/{template}.html", page)


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyAdmin):
    list_display = [
        "label",
        "user",
        "scope",
        "beginning",
        "created",
        "expiry",
        "last_used_at",
        "state_shown",
    ]
    list_filter = ["scope"]
    list_select_related = ["user"]
    search_fields = ["label", "user__username"]
    fields = [
        "label",
        "user",
        "scope",
        "beginning",
        ("created", "expiry"),
        "last_used_at",
        ("revoked_at", "revoked_by"),
        "state_shown",
    ]
    readonly_fields = [
        "label",
        "user",
        "scope",
        "beginning",
        "created",
        "expiry",
        "last_used_at",
        "revoked_at",
        "revoked_by",
        "state_shown",
    ]
    actions_detail = ["revoke"]

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        return rows if may_manage_people(request.user) else rows.filter(user=request.user)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_in_house(request.user) and IS_POPUP_VAR not in request.GET

    @admin.display(description="begins with")
    def beginning(self, token: ApiToken) -> str:
        return f"{token.prefix}…"

    @admin.display(description="state")
    def state_shown(self, token: ApiToken) -> str:
        return token.state

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        back = reverse("admin:common_apitoken_changelist")
        return make_token(self, request, owner=person(request), back=back, title="A new API token")

    @action(description="Revoke …", url_path="revoke", permissions=["view"])
    def revoke(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask once more, and put an end to the token."""
        token: ApiToken | None = self.get_object(request, object_id)
        if token is None:
            raise Http404
        return form_page(
            self,
            request,
            form=forms.Form(request.POST or None),
            step=lambda _: token_revoke(by=person(request), token_id=token.pk),
            done=lambda one: f"{one} is revoked.",
            title=f"Revoke {token}",
            button="Revoke it",
            back=reverse("admin:common_apitoken_change", args=[token.pk]),
            lead=f"What uses it as {token.user} will be refused at once. It cannot be taken back.",
        )
