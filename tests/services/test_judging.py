"""Findings are stored with each write, and equal to judging afresh."""

import logging
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.domain.policy import REGISTRY
from claims.models import (
    Article,
    ArticleEvaluation,
    Claim,
    DueArticle,
    FindingSpell,
    PolicyProfile,
    StoredFinding,
)
from claims.services import judging
from claims.services.articles import article_update
from claims.services.attributions import (
    attribution_create,
    attribution_update,
    attribution_withdraw,
)
from claims.services.claims import claim_update
from claims.services.comments import comment_request_update
from claims.services.evidence import evidence_add
from claims.services.links import claim_link
from claims.services.profiles import profile_update
from claims.services.sources import source_update
from claims.services.verification import claim_transition
from newsroom.common.roles import Role
from newsroom.common.services import person_set_roles
from newsroom.common.transactions import whole
from newsroom.demo import sample
from tests import factories
from tests.domain.policy.sample_facts import expected
from tests.judged import drift
from tests.soak.policy_writes import PolicyWriter

pytestmark = pytest.mark.django_db


def rules(article):
    return set(StoredFinding.objects.filter(article=article).values_list("rule", flat=True))


class TestTheSample:
    def test_under_wire_it_has_exactly_the_expected_findings(self, editor):
        article = sample.load(editor)
        assert sorted(map(self.placed, StoredFinding.objects.all())) == expected()
        judged = ArticleEvaluation.objects.get(article=article)
        assert judged.profile_version.profile.name == "wire"
        assert judged.version == article.current_version

    def placed(self, finding):
        if finding.claim is not None:
            return finding.claim.label, finding.rule, finding.severity
        request = finding.article.comment_requests.get(pk=finding.record_id)
        return f"comment: {request.source.description}", finding.rule, finding.severity

    def test_corrected_it_has_none(self, editor):
        article = sample.load(editor)
        whole(lambda: correct(editor, article))
        assert list(StoredFinding.objects.values_list("claim__label", "rule")) == []
        assert drift() == []


def correct(editor, article):
    """Mend each finding by the remedy that it names, as an editor would."""
    rows = [row for one in article.claims.all() for row in one.attributions.all()]
    for source in {one for row in rows for one in (row.source, row.via) if one}:
        if changes := mended_source(source):
            source_update(by=editor, source_id=source.pk, changes=changes)
    aide = factories.source(editor, description="Ushakov")
    for claim in article.claims.all():
        correct_claim(editor, claim, aide)
    for request in article.comment_requests.all():
        changes = {"recorded": "logged", "outcome": "responded"}
        comment_request_update(by=editor, request_id=request.pk, changes=changes)


def mended_source(source):
    if source.naming == "anonymous":
        return {"anonymity_reason": "the trip has not been announced"}
    if source.naming == "collective" and source.kind == "group":
        return {"headcount": 4}
    return {"naming": "named"} if source.kind == "media" else {}


def correct_claim(editor, claim, aide):
    rows = list(claim.attributions.all())
    for row in rows:
        changes = {}
        if row.independent:
            changes |= {"basis": "documented", "basis_note": "the desk spoke to each alone"}
        if row.quotation == "direct":
            changes["quotation"] = "paraphrase"
        if row.scope == "unclear":
            changes["scope"] = "clear"
        if row.occasion == "private":
            changes["medium"] = "statement"
        attribution_update(by=editor, attribution_id=row.pk, changes=changes)
    if (not rows and not claim.exemption) or claim.label in ("S1a", "S1b", "S6"):
        fields = {"source": aide, "stance": "asserts"}
        attribution_create(by=editor, claim_id=claim.pk, fields=fields)
    dated = {"S17a": "January-November 2023", "S16b": "2024"}
    if claim.label in dated:
        claim_update(by=editor, claim_id=claim.pk, changes={"as_of": dated[claim.label]})
    if claim.label == "S20":
        fields = {"url": "https://example.org/recording", "locator": "00:12:40"}
        evidence_add(by=editor, claim_id=claim.pk, fields=fields)


class TestEachWrite:
    @pytest.mark.parametrize("seed", range(3))
    def test_random_writes_leave_findings_as_judged_afresh(self, seed):
        by = factories.person(Role.EDITOR, Role.ADMIN)
        second, lawyer = factories.person(Role.EDITOR), factories.person(Role.LAWYER)
        factories.article(by, body="The minister said on Monday that talks would resume in May.")
        writer = PolicyWriter(by, second, lawyer, seed)
        for _ in range(6):
            writer.run(30)
            assert drift() == []
        assert StoredFinding.objects.exists()
        assert not DueArticle.objects.exists()

    def test_a_finding_that_stays_keeps_when_it_was_first_seen(self, editor):
        claim = factories.claim(editor)
        first = StoredFinding.objects.get(rule="unsourced")
        article_update(
            by=editor, article_id=claim.article_id, changes={"body": "Putin will not travel."}
        )
        again = StoredFinding.objects.get(rule="unsourced")
        assert (again.pk, again.first_seen_at) == (first.pk, first.first_seen_at)
        assert again.version == Article.objects.get().current_version != first.version

    def test_several_services_in_one_transaction_are_judged_once(self, editor):
        claim = factories.claim(editor)

        def work():
            for _ in range(3):
                factories.attribution(editor, claim)
            assert rules(claim.article) >= {"unsourced"}  # as it stood before

        with CaptureQueriesContext(
            connection,
        ) as context:
            whole(work)
        locks = [one for one in context if "claims_articleevaluation" in one["sql"]]
        assert sum("FOR NO KEY UPDATE" in one["sql"] for one in locks) == 1
        assert "unsourced" not in rules(claim.article)

    def test_what_comes_to_nothing_leaves_no_mark(self, editor):
        claim = factories.claim(editor)

        def fail():
            claim_update(by=editor, claim_id=claim.pk, changes={"kind": "opinion"})
            raise RuntimeError

        with pytest.raises(RuntimeError):
            whole(fail)
        assert not DueArticle.objects.exists()
        assert rules(claim.article) >= {"unsourced"}
        assert drift() == []

    def test_another_article_is_judged_when_a_claim_it_repeats_is_refuted(self, editor):
        first, second = factories.claim(editor), factories.claim(editor)
        factories.attribution(editor, first)
        checker = factories.person(Role.FACT_CHECKER)
        claim_link(by=editor, from_claim=second, to_claim=first, kind="repeats")
        assert "correction-outstanding" not in rules(second.article)
        for to in ("in_review", "refuted"):
            claim_transition(by=checker, claim_id=first.pk, to=to, reason="it is not so")
        assert "correction-outstanding" in rules(second.article)

    def test_a_source_is_judged_in_all_its_articles(self, editor):
        source = factories.source(editor, naming="anonymous", description="an aide")
        claims = [factories.claim(editor) for _ in range(3)]
        for claim in claims:
            factories.attribution(editor, claim, source=source)
        assert all("motive-unrecorded" in rules(one.article) for one in claims)
        source_update(by=editor, source_id=source.pk, changes={"motive": "a quarrel"})
        assert not any("motive-unrecorded" in rules(one.article) for one in claims)

    def test_who_knows_it_by_rank(self, editor):
        reporter = factories.person(Role.FACT_CHECKER)
        source = factories.source(editor, naming="anonymous", description="an aide")
        claim = factories.claim(editor)
        factories.attribution(editor, claim, source=source)
        source_update(by=editor, source_id=source.pk, changes={}, known_to=[reporter])
        assert "identity-unknown" in rules(claim.article)
        person_set_roles(person=reporter, roles=[Role.EDITOR])
        assert "identity-unknown" not in rules(claim.article)


class TestSpells:
    """From when to when each finding stood."""

    def spells(self, rule="unsourced"):
        rows = FindingSpell.objects.filter(rule=rule).order_by("first_seen_at", "pk")
        return [(one.first_seen_at, one.ended_at) for one in rows]

    def test_what_was_mended_stays_on_record(self, editor):
        claim = factories.claim(editor)
        ((since, until),) = self.spells()
        assert until is None
        assert since == StoredFinding.objects.get(rule="unsourced").first_seen_at
        factories.attribution(editor, claim)
        ((still, until),) = self.spells()
        assert still == since
        assert until == claim.article.evaluation.at > since

    def test_one_that_comes_up_once_more_has_another(self, editor):
        claim = factories.claim(editor)
        row = factories.attribution(editor, claim)
        attribution_withdraw(by=editor, attribution_id=row.pk, reason="misheard")
        (_, until), (since, standing) = self.spells()
        assert until < since
        assert standing is None

    def test_a_severity_that_changes_is_no_new_one(self, editor):
        factories.claim(editor, factories.article(editor))
        before = self.spells()
        boss, house = factories.person(Role.ADMIN), PolicyProfile.objects.get(name="house")
        settings = {"unsourced": {"severity": "warn"}}
        profile_update(by=boss, profile_id=house.pk, settings=settings)
        assert sum(judging.recheck()) == 1
        assert self.spells() == before
        assert FindingSpell.objects.get(rule="unsourced").severity == "warn"

    def test_what_is_stored_can_be_derived_anew(self, editor):
        factories.claim(editor)
        before = self.spells()
        StoredFinding.objects.all().delete()
        assert sum(judging.recheck(every=True)) == 1
        assert self.spells() == before
        assert drift() == []

    def test_what_is_sealed_has_none(self, editor):
        claim = factories.claim(editor)
        conduit = factories.source(editor, description="an aide", motive="")
        outlet = factories.source(editor, kind="media")
        factories.attribution(editor, claim, source=outlet, via=conduit)
        changes = {"naming": "anonymous"}
        source_update(by=editor, source_id=conduit.pk, changes=changes)
        sealed = set(StoredFinding.objects.exclude(sealed=[]).values_list("rule", "record_id"))
        assert sealed
        assert not sealed & set(FindingSpell.objects.values_list("rule", "record_id"))
        assert drift() == []

    def test_one_that_comes_to_be_sealed_loses_it(self, editor, monkeypatch):
        claim, source = factories.claim(editor), uuid4()
        assert len(self.spells()) == 1
        judge = judging.judge

        def sealed(articles, now):
            found = judge(articles, now)
            for one in found.values():
                for finding in one.evaluation.findings:
                    object.__setattr__(finding, "sealed", frozenset({source}))
            return found

        monkeypatch.setattr(judging, "judge", sealed)
        judging.store([claim.article_id])
        assert self.spells() == []
        monkeypatch.undo()
        judging.store([claim.article_id])
        assert len(self.spells()) == 1

    def test_nobody_empties_them(self):
        with (
            pytest.raises(IntegrityError, match="Nothing on record"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("TRUNCATE claims_findingspell")


class TestWhatIsDue:
    def test_a_write_past_the_services_leaves_its_mark(self, editor):
        claim = factories.claim(editor)
        Claim.objects.filter(pk=claim.pk).update(kind="opinion")
        assert list(judging.due()) == [claim.article]
        assert drift() != []
        assert sum(judging.recheck()) == 1
        assert drift() == []
        assert "unattributed-evaluation" in rules(claim.article)
        assert not judging.due().exists()

    def test_bookkeeping_leaves_none(self, editor):
        claim = factories.claim(editor)
        Claim.objects.filter(pk=claim.pk).update(source_count=3, due_at=timezone.now())
        assert not DueArticle.objects.exists()

    def test_an_embargo_that_ends(self, editor, monkeypatch):
        until = timezone.now() + timedelta(minutes=10)
        article = factories.article(editor, embargo_until=until)
        assert "embargo-running" in rules(article)
        assert article.evaluation.again_at == until
        assert not judging.due().exists()
        monkeypatch.setattr(timezone, "now", lambda: until)
        assert list(judging.due()) == [article]
        assert sum(judging.recheck()) == 1
        assert "embargo-running" not in rules(article)

    def test_recheck_goes_on_where_it_was_broken_off(self, editor, monkeypatch):
        for _ in range(5):
            factories.article(editor)
        monkeypatch.setattr(judging, "BATCH", 2)
        ArticleEvaluation.objects.update(at=None)
        run = judging.recheck()
        assert next(run) == 2
        run.close()
        assert judging.due().count() == 3
        assert list(judging.recheck()) == [2, 1]
        assert list(judging.recheck()) == []
        assert list(judging.recheck(every=True)) == [2, 2, 1]

    def test_of_a_profile(self, editor):
        own = factories.article(editor)
        agency = factories.article(editor, provenance="agency")
        named = factories.article(
            editor, provenance="agency", policy_profile=PolicyProfile.objects.get(name="house")
        )
        house, wire = (PolicyProfile.objects.get(name=name) for name in ("house", "wire"))
        assert set(judging.articles_of(house)) == {own, named}
        assert set(judging.articles_of(wire)) == {agency}
        assert judging.articles_of().count() == 3

    def test_a_rule_that_fails_keeps_nobody_from_writing(self, editor, monkeypatch, caplog):
        claim, other = factories.claim(editor), factories.claim(editor)

        def fail(context):
            if context.facts.id == claim.article_id:
                raise ZeroDivisionError

        rule = REGISTRY["nothing-logged"]
        monkeypatch.setitem(REGISTRY, rule.code, Broken(rule, fail))
        with caplog.at_level(logging.CRITICAL):
            claim_update(by=editor, claim_id=claim.pk, changes={"kind": "opinion"})
            claim_update(by=editor, claim_id=other.pk, changes={"kind": "opinion"})
        assert list(judging.due()) == [claim.article]
        monkeypatch.undo()
        assert sum(judging.recheck()) == 1
        assert drift() == []


class Broken:
    """A rule whose function fails."""

    def __init__(self, rule, check):
        self.rule, self.check = rule, check

    def on_article(self, context):
        self.check(context)
        return ()

    def __getattr__(self, name):
        return getattr(self.rule, name)


class TestQueries:
    def sheet(self, editor, claims):
        source = factories.source(editor, naming="anonymous", motive="a quarrel")
        article = factories.article(editor)

        def log():
            for _ in range(claims):
                claim = factories.claim(editor, article)
                factories.attribution(editor, claim, source=source)
                factories.attribution(editor, claim)
                factories.comment_request(editor, claim)

        whole(log)
        return article

    def queries(self, *articles):
        with CaptureQueriesContext(connection) as context:
            judging.store([one.pk for one in articles])
        return len(context)

    def test_as_many_for_a_hundred_claims_as_for_one(self, editor):
        small, large = self.sheet(editor, 1), self.sheet(editor, 100)
        once = self.queries(small)
        assert self.queries(large) == once
        assert self.queries(small, large) == once
        assert once <= 26
