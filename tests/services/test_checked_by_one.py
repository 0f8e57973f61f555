"""What a night desk published on the check of one person waits for a second."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.domain import queue
from claims.domain.vocabulary import ArticleStatus, Status
from claims.models import Claim, PolicyProfile
from claims.querysets import queue_key
from claims.services.approvals import approval_add
from claims.services.articles import article_update
from claims.services.claims import claim_update
from claims.services.queue import queue_hand_over
from claims.services.verification import claim_transition
from newsroom.common.records import Refused
from tests import factories
from tests.services.test_queue import NOON, assign, assignee, checker, colleague, decide, problems

__all__ = ["checker", "colleague"]
pytestmark = pytest.mark.django_db


class TestCheckedByOne:
    """What a night desk lets go out is the next shift's to verify."""

    @pytest.fixture
    def claim(self, editor):
        house = PolicyProfile.objects.get(name="house")
        claim = factories.claim(editor, factories.article(editor, policy_profile=house))
        factories.attribution(editor, claim)
        return claim

    def check(self, by, claim):
        return approval_add(by=by, subject=claim, kind="checked by one")

    def move(self, by, claim, *statuses):
        for status in statuses:
            article_update(by=by, article_id=claim.article_id, changes={"status": status})

    def waiting(self):
        """By the filter; as the domain has it of each claim, both times."""
        found = set(Claim.objects.checked_by_one())
        assert found == {one for one in Claim.objects.all() if one.checked_by_one}
        assert found == {one for one in Claim.objects.with_checks() if one.checked_by_one}
        return found

    @pytest.mark.parametrize("status", ["ready", "published", "corrected"])
    def test_they_wait_once_it_is_out(self, editor, checker, claim, status):
        check = self.check(checker, claim)
        assert self.waiting() == set()
        self.move(editor, claim, *dict.fromkeys(("ready", status)))
        assert self.waiting() == {claim}
        assert claim.checked_by_one == check
        self.move(editor, claim, "retracted")
        assert self.waiting() == set()

    def test_not_what_nobody_or_two_have_checked(self, editor, checker, colleague, claim):
        decided = factories.claim(editor, claim.article)
        factories.attribution(editor, decided)
        self.check(checker, claim)
        self.check(checker, decided)
        decide(decided, colleague, Status.VERIFIED)
        self.move(editor, claim, "ready", "published")
        factories.claim(editor, claim.article)
        assert self.waiting() == {claim}

    @pytest.mark.parametrize("to", sorted({*Status} - queue.OPEN))
    def test_they_leave_once_decided(self, editor, checker, colleague, claim, to):
        self.check(checker, claim)
        self.move(editor, claim, "ready", "published")
        claim_transition(by=colleague, claim_id=claim.pk, to=Status.IN_REVIEW)
        assert self.waiting() == {claim}
        by = editor if to == Status.WITHDRAWN else colleague
        claim_transition(by=by, claim_id=claim.pk, to=to, reason="read it again")
        assert self.waiting() == set()

    def test_what_is_reopened_after_a_decision_does_not_come_back(
        self, editor, checker, colleague, claim
    ):
        self.check(checker, claim)
        self.move(editor, claim, "ready", "published")
        decide(claim, colleague, Status.VERIFIED)
        factories.attribution(editor, claim)
        assert Claim.objects.get().status == "in_review"
        assert self.waiting() == set()
        again = self.check(colleague, claim)
        assert self.waiting() == {claim}
        assert Claim.objects.get().checked_by_one == again

    def test_what_changes_after_the_check_waits_all_the_more(self, editor, checker, claim):
        self.check(checker, claim)
        self.move(editor, claim, "ready", "published")
        factories.attribution(editor, claim)
        assert self.waiting() == {claim}

    def test_four_eyes(self, editor, checker, claim):
        self.check(editor, claim)  # who logged it
        self.move(editor, claim, "ready", "published")
        with pytest.raises(PermissionDenied, match="second person"):
            decide(claim, editor, Status.VERIFIED)
        assert self.waiting() == {claim}
        claim_transition(by=checker, claim_id=claim.pk, to=Status.VERIFIED, reason="read it")
        assert self.waiting() == set()

    def alone(self, person):
        """What is for anybody but `person` to verify: by the filter, and as the domain has it."""
        found = set(Claim.objects.checked_alone_by(person))
        assert found == {one for one in Claim.objects.all() if one.is_checked_alone_by(person)}
        fetched = Claim.objects.with_checks()
        assert found == {one for one in fetched if one.is_checked_alone_by(person)}
        others = set(Claim.objects.checked_by_another(person))
        assert others == set(Claim.objects.checked_by_one()) - found
        return found

    def test_who_checked_it_alone_is_not_to_verify_it(self, editor, checker, colleague, claim):
        self.check(checker, claim)
        assert self.alone(checker) == set()
        self.move(editor, claim, "ready")
        assert (self.alone(checker), self.alone(colleague)) == ({claim}, set())
        for by in (checker, editor):
            with pytest.raises(ValidationError) as caught:
                assign(by, checker, claim)
            assert f"{checker} alone has checked it" in problems(caught)["to"]
        with pytest.raises(ValidationError) as caught:
            claim_update(by=editor, claim_id=claim.pk, changes={"assignee": checker})
        assert "somebody else to verify" in problems(caught)["assignee"]
        assign(editor, editor, claim)
        with pytest.raises(ValidationError) as caught:
            queue_hand_over(by=editor, from_person=editor, to=checker)
        assert f"(“{claim}”)" in problems(caught)["to"]
        self.check(colleague, claim)
        assert (self.alone(checker), self.alone(colleague)) == (set(), set())
        assert assign(editor, checker, claim) == [claim]

    def test_a_check_before_the_last_decision_keeps_nobody_off(
        self, editor, checker, colleague, claim
    ):
        self.check(colleague, claim)
        decide(claim, colleague, Status.VERIFIED)
        self.move(editor, claim, "ready")
        claim_transition(by=colleague, claim_id=claim.pk, to=Status.IN_REVIEW)
        self.check(checker, claim)
        assert (self.alone(checker), self.alone(colleague)) == ({claim}, set())

    def test_another_takes_it_from_who_checked_it_alone(self, editor, checker, colleague, claim):
        assign(checker, checker, claim)
        self.check(checker, claim)
        with pytest.raises(Refused, match="hand it over"):
            assign(colleague, colleague, claim)
        self.move(editor, claim, "ready")
        assign(colleague, colleague, claim)
        assert assignee(claim) == colleague

    def test_assigning_ten_asks_as_often_as_one(self, editor, checker, colleague, claim):
        def reads(*claims):
            with CaptureQueriesContext(connection) as captured:
                assign(colleague, colleague, *claims)
            return sum("claims_approval" in one["sql"] for one in captured)

        self.check(checker, claim)
        few = reads(claim)
        many = [factories.claim(editor, claim.article) for _ in range(9)]
        for one in many:
            self.check(checker, one)
        assert reads(claim, *many) == few

    def test_every_status_of_claim_and_article(self, editor, checker, claim):
        self.check(checker, claim)
        article = claim.article
        for one in ArticleStatus:
            type(article).objects.filter(pk=article.pk).update(status=one)
            expected = {claim} if one in queue.OUT else set()
            assert self.waiting() == expected

    def test_they_stand_first_in_the_queue(self, editor, checker, claim):
        self.check(checker, claim)
        self.move(editor, claim, "ready", "published")
        urgent = factories.claim(editor, importance="high", due_at=NOON)
        for order in ("due", "importance"):
            assert list(Claim.objects.order_by(queue_key(order))) == [claim, urgent]

    def test_as_many_queries_for_ten_as_for_one(self, editor, checker, claim):
        def queries():
            with CaptureQueriesContext(connection) as captured:
                rows = Claim.objects.checked_by_one().with_checks()
                number = len([str(one.checked_by_one.by) for one in rows])
            return number, len(captured)

        self.check(checker, claim)
        self.move(editor, claim, "ready", "published")
        assert queries() == (1, 2)
        for _ in range(9):
            self.check(checker, factories.claim(editor, claim.article))
        assert queries() == (10, 2)
