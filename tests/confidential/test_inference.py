"""What the public may not see leaves no trace in what it sees: not a byte, not a query.

The one database is its own clone: everything a consumer is told is taken down, one thing that only
the house may know of happens, and all of it is asked again.
"""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from claims.domain.vocabulary import ApprovalKind, LegalOutcome, LinkKind, Status
from claims.models import Article, Attribution, Claim, CommentRequest, Evidence
from claims.services.approvals import approval_add, legal_read_record
from claims.services.articles import article_update
from claims.services.attributions import attribution_update, attribution_withdraw
from claims.services.claims import claim_update
from claims.services.comments import comment_request_update
from claims.services.custody import source_hand_over, source_set_compromised
from claims.services.evidence import evidence_add, evidence_remove, evidence_update
from claims.services.links import claim_link
from claims.services.queue import claims_assign
from claims.services.sources import source_merge, source_update
from claims.services.verification import claim_transition
from newsroom.common.roles import Role
from sources.models import Source
from tests import factories
from tests.confidential import told

pytestmark = pytest.mark.django_db

HIDDEN = ("off the record", "deep background")
ACTS: dict[str, Any] = {}


def act(function):
    ACTS[function.__name__] = function
    return function


class World:
    """A published article with a verified claim, and what only the house knows of it."""

    def __init__(self) -> None:
        self.editor, self.second = factories.person(), factories.person()
        self.lawyer = factories.person(Role.LAWYER)
        self.article = factories.article(
            self.editor, status="published", outlet="Demo News", topics=["politics"]
        )
        self.secret = factories.source(
            self.editor, naming="anonymous", description="secret official", handler=self.editor
        )
        self.claim = factories.claim(
            self.editor, self.article, label="S1", is_lead=True, anchors=[{"exact": "China"}]
        )
        self.row = factories.attribution(self.editor, self.claim, via=self.secret)
        factories.attribution(self.editor, self.claim, "confirms", independent=True)
        self.hidden = [
            factories.attribution(self.editor, self.claim, terms=terms, source=self.secret)
            for terms in HIDDEN
        ]
        self.request = factories.comment_request(
            self.editor, self.claim, outcome="responded", reached="a desk officer"
        )
        self.pending = factories.comment_request(self.editor, self.claim)
        evidence_add(
            by=self.editor,
            claim_id=self.claim.pk,
            fields={"url": "https://example.org/public", "is_public": True},
        )
        self.internal = evidence_add(
            by=self.editor, claim_id=self.claim.pk, fields={"url": "https://example.org/secret"}
        )
        self.draft = factories.article(self.editor, headline="A draft about China")
        self.elsewhere = factories.claim(self.editor, self.draft)
        self.verify()

    def verify(self) -> None:
        for to in (Status.IN_REVIEW, Status.VERIFIED):
            claim_transition(by=self.second, claim_id=self.claim.pk, to=to, reason="Checked.")

    def ids(self) -> dict[str, list[Any]]:
        kinds: dict[str, Any] = {
            "articles/": Article,
            "attributions/": Attribution,
            "claims/": Claim,
            "comment-requests/": CommentRequest,
            "evidence/": Evidence,
            "sources/": Source,
        }
        return {
            kind: [*model.objects.order_by("pk").values_list("pk", flat=True), uuid4()]
            for kind, model in kinds.items()
        }


@pytest.fixture
def world(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return World()


@pytest.fixture
def ask(client_of, world):
    """Asks everything of the ids that were there in the beginning, and those given."""
    consumer, first = client_of(factories.person(Role.CONSUMER)), world.ids()
    told.answer(consumer, "articles/")  # the first use of a token is noted
    return lambda: told.everything(consumer, first)


@act
def a_row_off_the_record(world):
    factories.attribution(world.editor, world.claim, "confirms", terms="off the record")


@act
def a_row_on_deep_background(world):
    fields = {"independent": True, "basis": "documented", "headcount": 3}
    group = factories.group(world.editor)
    factories.attribution(
        world.editor, world.claim, "confirms", source=group, terms="deep background", **fields
    )


@act
def a_hidden_denial(world):
    factories.attribution(world.editor, world.claim, "denies", terms="deep background")


@act
def a_hidden_row_is_changed(world):
    changes = {"stance": "denies", "quote": "secret words", "note": "secret"}
    row = world.hidden[1]
    if row.withdrawn_at is None:
        attribution_update(by=world.editor, attribution_id=row.pk, changes=changes)


@act
def a_hidden_row_is_withdrawn(world):
    row = Attribution.objects.get(pk=world.hidden[0].pk)
    if row.withdrawn_at is None:
        attribution_withdraw(by=world.editor, attribution_id=row.pk, reason="secret")


@act
def internal_evidence(world):
    upload = ContentFile(str(uuid4()).encode(), name="secret.txt")
    evidence_add(by=world.editor, claim_id=world.claim.pk, fields={"note": "x"}, upload=upload)


@act
def internal_evidence_is_changed(world):
    if Evidence.objects.filter(pk=world.internal.pk).exists():
        changes = {"locator": f"p. {uuid4()}"}
        evidence_update(by=world.editor, evidence_id=world.internal.pk, changes=changes)


@act
def internal_evidence_is_removed(world):
    if Evidence.objects.filter(pk=world.internal.pk).exists():
        evidence_remove(by=world.editor, evidence_id=world.internal.pk)


@act
def somebody_is_asked(world):
    source = Source.objects.get(pk=world.secret.pk)
    factories.comment_request(
        world.editor, world.claim, source=source, question="secret", deadline=timezone.now()
    )


@act
def somebody_is_not_asked(world):
    factories.comment_request(
        world.editor, world.claim, outcome="not asked", not_asked_reason="secret"
    )


@act
def what_was_put_to_them(world):
    for one in (world.request, world.pending):
        changes = {"question": f"secret {uuid4()}", "asked_by": world.second}
        comment_request_update(by=world.editor, request_id=one.pk, changes=changes)


@act
def internal_words(world):
    changes = {"note": f"secret {uuid4()}", "outcome_note": "secret", "importance": "high"}
    claim_update(by=world.editor, claim_id=world.claim.pk, changes=changes)
    changes = {"note": f"secret {uuid4()}", "basis_note": "secret"}
    attribution_update(by=world.editor, attribution_id=world.row.pk, changes=changes)


@act
def assigned(world):
    due = timezone.now() + timedelta(hours=1)
    claims_assign(by=world.editor, claim_ids=[world.elsewhere.pk], to=world.second, due_at=due)
    claim_update(by=world.editor, claim_id=world.claim.pk, changes={"due_at": due})


@act
def restricted_facts_of_a_source(world):
    changes = {"motive": f"secret {uuid4()}", "notes": "secret", "affiliation": "secret"}
    source_update(by=world.editor, source_id=world.secret.pk, changes=changes)


@act
def who_knows_a_source(world):
    source = Source.objects.get(pk=world.secret.pk)
    source_hand_over(by=source.handler, source_id=source.pk, to=factories.person())


@act
def a_source_is_burnt(world):
    source = Source.objects.get(pk=world.secret.pk)
    if source.compromised_at is None:
        source_set_compromised(
            by=world.editor, source_id=source.pk, compromised=True, reason="secret"
        )


@act
def a_source_that_stands_nowhere(world):
    factories.source(world.editor, description="secret")


@act
def two_hidden_sources_are_one(world):
    gone, stays = (factories.source(world.editor, naming="anonymous") for _ in range(2))
    for one in (gone, stays):
        factories.attribution(world.editor, world.claim, source=one, terms="deep background")
    source_merge(by=world.editor, source_id=gone.pk, into_id=stays.pk)


@act
def a_draft(world):
    claim = factories.claim(world.editor, factories.article(world.editor))
    factories.attribution(world.editor, claim, source=Source.objects.get(pk=world.row.source_id))


@act
def an_embargo(world):
    until = timezone.now() + timedelta(hours=1)
    article = factories.article(world.editor, status="published", embargo_until=until)
    factories.attribution(world.editor, factories.claim(world.editor, article))


@act
def an_article_for_named_people(world):
    article = factories.article(world.editor, status="published", access="named people")
    factories.attribution(world.editor, factories.claim(world.editor, article))


@act
def a_draft_is_rewritten(world):
    changes = {"body": f"China, secretly, {uuid4()}."}
    article_update(by=world.editor, article_id=world.draft.pk, changes=changes, note="secret")


@act
def a_link(world):
    other = factories.claim(world.editor, world.draft)
    claim_link(by=world.editor, from_claim=other, to_claim=world.claim, kind=LinkKind.CONTRADICTS)


@act
def an_approval_and_a_lawyer(world):
    claim = Claim.objects.get(pk=world.claim.pk)
    approval_add(by=world.second, subject=claim, kind=ApprovalKind.CHECKED_BY_ONE, note="secret")
    version = Article.objects.get(pk=world.article.pk).current_version
    legal_read_record(by=world.lawyer, version=version, outcome=LegalOutcome.CLEARED, note="secret")


def test_one_thing_after_the_other_that_the_public_may_not_know_of(world, ask):
    before = ask()
    assert before[f"articles/{world.article.pk}/sheet/"].status == 200
    names = list(ACTS)
    for some in (names[at : at + 3] for at in range(0, len(names), 3)):
        for name in some:
            ACTS[name](world)
        differs(before, ask(), some)


def test_whatever_happens_in_the_house_and_a_new_check(world, ask):
    before = ask()
    choose = random.Random(7)
    for name in choose.sample(list(ACTS), len(ACTS)):
        ACTS[name](world)
        is_back = Claim.objects.get(pk=world.claim.pk).status == Status.IN_REVIEW
        if is_back and choose.random() < 0.5:
            somebody, to = factories.person(), Status.VERIFIED
            claim_transition(by=somebody, claim_id=world.claim.pk, to=to, reason="So.")
    differs(before, ask())
    claim = Claim.objects.get(pk=world.claim.pk)
    assert claim.public_status == Status.VERIFIED


def test_the_same_in_the_open_is_seen(world, ask):
    """Or the tests above could not fail."""
    for public in (
        lambda: factories.attribution(world.editor, world.claim, "confirms"),
        lambda: claim_update(
            by=world.editor, claim_id=world.claim.pk, changes={"statement": "Putin will fly"}
        ),
    ):
        before = ask()
        public()
        with pytest.raises(AssertionError):
            differs(before, ask())


def test_a_claim_sent_back_in_secret_follows_what_is_public_next(world, ask):
    a_row_off_the_record(world)
    claim = Claim.objects.get(pk=world.claim.pk)
    assert (claim.status, claim.public_status) == (Status.IN_REVIEW, Status.VERIFIED)
    factories.attribution(world.editor, claim, "confirms")
    claim.refresh_from_db()
    assert (claim.status, claim.public_status) == (Status.IN_REVIEW, Status.IN_REVIEW)


def differs(before, after, why=""):
    """Fail with the first answer that is another one."""
    assert set(after) == set(before), why
    for path, answer in before.items():
        assert after[path] == answer, (why, path)
