"""The history of every record: written by the database itself, whoever writes and how."""

import uuid
from datetime import timedelta

import pgtrigger
import psycopg
import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from claims.domain.vocabulary import LinkKind, Status
from claims.models import (
    Anchor,
    Article,
    Attribution,
    Claim,
    ClaimLink,
    CommentAttempt,
    CommentRequest,
    Evidence,
    LegalRead,
    Notice,
    OutletTerms,
    PolicyProfile,
    PolicySetting,
    StaffRank,
    VerificationEvent,
)
from claims.models.history import AskedAboutLink, NoticeClaimLink, ReaderLink
from claims.services.claims import claim_update
from claims.services.evidence import evidence_add
from claims.services.links import claim_link
from claims.services.notices import notice_create
from claims.services.verification import claim_transition
from interchange.models import ExternalFactCheck
from interchange.services import external_import
from newsroom.common import history
from newsroom.common.history import Origin, signed, written_from
from newsroom.common.models import Desk, PersonRoleLink, User
from newsroom.common.roles import Role
from newsroom.common.services import person_set_password
from sources.models import CustodianLink, KnownToLink, Source
from sources.services import source_create
from tests import factories, superuser
from tests.interchange.reviews import review

# Each tracked model, with a column to change and an SQL value for it; None where none may change.
TRACKED = {
    Anchor: ("position", "7"),
    Article: ("section", "'World'"),
    Attribution: ("note", "'seen'"),
    Claim: ("note", "'seen'"),
    ClaimLink: ("kind", "'contradicts'"),
    CommentAttempt: ("note", "'rang twice'"),
    CommentRequest: ("question", "'Is it so?'"),
    Evidence: ("note", "'seen'"),
    LegalRead: ("note", "'seen'"),
    Notice: ("told", "'the desk'"),
    OutletTerms: ("meaning", "'not for attribution'"),
    PolicyProfile: ("title", "'House rules'"),
    PolicySetting: ("cites", "'our handbook'"),
    StaffRank: ("rank", "'senior editor'"),
    VerificationEvent: None,
    ExternalFactCheck: ("rating", "'Mostly false'"),
    Source: ("role", "'minister'"),
    User: ("first_name", "'Ann'"),
    Desk: ("name", "'World'"),
}
PAIRS = (
    *(ReaderLink, AskedAboutLink, NoticeClaimLink),
    *(KnownToLink, CustodianLink, PersonRoleLink),
)
# What has no history, and why.
NOT_TRACKED = {
    "claims.ArticleVersion": "append-only",
    "claims.ClaimContributor": "append-only",
    "claims.Approval": "append-only",
    "claims.HandOver": "append-only",
    "claims.FindingOverride": "append-only",
    "claims.PolicyProfileVersion": "append-only",
    "sources.OpeningRequest": "append-only",
    "sources.OpeningApproval": "append-only",
    "sources.IdentityOpening": "append-only",
    "sources.OpeningFailure": "append-only",
    "sources.FailedProof": "append-only",
    "sources.SealedIdentity": "sealed; a history would outlive its shredding",
    "sources.SamePersonTag": "sealed; a history would outlive its shredding",
    "sources.IdentityShredding": "on record itself: only its end is added",
    "sources.CustodyNotice": "on record itself: only its acknowledgement is added",
    "claims.ArticleEvaluation": "derived",
    "claims.ClaimWords": "derived",
    "claims.DueArticle": "derived",
    "claims.DuePublication": "derived",
    "claims.PublicChange": "derived",
    "claims.PublicFeed": "derived",
    "claims.PublishedRecord": "derived",
    "claims.PublishedSheet": "derived",
    "claims.StoredFinding": "derived",
    "claims.FindingSpell": "a history itself: of what was found, from when to when",
    "claims.CommentRequest_attributions": "follows from the rows that an outcome made",
    "common.ApiToken": "only ever revoked, and says itself by whom and when",
    "common.RepeatableRequest": "answers, kept for a day",
    "common.User_user_permissions": "roles are groups; no permission is given one by one",
}
OURS = ("claims", "interchange", "sources", "common")


def rows(model, record=None):
    kept = history.of(model).objects.order_by("pgh_id")
    if record is None:
        return list(kept)
    return list(kept.filter(id=record.pk))


def execute(statement, *values):
    """Raw SQL, with what is left to the end of the transaction checked at once."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def is_history(model):
    return hasattr(model, "pgh_tracked_model")


def tables():
    """Each table of history, by the model that it follows."""
    return {one: history.of(one)._meta.db_table for one in (*TRACKED, *PAIRS)}


@pytest.fixture
def world(settings, tmp_path, db):
    """One record of each tracked model, made as everybody makes them."""
    settings.MEDIA_ROOT = tmp_path
    desk = Desk.objects.create(name="Politics")
    editor, reader = factories.person(), factories.person()
    article = factories.article(editor, access="named people")
    claim = factories.claim(editor, article, anchors=[{"exact": "China"}])
    source = source_create(
        by=editor, fields={"description": "an official", "naming": "anonymous"}, known_to=[reader]
    )
    source.custodians.add(reader)
    row = factories.attribution(editor, claim, source=source)
    other = factories.claim(editor, article)
    link = claim_link(by=editor, from_claim=claim, to_claim=other, kind=LinkKind.REPEATS)
    attempt = {"at": timezone.now(), "channel": "telephone"}
    request = factories.comment_request(editor, claim, attempts=[attempt])
    file = ContentFile(b"a line", name="notes.txt")
    evidence = evidence_add(by=editor, claim_id=claim.pk, fields={}, upload=file)
    fields = {
        "kind": "update",
        "dated": timezone.now(),
        "public_note": "It was June.",
        "what_was_wrong": "The month.",
    }
    notice = notice_create(by=editor, article_id=article.pk, fields=fields, claims=[claim])
    claim_transition(by=editor, claim_id=claim.pk, to=Status.IN_REVIEW)
    profile = PolicyProfile.objects.create(name="of-this-test", title="Rules")
    return {
        Anchor: Anchor.objects.get(),
        Article: article,
        Attribution: row,
        Claim: claim,
        ClaimLink: link,
        CommentAttempt: request.attempts.get(),
        CommentRequest: request,
        Evidence: evidence,
        LegalRead: LegalRead.objects.create(version=article.current_version, lawyer=reader),
        Notice: notice,
        PolicyProfile: profile,
        PolicySetting: PolicySetting.objects.create(
            profile=profile, rule="unsourced", severity="warn"
        ),
        StaffRank: StaffRank.objects.create(person=reader, rank="editor"),
        OutletTerms: OutletTerms.objects.create(terms="background", meaning="no name"),
        VerificationEvent: claim.events.get(),
        ExternalFactCheck: external_import(by=editor, data=review(), claim=claim),
        Source: source,
        User: reader,
        Desk: desk,
        **{one: one.objects.order_by("pk").last() for one in PAIRS},
    }


def test_every_model_of_ours_has_a_history_or_a_reason():
    ours = {
        one._meta.label: one
        for app in OURS
        for one in apps.get_app_config(app).get_models(include_auto_created=True)
        if not one._meta.proxy and not is_history(one)
    }
    followed = {one._meta.concrete_model._meta.label for one in (*TRACKED, *PAIRS)}
    assert set(ours) - followed == set(NOT_TRACKED)
    assert not followed & set(NOT_TRACKED)


def test_what_is_append_only_is_guarded(db):
    """The reason given above holds: a trigger, always on, refuses to change them."""
    with connection.cursor() as cursor:
        for label, why in NOT_TRACKED.items():
            if why == "append-only":
                cursor.execute(
                    "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass "
                    "AND tgname ~ '(append_only|kept|no_truncate)$' AND tgenabled = 'A'",
                    [apps.get_model(label)._meta.db_table],
                )
                assert cursor.fetchone() == (2,), label


class TestEveryWayOfWriting:
    def test_insert(self, world):
        for model, record in world.items():
            labels = [one.pgh_label for one in rows(model, record)]
            assert labels[0] == "insert", model
            assert labels.count("insert") == 1, model

    @pytest.mark.parametrize("way", ["save", "update", "bulk_update", "sql"])
    def test_update(self, world, way):
        editor = factories.person()
        for model, change in TRACKED.items():
            if change is None:
                continue
            record, (column, literal) = world[model], change
            before = len(rows(model, record))
            value = int(literal) if literal.isdigit() else literal.strip("'")
            with written_from(Origin.IMPORT), signed(editor):
                self.write(way, model, record.pk, column, value)
            found = rows(model, record)
            assert len(found) == before + 1, model
            assert (found[-1].pgh_label, getattr(found[-1], column)) == ("update", value), model
            self.check_context(found[-1], editor)

    def write(self, way, model, pk, column, value):
        record = model.objects.get(pk=pk)
        setattr(record, column, value)
        if way == "save":
            record.save(update_fields=[column])
        elif way == "update":
            model.objects.filter(pk=pk).update(**{column: value})
        elif way == "bulk_update":
            model.objects.bulk_update([record], [column])
        else:
            execute(f"UPDATE {model._meta.db_table} SET {column} = %s WHERE id = %s", value, pk)

    def test_delete(self, world):
        """What may be deleted at all leaves its last state; the rest is refused."""
        kept = {Article, Attribution, Claim, CommentRequest, Source, User, VerificationEvent}
        last = [Notice, Desk, PolicyProfile]  # once nothing refers to them
        editor, order = factories.person(), sorted(world, key=lambda one: one in last)
        for model in order:
            record = world[model]
            before = len(rows(model, record))
            statement = f"DELETE FROM {model._meta.db_table} WHERE id = %s"
            if model in kept:
                with pytest.raises(IntegrityError), transaction.atomic():
                    execute(statement, record.pk)
                assert len(rows(model, record)) == before, model
                continue
            with written_from(Origin.IMPORT), signed(editor):
                execute(statement, record.pk)
            found = rows(model, record)
            assert len(found) == before + 1, model
            assert found[-1].pgh_label == "delete", model
            self.check_context(found[-1], editor)

    def check_context(self, row, person):
        context = row.pgh_context
        assert (context["origin"], context["user"]) == ("import", str(person.pk))
        assert uuid.UUID(context["request"])
        assert timezone.now() - row.pgh_created_at < timedelta(minutes=5)

    def test_many_at_once(self, editor):
        article = factories.article(editor)
        claims = [factories.claim(editor, article) for _ in range(5)]
        before = history.of(Claim).objects.count()
        Claim.objects.update(note="all of them")
        assert history.of(Claim).objects.count() == before + 5
        assert all(rows(Claim, one)[-1].note == "all of them" for one in claims)

    def test_no_change_is_none(self, world):
        before = history.of(Claim).objects.count()
        Claim.objects.update(note="")
        assert history.of(Claim).objects.count() == before


@pytest.mark.django_db(transaction=True)
class TestWhoAndWhence:
    def last(self, model=Claim):
        return history.of(model).objects.order_by("pgh_id").last()

    def test_raw_sql_that_nobody_signed_names_the_role(self, editor):
        """Also on a connection over which somebody signed just before."""
        claim = factories.claim(editor)
        claim_update(by=editor, claim_id=claim.pk, changes={"note": "signed"})
        assert self.last().pgh_context["user"] == str(editor.pk)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE claims_claim SET note = 'past all services'")
            cursor.execute("SELECT session_user")
            (role,) = cursor.fetchone()
        assert self.last().pgh_context == {"origin": "database", "role": role}
        assert self.last().pgh_context_id is None

    def test_a_superusers_session_too(self, editor):
        factories.claim(editor)
        with superuser.connect() as session:
            session.execute("UPDATE claims_claim SET note = 'by the superuser'")
            (role,) = session.execute("SELECT session_user").fetchone()
        assert self.last().pgh_context == {"origin": "database", "role": role}

    def test_a_service_from_a_shell_is_a_command(self, editor):
        factories.claim(editor)
        context = self.last().pgh_context
        assert (context["origin"], context["user"]) == ("command", str(editor.pk))

    def test_what_was_taken_back_leaves_none(self, editor):
        claim = factories.claim(editor)
        with transaction.atomic():
            claim_update(by=editor, claim_id=claim.pk, changes={"note": "x"})
            transaction.set_rollback(True)
        assert len(rows(Claim, claim)) == 1

    def test_over_the_api_and_in_the_admin(self, client):
        boss = factories.person(Role.ADMIN)
        client.force_login(boss)
        fields = {"headline": "Rain"}
        answer = client.post("/api/v1/articles/", fields, content_type="application/json")
        context = self.last(Article).pgh_context
        assert (context["origin"], context["user"]) == ("api", str(boss.pk))
        assert context["request"] == answer["X-Request-Id"]
        answer = client.post("/admin/common/desk/add/", {"name": "World"})
        context = self.last(Desk).pgh_context
        assert (context["origin"], context["user"]) == ("admin", str(boss.pk))
        assert context["request"] == answer["X-Request-Id"]


class TestItStays:
    """History is neither changed nor emptied, whatever is switched off."""

    WRITES = ("UPDATE {} SET pgh_label = 'x'", "DELETE FROM {}", "TRUNCATE {} CASCADE")

    def refused(self, statement):
        with (
            pytest.raises(IntegrityError, match="History stays as it was written"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

    def test_by_sql(self, world):
        connection.check_constraints()
        for model, table in tables().items():
            assert history.of(model).objects.exists(), model
            for write in self.WRITES:
                self.refused(write.format(table))

    def test_whatever_the_library_can_switch_off(self, world):
        connection.check_constraints()
        for write in self.WRITES:
            for table in tables().values():
                with pgtrigger.ignore():
                    self.refused(write.format(table))
                with pgtrigger.schema("public"):
                    self.refused(write.format(table))
        with pgtrigger.ignore():
            for rows_of in (history.of(Claim).objects.all(), history.of(User).objects.all()):
                with pytest.raises(IntegrityError), transaction.atomic():
                    rows_of.delete()
                with pytest.raises(IntegrityError), transaction.atomic():
                    rows_of.update(pgh_context={})

    def test_the_library_cannot_defer_it(self, world):
        """Only a constraint trigger is deferred; what guards the history is none."""
        connection.check_constraints()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        self.refused("DELETE FROM claims_claimhistory")

    def test_what_belongs_to_a_record_survives_it(self, world):
        link = world[ClaimLink]
        ClaimLink.objects.filter(pk=link.pk).delete()
        assert [one.pgh_label for one in rows(ClaimLink, link)] == ["insert", "delete"]


@pytest.mark.django_db(transaction=True)
def test_a_superuser_who_plays_replica_changes_no_history(request):
    request.getfixturevalue("world")
    with superuser.connect() as session:
        session.autocommit = True
        session.execute("SET session_replication_role = replica")
        for table in tables().values():
            for write in TestItStays.WRITES:
                with pytest.raises(psycopg.IntegrityError, match="History stays"):
                    session.execute(write.format(table))


@pytest.mark.django_db
class TestPeople:
    def test_nobody_whom_the_record_names_is_deleted(self, editor):
        factories.claim(editor)
        with pytest.raises(ProtectedError), transaction.atomic():
            editor.delete()
        with (
            pytest.raises(IntegrityError, match="deactivated, never deleted"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("DELETE FROM common_user")

    def test_nor_anybody_else(self, db):
        """Who has done nothing yet may be named by what is kept elsewhere."""
        person = factories.person()
        with pytest.raises(IntegrityError, match="deactivated, never deleted"):
            person.delete()

    def test_history_names_people_by_id_alone(self):
        """No foreign key of a history row would take it along, or forbid to restore a table."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' "
                "AND conrelid = ANY (%s::regclass[])",
                [list(tables().values())],
            )
            assert cursor.fetchall() == []

    def test_a_password_is_nowhere_in_it(self, db, settings):
        person = factories.person()
        before = len(rows(User, person))
        person_set_password(person=person, password="another-Long-passphrase-8")
        person.refresh_from_db()
        User.objects.filter(pk=person.pk).update(last_login=timezone.now())
        assert not {"password", "last_login"} & {
            one.name for one in history.of(User)._meta.get_fields()
        }
        assert len(rows(User, person)) == before
        with connection.cursor() as cursor:
            for table in tables().values():
                cursor.execute(
                    f"SELECT count(*) FROM {table} AS one WHERE position(%s IN one::text) > 0",
                    [person.password],
                )
                assert cursor.fetchone() == (0,), table
