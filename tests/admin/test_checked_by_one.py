"""What went out checked by one, on the pages of the next shift."""

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.admin import queue
from claims.models import Article, Claim
from claims.services.approvals import approval_add
from claims.services.claims import claim_update
from claims.services.verification import claim_transition
from newsroom.common.in_words import moment
from newsroom.common.roles import Role
from tests import factories
from tests.admin.pages import text_of, url
from tests.admin.test_queue import LIST, article, checker, claims, hidden, listed, person, send

__all__ = ["article", "checker", "claims", "hidden", "person"]
pytestmark = pytest.mark.django_db


class TestCheckedByOne:
    @pytest.fixture
    def night(self):
        """Who was on at night, alone."""
        return factories.person(Role.FACT_CHECKER)

    @pytest.fixture
    def out(self, editor, night, claims, article):
        """The first is out on the check of one person; the second, with the same, is withdrawn."""
        for one in claims[:2]:
            approval_add(by=night, subject=one, kind="checked by one")
        claim_transition(by=editor, claim_id=claims[1].pk, to="withdrawn", reason="wrong")
        Article.objects.filter(pk=article.pk).update(status="published")
        return claims[0]

    def test_its_own_list(self, checker, claims, out):
        assert listed(checker, "queue=checked_by_one") == [out]

    def test_first_of_all_that_is_open(self, checker, editor, claims, out):
        changes = {"importance": "high", "due_at": timezone.now()}
        claim_update(by=editor, claim_id=claims[2].pk, changes=changes)
        assert listed(checker, "queue=all") == [out, claims[2]]

    def test_in_words(self, checker, night, article, out):
        at = moment(out.approvals.get().at)
        page = text_of(checker.get(f"{LIST}?queue=checked_by_one"))
        assert f"Published checked by one, on {at}, by {night}" in page
        page = text_of(checker.get(url(Claim, "change", out.pk)))
        assert f"Published checked by one, on {at}, by {night}. A second person" in page
        Article.objects.filter(pk=article.pk).update(status="ready")
        assert f"Ready checked by one, on {at}" in text_of(checker.get(f"{LIST}?queue=all"))

    def test_put_on_record_on_a_page(self, checker, person, article, claims):
        page = f"/admin/claims/claim/{claims[2].pk}/approve/"
        assert "Approve claim 2" in text_of(checker.get(page))
        refused = checker.post(page, {"kind": "anonymous lead", "note": "read it"})
        assert "Only an editor approves" in text_of(refused)
        assert "read it" in refused.content.decode()
        told = checker.post(page, {"kind": "checked by one", "note": "read it"}, follow=True)
        assert f"On record: checked by one by {person}." in text_of(told)
        Article.objects.filter(pk=article.pk).update(status="ready")
        checker.force_login(factories.person(Role.FACT_CHECKER))
        assert listed(checker, "queue=checked_by_one") == [claims[2]]

    def test_counted_beside_its_name(self, checker, person, night, hidden, out):
        approval_add(by=night, subject=hidden, kind="checked by one")
        Article.objects.update(status="published")
        request = RequestFactory().get(LIST)
        request.user = person
        assert queue.checked_by_one(request) == "1"
        assert "Checked by one" in text_of(checker.get("/admin/"))
        assert listed(checker, "queue=checked_by_one") == [out]
        request.user = night
        assert queue.checked_by_one(request) == "0"

    def test_who_checked_it_alone_is_not_offered_it(self, checker, person, night, out):
        Claim.objects.filter(pk=out.pk).update(assignee=night)
        checker.force_login(night)
        for which in ("checked_by_one", "mine", "nobodys"):
            assert out not in listed(checker, f"queue={which}")
        assert out in listed(checker, "queue=all")
        request = RequestFactory().get(LIST)
        request.user = night
        assert queue.open_to_me(request) == "0"
        for has in (night, None):
            Claim.objects.filter(pk=out.pk).update(assignee=has)
            page = text_of(checker.get(url(Claim, "change", out.pk)))
            assert "Somebody else than you has yet to verify it." in page
            assert "Take it" not in page
        told = text_of(send(checker, "take", [out]))
        assert f"{night} alone has checked it" in told
        checker.force_login(person)
        for has in (night, None):
            Claim.objects.filter(pk=out.pk).update(assignee=has)
            assert "Take it" in text_of(checker.get(url(Claim, "change", out.pk)))
            assert "yours now" in text_of(send(checker, "take", [out]))

    def test_it_leaves_once_decided(self, checker, person, out):
        claim_transition(by=person, claim_id=out.pk, to="in_review")
        claim_transition(by=person, claim_id=out.pk, to="disputed", reason="unclear")
        assert listed(checker, "queue=checked_by_one") == []
        assert "checked by one, on" not in text_of(checker.get(url(Claim, "change", out.pk)))

    def test_as_many_queries_for_ten_as_for_one(self, checker, editor, night, article, out):
        self.queries(checker)  # the first page stamps the session as well
        few = self.queries(checker)
        for _ in range(9):
            approval_add(by=night, subject=factories.claim(editor, article), kind="checked by one")
        assert self.queries(checker) == few

    def queries(self, client):
        with CaptureQueriesContext(connection) as captured:
            listed(client, "queue=checked_by_one")
        return len(captured)
