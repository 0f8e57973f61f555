"""Claims that repeat, update or contradict others, and whom it concerns when one is wrong."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from claims.domain.vocabulary import LinkKind, Status
from claims.models import ClaimLink
from claims.services.articles import article_update
from claims.services.claims import claim_update
from claims.services.links import affected, claim_link, claim_unlink, trouble
from claims.services.notices import notice_create
from claims.services.verification import claim_transition
from newsroom.common import history
from newsroom.common.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def claims(editor):
    """Five claims of five articles."""
    return [factories.claim(editor, statement=f"Claim {n}") for n in range(5)]


@pytest.fixture
def checker(db):
    return factories.person(Role.FACT_CHECKER)


def link(by, one, other, kind=LinkKind.REPEATS):
    return claim_link(by=by, from_claim=one, to_claim=other, kind=kind)


def found(claim, user):
    return {one.claim for one in affected(claim, user)}


def problems(caught):
    return {field: " ".join(texts) for field, texts in caught.value.message_dict.items()}


class TestLinks:
    def test_each_kind_is_its_own_link(self, claims, checker):
        for kind in LinkKind:
            one = link(checker, claims[0], claims[1], kind)
            assert (one.created_by, one.kind) == (checker, kind)
        assert ClaimLink.objects.count() == 3

    def test_not_to_itself(self, claims, editor):
        with pytest.raises(ValidationError) as caught:
            link(editor, claims[0], claims[0])
        assert problems(caught)["to_claim"] == "Another claim than this one."

    def test_not_twice(self, claims, editor):
        link(editor, claims[0], claims[1])
        with pytest.raises(ValidationError) as caught:
            link(editor, claims[0], claims[1])
        assert problems(caught)["to_claim"] == "It is on record already that it repeats that claim."

    def test_no_unknown_kind(self, claims, editor):
        with pytest.raises(ValidationError) as caught:
            link(editor, claims[0], claims[1], "resembles")
        assert "kind" in problems(caught)

    def test_removed_with_its_history_kept(self, claims, editor, checker):
        one = link(editor, claims[0], claims[1])
        claim_unlink(by=checker, link_id=one.pk)
        assert not ClaimLink.objects.exists()
        last = history.of(ClaimLink).objects.order_by("pgh_id").last()
        assert (last.pgh_label, last.pgh_context["user"]) == ("delete", str(checker.pk))
        with pytest.raises(ValidationError) as caught:
            claim_unlink(by=checker, link_id=one.pk)
        assert "No link" in problems(caught)["link"]

    def test_a_link_reopens_nothing(self, claims, editor, checker):
        claim_transition(by=checker, claim_id=claims[0].pk, to=Status.IN_REVIEW)
        claim_transition(by=checker, claim_id=claims[0].pk, to=Status.DISPUTED, reason="x")
        link(editor, claims[0], claims[1])
        claims[0].refresh_from_db()
        assert claims[0].status == "disputed"


class TestAffected:
    def test_nobody(self, claims, editor):
        assert affected(claims[0], editor) == []

    def test_along_the_chain_in_both_directions(self, claims, editor):
        first, second, third, fourth, apart = claims
        link(editor, second, first)
        link(editor, third, second)
        link(editor, third, fourth)
        for one in (first, second, third, fourth):
            assert found(one, editor) == {first, second, third, fourth} - {one}
        assert found(apart, editor) == set()

    def test_a_circle_ends(self, claims, editor):
        for n in range(5):
            link(editor, claims[n], claims[(n + 1) % 5])
        assert found(claims[0], editor) == set(claims[1:])

    def test_updates_and_contradictions_are_no_repetition(self, claims, editor):
        link(editor, claims[0], claims[1], LinkKind.UPDATES)
        link(editor, claims[0], claims[2], LinkKind.CONTRADICTS)
        assert found(claims[0], editor) == set()

    def test_a_link_taken_back_affects_nobody(self, claims, editor):
        one = link(editor, claims[0], claims[1])
        claim_unlink(by=editor, link_id=one.pk)
        assert found(claims[0], editor) == set()

    def test_a_chain_through_what_one_may_not_read(self, claims, editor, checker):
        """The hidden one is passed over; what lies behind it is found."""
        hidden = factories.claim(
            editor, factories.article(editor, access="named people"), statement="Secret"
        )
        link(editor, hidden, claims[0])
        link(editor, claims[1], hidden)
        assert found(claims[0], checker) == {claims[1]}
        assert found(claims[0], editor) == {hidden, claims[1]}

    def test_as_many_queries_for_a_long_chain_as_for_its_steps(
        self, claims, editor, django_assert_num_queries
    ):
        for one in claims[1:]:
            link(editor, one, claims[0])
        assert editor.roles  # read once
        # two steps of the walk, the claims, their contributors and those people
        with django_assert_num_queries(5):
            affected(claims[0], editor)

    def test_the_people_to_tell(self, claims, editor, checker):
        writer, rewriter, desk = (factories.person() for _ in range(3))
        article = factories.article(writer)
        other = factories.claim(editor, article)
        claim_update(by=rewriter, claim_id=other.pk, changes={"statement": "He may travel"})
        claim_update(by=rewriter, claim_id=other.pk, changes={"assignee": checker})
        factories.attribution(desk, other)  # who logged sourcing did not write the copy
        link(editor, other, claims[0])
        (one,) = affected(claims[0], editor)
        assert one.people == (editor, rewriter, checker, writer)

    def test_each_person_once(self, claims, editor):
        link(editor, claims[1], claims[0])
        (one,) = affected(claims[0], editor)
        assert one.people == (editor,)


class TestTrouble:
    def test_none(self, claims):
        assert trouble(claims[0]) == ""

    @pytest.mark.parametrize("to", ["verified", "disputed", "unverifiable"])
    def test_other_decisions_are_none(self, claims, editor, checker, to):
        factories.attribution(editor, claims[0])
        claim_transition(by=checker, claim_id=claims[0].pk, to=Status.IN_REVIEW)
        claim = claim_transition(by=checker, claim_id=claims[0].pk, to=Status(to), reason="x")
        assert trouble(claim) == ""

    def test_refuted(self, claims, editor, checker):
        factories.attribution(editor, claims[0])
        claim_transition(by=checker, claim_id=claims[0].pk, to=Status.IN_REVIEW)
        claim = claim_transition(
            by=checker, claim_id=claims[0].pk, to=Status.REFUTED, reason="he stayed at home"
        )
        assert trouble(claim) == "the claim is refuted"

    def test_withdrawn(self, claims, editor):
        claim = claim_transition(
            by=editor, claim_id=claims[0].pk, to=Status.WITHDRAWN, reason="not ours"
        )
        assert trouble(claim) == "the claim is withdrawn"

    @pytest.mark.parametrize("status", ["corrected", "retracted"])
    def test_its_article(self, claims, editor, status):
        article_update(by=editor, article_id=claims[0].article_id, changes={"status": status})
        claims[0].article.refresh_from_db()
        assert trouble(claims[0]) == f"its article is {status}"

    @pytest.mark.parametrize(
        ("kind", "says"),
        [
            ("correction", "a notice corrects it"),
            ("clarification", "a notice corrects it"),
            ("withdrawal", "a notice corrects it"),
            ("kill", "a notice corrects it"),
            ("update", ""),
        ],
    )
    def test_a_notice(self, claims, editor, kind, says):
        fields = {
            "kind": kind,
            "dated": timezone.now(),
            "public_note": "It was June.",
            "what_was_wrong": "The month.",
        }
        notice_create(by=editor, article_id=claims[0].article_id, fields=fields, claims=[claims[0]])
        assert trouble(claims[0]) == says
        assert trouble(claims[1]) == ""
