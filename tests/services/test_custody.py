"""Compromised sources, and sources that pass from hand to hand."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from claims.domain.vocabulary import Status
from claims.models import Claim, HandOver
from claims.services.attributions import attribution_withdraw
from claims.services.custody import source_hand_over, source_set_compromised
from claims.services.sources import source_merge, source_update
from claims.services.verification import claim_transition
from newsroom.common.records import Refused, Stale
from newsroom.common.roles import Role
from sources.access import may_see_confidential
from sources.models import Source
from tests import factories

pytestmark = pytest.mark.django_db
CAUSE = "a source was marked as compromised"


@pytest.fixture
def checker(db):
    return factories.person(Role.FACT_CHECKER)


@pytest.fixture
def colleague(db):
    return factories.person(Role.EDITOR)


def problems(caught):
    return {field: " ".join(texts) for field, texts in caught.value.message_dict.items()}


def decided(by, checker, to="verified", **row):
    """A claim with one row, decided."""
    claim = factories.claim(by)
    factories.attribution(by, claim, **row)
    claim_transition(by=checker, claim_id=claim.pk, to=Status.IN_REVIEW)
    claim_transition(by=checker, claim_id=claim.pk, to=Status(to), reason="checked")
    return claim


def compromise(source, by, compromised=True, reason="fabricated", **extra):
    return source_set_compromised(
        by=by, source_id=source.pk, compromised=compromised, reason=reason, **extra
    )


def stands(claim):
    claim.refresh_from_db()
    return claim.status


class TestCompromised:
    @pytest.mark.parametrize("role", ["source", "via", "knows_from"])
    @pytest.mark.parametrize("to", ["verified", "disputed", "refuted", "unverifiable"])
    def test_all_decided_claims_on_it_are_reopened(self, editor, checker, role, to):
        source = factories.source(editor)
        claim = decided(editor, checker, to, **{role: source})
        compromise(source, editor)
        assert stands(claim) == "in_review"
        last = claim.events.last()
        assert (last.cause, last.by, last.reason) == (CAUSE, editor, "")

    def test_also_those_of_who_speaks_for_it_and_of_who_speaks_for_them(self, editor, checker):
        ministry = factories.source(editor)
        spokesman = factories.source(editor, speaks_for=ministry)
        deputy = factories.source(editor, speaks_for=spokesman)
        claims = [decided(editor, checker, source=one) for one in (spokesman, deputy)]
        principal = decided(editor, checker, via=deputy)
        compromise(ministry, editor)
        assert {stands(one) for one in (*claims, principal)} == {"in_review"}

    def test_not_those_of_its_principal_nor_of_others(self, editor, checker):
        ministry = factories.source(editor)
        spokesman = factories.source(editor, speaks_for=ministry)
        of_principal = decided(editor, checker, source=ministry)
        of_another = decided(editor, checker)
        compromise(spokesman, editor)
        assert (stands(of_principal), stands(of_another)) == ("verified", "verified")

    def test_a_withdrawn_row_stood_behind_it_too(self, editor, checker):
        source = factories.source(editor)
        claim = factories.claim(editor)
        factories.attribution(editor, claim)
        row = factories.attribution(editor, claim, source=source)
        attribution_withdraw(by=editor, attribution_id=row.pk, reason="doubts")
        claim_transition(by=checker, claim_id=claim.pk, to=Status.IN_REVIEW)
        claim_transition(by=checker, claim_id=claim.pk, to=Status.VERIFIED, reason="checked")
        compromise(source, editor)
        assert stands(claim) == "in_review"

    @pytest.mark.parametrize("status", ["unverified", "in_review", "withdrawn"])
    def test_what_is_not_decided_stays_as_it_is(self, editor, checker, status):
        source = factories.source(editor)
        claim = factories.claim(editor)
        factories.attribution(editor, claim, source=source)
        if status != "unverified":
            claim_transition(by=editor, claim_id=claim.pk, to=Status(status), reason="x")
        compromise(source, editor)
        assert stands(claim) == status

    def test_claims_of_articles_one_may_not_read_are_reopened_all_the_same(self, editor, checker):
        boss = factories.person(Role.ADMIN)
        source = factories.source(editor)
        hidden = factories.claim(boss, factories.article(boss, access="named people"))
        factories.attribution(boss, hidden, source=source)
        claim_transition(by=checker, claim_id=hidden.pk, to=Status.IN_REVIEW)
        claim_transition(by=checker, claim_id=hidden.pk, to=Status.VERIFIED, reason="checked")
        compromise(source, editor)
        assert stands(hidden) == "in_review"

    def test_the_mark_is_whole_and_is_taken_back(self, editor, checker):
        source = factories.source(editor)
        compromise(source, editor, reason="  fabricated quotes ", seen=1)
        source.refresh_from_db()
        assert source.compromised_at
        assert (source.compromised_by, source.compromised_reason) == (editor, "fabricated quotes")
        assert source.version == 2
        claim = decided(editor, checker, source=source)
        compromise(source, editor, compromised=False, reason="it was another")
        source.refresh_from_db()
        assert (source.compromised_at, source.compromised_by) == (None, None)
        assert (source.compromised_reason, source.version) == ("", 3)
        assert stands(claim) == "verified"

    def test_refusals(self, editor):
        source = factories.source(editor)
        for blank in ("", " \n"):
            with pytest.raises(ValidationError) as caught:
                compromise(source, editor, reason=blank)
            assert "Say what compromised it" in problems(caught)["reason"]
        with pytest.raises(ValidationError) as caught:
            compromise(source, editor, reason="x" * 301)
        assert "compromised_reason" in problems(caught)
        with pytest.raises(Refused, match="not marked"):
            compromise(source, editor, compromised=False)
        with pytest.raises(Stale):
            compromise(source, editor, seen=5)
        with pytest.raises(ValidationError) as caught:
            compromise(factories.claim(editor), editor)
        assert "No source" in problems(caught)["source"]
        compromise(source, editor)
        with pytest.raises(Refused, match="marked already"):
            compromise(source, editor)
        into = factories.source(editor)
        source_merge(by=editor, source_id=source.pk, into_id=into.pk)
        with pytest.raises(Refused, match="merged into"):
            compromise(source, editor, compromised=False)

    def test_a_merge_carries_the_mark_and_reopens_what_it_now_concerns(self, editor, checker):
        suspect, other = factories.source(editor), factories.source(editor)
        claim = decided(editor, checker, source=other)
        compromise(suspect, editor)
        source_merge(by=editor, source_id=suspect.pk, into_id=other.pk)
        other.refresh_from_db()
        assert (other.compromised_by, other.compromised_reason) == (editor, "fabricated")
        assert stands(claim) == "in_review"
        assert claim.events.last().cause == CAUSE

    def test_a_merge_into_a_compromised_one_keeps_its_own_mark(self, editor, checker):
        suspect, other = factories.source(editor), factories.source(editor)
        claim = decided(editor, checker, source=other)
        compromise(suspect, editor, reason="the first reason")
        source_merge(by=editor, source_id=other.pk, into_id=suspect.pk)
        suspect.refresh_from_db()
        assert suspect.compromised_reason == "the first reason"
        assert stands(claim) == "in_review"


class TestHandOver:
    @pytest.fixture
    def source(self, editor):
        return factories.source(editor, naming="anonymous", motive="anger", handler=editor)

    def hand(self, source, by, to, **extra):
        return source_hand_over(by=by, source_id=source.pk, to=to, **extra)

    def test_from_its_handler(self, source, editor, colleague):
        self.hand(source, editor, colleague, reason="maternity leave", seen=1)
        source.refresh_from_db()
        assert (source.handler, source.version) == (colleague, 2)
        assert list(source.known_to.all()) == [editor]
        step = HandOver.objects.get()
        assert (step.what, step.source, step.claims) == ("source", source, [])
        assert (step.from_person, step.to_person, step.by) == (editor, colleague, editor)
        assert step.reason == "maternity leave"
        assert may_see_confidential(editor, source)
        assert may_see_confidential(colleague, source)

    def test_by_nobody_else_of_whatever_rank(self, source, colleague):
        boss = factories.person(Role.ADMIN, Role.CUSTODIAN)
        boss.is_superuser = True
        boss.save()
        for person in (colleague, boss):
            with pytest.raises(PermissionDenied, match="Only its handler"):
                self.hand(source, person, person)
        source.refresh_from_db()
        assert source.handler != colleague

    def test_by_an_admin_where_the_handler_has_left(self, source, editor, colleague):
        editor.is_active = False
        editor.save()
        with pytest.raises(PermissionDenied):
            self.hand(source, colleague, colleague)
        self.hand(source, factories.person(Role.ADMIN), colleague)
        assert Source.objects.get().handler == colleague

    def test_one_without_a_handler_is_taken_by_an_editor(self, editor, checker, colleague):
        source = factories.source(editor)
        with pytest.raises(PermissionDenied):
            self.hand(source, checker, checker)
        self.hand(source, colleague, colleague)
        source.refresh_from_db()
        assert (source.handler, source.known_to.count()) == (colleague, 0)
        assert HandOver.objects.get().from_person is None

    def test_one_that_somebody_knows_is_not_taken_by_others(self, editor, checker, colleague):
        source = factories.source(editor, naming="withheld")
        source_update(by=editor, source_id=source.pk, changes={}, known_to=[editor])
        with pytest.raises(PermissionDenied):
            self.hand(source, colleague, colleague)
        self.hand(source, editor, colleague)
        assert Source.objects.get().handler == colleague

    def test_refusals(self, source, editor, colleague):
        with pytest.raises(ValidationError) as caught:
            self.hand(source, editor, factories.person(Role.CONSUMER))
        assert "does not work here" in problems(caught)["to"]
        colleague.is_active = False
        colleague.save()
        with pytest.raises(ValidationError) as caught:
            self.hand(source, editor, colleague)
        assert "does not work here" in problems(caught)["to"]
        with pytest.raises(ValidationError) as caught:
            self.hand(source, editor, editor)
        assert "its handler already" in problems(caught)["to"]
        with pytest.raises(Stale):
            self.hand(source, editor, factories.person(), seen=3)
        with pytest.raises(ValidationError) as caught:
            self.hand(source, editor, factories.person(), reason="x" * 301)
        assert "reason" in problems(caught)
        assert Source.objects.get().handler == editor
        assert not HandOver.objects.exists()
        into = factories.source(editor, naming="anonymous")
        source_merge(by=editor, source_id=source.pk, into_id=into.pk)
        with pytest.raises(Refused, match="merged into"):
            self.hand(source, editor, factories.person())

    def test_it_touches_no_decision(self, source, editor, checker, colleague):
        claim = decided(editor, checker, source=source)
        self.hand(source, editor, colleague)
        assert Claim.objects.get(pk=claim.pk).status == "verified"


class TestNobodyLetsThemselvesIn:
    """What only the handler and known_to may read is not reached by changing who they are."""

    @pytest.fixture
    def source(self, editor):
        return factories.source(editor, naming="anonymous", motive="anger", handler=editor)

    def test_the_handler_changes_by_a_hand_over_alone(self, source, editor, colleague):
        for by in (editor, colleague):
            with pytest.raises(ValidationError) as caught:
                source_update(by=by, source_id=source.pk, changes={"handler": colleague})
            assert "Hand the source over" in problems(caught)["handler"]
            with pytest.raises(ValidationError):
                source_update(by=by, source_id=source.pk, changes={"handler": None})

    def test_nor_by_joining_those_who_know_or_by_naming_it(self, source, editor, colleague):
        for extra, field in (
            ({"changes": {}, "known_to": [colleague]}, "known_to"),
            ({"changes": {"naming": "named"}}, "naming"),
            ({"changes": {"naming": "by office"}}, "naming"),
        ):
            with pytest.raises(ValidationError) as caught:
                source_update(by=colleague, source_id=source.pk, **extra)
            assert "Only its handler, and those who know" in problems(caught)[field]
        source.refresh_from_db()
        assert not may_see_confidential(colleague, source)

    def test_whoever_knows_it_may(self, source, editor, colleague):
        source_update(by=editor, source_id=source.pk, changes={}, known_to=[colleague])
        changes = {"naming": "named", "name": "Jane Roe"}
        source_update(by=colleague, source_id=source.pk, changes=changes)
        assert Source.objects.get().naming == "named"

    def test_the_rest_is_anybodys_to_mend(self, source, editor, colleague):
        changes = {"description": "a diplomat", "handler": editor, "naming": "withheld"}
        source_update(by=colleague, source_id=source.pk, changes=changes, known_to=[])
        source.refresh_from_db()
        assert (source.description, source.naming) == ("a diplomat", "withheld")

    def test_what_nobody_knows_is_open_to_the_house(self, editor, colleague):
        source = factories.source(editor, naming="anonymous")
        source_update(by=colleague, source_id=source.pk, changes={"handler": colleague})
        assert Source.objects.get().handler == colleague
