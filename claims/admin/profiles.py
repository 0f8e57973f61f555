"""Policy profiles in the admin: one part of the form a rule, and what has become of a profile."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import capfirst
from unfold.decorators import action
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from claims import facts_profiles
from claims.access import may_change_policy
from claims.admin.profile_rules import families
from claims.admin.statistics import StatisticsPage
from claims.domain import policy
from claims.domain.policy.parameters import Choice, Flag, Number, Parameter, Value, Words
from claims.models import PolicyProfile
from claims.services.profiles import FIELDS, profile_create, profile_restore, profile_update
from newsroom.common import admin_seen
from newsroom.common.admin_base import ServiceForm, person
from newsroom.common.admin_pages import form_page
from newsroom.common.constraints import choices


def parameter_field(one: Parameter) -> forms.Field:
    """The form's field of a rule's parameter; its bounds are the service's to keep."""
    more: dict[str, Any] = {"label": capfirst(one.asks.rstrip("."))}
    match one:
        case Flag():
            return forms.BooleanField(required=False, widget=UnfoldBooleanSwitchWidget, **more)
        case Number():
            widget = UnfoldAdminIntegerFieldWidget(attrs={"min": one.least, "max": one.most})
            return forms.IntegerField(widget=widget, help_text=one.bounds, **more)
        case Choice():
            listed = [(name, name) for name in one.choices]
            return forms.ChoiceField(choices=listed, widget=UnfoldAdminSelectWidget, **more)
    words = UnfoldAdminTextareaWidget(attrs={"rows": 3})
    return forms.CharField(required=False, widget=words, help_text="One a line.", **more)


def rule_fields(rule: policy.Rule) -> dict[str, forms.Field]:
    """The fields of one rule, named as the service names what is wrong with them."""
    fields: dict[str, forms.Field] = {
        "enabled": forms.BooleanField(required=False, label="On", widget=UnfoldBooleanSwitchWidget),
        "severity": forms.ChoiceField(
            choices=choices(policy.Severity), label="Severity", widget=UnfoldAdminSelectWidget
        ),
        **{f"parameters.{one.name}": parameter_field(one) for one in rule.parameters},
        "cites": forms.CharField(required=False, label="Cites", widget=UnfoldAdminTextInputWidget),
    }
    return {f"{rule.code}.{name}": field for name, field in fields.items()}


OF_RULE = {code: rule_fields(rule) for code, rule in policy.REGISTRY.items()}


class _ProfileForm(ServiceForm):
    like = forms.ModelChoiceField(
        PolicyProfile.objects.all(),
        widget=UnfoldAdminSelectWidget,
        help_text="Whose settings it begins with.",
    )
    note = forms.CharField(
        required=False,
        max_length=300,
        label="What was changed, and why",
        widget=UnfoldAdminTextInputWidget,
    )

    class Meta:
        model = PolicyProfile
        fields = ["name", "title", "blocks_verifying"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_new = self.instance._state.adding
        for name in list(self.fields):
            if ("." in name and is_new) or (name == "like" and not is_new):
                del self.fields[name]  # what it begins with is given once, and then settled
        if not is_new:
            self.initial.update(stands(self.instance))

    def _label(self, name: str) -> str:
        """Away from its rule, a setting is called by it."""
        rule, label = policy.REGISTRY.get(name.split(".", maxsplit=1)[0]), super()._label(name)
        return f"{rule.title}: {label}" if rule else label


_EVERY = {name: field for fields in OF_RULE.values() for name, field in fields.items()}
ProfileForm = cast("type[ServiceForm]", type("ProfileForm", (_ProfileForm,), _EVERY))


def stands(profile: PolicyProfile) -> dict[str, Any]:
    """What the form shows of each rule; one that the profile does not settle is off."""
    settled = facts_profiles.in_force(profile).profile.settings
    found: dict[str, Any] = {}
    for code, rule in policy.REGISTRY.items():
        one = settled.get(code) or policy.Setting(code, rule.severity, enabled=False)
        found |= {
            f"{code}.enabled": one.enabled,
            f"{code}.severity": one.severity.value,
            f"{code}.cites": one.cites,
            **{f"{code}.parameters.{name}": _plain(value) for name, value in one.values.items()},
        }
    return found


def _plain(value: Value) -> Any:
    """As the form has it: words one a line."""
    return "\n".join(value) if isinstance(value, tuple) else value


def _value(code: str, name: str, typed: Any) -> Any:
    """As the service has it."""
    (one,) = [one for one in policy.REGISTRY[code].parameters if one.name == name]
    if not isinstance(one, Words):
        return typed
    return [line.strip() for line in typed.splitlines() if line.strip()]


def settings_in(profile: PolicyProfile, values: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What profile_update takes, from fields of the form that differ from what stands."""
    settled = facts_profiles.settings_json(facts_profiles.in_force(profile).profile)
    found: dict[str, dict[str, Any]] = {}
    for field, value in values.items():
        code, name = field.split(".", 1)
        one = found.setdefault(code, {})
        if name.startswith("parameters."):
            standing = settled.get(code, {}).get("parameters", {})
            parameter = name.removeprefix("parameters.")
            of_rule = one.setdefault("parameters", dict(standing))
            of_rule[parameter] = _value(code, parameter, value)
        else:
            one[name] = value
    return found


class RestoreForm(forms.Form):
    note = forms.CharField(
        required=False, max_length=300, label="Why", widget=UnfoldAdminTextInputWidget
    )


@admin.register(PolicyProfile)
class PolicyProfileAdmin(StatisticsPage):
    """Everybody in house reads them; who sets the house's rules changes them."""

    form = ProfileForm
    change_form_template = "admin_claims/profile_form.html"
    may_write = staticmethod(may_change_policy)
    list_display = ["title", "name", "version", "blocks_verifying", "is_shipped", "updated_at"]
    search_fields = ["title", "name"]
    change_form_outer_after_template = "admin_claims/cards.html"
    actions_detail = ["restore"]

    def get_readonly_fields(self, request: HttpRequest, obj: PolicyProfile | None = None) -> Any:
        return ["name"] if obj else []

    def get_fieldsets(self, request: HttpRequest, obj: PolicyProfile | None = None) -> Any:
        if obj is None:
            return [("Profile", {"fields": ["name", "title", "like", "note"]})]
        about = ["name", "title", "blocks_verifying"]
        if not self.has_change_permission(request, obj):
            return [("Profile", {"fields": about})]
        return [("Profile", {"fields": [*about, "note"]}), *map(part, policy.REGISTRY.values())]

    def render_change_form(self, request: HttpRequest, context: Any, **kwargs: Any) -> Any:
        profile = kwargs.get("obj")
        if profile is not None:
            rows = profile.versions.select_related("by").order_by("-number")
            body = render_to_string("admin_claims/profile_versions.html", {"rows": rows})
            context["cards"] = [("Versions", body, True)]
            if self.has_change_permission(request, profile):
                about, *of_rules = context["adminform"]
                parts = dict(zip(policy.REGISTRY, of_rules, strict=True))
                context |= {"about": about, "families": families(profile, parts)}
            else:
                rules = {"families": families(profile)}
                body = render_to_string("admin_claims/profile_rules.html", rules)
                context["cards"].insert(0, ("Rules", body, True))
        return super().render_change_form(request, context, **kwargs)

    def create_record(self, request: HttpRequest, values: dict[str, Any]) -> PolicyProfile:
        return profile_create(by=person(request), **values)

    def change_record(
        self, request: HttpRequest, record: PolicyProfile, values: dict[str, Any]
    ) -> PolicyProfile:
        note = values.pop("note", "")
        changes = {name: values.pop(name) for name in FIELDS if name in values}
        return profile_update(
            by=person(request),
            profile_id=record.pk,
            changes=changes,
            settings=settings_in(record, values),
            note=note,
            seen=record.version,
        )

    @action(description="Restore to default", url_path="restore", permissions=["change"])
    def restore(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask once more, then put a shipped profile back to how it came."""
        profile: PolicyProfile | None = self.get_object(request, object_id)
        if profile is None:
            raise Http404
        return form_page(
            self,
            request,
            form=RestoreForm(request.POST if request.method == "POST" else None),
            step=lambda data: profile_restore(
                by=person(request),
                profile_id=profile.pk,
                seen=admin_seen.mark_in(request.POST, profile),
                **data,
            ),
            done=lambda made: f"{made} is as it came, as version {made.version}.",
            title=f"Restore {profile} to default",
            button="Restore",
            back=reverse("admin:claims_policyprofile_change", args=[profile.pk]),
            record=profile,
            lead="Title and every setting go back to how this release has them, as a new version. "
            "The versions before stay on record.",
        )


def part(rule: policy.Rule) -> tuple[str, dict[str, Any]]:
    """The part of the form that settles one rule."""
    names = list(OF_RULE[rule.code])
    return rule.title, {"fields": [tuple(names[:2]), *names[2:]]}
