"""The queue: who checks what, taken, handed back, assigned, handed over."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.domain import queue
from claims.domain.vocabulary import Status
from claims.models import Claim, HandOver
from claims.services.claims import claim_create, claim_update
from claims.services.queue import claims_assign, queue_hand_over
from claims.services.verification import claim_transition
from newsroom.common.models import Desk
from newsroom.common.records import Refused
from newsroom.common.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db
NOON = timezone.now().replace(microsecond=0)


@pytest.fixture
def checker(db):
    return factories.person(Role.FACT_CHECKER)


@pytest.fixture
def colleague(db):
    return factories.person(Role.FACT_CHECKER)


@pytest.fixture
def claim(editor):
    return factories.claim(editor)


def assign(by, to, *claims, **extra):
    return claims_assign(by=by, claim_ids=[one.pk for one in claims], to=to, **extra)


def assignee(claim):
    claim.refresh_from_db()
    return claim.assignee


def decide(claim, by, to=Status.DISPUTED):
    claim_transition(by=by, claim_id=claim.pk, to=Status.IN_REVIEW)
    claim_transition(by=by, claim_id=claim.pk, to=to, reason="two accounts")


def problems(caught):
    return {field: " ".join(texts) for field, texts in caught.value.message_dict.items()}


class TestAssigning:
    def test_take_and_hand_back(self, claim, checker):
        assign(checker, checker, claim)
        assert assignee(claim) == checker
        assert claim.version == 2
        assign(checker, None, claim)
        assert assignee(claim) is None

    def test_an_editor_assigns_and_takes_away(self, claim, editor, checker, colleague):
        assign(editor, checker, claim, due_at=NOON)
        assert (assignee(claim), claim.due_at) == (checker, NOON)
        assign(editor, colleague, claim)
        assert (assignee(claim), claim.due_at) == (colleague, NOON)
        assign(editor, None, claim, due_at=None)
        assert (assignee(claim), claim.due_at) == (None, None)

    def test_to_whom_it_is_already_changes_nothing(self, claim, checker):
        assign(checker, checker, claim)
        assign(checker, checker, claim)
        claim.refresh_from_db()
        assert claim.version == 2

    def test_nobody_assigns_others_but_an_editor(self, claim, checker, colleague):
        with pytest.raises(PermissionDenied, match="Only an editor assigns"):
            assign(checker, colleague, claim)
        assert assignee(claim) is None

    def test_what_a_colleague_has_is_asked_for(self, claim, editor, checker, colleague):
        assign(editor, colleague, claim)
        for to in (checker, None):
            with pytest.raises(Refused, match=f"{colleague} has “Putin.*Ask them, or an editor"):
                assign(checker, to, claim)
        assert assignee(claim) == colleague

    @pytest.mark.parametrize("role", [Role.CONSUMER, Role.LAWYER, Role.CUSTODIAN])
    def test_who_does_not_check_has_no_part_in_it(self, claim, editor, role):
        person = factories.person(role)
        for to in (person, None):
            with pytest.raises(PermissionDenied, match="fact-checker or an editor"):
                assign(person, to, claim)
        with pytest.raises(ValidationError) as caught:
            assign(editor, person, claim)
        assert "no fact-checker or editor" in problems(caught)["to"]

    def test_whoever_has_left_gets_nothing(self, claim, editor, checker):
        checker.is_active = False
        checker.save()
        with pytest.raises(ValidationError) as caught:
            assign(editor, checker, claim)
        assert "no fact-checker or editor" in problems(caught)["to"]

    def test_only_who_may_read_the_article(self, editor, checker):
        hidden = factories.claim(editor, factories.article(editor, access="named people"))
        with pytest.raises(ValidationError) as caught:
            assign(editor, checker, hidden)
        assert "may not read the article" in problems(caught)["to"]
        with pytest.raises(ValidationError) as caught:  # not even that it is there
            assign(checker, checker, hidden)
        assert problems(caught) == {"claims": f"No claim {hidden.pk}."}

    def test_what_is_decided_is_nothing_to_check(self, claim, editor, checker):
        assign(editor, checker, claim)
        decide(claim, checker)
        with pytest.raises(Refused, match="is disputed: nothing is left to check"):
            assign(editor, editor, claim)
        assign(checker, None, claim)
        assert assignee(claim) is None

    def test_all_or_none(self, claim, editor, checker, colleague):
        other = factories.claim(editor)
        assign(editor, colleague, other)
        with pytest.raises(Refused):
            assign(checker, checker, claim, other)
        assert assignee(claim) is None
        with pytest.raises(ValidationError) as caught:
            claims_assign(by=editor, claim_ids=[claim.pk, editor.pk], to=checker)
        assert problems(caught) == {"claims": f"No claim {editor.pk}."}
        assert assignee(claim) is None
        assert set(assign(editor, checker, claim, other)) == {claim, other}
        assert {assignee(claim), assignee(other)} == {checker}

    def test_none_at_all(self, editor, checker):
        assert assign(editor, checker) == []

    def test_assigning_reopens_nothing_and_bars_nobody(self, claim, editor, checker):
        factories.attribution(editor, claim)
        claim_transition(by=checker, claim_id=claim.pk, to=Status.IN_REVIEW)
        assign(checker, checker, claim)
        claim_transition(by=checker, claim_id=claim.pk, to=Status.VERIFIED, reason="checked")
        assign(checker, None, claim)
        claim.refresh_from_db()
        assert claim.status == "verified"

    def test_logging_and_changing_a_claim_asks_the_same(self, claim, editor, checker):
        consumer = factories.person(Role.CONSUMER)
        fields = {"statement": "x", "assignee": consumer}
        with pytest.raises(ValidationError) as caught:
            claim_create(by=editor, article_id=claim.article_id, fields=fields)
        assert "assignee" in problems(caught)
        with pytest.raises(ValidationError) as caught:
            claim_update(by=editor, claim_id=claim.pk, changes={"assignee": consumer})
        assert "assignee" in problems(caught)


class TestHandingOver:
    def test_all_open_claims_as_one_step(self, editor, checker, colleague):
        mine = [factories.claim(editor) for _ in range(3)]
        decided, others = factories.claim(editor), factories.claim(editor)
        assign(editor, checker, *mine, decided)
        assign(editor, editor, others)
        decide(decided, checker)
        step = queue_hand_over(by=checker, from_person=checker, to=colleague, reason="night shift")
        assert {assignee(one) for one in mine} == {colleague}
        assert (assignee(decided), assignee(others)) == (checker, editor)
        assert set(step.claims) == {one.pk for one in mine}
        assert (step.what, step.from_person, step.to_person, step.by, step.reason) == (
            "queue",
            checker,
            colleague,
            checker,
            "night shift",
        )

    def test_an_editor_hands_over_for_somebody_who_has_left(self, claim, editor, checker):
        assign(editor, checker, claim)
        checker.is_active = False
        checker.save()
        assert queue_hand_over(by=editor, from_person=checker, to=editor).by == editor
        assert assignee(claim) == editor

    def test_refusals(self, claim, editor, checker, colleague):
        with pytest.raises(Refused, match="no open claims"):
            queue_hand_over(by=checker, from_person=checker, to=colleague)
        assign(editor, checker, claim)
        with pytest.raises(PermissionDenied, match="somebody else"):
            queue_hand_over(by=colleague, from_person=checker, to=colleague)
        with pytest.raises(ValidationError) as caught:
            queue_hand_over(by=checker, from_person=checker, to=checker)
        assert "Another person" in problems(caught)["to"]
        consumer = factories.person(Role.CONSUMER)
        with pytest.raises(ValidationError) as caught:
            queue_hand_over(by=checker, from_person=checker, to=consumer)
        assert f"no fact-checker or editor. (“{claim}”)" in problems(caught)["to"]
        with pytest.raises(ValidationError) as caught:
            queue_hand_over(by=checker, from_person=checker, to=colleague, reason="x" * 301)
        assert "at most 300 characters" in problems(caught)["reason"]
        assert assignee(claim) == checker
        assert not HandOver.objects.exists()

    def test_it_names_no_article_that_one_may_not_read(self, editor, checker, colleague):
        desk = Desk.objects.create(name="politics")
        checker.desk = desk
        checker.save()
        article = factories.article(editor, access="desk", desk=desk)
        secret = factories.claim(editor, article, statement="The secret")
        boss = factories.person(Role.ADMIN)
        assign(boss, checker, secret)
        with pytest.raises(ValidationError) as caught:
            queue_hand_over(by=editor, from_person=checker, to=colleague)
        assert problems(caught)["to"] == f"{colleague} may not read the article."
        with pytest.raises(ValidationError) as caught:
            queue_hand_over(by=checker, from_person=checker, to=colleague)
        assert "The secret" in problems(caught)["to"]

    def test_a_step_stays_on_record(self, claim, editor, checker, colleague):
        assign(editor, checker, claim)
        queue_hand_over(by=checker, from_person=checker, to=colleague)
        for write in (
            HandOver.objects.all().delete,
            lambda: HandOver.objects.update(reason="another"),
        ):
            with pytest.raises(IntegrityError, match="stays on record"), transaction.atomic():
                write()


class TestMarks:
    """The filters say of each claim what the domain says of it."""

    @pytest.fixture
    def several(self, editor, checker, settings):
        now, long_ago = timezone.now(), settings.QUEUE_STALE_AFTER + timedelta(hours=1)
        for due in (None, now - timedelta(hours=1), now + timedelta(hours=1)):
            for status in ("unverified", "in_review", "disputed"):
                for age in (timedelta(0), long_ago):
                    claim = factories.claim(editor, due_at=due)
                    if status == "in_review":
                        claim_transition(by=checker, claim_id=claim.pk, to=Status.IN_REVIEW)
                    if status == "disputed":
                        decide(claim, checker)
                    Claim.objects.filter(pk=claim.pk).update(updated_at=now - age)
        return now

    def test_overdue_and_stale(self, several, settings):
        marks = {
            one.pk: queue.marks(
                Status(one.status), one.due_at, one.updated_at, several, settings.QUEUE_STALE_AFTER
            )
            for one in Claim.objects.all()
        }
        overdue = {pk for pk, one in marks.items() if one.overdue}
        stale = {pk for pk, one in marks.items() if one.stale}
        assert set(Claim.objects.overdue().values_list("pk", flat=True)) == overdue
        assert set(Claim.objects.stale().values_list("pk", flat=True)) == stale
        assert (len(marks), len(overdue), len(stale)) == (18, 4, 3)
        assert Claim.objects.open().count() == 12
