"""The gate: what stands against publishing, and what is let pass, by whom and for how long."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.domain.policy import Record, RecordKind, Severity
from claims.models import Article, FindingOverride, PolicyProfile, StoredFinding
from claims.services import history
from claims.services.approvals import approval_add
from claims.services.articles import article_update
from claims.services.attributions import attribution_update
from claims.services.policy import article_readiness, as_seen_by, finding_override
from claims.services.profiles import article_set_profile
from claims.services.sources import source_update
from claims.services.verification import claim_transition
from newsroom.common.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db
BODY = "Putin will travel to China in May."


@pytest.fixture
def checker():
    return factories.person(Role.FACT_CHECKER)


@pytest.fixture
def other():
    return factories.person(Role.EDITOR)


@pytest.fixture
def lawyer():
    return factories.person(Role.LAWYER)


@pytest.fixture
def claim(editor):
    """Of an article under *breaking*: one block stands, that nobody says so."""
    breaking = PolicyProfile.objects.get(name="breaking")
    article = factories.article(editor, body=BODY, policy_profile=breaking)
    return factories.claim(editor, article)


def move(by, article, status):
    return article_update(by=by, article_id=article.pk, changes={"status": status})


def refused(service, *args, **kwargs):
    with pytest.raises(ValidationError) as caught:
        service(*args, **kwargs)
    return caught.value.message_dict


def override(by, claim, rule="unsourced", **fields):
    fields = {"reason": "The minister calls back within the hour.", **fields}
    record = Record(RecordKind.CLAIM, claim.pk)
    return finding_override(
        by=by, article_id=claim.article_id, rule=rule, record=record, claim_id=claim.pk, **fields
    )


class TestTheGate:
    @pytest.mark.parametrize("status", ["ready", "published"])
    def test_it_is_shut_while_a_block_stands(self, editor, claim, status):
        problems = refused(move, editor, claim.article, status)
        assert f"It cannot be {status} yet" in problems["status"][0]
        assert "Nobody is logged as saying so" in problems["status"][1]
        assert str(claim) in problems["status"][1]
        assert "(unsourced)" in problems["status"][1]
        assert Article.objects.get().status == "draft"

    @pytest.mark.parametrize("status", ["ready", "published"])
    def test_it_opens_once_it_is_mended(self, editor, claim, status):
        factories.attribution(editor, claim)
        assert move(editor, claim.article, status).status == status

    def test_what_is_not_gated(self, editor, claim):
        for status in ("in review", "retracted", "draft"):
            assert move(editor, claim.article, status).status == status

    def test_nothing_begins_ready_unjudged(self, editor):
        problems = refused(factories.article, editor, status="ready")
        assert "No claim of this article is logged" in problems["status"][1]
        assert not Article.objects.exists()

    def test_what_is_out_already_is_logged_as_it_is(self, editor):
        article = factories.article(editor, status="published")
        assert StoredFinding.objects.get(rule="nothing-logged").article == article
        assert move(editor, article, "corrected").status == "corrected"

    def test_what_others_published_is_logged_as_it_is(self, editor):
        article = factories.article(editor, provenance="agency")
        assert move(editor, article, "published").status == "published"
        again = factories.article(editor, provenance="agency")
        assert "status" in refused(move, editor, again, "ready")

    def test_a_new_version_is_judged_anew(self, editor, claim):
        factories.attribution(editor, claim)
        move(editor, claim.article, "ready")
        changes = {"body": f"{BODY} He is ill."}
        article = article_update(by=editor, article_id=claim.article_id, changes=changes)
        assert article.status == "in review"

    def test_many_blocks_are_counted(self, editor, claim):
        for _ in range(12):
            factories.claim(editor, claim.article)
        said = refused(move, editor, claim.article, "ready")["status"]
        assert len(said) == 12
        assert said[-1] == "And 3 more."

    def test_by_another_profile(self, editor, claim):
        factories.attribution(editor, claim)
        assert article_readiness(claim.article).ready
        house = PolicyProfile.objects.get(name="house")
        ready = article_readiness(claim.article, house)
        assert not ready.ready
        assert {one.rule for one in ready.blocks} == {"claim-not-verified"}
        article_set_profile(by=editor, article_id=claim.article_id, profile=house)
        assert "status" in refused(move, editor, claim.article, "ready")

    def test_checked_by_one_goes_to_the_next_shift(self, editor, checker, claim):
        factories.attribution(editor, claim)
        house = PolicyProfile.objects.get(name="house")
        article_set_profile(by=editor, article_id=claim.article_id, profile=house)
        approval_add(by=checker, subject=claim, kind="checked by one")
        article = Article.objects.get()
        ready = article_readiness(article)
        assert ready.ready
        assert ready.next_shift == (claim.pk,)
        assert move(editor, article, "ready").status == "ready"
        factories.attribution(editor, claim)  # which nobody has checked
        assert not article_readiness(article).ready


class TestAnOverride:
    def test_it_opens_the_gate_until_it_expires(self, editor, other, claim, monkeypatch):
        made = override(other, claim)
        assert made.expires_at - made.at == timedelta(hours=2)
        assert made.message == StoredFinding.objects.get(rule="unsourced").message
        ready = article_readiness(claim.article)
        assert ready.ready
        assert ready.holds_until == made.expires_at
        assert [one.finding.rule for one in ready.overridden] == ["unsourced"]
        monkeypatch.setattr(timezone, "now", lambda: made.expires_at)
        assert not article_readiness(claim.article).ready
        assert "status" in refused(move, editor, claim.article, "ready")

    def test_the_lawyer_may(self, editor, lawyer, claim):
        override(lawyer, claim)
        assert move(editor, claim.article, "ready").status == "ready"

    def test_it_is_of_one_version(self, editor, other, claim):
        override(other, claim)
        changes = {"body": f"{BODY} He is ill."}
        article = article_update(by=editor, article_id=claim.article_id, changes=changes)
        assert not article_readiness(article).ready

    def test_ones_own_work_is_for_another_to_pass(self, editor, other, claim):
        with pytest.raises(PermissionDenied, match="your own work"):
            override(editor, claim)
        second = factories.claim(other, claim.article)
        with pytest.raises(PermissionDenied, match="your own work"):
            override(other, second)

    @pytest.mark.parametrize("role", [Role.FACT_CHECKER, Role.CUSTODIAN, Role.CONSUMER], ids=str)
    def test_others_may_not(self, claim, role):
        with pytest.raises(PermissionDenied, match="Only an editor or the lawyer"):
            override(factories.person(role), claim)

    @pytest.mark.parametrize(
        ("fields", "field", "says"),
        [
            ({"rule": "stale-check"}, "finding", "No such finding"),
            ({"reason": " "}, "reason", "No reason is given"),
            ({"hours": -1}, "expires_at", "expired already"),
            ({"hours": 25}, "expires_at", "more than 24 hours"),
        ],
    )
    def test_what_is_wrong_is_said(self, other, claim, fields, field, says):
        fields = dict(fields)
        if "hours" in fields:
            fields["expires_at"] = timezone.now() + timedelta(hours=fields.pop("hours"))
        assert says in refused(override, other, claim, **fields)[field][0]
        assert not FindingOverride.objects.exists()

    def test_only_a_block(self, editor, other, claim):
        wire = PolicyProfile.objects.get(name="wire")
        source = factories.source(editor)
        factories.attribution(editor, claim, "confirms", source=source, scope="unclear")
        article_set_profile(by=editor, article_id=claim.article_id, profile=wire)
        row = claim.attributions.get()
        problems = refused(
            finding_override,
            by=other,
            article_id=claim.article_id,
            rule="confirmation-scope-unclear",
            record=Record(RecordKind.ATTRIBUTION, row.pk),
            claim_id=claim.pk,
            reason="why not",
        )
        assert "It is no block but warn" in problems["finding"][0]

    def test_it_stays_on_record(self, other, claim):
        override(other, claim)
        with pytest.raises(IntegrityError, match="stays on record"), transaction.atomic():
            FindingOverride.objects.update(reason="x")
        with pytest.raises(IntegrityError, match="stays on record"), transaction.atomic():
            FindingOverride.objects.all().delete()


class TestVerifying:
    @pytest.fixture
    def reviewed(self, editor, checker, claim):
        """Under *fact-check*, where a block stands against verifying: it rests on an aide."""
        profile = PolicyProfile.objects.get(name="fact-check")
        article_set_profile(by=editor, article_id=claim.article_id, profile=profile)
        source = factories.source(editor, naming="anonymous", description="an aide")
        factories.attribution(editor, claim, source=source)
        claim_transition(by=checker, claim_id=claim.pk, to="in_review")
        return claim

    def verify(self, by, claim, **fields):
        fields = {"to": "verified", "reason": "The aide was there.", **fields}
        return claim_transition(by=by, claim_id=claim.pk, **fields)

    def test_a_block_stands_against_it(self, checker, reviewed):
        problems = refused(self.verify, checker, reviewed)
        assert "It cannot be verified yet" in problems["override"][0]
        assert any("anonymous" in one for one in problems["override"])
        reviewed.refresh_from_db()
        assert reviewed.status == "in_review"

    def test_whoever_may_override_says_why(self, checker, other, reviewed):
        with pytest.raises(PermissionDenied, match="Only an editor or the lawyer"):
            self.verify(checker, reviewed, override="I trust her")
        self.verify(other, reviewed, override=" I trust her ")
        event = reviewed.events.get(to_status="verified")
        assert (event.override_reason, event.overridden_by) == ("I trust her", other)
        assert "single-anonymous-source" in {one["rule"] for one in event.findings}
        assert event.profile_version.profile.name == "fact-check"
        assert history.first_broken() is None

    def test_to_refute_it_takes_none(self, checker, reviewed):
        self.verify(checker, reviewed, to="refuted")
        assert refused(self.verify, checker, reviewed, to="in_review", override="x") == {
            "override": ["No finding of the policy stands against this move."]
        }

    def test_elsewhere_sourcing_and_verification_are_apart(self, editor, checker, claim):
        factories.attribution(editor, claim, source=factories.group(editor, 1))
        claim_transition(by=checker, claim_id=claim.pk, to="in_review")
        assert StoredFinding.objects.filter(claim=claim, severity=Severity.BLOCK).exists()
        problems = refused(self.verify, checker, claim, override="x")
        assert problems == {"override": ["No finding of the policy stands against this move."]}
        self.verify(checker, claim)
        event = claim.events.last()
        assert event.findings[0]["rule"] == "single-anonymous-source"
        assert event.profile_version.profile.name == "breaking"
        assert (event.override_reason, event.overridden_by) == ("", None)

    def test_what_reopens_it_is_logged_with_what_was_found_before(self, editor, checker, claim):
        row = factories.attribution(editor, claim)
        for to in ("in_review", "verified"):
            self.verify(checker, claim, to=to)
        source = factories.group(editor, 1)
        attribution_update(by=editor, attribution_id=row.pk, changes={"source": source})
        event = claim.events.last()
        assert (event.to_status, event.findings) == ("in_review", [])
        assert event.profile_version.profile.name == "breaking"


class TestConfidentialSources:
    @pytest.fixture
    def article(self, editor, claim):
        """Two of one account, one marked independent: by whom, only its handler may read."""
        wire = PolicyProfile.objects.get(name="wire")
        article_set_profile(by=editor, article_id=claim.article_id, profile=wire)
        conduit = factories.source(editor, naming="anonymous", description="an aide")
        source_update(by=editor, source_id=conduit.pk, changes={}, known_to=[editor])
        factories.attribution(editor, claim, via=conduit)
        factories.attribution(editor, claim, "confirms", via=conduit, independent=True)
        return Article.objects.get()

    def rules(self, article, user):
        ready = as_seen_by(article_readiness(article), article, user)
        return {one.rule for one in (*ready.blocks, *ready.others)}

    def test_only_those_who_know_it_read_the_finding(self, article, editor, other):
        assert "confirmation-shares-origin" in self.rules(article, editor)
        for stranger in (other, None):
            seen = self.rules(article, stranger)
            assert "confirmation-shares-origin" not in seen
            assert "confidential-source" in seen

    def test_an_event_keeps_it_veiled(self, article, checker, claim):
        claim_transition(by=checker, claim_id=claim.pk, to="in_review")
        kept = {one["rule"] for one in claim.events.get().findings}
        assert "confidential-source" in kept
        assert "confirmation-shares-origin" not in kept
