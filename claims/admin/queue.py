"""The queue in the list of claims: whose work it is, what is overdue, and passing it on."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from unfold.widgets import UnfoldAdminSplitDateTimeWidget

from claims.access import may_assign, may_check_claims
from claims.models import Claim
from claims.services.queue import KEEP, claims_assign
from newsroom.common.admin_base import ServiceAdmin, person
from newsroom.common.admin_pages import form_page, person_field
from newsroom.common.models import User
from newsroom.common.records import Refused
from newsroom.common.roles import Role

MOST = 200  # claims that are assigned in one step
CHECKERS = [Role.FACT_CHECKER.value, Role.EDITOR.value, Role.ADMIN.value]


def checkers() -> Any:
    """The people who may check claims."""
    return User.objects.filter(is_active=True, groups__name__in=CHECKERS).distinct()


class QueueFilter(admin.SimpleListFilter):
    """Open claims by whose they are; the list then stands in the order of the queue."""

    title = "queue"
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("mine", "mine"),
            ("nobodys", "nobody's"),
            ("all", "all that is open"),
            ("overdue", "overdue"),
            ("blocked", "blocked"),
            ("stale", "lying about"),
            ("checked_by_one", "out, checked by one"),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        me = person(request)
        selections: dict[str, Callable[[], Any]] = {
            "mine": lambda: for_me(queryset, me).open().filter(assignee=me),
            "nobodys": lambda: for_me(queryset, me).open().filter(assignee=None),
            "all": queryset.open,
            "overdue": queryset.overdue,
            "blocked": queryset.blocked,
            "stale": queryset.stale,
            "checked_by_one": lambda: for_me(queryset, me).checked_by_one(),
        }
        chosen = selections.get(self.value() or "")
        return chosen() if chosen else queryset


class AssignForm(forms.Form):
    to = person_field(User.objects.none(), "To whom")
    due_at = forms.SplitDateTimeField(
        required=False,
        label="Due",
        help_text="Empty: it stays as it is.",
        widget=UnfoldAdminSplitDateTimeWidget,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = checkers()  # type: ignore[attr-defined]


class QueueActions(ServiceAdmin):
    """Actions on the claims that are ticked in the list."""

    actions = ["take", "hand_back", "give"]

    def has_check_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_check_claims(request.user)

    def has_assign_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_assign(request.user)

    @admin.action(description="Take to check", permissions=["check"])
    def take(self, request: HttpRequest, queryset: Any) -> None:
        self._assign(request, queryset, person(request), "yours now")

    @admin.action(description="Hand back", permissions=["check"])
    def hand_back(self, request: HttpRequest, queryset: Any) -> None:
        self._assign(request, queryset, None, "nobody's now")

    @admin.action(description="Assign to somebody …", permissions=["assign"])
    def give(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Ask to whom and until when; then assign all of them or none."""
        chosen = self._chosen(request, queryset)
        if not chosen:
            return None
        form = AssignForm(request.POST if "apply" in request.POST else None)
        ids = [str(claim.pk) for claim in chosen]
        return form_page(
            self,
            request,
            form=form,
            step=lambda data: claims_assign(
                by=person(request),
                claim_ids=[claim.pk for claim in chosen],
                to=data["to"],
                due_at=data["due_at"] or KEEP,
            ),
            done=lambda claims: f"{len(claims)} assigned to {form.cleaned_data['to']}.",
            title=f"Assign {len(chosen)} claim{'s' if len(chosen) != 1 else ''}",
            button="Assign",
            back=reverse("admin:claims_claim_changelist"),
            carried=[
                ("action", "give"),
                ("apply", "yes"),
                *((ACTION_CHECKBOX_NAME, one) for one in ids),
            ],
            lead="; ".join(str(claim) for claim in chosen[:5]) + (" …" if len(chosen) > 5 else ""),
        )

    def _chosen(self, request: HttpRequest, queryset: Any) -> list[Claim]:
        """The claims that were ticked; none, with a message, where they are too many."""
        chosen = list(queryset[: MOST + 1])
        if len(chosen) > MOST:
            messages.error(request, f"At most {MOST} claims at once. Nothing was assigned.")
            return []
        return chosen

    def _assign(self, request: HttpRequest, queryset: Any, to: User | None, said: str) -> None:
        ids = [claim.pk for claim in self._chosen(request, queryset)]
        if not ids:
            return
        try:
            claims = claims_assign(by=person(request), claim_ids=ids, to=to)
        except (ValidationError, PermissionDenied, Refused) as problem:
            texts = getattr(problem, "messages", None) or [str(problem)]
            messages.error(request, " ".join(texts))
            return
        messages.success(request, f"{len(claims)} claim{'s' if len(claims) != 1 else ''}: {said}.")


def for_me(claims: Any, me: User) -> Any:
    """Those of `claims` that I may take: not what went out on my check alone."""
    return claims.exclude(pk__in=Claim.objects.checked_alone_by(me).values("pk"))


def _once(count: Callable[[HttpRequest], str]) -> Callable[[HttpRequest], str]:
    """Count once a request: the navigation asks anew at each place where it shows the number."""

    @wraps(count)
    def counted(request: HttpRequest) -> str:
        known = request.__dict__.setdefault("queue_counts", {})
        this = (count, person(request).pk)
        if this not in known:
            known[this] = count(request)
        return str(known[this])

    return counted


@_once
def open_to_me(request: HttpRequest) -> str:
    """The number beside "My queue" in the navigation."""
    me = person(request)
    return str(for_me(Claim.objects.all(), me).open().filter(assignee=me).count())


@_once
def checked_by_one(request: HttpRequest) -> str:
    """The number beside "Checked by one": what went out on the check of one other person."""
    claims = Claim.objects.visible_to(request.user)
    return str(claims.checked_by_another(person(request)).count())
