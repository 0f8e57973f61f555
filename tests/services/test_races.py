"""Two writers at once: neither loses what the other wrote, and none blocks the other for good."""

from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from claims.models import Claim, CommentRequest, Notice
from claims.services.articles import article_update
from claims.services.attributions import attribution_create
from claims.services.claims import claim_create, claim_update
from claims.services.comments import comment_request_create, comment_request_update
from claims.services.evidence import evidence_add, evidence_remove
from claims.services.notices import notice_create
from claims.services.queue import claims_assign, queue_hand_over
from claims.services.recount import recount
from claims.services.sources import source_merge, source_update
from claims.services.verification import claim_transition
from newsroom.common import transactions
from newsroom.common.models import User
from newsroom.common.records import Refused
from newsroom.common.roles import Role
from newsroom.common.services import person_set_roles
from sources.models import Source
from sources.services import source_create
from tests import factories
from tests.racing import Writer, uncommitted

pytestmark = pytest.mark.django_db(transaction=True)
BODY = "Talks resume in May. The minister said so on Monday. Nobody else would speak."
CHAIN = 7211001


@pytest.fixture
def _once(monkeypatch):
    """No second attempt: a deadlock shows."""
    monkeypatch.setattr(transactions, "ATTEMPTS", 1)


def held(*rows):
    """Rows that a third party holds until the end of the block."""
    return uncommitted(lambda: [list(some) for some in rows])


def all_of(*writers):
    for writer in writers:
        writer.result()


@pytest.fixture
def sheet(editor):
    """An article, a source, and two claims that stand on it, in the order of their locks."""
    article, source = factories.article(editor, body=BODY), factories.source(editor)
    row = {"source": source, "stance": "asserts"}
    claims = [
        factories.claim(editor, article, anchors=[{"exact": quote}], attributions=[row])
        for quote in ("in May", "on Monday")
    ]
    return article, source, claims


@pytest.fixture
def checker(db):
    return factories.person(Role.FACT_CHECKER)


def in_lock_order(editor, number):
    return sorted((factories.source(editor) for _ in range(number)), key=lambda one: one.pk)


@pytest.mark.usefixtures("_once")
def test_a_new_text_locks_the_claims_it_moves_and_orphans_in_one_order(editor, sheet):
    article, source, (_orphaned, moved) = sheet
    text = {"body": "Well. " + BODY.replace("in May", "soon")}
    with held(Claim.objects.locked([moved.pk])):
        edit = Writer(partial(article_update, by=editor, article_id=article.pk, changes=text))
        assert edit.waits()
        role = {"role": "minister"}
        change = Writer(partial(source_update, by=editor, source_id=source.pk, changes=role))
        assert change.waits()
    all_of(edit, change)


@pytest.mark.usefixtures("_once")
def test_a_new_text_refers_to_claims_that_somebody_else_holds(editor, sheet):
    article, source, (kept, moved) = sheet
    text = {"body": BODY.replace("on Monday", "last Monday")}
    assert kept.pk < moved.pk
    with held(Claim.objects.locked([moved.pk])):
        edit = Writer(partial(article_update, by=editor, article_id=article.pk, changes=text))
        assert edit.waits()
        role = {"role": "minister"}
        change = Writer(partial(source_update, by=editor, source_id=source.pk, changes=role))
        assert change.waits()
    all_of(edit, change)


@pytest.mark.usefixtures("_once")
def test_a_new_text_and_a_claim_of_it_that_is_recounted_and_reopened(editor, checker, sheet):
    """The database looks at its commit whether the article of a claim written twice is there."""
    article, source, claims = sheet
    for claim in claims:
        for to in ("in_review", "verified"):
            claim_transition(by=checker, claim_id=claim.pk, to=to, reason="checked")
    grown = {"kind": "group", "headcount": 3}
    with uncommitted(partial(source_update, by=editor, source_id=source.pk, changes=grown)):
        text = {"body": f"Well. {BODY}"}
        edit = Writer(partial(article_update, by=editor, article_id=article.pk, changes=text))
        assert edit.waits()
    edit.result()


@pytest.mark.usefixtures("_once")
def test_claims_that_reopen_together_and_a_notice_about_them(editor, checker, sheet):
    article, source, claims = sheet
    for claim in claims:
        for to in ("in_review", "verified"):
            claim_transition(by=checker, claim_id=claim.pk, to=to, reason="checked")
    first, second = claims

    def hold_the_chain():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN])

    with uncommitted(hold_the_chain):
        grown = {"kind": "group", "headcount": 3}
        reopen = Writer(partial(source_update, by=editor, source_id=source.pk, changes=grown))
        assert reopen.waits()
        words = {"public_note": "In May of next year.", "what_was_wrong": "The year was missing."}
        fields = {"kind": "clarification", "dated": timezone.now(), **words}
        about = {"article_id": article.pk, "fields": fields, "claims": [second, first]}
        Writer(partial(notice_create, by=editor, **about)).result()
    reopen.result()
    assert Notice.objects.get().claims.count() == 2


@pytest.mark.usefixtures("_once")
def test_sources_of_several_rows_are_locked_in_one_order(editor, sheet):
    article, elsewhere = sheet[0], factories.claim(editor)
    low, high = in_lock_order(editor, 2)
    rows = [{"source": one, "stance": "asserts"} for one in (high, low)]
    with held(Source.objects.locked([high.pk])):
        create = Writer(
            partial(
                claim_create,
                by=editor,
                article_id=article.pk,
                fields={"statement": "Talks resume."},
                attributions=rows,
            )
        )
        assert create.waits()
        fields = {"source": low, "via": high, "stance": "asserts"}
        row = Writer(partial(attribution_create, by=editor, claim_id=elsewhere.pk, fields=fields))
        assert row.waits()
    all_of(create, row)


@pytest.mark.usefixtures("_once")
def test_a_merge_locks_no_source_out_of_order(editor, sheet):
    other, gone, stays = in_lock_order(editor, 3)
    elsewhere = factories.claim(editor)
    factories.attribution(editor, elsewhere, source=other, via=gone, headcount=1)
    with held(Source.objects.locked([stays.pk])):
        merge = Writer(partial(source_merge, by=editor, source_id=gone.pk, into_id=stays.pk))
        assert merge.waits()
        fields = {"source": other, "via": stays, "stance": "asserts"}
        row = Writer(partial(attribution_create, by=editor, claim_id=sheet[2][0].pk, fields=fields))
        assert row.waits()
    all_of(merge, row)
    assert not [one for batch in recount() for one in batch]


@pytest.mark.usefixtures("_once")
def test_a_merge_and_a_comment_request_keep_what_each_wrote(editor, sheet):
    gone, stays = in_lock_order(editor, 2)
    request = factories.comment_request(editor, sheet[2][0], source=gone)
    question = partial(
        comment_request_update,
        by=editor,
        request_id=request.pk,
        changes={"question": "Will talks resume?"},
    )
    with uncommitted(question):
        merge = Writer(partial(source_merge, by=editor, source_id=gone.pk, into_id=stays.pk))
        assert merge.waits()
    merge.result()
    request.refresh_from_db()
    assert (request.question, request.source) == ("Will talks resume?", stays)
    assert request.version == 3


@pytest.mark.usefixtures("_once")
def test_a_comment_request_that_is_answered_while_its_party_is_merged(editor, sheet):
    claim = sheet[2][0]
    gone, stays = in_lock_order(editor, 2)
    request = factories.comment_request(editor, claim, source=gone)
    merging = partial(source_merge, by=editor, source_id=gone.pk, into_id=stays.pk)
    with uncommitted(merging):
        answer = Writer(
            partial(
                comment_request_update,
                by=editor,
                request_id=request.pk,
                changes={"outcome": "denied", "recorded": "as reported in copy"},
            )
        )
        assert answer.waits()
    answer.result()
    assert claim.attributions.get(stance="denies").source == stays


@pytest.mark.usefixtures("_once")
def test_nobody_is_asked_who_is_merged_meanwhile(editor, sheet):
    gone, stays = in_lock_order(editor, 2)
    asking = partial(
        comment_request_create, by=editor, article_id=sheet[0].pk, fields={"source": gone}
    )
    with uncommitted(partial(source_merge, by=editor, source_id=gone.pk, into_id=stays.pk)):
        ask = Writer(asking)
        assert ask.waits()
    with pytest.raises(ValidationError, match=str(stays.pk)):
        ask.result()
    assert not CommentRequest.objects.exists()


def test_what_is_asked_meanwhile_moves_with_the_merge(editor, sheet):
    gone, stays = in_lock_order(editor, 2)
    asking = partial(
        comment_request_create, by=editor, article_id=sheet[0].pk, fields={"source": gone}
    )
    with uncommitted(asking):
        merge = Writer(partial(source_merge, by=editor, source_id=gone.pk, into_id=stays.pk))
        assert merge.waits()
    merge.result()
    assert CommentRequest.objects.get().source == stays


def test_nobody_speaks_for_whom_another_merges_meanwhile(editor):
    gone, stays = in_lock_order(editor, 2)
    fields = {"description": "a spokesman", "naming": "named", "speaks_for": gone}
    with uncommitted(partial(source_merge, by=editor, source_id=gone.pk, into_id=stays.pk)):
        create = Writer(partial(source_create, by=editor, fields=fields))
        assert create.waits()
    with pytest.raises(ValidationError, match=str(stays.pk)):
        create.result()


def test_two_who_come_to_speak_for_each_other(editor):
    one, two = in_lock_order(editor, 2)
    first = partial(source_update, by=editor, source_id=one.pk, changes={"speaks_for": two})
    with uncommitted(first):
        second = Writer(
            partial(source_update, by=editor, source_id=two.pk, changes={"speaks_for": one})
        )
        assert second.waits()
    with pytest.raises(ValidationError, match="circle"):
        second.result()


def test_a_principal_that_changes_while_another_comes_to_speak_for_it(editor):
    spokesman, ministry, state = (factories.source(editor) for _ in range(3))
    claim = factories.claim(editor)
    for source in (spokesman, state):
        factories.attribution(editor, claim, source=source)
    upward = partial(source_update, by=editor, source_id=ministry.pk, changes={"speaks_for": state})
    with uncommitted(upward):
        speak = Writer(
            partial(
                source_update, by=editor, source_id=spokesman.pk, changes={"speaks_for": ministry}
            )
        )
        assert speak.waits()
    speak.result()
    assert not [one for batch in recount() for one in batch]
    claim.refresh_from_db()
    assert claim.origin_count == 1


@pytest.mark.usefixtures("_once")
def test_a_claim_assigned_and_changed_at_once(editor, checker, sheet):
    claim = sheet[2][0]
    with held(Claim.objects.locked([claim.pk])):
        assign = Writer(partial(claims_assign, by=checker, claim_ids=[claim.pk], to=checker))
        assert assign.waits()
        change = Writer(
            partial(claim_update, by=editor, claim_id=claim.pk, changes={"hedge": "could"})
        )
        assert change.waits()
    all_of(assign, change)


def test_a_claim_handed_back_while_it_is_assigned(editor, checker, sheet):
    claim = sheet[2][0]
    with uncommitted(partial(claims_assign, by=editor, claim_ids=[claim.pk], to=checker)):
        back = Writer(partial(claims_assign, by=editor, claim_ids=[claim.pk], to=None))
        assert back.waits()
    assert [one.assignee for one in back.result()] == [None]
    claim.refresh_from_db()
    assert claim.assignee is None


def test_a_claim_decided_while_its_checker_hands_over_the_queue(editor, checker, sheet):
    claim = sheet[2][0]
    claims_assign(by=editor, claim_ids=[claim.pk], to=checker)
    other = factories.person(Role.FACT_CHECKER)
    withdraw = partial(
        claim_transition, by=editor, claim_id=claim.pk, to="withdrawn", reason="logged in error"
    )
    with uncommitted(withdraw):
        hand = Writer(partial(queue_hand_over, by=editor, from_person=checker, to=other))
        assert hand.waits()
    with pytest.raises(Refused, match="no open claims"):
        hand.result()
    claim.refresh_from_db()
    assert claim.assignee == checker


def test_a_decision_on_evidence_that_is_removed_meanwhile(checker, sheet):
    claim = sheet[2][0]
    claim_transition(by=checker, claim_id=claim.pk, to="in_review")
    link = {"url": "https://example.org/minutes"}
    evidence = evidence_add(by=checker, claim_id=claim.pk, fields=link)
    deciding = partial(
        claim_transition,
        by=checker,
        claim_id=claim.pk,
        to="refuted",
        reason="x",
        evidence=[evidence],
    )
    with uncommitted(partial(evidence_remove, by=checker, evidence_id=evidence.pk)):
        decide = Writer(deciding)
        assert decide.waits()
    with pytest.raises(ValidationError, match="on file"):
        decide.result()


def test_roles_given_by_two_admins_at_once_are_those_of_the_last(editor):
    one = factories.person(Role.LAWYER)

    def give(role):
        return partial(person_set_roles, person=User.objects.get(pk=one.pk), roles=iter([role]))

    with uncommitted(give(Role.EDITOR)):
        second = Writer(give(Role.CONSUMER))
        assert second.waits()
    second.result()
    stands = User.objects.get(pk=one.pk)
    assert stands.roles == {Role.CONSUMER}
    assert not stands.is_staff


def test_two_changes_of_one_claim_both_stand(editor, sheet):
    claim = sheet[2][0]
    with uncommitted(partial(claim_update, by=editor, claim_id=claim.pk, changes={"note": "a"})):
        second = Writer(
            partial(claim_update, by=editor, claim_id=claim.pk, changes={"hedge": "could"})
        )
        assert second.waits()
    second.result()
    claim.refresh_from_db()
    assert (claim.note, claim.hedge, claim.version) == ("a", "could", 3)
