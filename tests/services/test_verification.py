"""Verification: by a second person, with an event for each move, held by the database too."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from claims.domain.vocabulary import Status
from claims.models import Claim, VerificationEvent
from claims.services.articles import article_update
from claims.services.attributions import attribution_update, attribution_withdraw
from claims.services.claims import claim_update
from claims.services.comments import comment_request_update
from claims.services.sources import source_merge, source_update
from claims.services.verification import claim_transition
from newsroom.common.records import Refused, Stale
from newsroom.common.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def checker(db):
    return factories.person(Role.FACT_CHECKER)


@pytest.fixture
def claim(editor):
    claim = factories.claim(editor, anchors=[{"exact": "China"}])
    factories.attribution(editor, claim)
    return claim


def move(claim, by, to, reason="checked the wording", **extra):
    return claim_transition(by=by, claim_id=claim.pk, to=Status(to), reason=reason, **extra)


def verify(claim, checker):
    move(claim, checker, "in_review")
    return move(claim, checker, "verified")


def test_a_second_person_verifies_and_each_move_is_on_record(claim, editor, checker):
    verify(claim, checker)
    claim.refresh_from_db()
    assert claim.status == "verified"
    told = claim.events.values_list("from_status", "to_status", "by", "reason")
    assert list(told)[-1] == ("in_review", "verified", checker.pk, "checked the wording")
    assert claim.version == 4


def test_a_move_to_where_it_stands_logs_nothing(claim, checker):
    move(claim, checker, "in_review")
    move(claim, checker, "in_review")
    assert claim.events.count() == 1


@pytest.mark.parametrize("to", ["verified", "refuted"])
def test_who_logged_it_does_not_decide_it_superuser_or_not(claim, editor, to):
    editor.is_superuser = True
    editor.save()
    move(claim, editor, "in_review")
    with pytest.raises(PermissionDenied, match="second person"):
        move(claim, editor, to)


def test_withdrawing_ones_own_row_does_not_evade_four_eyes(claim, editor):
    other = factories.person(Role.EDITOR)
    row = factories.attribution(other, claim, "confirms")
    attribution_withdraw(by=other, attribution_id=row.pk, reason="to be able to verify")
    move(claim, other, "in_review")
    with pytest.raises(PermissionDenied):
        move(claim, other, "verified")


def test_roles(claim, checker):
    with pytest.raises(PermissionDenied):
        move(claim, factories.person(Role.CONSUMER), "in_review")
    with pytest.raises(PermissionDenied, match="editor"):
        move(claim, checker, "withdrawn")


def test_what_is_missing_is_named(editor, checker):
    claim = factories.claim(editor)
    with pytest.raises(Refused, match="only to in_review"):
        move(claim, checker, "verified")
    move(claim, checker, "in_review")
    with pytest.raises(ValidationError) as caught:
        move(claim, checker, "verified")
    assert "evidence" in caught.value.message_dict
    with pytest.raises(ValidationError) as caught:
        move(claim, checker, "disputed", reason=" ")
    assert "reason" in caught.value.message_dict
    with pytest.raises(Stale):
        move(claim, checker, "disputed", seen=1)


def reopeners():
    def merge(claim, editor):
        row = claim.attributions.first()
        second = factories.source(editor)
        source_merge(by=editor, source_id=row.source_id, into_id=second.pk)

    def shrink(claim, editor):
        group = claim.attributions.get(source__kind="group").source
        source_update(by=editor, source_id=group.pk, changes={"headcount": 3})

    def change_row(**changes):
        return lambda claim, editor: attribution_update(
            by=editor, attribution_id=claim.attributions.first().pk, changes=changes
        )

    return {
        "statement": lambda claim, editor: claim_update(
            by=editor, claim_id=claim.pk, changes={"statement": "He may travel."}
        ),
        "anchored text": lambda claim, editor: article_update(
            by=editor, article_id=claim.article_id, changes={"body": "All new."}
        ),
        "row added": lambda claim, editor: factories.attribution(editor, claim),
        "row withdrawn": lambda claim, editor: attribution_withdraw(
            by=editor, attribution_id=claim.attributions.first().pk, reason="wrong"
        ),
        "stance": change_row(stance="denies"),
        "independence": change_row(independent=True),
        "terms": change_row(terms="off the record"),
        "group's headcount": shrink,
        "denied": lambda claim, editor: factories.comment_request(editor, claim, outcome="denied"),
    }


@pytest.mark.parametrize("change", reopeners().values(), ids=reopeners().keys())
def test_what_was_checked_has_changed_so_it_is_checked_again(claim, editor, checker, change):
    factories.attribution(editor, claim, source=factories.group(editor))
    verify(claim, checker)
    change(claim, editor)
    claim.refresh_from_db()
    assert claim.status == "in_review"
    last = claim.events.last()
    assert last.cause
    assert last.by == editor


def test_metadata_and_requests_leave_the_decision(claim, editor, checker):
    verify(claim, checker)
    claim_update(by=editor, claim_id=claim.pk, changes={"importance": "high"})
    row = claim.attributions.first()
    attribution_update(by=editor, attribution_id=row.pk, changes={"note": "seen"})
    request = factories.comment_request(editor, claim)
    comment_request_update(by=editor, request_id=request.pk, changes={"question": "Is it so?"})
    body = "New first sentence. " + factories.BODY
    article_update(by=editor, article_id=claim.article_id, changes={"body": body})
    claim.refresh_from_db()
    assert claim.status == "verified"


class TestTheDatabaseItself:
    def raises(self, says):
        return pytest.raises(IntegrityError, match=says)

    def test_a_status_does_not_change_alone(self, claim):
        with self.raises("only together with the event"), transaction.atomic():
            Claim.objects.filter(pk=claim.pk).update(status="verified")

    def test_a_claim_begins_unverified(self, editor):
        article = factories.article(editor)
        with self.raises("begins unverified"), transaction.atomic():
            Claim.objects.create(article=article, statement="x", status="verified")

    def test_an_event_by_who_logged_it_is_refused(self, claim, editor, checker):
        move(claim, checker, "in_review")
        with self.raises("Four eyes"), transaction.atomic():
            VerificationEvent.objects.create(
                claim=claim, from_status="in_review", to_status="verified", by=editor
            )

    def test_an_event_from_where_the_claim_is_not(self, claim, checker):
        with self.raises("is unverified, not in_review"), transaction.atomic():
            VerificationEvent.objects.create(
                claim=claim, from_status="in_review", to_status="verified", by=checker
            )

    def test_an_event_that_the_status_does_not_follow(self, claim, checker):
        with self.raises("without the move"), transaction.atomic():
            VerificationEvent.objects.create(
                claim=claim, from_status="unverified", to_status="in_review", by=checker
            )
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_an_old_event_does_not_serve_again(self, claim, checker):
        verify(claim, checker)
        with self.raises("only together with the event"), transaction.atomic():
            Claim.objects.filter(pk=claim.pk).update(status="in_review")

    def test_events_stay(self, claim, checker):
        move(claim, checker, "in_review")
        for write in (
            VerificationEvent.objects.all().delete,
            lambda: VerificationEvent.objects.update(reason="better"),
        ):
            with self.raises("stays as it was"), transaction.atomic():
                write()

    def test_the_chain_is_numbered_and_linked(self, claim, editor, checker):
        verify(claim, checker)
        other = factories.claim(editor)
        move(other, checker, "in_review")
        events = list(VerificationEvent.objects.order_by("number"))
        assert [event.number for event in events] == [1, 2, 3]
        assert [event.previous for event in events] == ["", *(e.digest for e in events[:-1])]
        assert all(len(event.digest) == 64 for event in events)
