"""How the admin looks and how one finds one's way in it (settings of django-unfold)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.text import format_lazy


def _entry(title: str, icon: str, url_name: str, **more: Any) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse_lazy(f"admin:{url_name}"), **more}


def _queue(title: str, icon: str, which: str, **more: Any) -> dict[str, Any]:
    """A list of claims as a queue."""
    link = format_lazy("{}?queue={}", reverse_lazy("admin:claims_claim_changelist"), which)
    return {"title": title, "icon": icon, "link": link, "active": _is_queue(which), **more}


def _is_queue(which: str) -> Callable[[HttpRequest], bool]:
    """Whether that queue is what is looked at; "" for the list of claims, and a claim's pages."""
    claims = reverse_lazy("admin:claims_claim_changelist")
    return lambda request: (
        request.path.startswith(str(claims)) and request.GET.get("queue", "") == which
    )


def _is_profiles(request: HttpRequest) -> bool:
    """Whether profiles are looked at, and not what they find."""
    profiles, found = (
        str(reverse_lazy(f"admin:claims_policyprofile_{page}"))
        for page in ("changelist", "statistics")
    )
    return request.path.startswith(profiles) and request.path != found


def manages_people(request: HttpRequest) -> bool:
    """Whether the part about people is shown."""
    from newsroom.common.roles import may_manage_people  # noqa: PLC0415  # apps load after settings

    return may_manage_people(request.user)


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Newsroom sourcing",
    "SITE_HEADER": "Newsroom",
    "SITE_SUBHEADER": "Who says so",
    "SITE_SYMBOL": "fact_check",
    # The theme would write its colours into each page, which the policy forbids.
    "COLORS": lambda request: {},
    "BORDER_RADIUS": None,
    "STYLES": [
        lambda request: static("admin_common/colours.css"),
        lambda request: static("admin_common/lists.css"),
    ],
    "SCRIPTS": [lambda request: static("admin_common/policy.js")],
    "DASHBOARD_CALLBACK": "desk.views.front.dashboard",
    "ACCOUNT": {
        "navigation": [
            {"title": "Second factor", "link": reverse_lazy("mfa_index")},
            {"title": "Password", "link": reverse_lazy("account_change_password")},
            {"title": "Where I am signed in", "link": reverse_lazy("usersessions_list")},
            {"title": "API tokens", "link": reverse_lazy("admin:common_apitoken_changelist")},
        ],
    },
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_HISTORY": False,
    "SIDEBAR": {
        "show_search": False,
        "navigation": [
            {
                "title": "Desk",
                "items": [
                    _entry("Articles", "article", "claims_article_changelist"),
                    _entry("Claims", "rule", "claims_claim_changelist", active=_is_queue("")),
                    _entry("Comment requests", "forum", "claims_commentrequest_changelist"),
                    _entry("Notices", "campaign", "claims_notice_changelist"),
                ],
            },
            {
                "title": "Checking",
                "items": [
                    _queue(
                        "My queue",
                        "inbox",
                        "mine",
                        badge="claims.admin.queue.open_to_me",
                        badge_variant="primary",
                    ),
                    _queue("Nobody's", "assignment_late", "nobodys"),
                    _queue("Overdue", "alarm", "overdue"),
                    _queue("Blocked", "block", "blocked"),
                    _queue(
                        "Checked by one",
                        "looks_one",
                        "checked_by_one",
                        badge="claims.admin.queue.checked_by_one",
                        badge_variant="primary",
                    ),
                    _entry("Evidence", "attach_file", "claims_evidence_changelist"),
                ],
            },
            {
                "title": "Sourcing",
                "items": [
                    _entry("Sources", "groups", "sources_source_changelist"),
                    _entry("Attributions", "format_quote", "claims_attribution_changelist"),
                    _entry("Terms of attribution", "handshake", "claims_outletterms_changelist"),
                ],
            },
            {
                "title": "Policy",
                "items": [
                    _entry(
                        "Profiles",
                        "gavel",
                        "claims_policyprofile_changelist",
                        active=_is_profiles,
                    ),
                    _entry("Statistics", "bar_chart", "claims_policyprofile_statistics"),
                ],
            },
            {
                "title": "On record",
                "items": [
                    _entry("Verification", "verified", "claims_verificationevent_changelist"),
                    _entry("Versions", "history", "claims_articleversion_changelist"),
                    _entry("Links between claims", "link", "claims_claimlink_changelist"),
                    _entry("Hand-overs", "swap_horiz", "claims_handover_changelist"),
                ],
            },
            {
                "title": "House",
                "items": [
                    _entry("People", "person", "common_user_changelist", permission=manages_people),
                    _entry("Desks", "apartment", "common_desk_changelist"),
                ],
            },
        ],
    },
}
