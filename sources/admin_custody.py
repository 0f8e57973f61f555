"""Marking a source as compromised, and handing it over: pages of its admin."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from unfold.decorators import action
from unfold.widgets import UnfoldAdminTextareaWidget

from newsroom.common import admin_seen
from newsroom.common.admin_base import ServiceAdmin, person
from newsroom.common.admin_pages import form_page, person_field
from newsroom.common.models import User
from newsroom.common.roles import IN_HOUSE
from sources import hooks
from sources.access import may_hand_over
from sources.models import Source


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Why", max_length=300, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )


class HandOverForm(forms.Form):
    to = person_field(User.objects.none(), "To whom")
    reason = forms.CharField(
        required=False, max_length=300, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [role.value for role in IN_HOUSE]
        works_here = User.objects.filter(is_active=True, groups__name__in=names).distinct()
        self.fields["to"].queryset = works_here  # type: ignore[attr-defined]


class CustodyPages(ServiceAdmin):
    """What the admin of sources has for custody of them."""

    def _source(self, request: HttpRequest, object_id: str) -> Source:
        source: Source | None = self.get_object(request, object_id)
        if source is None:
            raise Http404
        return source

    @abstractmethod
    def _stands_behind(self, request: HttpRequest, source: Source) -> Any:
        """Rows of the source in the articles that this person may read."""

    @action(description="Compromised …", url_path="compromised", permissions=["change"])
    def compromised(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Mark the source, which reopens its decided claims; or take the mark back."""
        source = self._source(request, object_id)
        # What the page offered is what is done, whoever marked the source meanwhile.
        marked = source.compromised_at is not None
        if request.method == "POST":
            marked = request.POST.get("mark") == "take back"
        stands = {"rows": self._stands_behind(request, source)}
        title = "Take back that it is compromised" if marked else "Mark as compromised"
        return form_page(
            self,
            request,
            form=ReasonForm(request.POST or None),
            step=lambda data: hooks.writes().source_set_compromised(
                by=person(request),
                source_id=source.pk,
                compromised=not marked,
                reason=data["reason"],
                seen=admin_seen.mark_in(request.POST, source),
            ),
            done=lambda _: "The mark is taken back." if marked else "Marked as compromised.",
            title=title,
            button=title,
            back=reverse("admin:sources_source_change", args=[source.pk]),
            record=source,
            carried=[("mark", "take back" if marked else "set")],
            lead=f"“{source}”. "
            + (
                "Claims that were reopened stay in review until somebody has checked them again."
                if marked
                else "Every decided claim on which it stands goes back to review."
            ),
            after="" if marked else render_to_string("admin_sources/stands_behind.html", stands),
        )

    def has_hand_over_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        source = self.get_object(request, str(object_id))
        return source is None or may_hand_over(request.user, source)

    @action(description="Hand over …", url_path="hand-over", permissions=["hand_over"])
    def hand_over(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Give the source to another reporter, as one step that stays on record."""
        source = self._source(request, object_id)
        return form_page(
            self,
            request,
            form=HandOverForm(request.POST or None),
            step=lambda data: hooks.writes().source_hand_over(
                by=person(request),
                source_id=source.pk,
                seen=admin_seen.mark_in(request.POST, source),
                **data,
            ),
            done=lambda made: f"{made.handler} handles it from now on.",
            title="Hand over to another reporter",
            button="Hand over",
            back=reverse("admin:sources_source_change", args=[source.pk]),
            record=source,
            lead=f"“{source}” is with {source.handler or 'nobody'}. Whoever had it still knows who "
            "it is, and stays on the list of those.",
        )
