"""Sources: who or what stands behind statements, and what stands on them."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action, display

from newsroom.common import admin_seen
from newsroom.common.admin_base import ServiceForm, person, show
from newsroom.common.admin_deletion import DeletingAdmin
from newsroom.common.admin_pickers import Picker
from newsroom.common.records import Refused, Stale
from sources import hooks
from sources.access import CONFIDENTIAL_FIELDS, may_see_confidential, may_write_sources
from sources.admin_custody import CustodyPages
from sources.admin_identity import IdentityPages
from sources.models import Source
from sources.services import source_create, source_delete


class SourceForm(ServiceForm):
    watched = ("compromised_at",)


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(queryset=Source.objects.standing(), label="The source that stays")

    def __init__(self, *args: Any, site: admin.AdminSite, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relation = Source._meta.get_field("merged_into")
        into = cast("forms.ModelChoiceField", self.fields["into"])
        choices = into.choices
        into.widget = Picker(relation, site)
        into.widget.choices = choices


class CustodyFilter(admin.SimpleListFilter):
    """One's own: who may open the identity of a source is not for everybody to know."""

    title = gettext_lazy("custody")
    parameter_name = "custody"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("mine", _("in my custody"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(custodians=request.user) if self.value() == "mine" else queryset


@admin.register(Source)
class SourceAdmin(IdentityPages, CustodyPages, DeletingAdmin):
    form = SourceForm
    deletion_means = "It stands in no sheet. Its history stays."
    may_write = staticmethod(may_write_sources)
    list_display = ["label", "kind", "naming_badge", "mark", "headcount", "handler", "updated_at"]
    list_filter = ["kind", "naming", "reliability", CustodyFilter]
    list_select_related = ["handler"]
    search_fields = ["description", "name"]
    autocomplete_fields = ["speaks_for", "handler", "known_to"]
    readonly_fields = ["restricted", "compromised_at", "compromised_by", "compromised_reason"]
    change_form_after_template = "admin_sources/card.html"
    change_form_outer_before_template = "admin_sources/page_notices.html"
    actions_detail = ["identity", "hand_over", "compromised", "merge"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).standing()

    def get_fieldsets(self, request: HttpRequest, obj: Source | None = None) -> Any:
        open_to = obj is None or may_see_confidential(request.user, obj)
        confidential: list[Any] = (
            [("affiliation", "role"), "motive", "known_to", "notes"] if open_to else ["restricted"]
        )
        public = ["description", ("kind", "naming"), "name", "headcount", "speaks_for"]
        mark = [("compromised_at", "compromised_by"), *(["compromised_reason"] if open_to else [])]
        marked = obj is not None and obj.compromised_at is not None
        return [
            *([("Compromised", {"fields": mark})] if marked else []),
            ("As the copy has it", {"fields": public}),
            ("In house", {"fields": ["anonymity_reason", ("reliability", "handler")]}),
            ("For handler and those who know who it is", {"fields": confidential}),
        ]

    @display(description="naming", label={"anonymous": "warning", "withheld": "danger"})
    def naming_badge(self, source: Source) -> str:
        return source.naming

    @display(description="", label={"compromised": "danger"})
    def mark(self, source: Source) -> str:
        return "compromised" if source.compromised_at else ""

    @admin.display(description="")
    def restricted(self, source: Source) -> str:
        named = ", ".join(CONFIDENTIAL_FIELDS).replace("_", " ")
        return f"{named.capitalize()} are shown to the handler and those to whom it is known."

    def render_change_form(self, request: HttpRequest, context: Any, **kwargs: Any) -> Any:
        source = kwargs.get("obj")
        if source is not None:
            context["rows"] = self._stands_behind(request, source)[:100]
        return super().render_change_form(request, context, **kwargs)

    def _stands_behind(self, request: HttpRequest, source: Source) -> Any:
        """Rows of this source in the articles that this person may read."""
        rows = source.attributions.visible_to(request.user)
        return rows.select_related("claim", "claim__article").order_by("-created_at")

    def create_record(self, request: HttpRequest, values: dict[str, Any]) -> Source:
        known_to = values.pop("known_to", None)
        return source_create(by=person(request), fields=values, known_to=known_to)

    def change_record(self, request: HttpRequest, record: Source, values: dict[str, Any]) -> Source:
        known_to = values.pop("known_to", None)
        return hooks.writes().source_update(
            by=person(request),
            source_id=record.pk,
            changes=values,
            known_to=known_to,
            seen=record.version,
        )

    def why_gone(self, request: HttpRequest, object_id: str) -> str:
        try:
            merged = Source.objects.select_related("merged_into").get(pk=object_id)
        except (Source.DoesNotExist, ValidationError):
            merged = None
        if merged is None or merged.merged_into is None:
            return super().why_gone(request, object_id)
        return f"It was merged into “{merged.merged_into}”: make your change there."

    def has_delete_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        unused = obj is not None and not obj.attributions.exists()
        return unused and may_write_sources(request.user)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        source = self.get_object(request, object_id)
        if source is not None and self._used_meanwhile(request, source):
            messages.error(request, "It stands in a sheet by now and is kept: merge it instead.")
            return HttpResponseRedirect(reverse("admin:sources_source_change", args=[source.pk]))
        return super().delete_view(request, object_id, extra_context)

    def _used_meanwhile(self, request: HttpRequest, source: Source) -> bool:
        sealed = admin_seen.unseal(request.POST.get(admin_seen.FIELD, ""), source)
        return sealed is not None and source.attributions.exists()

    def delete_record(self, request: HttpRequest, record: Source, seen: int) -> None:
        source_delete(by=person(request), source_id=record.pk, seen=seen)

    @action(description="Merge into another", url_path="merge", permissions=["change"])
    def merge(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Merge this source into one picked on the page, after showing what would move."""
        source = self.get_object(request, object_id)
        if source is None and request.method == "POST":
            return self.gone(request, object_id)
        if source is None:
            raise Http404
        form = MergeForm(request.POST or None, site=self.admin_site)
        if request.method == "POST" and form.is_valid():
            stays = self._merged(request, source, form)
            if stays is not None:
                messages.success(request, f"Merged: all that stood on it stands on {stays} now.")
                return HttpResponseRedirect(reverse("admin:sources_source_change", args=[stays.pk]))
        source.refresh_from_db()
        context = {
            **self.admin_site.each_context(request),
            "seen": admin_seen.seal(source),
            "sum": self.since_shown(request, source) if request.method == "POST" else None,
            "title": f"Merge “{source}” into another source",
            "opts": self.opts,
            "original": source,
            "form": form,
            "media": self.media + form.media,
            "rows": self._stands_behind(request, source),
        }
        return TemplateResponse(request, "admin_sources/merge.html", context)

    def _merged(self, request: HttpRequest, source: Source, form: MergeForm) -> Source | None:
        into = form.cleaned_data["into"]
        try:
            seen = admin_seen.mark_in(request.POST, source)
            return hooks.writes().source_merge(
                by=person(request), source_id=source.pk, into_id=into.pk, seen=seen
            )
        except ValidationError as problem:
            show(form, problem.message_dict)
        except Refused as problem:
            form.add_error(None, str(problem))
        except Stale:
            pass  # the page says what came between
        return None
