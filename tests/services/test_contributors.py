"""Nobody changes a claim past four eyes: not by raw SQL either, not by bulk writes.

Each test commits for real: what is refused at the end of a transaction shows nowhere else.
"""

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.db.models.functions import Upper
from django.utils import timezone

from claims.domain.vocabulary import Act, Status
from claims.models import Attribution, Claim, ClaimContributor, Evidence, VerificationEvent
from claims.services.attributions import attribution_update, attribution_withdraw
from claims.services.claims import claim_update
from claims.services.evidence import evidence_add
from claims.services.sources import source_merge
from claims.services.verification import claim_transition
from newsroom.common.roles import Role
from tests import factories, superuser

pytestmark = pytest.mark.django_db(transaction=True)

# A copy of a row that is there, as raw SQL writes it, with what differs.
COPY = """
    INSERT INTO {table}
    SELECT (jsonb_populate_record(one, jsonb_build_object('id', gen_random_uuid()) || %s)).*
    FROM {table} AS one
"""


@pytest.fixture
def checker(db):
    return factories.person(Role.FACT_CHECKER)


@pytest.fixture
def claim(editor):
    claim = factories.claim(editor)
    factories.attribution(editor, claim, source=factories.group(editor))
    return claim


@pytest.fixture
def row(claim):
    return claim.attributions.get()


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def contribute(claim, person, act, row=None, stance=None):
    stance = (row.stance if row else "") if stance is None else stance
    ClaimContributor.objects.create(
        claim=claim, person=person, act=act, attribution=row, stance=stance
    )


def refused(says):
    return pytest.raises(IntegrityError, match=says)


def decide(claim, checker):
    for to in (Status.IN_REVIEW, Status.VERIFIED):
        claim_transition(by=checker, claim_id=claim.pk, to=to, reason="checked")


class TestStatements:
    def test_a_claim_that_nobody_wrote(self, claim):
        with refused("contributor who wrote it"):
            sql(COPY.format(table="claims_claim"), '{"label": "raw"}')
        with refused("contributor who wrote it"):
            Claim.objects.bulk_create([Claim(article=claim.article, statement="x")])
        assert Claim.objects.count() == 1

    def test_with_its_author_it_may_come_by_any_way(self, claim, editor):
        with transaction.atomic():
            other = Claim.objects.create(article=claim.article, statement="It rains.")
            contribute(other, editor, Act.WROTE_STATEMENT)
        assert other.contributors.get().transaction

    def test_a_statement_that_nobody_changed(self, claim):
        with refused("contributor who wrote it"):
            sql("UPDATE claims_claim SET statement = 'He will not go'")
        with refused("contributor who wrote it"):
            Claim.objects.update(statement=Upper("statement"))
        with refused("contributor who wrote it"):
            claim.statement = "He will not go"
            claim.save()

    def test_who_wrote_it_before_does_not_sign_for_who_changes_it(self, claim, editor):
        assert claim.contributors.filter(person=editor, act=Act.WROTE_STATEMENT).exists()
        with refused("contributor who wrote it"):
            Claim.objects.update(statement="He will not go")

    @pytest.mark.parametrize("act", set(Act) - {Act.WROTE_STATEMENT})
    def test_another_act_does_not_serve(self, claim, checker, act):
        with refused("contributor who wrote it"), transaction.atomic():
            Claim.objects.update(statement="He will not go")
            contribute(claim, checker, act)

    def test_another_claims_author_does_not_serve(self, claim, checker, editor):
        other = factories.claim(editor)
        with refused("contributor who wrote it"), transaction.atomic():
            Claim.objects.filter(pk=claim.pk).update(statement="He will not go")
            contribute(other, checker, Act.WROTE_STATEMENT)

    def test_metadata_is_nobodys_support(self, claim):
        Claim.objects.update(importance="high", note="seen", version=F("version") + 1)
        assert Claim.objects.get().importance == "high"


class TestSourcing:
    def test_a_row_that_nobody_logged(self, claim, row):
        with refused("contributor who logged attribution"):
            sql(COPY.format(table="claims_attribution"), '{"position": 7}')
        with refused("contributor who logged attribution"):
            Attribution.objects.bulk_create(
                [Attribution(claim=claim, source=row.source, stance="confirms", position=7)]
            )
        assert Attribution.objects.count() == 1

    def test_whoever_logs_past_the_services_is_barred_all_the_same(self, claim, row, checker):
        with transaction.atomic():
            new = Attribution.objects.create(
                claim=claim, source=row.source, stance="confirms", position=7
            )
            contribute(claim, checker, Act.LOGGED_ATTRIBUTION, new)
        claim_transition(by=checker, claim_id=claim.pk, to=Status.IN_REVIEW)
        with refused("Four eyes"):
            VerificationEvent.objects.create(
                claim=claim, from_status="in_review", to_status="verified", by=checker, reason="x"
            )

    def test_nobody_logs_a_confirmation_as_something_else(self, claim, row, checker):
        with refused("contributor who logged attribution"), transaction.atomic():
            new = Attribution.objects.create(
                claim=claim, source=row.source, stance="confirms", position=7
            )
            contribute(claim, checker, Act.LOGGED_ATTRIBUTION, new, stance="denies")

    @pytest.mark.parametrize(
        "change",
        [
            "stance = 'confirms'",
            "headcount = 2",
            "others = true",
            "terms = 'off the record'",
            "independent = true",
            "basis = 'documented'",
            "via_id = (SELECT id FROM sources_source WHERE kind <> 'group')",
            "knows_from_id = (SELECT id FROM sources_source WHERE kind <> 'group')",
            "source_id = (SELECT id FROM sources_source WHERE kind <> 'group')",
        ],
    )
    def test_what_counts_and_was_changed_by_nobody(self, claim, editor, change):
        factories.source(editor)
        with refused("contributor who changed attribution"):
            sql(f"UPDATE claims_attribution SET {change}")

    def test_a_change_is_signed_with_the_stance_it_leaves(self, claim, row, checker):
        with refused("contributor who changed attribution"), transaction.atomic():
            Attribution.objects.update(stance="confirms")
            contribute(claim, checker, Act.CHANGED_ATTRIBUTION, row)
        with transaction.atomic():
            Attribution.objects.update(stance="confirms")
            contribute(claim, checker, Act.CHANGED_ATTRIBUTION, row, stance="confirms")

    def test_a_note_needs_no_hand(self, claim):
        Attribution.objects.update(note="seen", quote="his words", version=F("version") + 1)
        assert Attribution.objects.get().note == "seen"

    def test_a_merge_is_nobodys_support(self, claim, row, editor):
        into = factories.group(editor)
        before = claim.contributors.count()
        source_merge(by=editor, source_id=row.source_id, into_id=into.pk)
        row.refresh_from_db()
        assert row.source_id == into.pk
        assert claim.contributors.count() == before

    def test_a_withdrawal_is_by_whom_it_names(self, claim, row, editor, checker):
        said = {"withdrawn_at": timezone.now(), "withdrawn_reason": "wrong"}
        with refused("contributor who withdrew attribution"):
            Attribution.objects.update(withdrawn_by=editor, **said)
        with refused("contributor who withdrew attribution"), transaction.atomic():
            Attribution.objects.update(withdrawn_by=editor, **said)
            contribute(claim, checker, Act.WITHDREW_ATTRIBUTION, row)

    def test_what_is_withdrawn_stays_withdrawn(self, claim, row, editor):
        attribution_withdraw(by=editor, attribution_id=row.pk, reason="wrong")
        for change in (
            {"withdrawn_at": None, "withdrawn_by": None, "withdrawn_reason": ""},
            {"withdrawn_reason": "another reason"},
        ):
            with refused("stays so"):
                Attribution.objects.update(**change)

    def test_a_contributor_is_of_the_claim_whose_row_it_names(self, claim, row, editor):
        other = factories.claim(editor)
        with refused("of another claim"):
            contribute(other, editor, Act.LOGGED_ATTRIBUTION, row)

    def test_a_made_up_transaction_is_not_taken(self, claim, editor):
        ClaimContributor.objects.create(
            claim=claim, person=editor, act=Act.WROTE_STATEMENT, transaction=1
        )
        assert not ClaimContributor.objects.filter(transaction=1).exists()


class TestDecided:
    """What was checked does not change under a decision that stands."""

    @pytest.fixture
    def decided(self, claim, checker):
        decide(claim, checker)
        return claim

    def test_statement(self, decided, editor):
        with refused("goes back to review"), transaction.atomic():
            Claim.objects.update(statement="He will not go")
            contribute(decided, editor, Act.WROTE_STATEMENT)

    def test_sourcing(self, decided, row, editor):
        with refused("goes back to review"), transaction.atomic():
            Attribution.objects.update(stance="denies")
            contribute(decided, editor, Act.CHANGED_ATTRIBUTION, row, stance="denies")

    def test_evidence(self, decided, editor):
        with refused("goes back to review"):
            Evidence.objects.create(claim=decided, url="https://example.org/", added_by=editor)

    def test_services_reopen_it(self, decided, row, editor):
        evidence_add(by=editor, claim_id=decided.pk, fields={"url": "https://example.org/"})
        attribution_update(by=editor, attribution_id=row.pk, changes={"stance": "denies"})
        claim_update(by=editor, claim_id=decided.pk, changes={"statement": "He will not go"})
        assert Claim.objects.get().status == "in_review"

    def test_evidence_of_a_decision_stays(self, claim, editor, checker):
        evidence = evidence_add(
            by=editor, claim_id=claim.pk, fields={"url": "https://example.org/"}
        )
        claim_transition(by=checker, claim_id=claim.pk, to=Status.IN_REVIEW)
        claim_transition(
            by=checker, claim_id=claim.pk, to=Status.VERIFIED, reason="seen", evidence=[evidence]
        )
        with refused("rests on that evidence"):
            sql("DELETE FROM claims_evidence")

    def test_who_decides_does_not_support_it_in_the_same_breath(self, claim, row, checker):
        claim_transition(by=checker, claim_id=claim.pk, to=Status.IN_REVIEW)
        with refused("in the same breath"), transaction.atomic():
            claim_transition(by=checker, claim_id=claim.pk, to=Status.VERIFIED, reason="checked")
            Attribution.objects.update(independent=True)
            contribute(claim, checker, Act.CHANGED_ATTRIBUTION, row)


class TestASuperuserWhoPlaysReplica:
    """The setting that switches a database's triggers off for a session leaves these on."""

    @pytest.fixture
    def session(self, claim):
        with superuser.connect() as session:
            session.autocommit = True
            session.execute("SET session_replication_role = replica")
            yield session

    @pytest.mark.parametrize(
        ("statement", "says"),
        [
            ("UPDATE claims_claim SET status = 'verified'", "only together with the event"),
            ("UPDATE claims_claim SET statement = 'x'", "contributor who wrote it"),
            ("UPDATE claims_attribution SET stance = 'denies'", "contributor who changed"),
            ("DELETE FROM claims_attribution", "never deleted"),
            ("DELETE FROM claims_claim", "never deleted"),
            ("DELETE FROM claims_claimcontributor", "stays on record"),
            ("UPDATE claims_claimcontributor SET stance = 'denies'", "stays on record"),
            ("DELETE FROM common_user", "deactivated, never deleted"),
            (COPY.format(table="claims_claim") % "'{}'", "contributor who wrote it"),
            (
                COPY.format(table="claims_attribution") % """'{"position": 7}'""",
                "contributor who logged",
            ),
        ],
    )
    def test_refused(self, session, statement, says):
        with pytest.raises(psycopg.IntegrityError, match=says), session.transaction():
            session.execute(statement)

    def test_four_eyes(self, session, claim, editor):
        claim_transition(by=editor, claim_id=claim.pk, to=Status.IN_REVIEW)
        with pytest.raises(psycopg.IntegrityError, match="Four eyes"):
            session.execute(
                "INSERT INTO claims_verificationevent (id, claim_id, from_status, to_status, by_id,"
                " at, reason, cause, evidence, findings, override_reason, previous, digest)"
                " VALUES (gen_random_uuid(), %s, 'in_review', 'verified', %s, now(), 'x', '',"
                " '{}', '[]', '', '', '')",
                [claim.pk, editor.pk],
            )

    def test_nothing_is_emptied(self, session):
        tables = session.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() "
            "AND tablename ~ '^(claims|sources)_'"
        ).fetchall()
        assert len(tables) > 30
        for (table,) in tables:
            with pytest.raises(psycopg.IntegrityError, match=r"on record|History|deleted"):
                session.execute(f"TRUNCATE {table} CASCADE")


def test_every_guard_of_ours_is_always_on(db):
    """A trigger in plain SQL that a session could switch off would guard nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'A' "
            "AND tgname NOT LIKE 'pgtrigger%'"
        )
        assert cursor.fetchall() == []
