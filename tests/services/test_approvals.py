"""Approvals, a lawyer's reads, ranks and terms: who may, of what, and what follows."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from claims.domain.vocabulary import ApprovalKind, LegalOutcome, Rank
from claims.models import Approval, LegalRead, OutletTerms, StaffRank, StoredFinding
from claims.services.approvals import (
    approval_add,
    legal_read_record,
    outlet_terms_set,
    staff_rank_set,
)
from claims.services.articles import article_update
from claims.services.attributions import attribution_withdraw
from newsroom.common.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def other():
    return factories.person(Role.EDITOR)


@pytest.fixture
def lawyer():
    return factories.person(Role.LAWYER)


@pytest.fixture
def claim(editor):
    source = factories.source(editor, naming="anonymous", description="an aide to the minister")
    claim = factories.claim(editor)
    factories.attribution(editor, claim, source=source, knowledge="direct")
    return claim


def found(claim):
    return set(claim.article.findings.values_list("rule", flat=True))


class TestAnApproval:
    def test_a_rule_is_content_with_the_rank_it_asks_for(self, other, claim):
        approval = approval_add(by=other, subject=claim, kind=ApprovalKind.SINGLE_ANONYMOUS_SOURCE)
        assert approval.rank == Rank.EDITOR
        assert "single-anonymous-source" in found(claim)
        staff_rank_set(by=factories.person(Role.ADMIN), person=other, rank=Rank.SENIOR_EDITOR)
        other.refresh_from_db()
        row = claim.attributions.get()
        approval_add(by=other, subject=row, kind=ApprovalKind.SINGLE_ANONYMOUS_SOURCE, note="seen")
        assert "single-anonymous-source" not in found(claim)

    def test_of_a_version(self, editor, other, claim):
        version = claim.article.current_version
        assert "version-unapproved" in found(claim)
        approval_add(by=other, subject=version, kind=ApprovalKind.PUBLICATION)
        assert "version-unapproved" not in found(claim)
        article_update(by=editor, article_id=claim.article_id, changes={"body": "Other words."})
        assert "version-unapproved" in found(claim)
        with pytest.raises(ValidationError, match="A later version stands now"):
            approval_add(by=other, subject=version, kind=ApprovalKind.PUBLICATION)

    def test_not_of_ones_own_work(self, editor, other, claim):
        for subject in (claim, claim.attributions.get()):
            with pytest.raises(PermissionDenied, match="your own work"):
                approval_add(by=editor, subject=subject, kind=ApprovalKind.ANONYMITY)
        version = claim.article.current_version
        with pytest.raises(PermissionDenied, match="your own work"):
            approval_add(by=editor, subject=version, kind=ApprovalKind.PUBLICATION)
        assert not Approval.objects.exists()

    def test_checked_by_one_is_for_whoever_checks(self, editor, lawyer, claim):
        kind = ApprovalKind.CHECKED_BY_ONE
        with pytest.raises(PermissionDenied, match="fact-checker or an editor"):
            approval_add(by=lawyer, subject=claim, kind=kind)
        approval_add(by=factories.person(Role.FACT_CHECKER), subject=claim, kind=kind)
        approval_add(by=editor, subject=claim, kind=kind)
        ranks = Approval.objects.order_by("at").values_list("rank", flat=True)
        assert list(ranks) == ["reporter", "editor"]

    def test_only_an_editor_approves_the_rest(self, claim):
        with pytest.raises(PermissionDenied, match="Only an editor approves"):
            approval_add(
                by=factories.person(Role.FACT_CHECKER), subject=claim, kind=ApprovalKind.ANONYMITY
            )

    @pytest.mark.parametrize(
        ("of", "kind"),
        [
            ("version", ApprovalKind.ANONYMITY),
            ("claim", ApprovalKind.PUBLICATION),
            ("row", ApprovalKind.CHECKED_BY_ONE),
            ("row", ApprovalKind.NOT_ASKED),
            ("claim", "anonymity and more"),
        ],
    )
    def test_each_kind_is_of_its_record(self, other, claim, of, kind):
        subjects = {
            "version": claim.article.current_version,
            "claim": claim,
            "row": claim.attributions.get(),
        }
        with pytest.raises(ValidationError, match=r"is an approval of|One of anonymity"):
            approval_add(by=other, subject=subjects[of], kind=kind)

    def test_not_of_what_is_withdrawn(self, editor, other, claim):
        row = claim.attributions.get()
        attribution_withdraw(by=editor, attribution_id=row.pk, reason="wrong")
        with pytest.raises(ValidationError, match="It is withdrawn"):
            approval_add(by=other, subject=row, kind=ApprovalKind.ANONYMITY)


class TestALegalRead:
    def test_the_last_word_on_the_version_counts(self, editor, lawyer):
        claim = factories.claim(editor, kind="allegation")
        version = claim.article.current_version
        assert "legal-read" in found(claim)
        legal_read_record(by=lawyer, version=version, outcome=LegalOutcome.CLEARED)
        assert "legal-read" not in found(claim)
        legal_read_record(by=lawyer, version=version, outcome=LegalOutcome.NOT_CLEARED, note="no")
        assert "legal-read" in found(claim)
        assert LegalRead.objects.count() == 2

    def test_by_a_lawyer_of_what_stands(self, editor, lawyer):
        article = factories.article(editor)
        version = article.current_version
        with pytest.raises(PermissionDenied, match="Only a lawyer"):
            legal_read_record(by=editor, version=version, outcome=LegalOutcome.CLEARED)
        article_update(by=editor, article_id=article.pk, changes={"body": "Other words."})
        with pytest.raises(ValidationError, match="A later version"):
            legal_read_record(by=lawyer, version=version, outcome=LegalOutcome.CLEARED)


def test_a_rank_is_said_and_taken_back_by_an_admin(editor, other):
    admin = factories.person(Role.ADMIN)
    staff_rank_set(by=admin, person=other, rank=Rank.DESK_HEAD)
    staff_rank_set(by=admin, person=other, rank=Rank.EDITOR_IN_CHIEF)
    assert StaffRank.objects.get().rank == "editor-in-chief"
    staff_rank_set(by=admin, person=other, rank=None)
    staff_rank_set(by=admin, person=other, rank=None)
    assert not StaffRank.objects.exists()
    with pytest.raises(PermissionDenied, match="Only an admin"):
        staff_rank_set(by=editor, person=editor, rank=Rank.EDITOR_IN_CHIEF)


def test_what_terms_mean(editor, lawyer):
    for meaning in ("not named", "never named"):
        outlet_terms_set(by=editor, outlet=" us ", terms="anonymity", meaning=meaning)
    terms = OutletTerms.objects.get()
    assert (terms.outlet, terms.meaning) == ("us", "never named")
    with pytest.raises(ValidationError) as caught:
        outlet_terms_set(by=editor, outlet="us", terms="anonymity", meaning="")
    assert list(caught.value.message_dict) == ["meaning"]
    with pytest.raises(PermissionDenied, match="Only an editor"):
        outlet_terms_set(by=lawyer, outlet="us", terms="anonymity", meaning="x")
    assert not StoredFinding.objects.exists()


def test_what_terms_mean_can_move_to_another_outlet_or_term(editor):
    terms = outlet_terms_set(by=editor, outlet="us", terms="background", meaning="no name")
    moved = outlet_terms_set(
        by=editor, outlet="The wire", terms="anonymity", meaning=" no name ", row=terms
    )
    assert OutletTerms.objects.get() == moved == terms
    assert (moved.outlet, moved.terms, moved.meaning) == ("The wire", "anonymity", "no name")
    other = outlet_terms_set(by=editor, outlet="us", terms="background", meaning="no name")
    for row in (OutletTerms(), other):
        with pytest.raises(ValidationError, match="already exists"):
            outlet_terms_set(
                by=editor, outlet="The wire", terms="anonymity", meaning="other", row=row
            )
    moved.refresh_from_db()
    assert moved.meaning == "no name"
