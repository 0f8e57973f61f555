"""Random writes as in `writes`, and those of which only the sourcing policy takes notice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from claims.domain.vocabulary import (
    ApprovalKind,
    ArticleStatus,
    ClaimKind,
    CommentOutcome,
    Exemption,
    Knowledge,
    LegalOutcome,
    LinkKind,
    Medium,
    NoticeKind,
    Occasion,
    Provenance,
    Quotation,
    Rank,
    Scope,
    Status,
)
from claims.models import (
    Article,
    Attribution,
    Claim,
    ClaimLink,
    CommentRequest,
    Evidence,
    Notice,
    PolicyProfile,
)
from claims.services.approvals import approval_add, legal_read_record, staff_rank_set
from claims.services.articles import article_update
from claims.services.attributions import attribution_update
from claims.services.claims import claim_update
from claims.services.comments import comment_attempt_log, comment_request_update
from claims.services.custody import source_set_compromised
from claims.services.evidence import evidence_add, evidence_remove, evidence_update
from claims.services.links import claim_link, claim_unlink
from claims.services.notices import notice_create, notice_update
from claims.services.sources import source_update
from claims.services.verification import claim_transition
from newsroom.common.models import User
from newsroom.common.roles import Role
from newsroom.common.services import person_set_roles
from tests.soak.writes import Writer


class PolicyWriter(Writer):
    """Writes as `by`; a `second` person and a `lawyer` approve, check and read for the law."""

    def __init__(self, by: User, second: User, lawyer: User, seed: int) -> None:
        super().__init__(by, seed)
        self.second, self.lawyer = second, lawyer
        self.steps += [
            (self.settle_article, 6),
            (self.settle_claim, 8),
            (self.settle_row, 8),
            (self.settle_source, 8),
            (self.compromise, 1),
            (self.move_claim, 10),
            (self.add_evidence, 3),
            (self.change_evidence, 2),
            (self.remove_evidence, 1),
            (self.approve, 6),
            (self.read_for_law, 2),
            (self.link, 3),
            (self.unlink, 1),
            (self.give_notice, 2),
            (self.change_notice, 1),
            (self.attempt, 3),
            (self.settle_request, 3),
            (self.rank_person, 2),
            (self.turn_role, 2),
        ]

    def text(self) -> str:
        """Words that the rules on wording stumble over, now and then."""
        said = ["two sources said", "a liar", "probably", "we have learned that", "in 2023"]
        return super().text() + " " + (self.perhaps(self.random.choice(said), 0.5) or "")

    def some_time(self) -> object:
        return timezone.now() + timedelta(hours=self.random.randint(-5, 5))

    def settle_article(self) -> None:
        choose = self.random.choice
        change: dict[str, Any] = choose(
            [
                {"provenance": choose(list(Provenance))},
                {"status": choose(list(ArticleStatus))},
                {"embargo_until": self.perhaps(self.some_time(), 0.6)},
                {"policy_profile": self.perhaps(choose(list(PolicyProfile.objects.all())), 0.8)},
                {"language": choose(["", "en", "de"])},
                {"outlet": choose(["", "Demo News"])},
                {"section": choose(["a", "b"])},
            ]
        )
        article_update(by=self.by, article_id=self.one(Article.objects.all()).pk, changes=change)

    def settle_claim(self) -> None:
        choose = self.random.choice
        change: dict[str, Any] = choose(
            [
                {"kind": choose(list(ClaimKind))},
                {"exemption": choose(list(Exemption))},
                {"exemption_reason": choose(["", "the land register"])},
                {"hedge": choose(["", "could"])},
                {"as_of": choose(["", "2023"])},
                {"note": choose(["", "to do"])},
            ]
        )
        claim_update(by=self.by, claim_id=self.one(Claim.objects.all()).pk, changes=change)

    def settle_row(self) -> None:
        choose = self.random.choice
        row = self.one(Attribution.objects.all())
        change: dict[str, Any] = choose(
            [
                {"medium": choose(list(Medium))},
                {"knowledge": choose(list(Knowledge))},
                {"quotation": choose(list(Quotation)), "quote": self.text()},
                {"occasion": choose(list(Occasion))},
                {"scope": choose(list(Scope))},
                {"basis_note": choose(["", "the desk"])},
                {"information_vital": True, "reliable_and_placed": choose([True, None])},
                {"anchor": self.span(row.claim.article.body)},
            ]
        )
        attribution_update(by=self.by, attribution_id=row.pk, changes=change)

    def settle_source(self) -> None:
        choose = self.random.choice
        change: dict[str, Any] = choose(
            [
                {"description": choose(["a source", "two officials", "the chief of staff"])},
                {"motive": choose(["", "a quarrel"])},
                {"anonymity_reason": choose(["", "fears for the post"])},
                {"role": choose(["", "clerk"])},
                {"notes": choose(["", "call on Monday"])},
            ]
        )
        known_to = self.perhaps([self.by, self.random.choice([self.second, self.lawyer])])
        source_update(by=self.by, source_id=self.source().pk, changes=change, known_to=known_to)

    def compromise(self) -> None:
        on = self.random.random() < 0.6
        source_set_compromised(
            by=self.by, source_id=self.source().pk, compromised=on, reason="seen with them"
        )

    def move_claim(self) -> None:
        claim = self.one(Claim.objects.all())
        to = self.random.choice([*Status, Status.IN_REVIEW, Status.VERIFIED, Status.REFUTED])
        reason = "the papers say so"
        claim_transition(by=self.second, claim_id=claim.pk, to=to, reason=reason)

    def add_evidence(self) -> None:
        fields = {
            "url": f"https://example.org/{self.random.random()}",
            "locator": self.random.choice(["", "page 3"]),
        }
        evidence_add(by=self.second, claim_id=self.one(Claim.objects.all()).pk, fields=fields)

    def change_evidence(self) -> None:
        evidence = self.one(Evidence.objects.all())
        changes = {"locator": self.random.choice(["", "page 4"])}
        evidence_update(by=self.second, evidence_id=evidence.pk, changes=changes)

    def remove_evidence(self) -> None:
        evidence_remove(by=self.second, evidence_id=self.one(Evidence.objects.all()).pk)

    def approve(self) -> None:
        models = [Claim.objects.all(), Attribution.objects.all(), Article.objects.all()]
        subject = self.one(self.random.choice(models))
        if isinstance(subject, Article):
            subject = subject.current_version
        approval_add(by=self.second, subject=subject, kind=self.random.choice(list(ApprovalKind)))

    def read_for_law(self) -> None:
        version = self.one(Article.objects.all()).current_version
        outcome = self.random.choice(list(LegalOutcome))
        legal_read_record(by=self.lawyer, version=version, outcome=outcome)

    def link(self) -> None:
        claims = Claim.objects.all()
        kind = self.random.choice(list(LinkKind))
        claim_link(by=self.by, from_claim=self.one(claims), to_claim=self.one(claims), kind=kind)

    def unlink(self) -> None:
        claim_unlink(by=self.by, link_id=self.one(ClaimLink.objects.all()).pk)

    def notice_fields(self) -> dict[str, object]:
        return {
            "kind": self.random.choice(list(NoticeKind)),
            "dated": self.some_time(),
            "public_note": "We were wrong.",
            "what_was_wrong": "The day.",
        }

    def some_claims(self, article: Article) -> list[Claim]:
        claims = list(article.claims.all()[:3])
        return self.random.sample(claims, k=self.random.randint(0, len(claims)))

    def give_notice(self) -> None:
        article = self.one(Article.objects.all())
        notice_create(
            by=self.by,
            article_id=article.pk,
            fields=self.notice_fields(),
            claims=self.some_claims(article),
        )

    def change_notice(self) -> None:
        notice = self.one(Notice.objects.all())
        claims = self.some_claims(notice.article)
        notice_update(by=self.by, notice_id=notice.pk, changes=self.notice_fields(), claims=claims)

    def attempt(self) -> None:
        request = self.one(CommentRequest.objects.all())
        fields = {
            "at": self.some_time(),
            "channel": self.random.choice(["telephone", "e-mail"]),
            "reached": self.random.random() < 0.5,
        }
        comment_attempt_log(by=self.by, request_id=request.pk, fields=fields)

    def settle_request(self) -> None:
        request = self.one(CommentRequest.objects.all())
        change = self.random.choice(
            [
                {"deadline": self.perhaps(self.some_time(), 0.7)},
                {"responded_at": self.some_time()},
                {"outcome": self.random.choice(list(CommentOutcome)), "not_asked_reason": "danger"},
                {"source": self.source()},
            ]
        )
        comment_request_update(by=self.by, request_id=request.pk, changes=change)

    def rank_person(self) -> None:
        person = self.random.choice([self.by, self.second])
        rank = self.perhaps(self.random.choice(list(Rank)), 0.8)
        staff_rank_set(by=self.by, person=person, rank=rank)

    def turn_role(self) -> None:
        roles = self.random.choice([[Role.LAWYER], [Role.LAWYER, Role.EDITOR]])
        person_set_roles(person=self.lawyer, roles=roles)
