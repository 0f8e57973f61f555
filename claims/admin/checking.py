"""Checking a claim: its moves, its evidence, what happened to it, and who has it."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from unfold.decorators import action

from claims import access
from claims.admin import anchors, meanwhile
from claims.admin.timeline import before_of, timeline_page
from claims.domain.vocabulary import Status
from claims.models import Claim, Evidence
from claims.services import links
from claims.services.queue import claims_assign
from claims.services.timeline import claim_timeline
from claims.services.verification import claim_transition, moves_of
from newsroom.common import admin_seen
from newsroom.common.admin_base import ServiceAdmin, person, show
from newsroom.common.constraints import choices
from newsroom.common.records import Refused, Stale


class DecideForm(forms.Form):
    """Where a claim moves to, what that rests on, and why."""

    to = forms.ChoiceField(
        choices=choices(Status),
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Choose where the claim moves to."
        ),
    )
    evidence = forms.ModelMultipleChoiceField(
        Evidence.objects.none(),
        required=False,
        error_messages=dict.fromkeys(
            ("invalid_choice", "invalid_pk_value"), "Evidence that is on file for this claim only."
        ),
    )
    reason = forms.CharField(required=False)
    override = forms.CharField(required=False)

    def __init__(self, data: Any, *, claim: Claim) -> None:
        super().__init__(data)
        self.fields["evidence"].queryset = claim.evidence.all()  # type: ignore[attr-defined]


class CheckingPages(ServiceAdmin):
    """What the admin of claims has for those who check them."""

    actions_detail = ["decide", "timeline"]

    def get_urls(self) -> Any:
        assign = self.admin_site.admin_view(self.assign)
        return [path("<uuid:pk>/assign/", assign, name="claims_claim_assign"), *super().get_urls()]

    def verification(self, request: HttpRequest, claim: Claim) -> str:
        """The card that says where the claim stands, who has it, and the moves open to a person."""
        me, has = person(request), claim.assignee
        is_my_check = claim.is_checked_alone_by(me)
        context = {
            "claim": claim,
            "moves": moves_open_to(request, claim),
            "may_check": access.may_check_claims(request.user),
            "is_mine": has == me,
            "is_my_check": is_my_check,
            "may_take": not is_my_check and (has is None or claim.is_checked_alone_by(has)),
            "last": claim.events.select_related("by").last(),
        }
        return render_to_string("admin_claims/verification.html", context, request)

    def evidence(self, request: HttpRequest, claim: Claim) -> str:
        context = {
            "claim": claim,
            "rows": claim.evidence.select_related("added_by"),
            "may_check": access.may_check_claims(request.user),
        }
        return render_to_string("admin_claims/evidence.html", context)

    def elsewhere(self, request: HttpRequest, claim: Claim) -> str:
        """The card of linked claims: which say the same, and whom to tell if this one is wrong."""
        tied = claim.links_out.visible_to(request.user).select_related("to_claim__article")
        tied_in = claim.links_in.visible_to(request.user).select_related("from_claim__article")
        context = {
            "claim": claim,
            "trouble": links.trouble(claim),
            "affected": links.affected(claim, person(request)),
            "out": tied,
            "into": tied_in,
            "may_write": access.may_write_claims(request.user),
        }
        return render_to_string("admin_claims/elsewhere.html", context)

    @method_decorator(require_POST)
    def assign(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Take the claim, or hand it back, by the buttons of its page."""
        claim = self._claim(request, str(pk))
        if not access.may_check_claims(request.user):
            raise PermissionDenied
        whom = {"me": person(request), "": None}
        try:
            if request.POST.get("to") not in whom:
                raise ValidationError("Take it, or hand it back.")
            to = whom[request.POST["to"]]
            claims_assign(by=person(request), claim_ids=[claim.pk], to=to)
            messages.success(request, "It is yours now." if to else "It is nobody's now.")
        except (ValidationError, Refused) as problem:
            messages.error(request, " ".join(getattr(problem, "messages", [str(problem)])))
        return HttpResponseRedirect(reverse("admin:claims_claim_change", args=[claim.pk]))

    @action(description="Check and decide", url_path="check", icon="fact_check")
    def decide(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The moves open to this person, and why the others are closed."""
        claim = self.get_object(request, object_id)
        if claim is None and request.method == "POST":
            return self.gone(request, object_id)
        if claim is None:
            raise Http404
        form = DecideForm(request.POST if request.method == "POST" else None, claim=claim)
        if form.is_valid() and self._move(request, claim, form):
            return HttpResponseRedirect(reverse("admin:claims_claim_change", args=[claim.pk]))
        claim.refresh_from_db()
        typed = request.POST if request.method == "POST" else request.GET
        context = {
            **self.admin_site.each_context(request),
            "title": "Check and decide",
            "opts": self.opts,
            "original": claim,
            "form": form,
            "seen": admin_seen.seal(claim),
            "sum": meanwhile.told(claim, request.POST, person(request)) if form.errors else None,
            "typed": typed,
            "ticked": typed.getlist("evidence"),
            "moves": moves_open_to(request, claim),
            "rows": claim.evidence.all(),
            "places": anchors.in_text(claim),
            "events": claim.events.select_related("by"),
            "count": self.count(claim),
        }
        return TemplateResponse(request, "admin_claims/check.html", context)

    @abstractmethod
    def count(self, claim: Claim) -> str:
        """The card that explains the count."""

    @action(description="Timeline", url_path="timeline", icon="history")
    def timeline(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What happened to the claim, newest first."""
        claim = self._claim(request, object_id)
        page = claim_timeline(claim, person(request), before_of(request))
        return timeline_page(self, request, claim, page, "What happened to this claim")

    def _claim(self, request: HttpRequest, object_id: str) -> Claim:
        claim: Claim | None = self.get_object(request, object_id)
        if claim is None:
            raise Http404
        return claim

    def _move(self, request: HttpRequest, claim: Claim, form: DecideForm) -> bool:
        """Make the move that was asked for; False, with the reason in the form, where it fails."""
        to = Status(form.cleaned_data["to"])
        try:
            claim_transition(
                by=person(request),
                claim_id=claim.pk,
                to=to,
                reason=form.cleaned_data["reason"],
                evidence=form.cleaned_data["evidence"],
                override=form.cleaned_data["override"],
                seen=admin_seen.mark_in(request.POST, claim),
            )
        except ValidationError as problem:
            show(form, problem.message_dict)
        except (PermissionDenied, Refused, Stale) as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"The claim is {to.replace('_', ' ')}.")
        return form.is_valid()


def moves_open_to(request: HttpRequest, claim: Claim) -> list[tuple[str, str, Any]]:
    """Each move there is, in words, with None or why it is closed to this person."""
    moves = moves_of(claim, person(request))
    return [(to, to.replace("_", " "), closed) for to, closed in moves.items()]
