"""Right of reply: who must still be asked, who has been and has not answered, what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zlib import crc32

from django.db.models import Exists, F, OuterRef, Prefetch
from django.utils import timezone

from claims import access
from claims.domain import comment
from claims.domain.vocabulary import CommentOutcome
from claims.models import Article, Claim, CommentAttempt, CommentRequest, StoredFinding
from desk.reply_forms import CHANNELS, REPLIES, AskForm, OutcomeForm
from newsroom.common import admin_seen

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django import forms

    from newsroom.common.models import User

NOBODY_ASKED = "allegation-not-asked"  # the rule that says of an allegation that nobody was asked
MOST = 50  # claims to be asked about, and requests that wait
CLOSED = 20  # requests that are done with


@dataclass(frozen=True, slots=True)
class ToAsk:
    """An allegation that nobody was asked about, as the policy has it, and the form to ask by."""

    claim: Claim
    finding: StoredFinding
    form: AskForm

    @property
    def key(self) -> str:
        return f"ask-{self.claim.pk}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, what may be said of it in the copy, and the form for what came of it."""

    row: CommentRequest
    form: forms.Form
    seen: str
    is_overdue: bool
    sum: Any = None  # what others did to it meanwhile
    problems: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"request-{self.row.pk}"

    @property
    def form_key(self) -> str:
        """Names the form by what it began with: while that stands, what is typed there is kept."""
        names = ("outcome", "response", "reached", "responded_at", "not_asked_reason", "recorded")
        stands = "\n".join(str(getattr(self.row, name)) for name in names)
        return f"out-{self.row.pk}-{crc32(stands.encode())}"

    @property
    def may_still_be_tried(self) -> bool:
        """Whether nobody has answered yet, and there was a mind to ask."""
        return CommentOutcome(self.row.outcome) not in REPLIES | {CommentOutcome.NOT_ASKED}

    @property
    def sentence(self) -> str:
        return comment.sentence(self.row.source.label, CommentOutcome(self.row.outcome))


def board(
    user: User, article: Article | None, asking: Mapping[UUID, AskForm] | None = None
) -> dict[str, Any]:
    """Template context: all of it that `user` may read, or of one article alone.

    `asking` are forms that came back with what was typed, by their claim. In a constant number of
    queries.
    """
    requests = requests_for(user, article)
    waiting = requests.filter(outcome=CommentOutcome.PENDING)
    done = requests.exclude(outcome=CommentOutcome.PENDING)
    return {
        "article": article,
        "to_ask": to_ask(user, article, asking or {}),
        "pending": [
            asked(row)
            for row in waiting.order_by(F("deadline").asc(nulls_last=True), "created_at")[:MOST]
        ],
        "closed": [asked(row) for row in done.order_by("-updated_at", "-pk")[:CLOSED]],
        "channels": CHANNELS,
        "may_write": access.may_write_claims(user),
        "most": MOST,
    }


def to_ask(user: User, article: Article | None, asking: Mapping[UUID, AskForm]) -> list[ToAsk]:
    """What the policy finds that nobody was asked about, and about which no request waits yet."""
    waits = CommentRequest.objects.filter(claims=OuterRef("claim"), outcome=CommentOutcome.PENDING)
    found = StoredFinding.objects.filter(
        ~Exists(waits),
        access.readable_articles(user, "article__"),
        rule=NOBODY_ASKED,
        sealed=[],
        claim__isnull=False,
    )
    if article is not None:
        found = found.filter(article=article)
    rows = found.select_related("claim", "claim__article").order_by(
        "-article__created_at", "article", "claim__created_at", "claim"
    )[:MOST]
    return [
        ToAsk(row.claim, row, asking.get(row.claim.pk) or AskForm(claim=row.claim))
        for row in rows
        if row.claim is not None
    ]


def requests_for(user: User, article: Article | None = None) -> Any:
    """Requests that `user` may read, with what a card shows of them."""
    rows = CommentRequest.objects.visible_to(user).select_related("source", "article", "asked_by")
    rows = rows.prefetch_related(
        Prefetch("claims", Claim.objects.order_by("created_at", "pk")),
        Prefetch("attempts", CommentAttempt.objects.select_related("by").order_by("at", "pk")),
    )
    return rows if article is None else rows.filter(article=article)


def asked(row: CommentRequest, form: forms.Form | None = None, **more: Any) -> Asked:
    """`row` as its card shows it; `form` as it came back, else with what stands."""
    late = row.deadline is not None and row.deadline < timezone.now()
    return Asked(
        row,
        OutcomeForm.of(row) if form is None else form,
        admin_seen.seal(row),
        is_overdue=late and row.outcome == CommentOutcome.PENDING,
        **more,
    )
