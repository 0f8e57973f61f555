"""A newsroom in which every text that is not for everybody has a mark in it.

HOUSE stands in what the public may not read, HIDDEN in rows whose very existence it may not know
of, CLOSED in an article for named people, RESTRICTED in what only the handler of a confidential
source, and those who know it, may read, CONDUIT in the wording of a source that stands behind
another in confidence.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone

from claims.domain.vocabulary import ApprovalKind, LegalOutcome, LinkKind, Status
from claims.models import Claim, OutletTerms, PolicyProfile
from claims.services.approvals import approval_add, legal_read_record
from claims.services.articles import article_update
from claims.services.attributions import attribution_update, attribution_withdraw
from claims.services.claims import claim_update
from claims.services.custody import source_hand_over, source_set_compromised
from claims.services.evidence import evidence_add
from claims.services.links import claim_link
from claims.services.notices import notice_create
from claims.services.queue import queue_hand_over
from claims.services.verification import claim_transition
from desk.services.drafts import draft_keep
from interchange.services import external_import
from newsroom.common.models import Desk, User
from newsroom.common.roles import Role
from sources.models import Source
from tests import factories
from tests.interchange.reviews import URL, review
from tests.places import token_of

HOUSE, HIDDEN, CLOSED = "MARKHOUSE", "MARKHIDDEN", "MARKCLOSED"
RESTRICTED, CONDUIT = "MARKRESTRICTED", "MARKCONDUIT"
RESTRICTED_FIELDS = ("affiliation", "role", "motive", "notes")
UNPRINTED = "MARKHOUSE words that the copy does not print"


class World:
    """`mara` handles the sources; `places` are ids as `tests.permissions` names them."""

    def __init__(self) -> None:
        self.mara = factories.person(username="MARKHOUSEmara")
        self.second = factories.person(username="MARKHOUSEsecond")
        self.token = token_of(self.mara)
        self.article = factories.article(self.mara, status="published", headline="Open")
        self.sources()
        self.places = self.sheet(self.article, HOUSE)
        self.hidden()
        closed = factories.article(
            self.mara, status="published", access="named people", headline=f"{CLOSED} article"
        )
        article_update(
            by=self.mara, article_id=closed.pk, changes={}, readers=[self.mara, self.second]
        )
        self.closed = self.sheet(closed, CLOSED)
        typed = {"statement": [f"{RESTRICTED} half a claim"]}
        draft_keep(by=self.mara, draft_id=uuid4(), article=self.article, data=typed)

    def sources(self) -> None:
        known = {"handler": self.mara, "naming": "anonymous"}
        marks = dict.fromkeys(RESTRICTED_FIELDS, f"{RESTRICTED} fact")
        self.secret = factories.source(
            self.mara, description="an official", anonymity_reason=f"{HOUSE} fear", **known, **marks
        )
        self.conduit = factories.source(self.mara, description=f"{CONDUIT} aide", **known, **marks)
        for one in (self.secret, self.conduit):
            reason = f"{RESTRICTED} reason"
            source_set_compromised(by=self.mara, source_id=one.pk, compromised=True, reason=reason)
        self.named = factories.source(
            self.mara, name="Ann Lee", motive=f"{HOUSE} m", notes=f"{HOUSE} n", affiliation=HOUSE
        )

    def sheet(self, article: Any, mark: str) -> dict[str, Any]:
        """A record of each kind about a claim of `article`, `mark` in what the house alone reads;
        their ids.
        """
        by = self.mara
        claim = factories.claim(
            by, article, anchors=[{"exact": "China"}], **self.words(mark, "note", "outcome_note")
        )
        claim_update(
            by=by,
            claim_id=claim.pk,
            changes={"exemption": "public record", "exemption_reason": f"{mark} reason"},
        )
        words = self.words(mark, "note", "basis_note", "translator")
        row = factories.attribution(
            by, claim, source=self.secret, via=self.conduit, quote=UNPRINTED, **words
        )
        factories.attribution(by, claim, source=self.named, knows_from=self.conduit, note=mark)
        gone = factories.attribution(by, claim, source=self.named, note=mark)
        attribution_withdraw(by=by, attribution_id=gone.pk, reason=f"{mark} reason")
        attempt = {"at": timezone.now(), "channel": "phone", "note": mark, "reached": True}
        asked = self.words(mark, "question", "response", "reached")
        request = factories.comment_request(
            by, claim, outcome="responded", attempts=[attempt], **asked
        )
        factories.comment_request(by, claim, **self.words(mark, "question", "reached"))
        factories.comment_request(by, claim, outcome="not asked", not_asked_reason=f"{mark} why")
        evidence = evidence_add(
            by=by,
            claim_id=claim.pk,
            fields={"is_public": True, "note": f"{mark} note"},
            upload=ContentFile(f"{article.pk}".encode(), name=f"{mark}.txt"),
        )
        internal = self.words(mark, "locator", "note")
        internal |= {"url": f"https://example.org/{mark}"}
        evidence_add(by=by, claim_id=claim.pk, fields=internal)
        claim_update(by=by, claim_id=claim.pk, changes={"assignee": by})
        for to in (Status.IN_REVIEW, Status.DISPUTED):
            claim_transition(by=by, claim_id=claim.pk, to=to, reason=f"{mark} reason")
        claim = Claim.objects.get(pk=claim.pk)
        approval_add(by=by, subject=claim, kind=ApprovalKind.CHECKED_BY_ONE, note=f"{mark} note")
        other = factories.claim(by, factories.article(by))
        link = claim_link(by=by, from_claim=claim, to_claim=other, kind=LinkKind.REPEATS)
        notice: dict[str, Any] = {
            **self.words(mark, "what_was_wrong", "right_wording", "cause", "told")
        }
        notice |= {"kind": "clarification", "dated": timezone.now(), "public_note": "It was so."}
        claim_transition(by=by, claim_id=claim.pk, to=Status.IN_REVIEW, reason=f"{mark} again")
        hand_over = queue_hand_over(
            by=by, from_person=by, to=self.second, reason=f"{mark if mark == HOUSE else ''}"
        )
        article_update(
            by=by,
            article_id=article.pk,
            changes={"body": factories.BODY + " It was said so."},
            note=f"{mark} note",
        )
        article.refresh_from_db()
        legal_read_record(
            by=factories.person(Role.LAWYER),
            version=article.current_version,
            outcome=LegalOutcome.CLEARED,
            note=f"{mark} note",
        )
        external = review(url=f"{URL}/{article.pk}", claimReviewed=f"{mark} of others")
        return {
            "article": article.pk,
            "claim": claim.pk,
            "row": row.pk,
            "source": self.secret.pk,
            "request": request.pk,
            "evidence": evidence.pk,
            "external": external_import(by=by, data=external, claim=claim).pk,
            "link": link.pk,
            "notice": notice_create(by=by, article_id=article.pk, fields=notice).pk,
            "hand_over": hand_over.pk,
            "person": by.pk,
            "version": article.current_version.pk,
            "event": claim.events.earliest("number").pk,
            "terms": OutletTerms.objects.create(
                outlet=f"Outlet {article.pk}", terms="background", meaning=f"{HOUSE} meaning"
            ).pk,
            "desk": Desk.objects.create(name=f"{HOUSE} {article.pk}").pk,
            "profile": PolicyProfile.objects.get(name="wire").pk,
            "unused": self.conduit.pk,
            "token": self.token.pk,
        }

    def words(self, mark: str, *fields: str) -> dict[str, str]:
        return {name: f"{mark} {name}" for name in fields}

    def hidden(self) -> None:
        """Rows off the record and on deep background, by sources that speak nowhere else."""
        claim = Claim.objects.get(pk=self.places["claim"])
        for terms in ("off the record", "deep background"):
            source = factories.source(
                self.mara, naming="anonymous", description=f"{HIDDEN} {terms}", handler=self.mara
            )
            row = factories.attribution(
                self.mara, claim, "confirms", source=source, terms=terms, quote=f"{HIDDEN} words"
            )
            changes = {"note": f"{HIDDEN} note"}
            attribution_update(by=self.mara, attribution_id=row.pk, changes=changes)
        handed = Source.objects.get(pk=self.secret.pk)
        reason = f"{RESTRICTED} reason"
        source_hand_over(by=self.mara, source_id=handed.pk, to=self.second, reason=reason)

    @property
    def knowing(self) -> tuple[User, ...]:
        return (self.mara, self.second)
