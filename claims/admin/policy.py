"""What the policy finds, on the pages of an article and of a claim, and letting a block pass."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from unfold.widgets import UnfoldAdminSplitDateTimeWidget, UnfoldAdminTextareaWidget

from claims import access
from claims.domain import policy
from claims.domain.policy import Finding, Severity
from claims.models import Article, Claim, StoredFinding
from claims.services.policy import article_readiness, as_seen_by, finding_override
from newsroom.common.admin_base import ServiceAdmin, person
from newsroom.common.admin_pages import form_page
from newsroom.common.in_words import moment

LABELS = {Severity.BLOCK: "Blocks", Severity.WARN: "Warnings", Severity.INFO: "Worth knowing"}


def readiness_card(request: HttpRequest, article: Article) -> str:
    """May it be published, and what stands against it, gravest first."""
    found = as_seen_by(article_readiness(article), article, person(request))
    passed = {one.finding: one.override for one in found.overridden}
    every = [*found.blocks, *passed, *found.others]
    claims = Claim.objects.in_bulk({one.claim for one in every if one.claim})
    links = _links(article, found.blocks) if access.may_override(request.user) else {}
    groups = [
        (
            severity,
            label,
            [
                (_shown(one, passed.get(one)), claims.get(one.claim), links.get(one))
                for one in every
                if one.severity is severity
            ],
        )
        for severity, label in LABELS.items()
    ]
    context = {"found": found, "groups": groups}
    return render_to_string("admin_claims/readiness.html", context)


def findings_card(request: HttpRequest, claim: Claim) -> str:
    """What the policy finds of one claim."""
    found = as_seen_by(article_readiness(claim.article), claim.article, person(request))
    every = [*found.blocks, *(one.finding for one in found.overridden), *found.others]
    rows = [one for one in every if one.claim == claim.pk]
    return render_to_string("admin_claims/findings.html", {"rows": rows})


def _shown(finding: Finding, override: Any) -> dict[str, Any]:
    return {
        "message": finding.message,
        "remedy": finding.remedy,
        "rule": finding.rule,
        "override": override,
    }


def _links(article: Article, blocks: tuple[Finding, ...]) -> dict[Finding, str]:
    """For each block the address at which to let it pass; none for one that is veiled."""
    page = reverse("admin:claims_article_let_pass", args=[article.pk])
    return {
        one: f"{page}?{urlencode({'finding': name_of(one)})}"
        for one in blocks
        if one.rule != policy.VEILED
    }


def _of(article: Article, finding: Finding) -> str:
    """What the finding is about, in quotation marks."""
    claims = Claim.objects.in_bulk([finding.claim] if finding.claim else [])
    return f"“{next(iter(claims.values()), article)}”"


def name_of(finding: Finding) -> str:
    """What tells a finding from the others of its article, for an address."""
    record = finding.record
    return ":".join((finding.rule, record.kind.value, str(record.id), str(finding.claim or "")))


class LetPassForm(forms.Form):
    reason = forms.CharField(
        label="Why it may be published all the same",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )
    expires_at = forms.SplitDateTimeField(
        required=False,
        label="Until",
        help_text="Empty: for two hours.",
        widget=UnfoldAdminSplitDateTimeWidget,
    )


class LetPassPage(ServiceAdmin):
    """What the admin of articles has for those who let a block pass."""

    def get_urls(self) -> Any:
        page = self.admin_site.admin_view(self.let_pass)
        return [
            path("<uuid:pk>/let-pass/", page, name="claims_article_let_pass"),
            *super().get_urls(),
        ]

    def let_pass(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Ask why one block is let pass, and until when; it stays on record for good."""
        article: Article | None = self.get_object(request, str(pk))
        if article is None:
            raise Http404
        if not access.may_override(request.user):
            raise PermissionDenied
        back = reverse("admin:claims_article_change", args=[article.pk])
        found = as_seen_by(article_readiness(article), article, person(request))
        asked = request.GET.get("finding", "")
        finding = next((one for one in found.blocks if name_of(one) == asked), None)
        if finding is None:
            messages.error(request, "That block does not stand any more. Look at what does.")
            return HttpResponseRedirect(back)
        return form_page(
            self,
            request,
            form=LetPassForm(request.POST if request.method == "POST" else None),
            step=lambda data: finding_override(
                by=person(request),
                article_id=article.pk,
                rule=finding.rule,
                record=finding.record,
                claim_id=finding.claim,
                **data,
            ),
            done=lambda made: f"It passes until {moment(made.expires_at)}; that is on record.",
            title="Let a block pass",
            button="Let it pass",
            back=back,
            lead=f"{_of(article, finding)}: {finding.message} {finding.remedy} ({finding.rule})",
        )


class FindingFilter(admin.SimpleListFilter):
    """Claims of which a rule finds something, but for what is said of confidential sources."""

    title = "what the policy finds"
    parameter_name = "finding"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        readable = access.readable_articles(request.user, "article__")
        found = StoredFinding.objects.filter(readable, sealed=[], claim__isnull=False)
        codes = set(found.order_by().values_list("rule", flat=True).distinct())
        return [(code, rule.title) for code, rule in policy.REGISTRY.items() if code in codes]

    def has_output(self) -> bool:
        """Asked for by an address it narrows the list, also where there is nothing to choose."""
        return super().has_output() or self.value() is not None

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if not self.value():
            return queryset
        found = StoredFinding.objects.filter(claim=OuterRef("pk"), sealed=[], rule=self.value())
        return queryset.filter(Exists(found))
