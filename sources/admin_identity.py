"""The sealed identity of a source: pages for its custodians and those who know it.

What is sealed or opened here stands in no message, no address and no form that is sent back but the
one in which it was typed. The admin's pages are never cached (`Cache-Control: no-store`).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from unfold.decorators import action

from newsroom.common import admin_seen
from newsroom.common.admin_base import ServiceAdmin, person, show
from newsroom.common.admin_pages import form_page
from newsroom.common.records import Refused
from sources import access, vault
from sources.admin_identity_forms import (
    ApproveForm,
    AskForm,
    CustodiansForm,
    OpenForm,
    SamePersonForm,
    SealForm,
    ShredForm,
)
from sources.domain.identity import Identity
from sources.domain.sealing import SealingError
from sources.models import OpeningRequest, Source
from sources.services import custody, opening
from sources.services.identity import identity_seal, same_person_set
from sources.services.shredding import identity_shred


def sealing(step: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    """`step`, whose SealingError is told in the form as any refusal is."""

    @sensitive_variables("data")
    def done(data: dict[str, Any]) -> Any:
        try:
            return step(data)
        except SealingError as problem:
            raise Refused(str(problem)) from None

    return done


class IdentityPages(ServiceAdmin):
    """What the admin of sources has for sealed identities."""

    def get_urls(self) -> Any:
        pages = {
            "seal": self.seal,
            "custodians": self.custodians,
            "ask": self.ask,
            "open": self.open,
            "shred": self.shred,
            "same-person": self.same_person,
            "acknowledge": self.acknowledge,
        }
        made = [
            path(
                f"<uuid:pk>/identity/{name}/",
                self.admin_site.admin_view(view),
                name=f"sources_source_identity_{name}",
            )
            for name, view in pages.items()
        ]
        approve = path(
            "<uuid:pk>/identity/approve/<uuid:asked>/",
            self.admin_site.admin_view(self.approve),
            name="sources_source_identity_approve",
        )
        return [*made, approve, *super().get_urls()]

    def has_identity_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        source = self.get_object(request, str(object_id))
        return source is not None and access.may_see_custody(request.user, source)

    @action(description="Identity …", url_path="identity", permissions=["identity"])
    def identity(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Whether an identity is sealed, who may open it, and who did. Never who it is."""
        source = self._in_custody(request, object_id, access.may_see_custody)
        user = request.user
        context = {
            **self.admin_site.each_context(request),
            "title": "Sealed identity",
            "opts": self.opts,
            "original": source,
            "versions": source.sealed_identities.defer("ciphertext").select_related("sealed_by"),
            "custodians": [
                (one, access.is_custodian(one, source)) for one in source.custodians.all()
            ],
            "openings": source.openings.select_related("by", "approval__by", "failure")[:100],
            "requests": source.opening_requests.select_related("by", "approval__by")[:20],
            "shreddings": source.shreddings.select_related("by"),
            "links": source.same_person_tags.count(),
            "notices": custody.notices_of(person(request), source),
            "has_keys": bool(vault.ring()),
            "needs_two": opening.needs_two(source),
            "may_seal": access.may_seal(user, source),
            "may_name": access.may_name_custodians(user, source),
            "may_open": access.is_custodian(user, source),
            "may_shred": access.may_shred(user, source),
        }
        return TemplateResponse(request, "admin_sources/identity.html", context)

    def _in_custody(
        self, request: HttpRequest, pk: Any, allowed: Callable[[Any, Source], bool]
    ) -> Source:
        """The source, where `allowed`. Of any other the answer is the same, sealed or not."""
        source: Source | None = self.get_object(request, str(pk))
        if source is None:
            raise Http404
        if not allowed(request.user, source):
            raise PermissionDenied
        return source

    @sensitive_variables("form", "step")
    def _page(
        self,
        request: HttpRequest,
        source: Source,
        form: forms.Form,
        step: Callable[[dict[str, Any]], Any],
        said: str,
        **more: Any,
    ) -> HttpResponse:
        back = reverse("admin:sources_source_identity", args=[source.pk])
        return form_page(
            self, request, form=form, step=sealing(step), done=lambda _: said, back=back, **more
        )

    @method_decorator(sensitive_post_parameters())
    @method_decorator(sensitive_variables())
    def seal(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Seal who it is, or seal it anew."""
        source = self._in_custody(request, pk, access.may_seal)
        return self._page(
            request,
            source,
            SealForm(request.POST if request.method == "POST" else None),
            lambda data: identity_seal(
                by=person(request), source_id=source.pk, identity=Identity(**data)
            ),
            "Sealed. Nobody but a custodian of this source can open it.",
            title="Seal the identity",
            button="Seal it",
            lead=f"“{source}”. What is not stored cannot be taken: where “known to” is enough, "
            "leave it at that. What you type here is encrypted, and shown to nobody, you included; "
            "a custodian can open it. What was sealed before stays sealed as an older version.",
        )

    def custodians(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Say who may open it."""
        source = self._in_custody(request, pk, access.may_name_custodians)
        posted = request.POST if request.method == "POST" else None
        return self._page(
            request,
            source,
            CustodiansForm(posted, source=source),
            lambda data: custody.source_set_custodians(
                by=person(request),
                source_id=source.pk,
                custodians=data["custodians"],
                seen=admin_seen.mark_in(request.POST, source),
            ),
            "That is on record, and the other custodians are told.",
            title="Who may open the identity",
            button="Save",
            record=source,
            lead=f"“{source}”. Only the people ticked here can open what is sealed, whatever "
            "anybody's rank.",
        )

    def ask(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Ask a second custodian for leave."""
        source = self._in_custody(request, pk, access.is_custodian)
        return self._page(
            request,
            source,
            AskForm(request.POST if request.method == "POST" else None),
            lambda data: opening.opening_ask(
                by=person(request), source_id=source.pk, reason=data["reason"]
            ),
            "Asked. The other custodians are told.",
            title="Ask for leave to open the identity",
            button="Ask",
            lead=f"“{source}”. A second custodian has to agree; you may then open it once.",
        )

    @method_decorator(sensitive_post_parameters("password"))
    def approve(self, request: HttpRequest, pk: Any, asked: Any) -> HttpResponse:
        """Give another custodian leave."""
        source = self._in_custody(request, pk, access.is_custodian)
        row = OpeningRequest.objects.filter(pk=asked, source=source).select_related("by").first()
        if row is None:
            raise Http404
        return self._page(
            request,
            source,
            ApproveForm(request.POST if request.method == "POST" else None),
            lambda data: opening.opening_approve(by=person(request), request_id=row.pk, **data),
            f"{row.by} may open it once.",
            title="Give leave to open the identity",
            button="Give leave",
            lead=f"{row.by} asks to open the identity of “{source}”: {row.reason}",
        )

    @method_decorator(sensitive_post_parameters())
    @method_decorator(sensitive_variables())
    def open(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Show it once, in the answer to the form: there is no address at which it stands."""
        source = self._in_custody(request, pk, access.is_custodian)
        form = OpenForm(
            request.POST if request.method == "POST" else None, initial={"opening": uuid.uuid4()}
        )
        page = {
            **self.admin_site.each_context(request),
            "title": "Open the identity",
            "opts": self.opts,
            "original": source,
            "form": form,
            "button": "Open it",
            "back": reverse("admin:sources_source_identity", args=[source.pk]),
            "lead": f"“{source}”. It is shown once. Before that, your name, the time and the "
            "reason go on record, and the other custodians and the handler are told.",
        }
        shown = self._opened(request, source, form) if form.is_valid() else None
        if shown is None:
            return TemplateResponse(request, "admin_common/form_page.html", page)
        response = TemplateResponse(
            request, "admin_sources/identity_opened.html", {**page, "identity": shown}
        )
        response["Referrer-Policy"] = "no-referrer"
        return response

    @sensitive_variables()
    def _opened(self, request: HttpRequest, source: Source, form: forms.Form) -> Identity | None:
        """The identity; None where it was refused, with the reason in the form."""
        given = form.cleaned_data
        try:
            return opening.identity_open(
                by=person(request),
                source_id=source.pk,
                password=given["password"],
                reason=given["reason"],
                opening_id=given["opening"],
            )
        except ValidationError as problem:
            show(form, problem.message_dict)
        except (PermissionDenied, Refused, SealingError) as problem:
            form.add_error(None, str(problem))
        # what failed is on record under that id: the next attempt needs another
        form.data = {**form.data.dict(), "opening": str(uuid.uuid4())}  # type: ignore[attr-defined]
        return None

    def shred(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Destroy it for good."""
        source = self._in_custody(request, pk, access.may_shred)
        return self._page(
            request,
            source,
            ShredForm(request.POST if request.method == "POST" else None),
            lambda data: identity_shred(
                by=person(request), source_id=source.pk, reason=data["reason"]
            ),
            "Shredded: nothing opens it any more. That it was is on record.",
            title="Shred the identity",
            button="Shred it for good",
            lead=f"“{source}”. The key and every version are destroyed: no custodian, no key of "
            "the house and no backup of the database opens it afterwards. The source itself stays.",
        )

    def same_person(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Say that it is the same person as another source."""
        source = self._in_custody(request, pk, access.is_custodian)
        return self._page(
            request,
            source,
            SamePersonForm(request.POST if request.method == "POST" else None),
            lambda data: same_person_set(
                by=person(request),
                source_id=source.pk,
                other_id=data["other"],
                same=data["same"],
            ),
            "Sealed with the identity. The policy takes it into account.",
            title="The same person as another source",
            button="Save",
            lead=f"“{source}”. Names that are spelt alike are compared by themselves. Where one "
            "person stands under two names, say so: the policy then finds where they are quoted "
            "anonymously and also by name, or are said not to have commented.",
        )

    def acknowledge(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Take the notices of this source off one's pages."""
        source = self._in_custody(request, pk, access.may_see_custody)
        if request.method == "POST":
            custody.notice_acknowledge(by=person(request), source_id=source.pk)
        return HttpResponseRedirect(reverse("admin:sources_source_identity", args=[source.pk]))
