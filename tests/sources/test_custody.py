"""Who may open: named people alone, proven again, on record first, told to the others."""

from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from claims.services.custody import source_hand_over
from newsroom.common.records import Refused
from newsroom.common.roles import Role
from newsroom.common.services import person_set_roles, person_update
from sources.domain.identity import Identity
from sources.domain.vocabulary import NoticeKind
from sources.models import (
    CustodyNotice,
    FailedProof,
    IdentityOpening,
    OpeningApproval,
    OpeningRequest,
    SealedIdentity,
)
from sources.services import opening
from sources.services.custody import notice_acknowledge, source_set_custodians
from sources.services.identity import identity_seal
from sources.services.opening import identity_open, opening_approve, opening_ask
from tests import factories, superuser

pytestmark = pytest.mark.django_db
ANN = Identity("Ann Lee")
PASSWORD = factories.PASSWORD


@pytest.fixture
def sealed(keys, hanna, source):
    identity_seal(by=hanna, source_id=source.pk, identity=ANN)
    return source


@pytest.fixture
def dora(db):
    return factories.person(Role.CUSTODIAN, username="dora")


def opened(by, source, *, password=PASSWORD, reason="a court asks", **more):
    return identity_open(by=by, source_id=source.pk, password=password, reason=reason, **more)


def told(person):
    rows = CustodyNotice.objects.filter(person=person, acknowledged_at=None)
    return list(rows.order_by("at").values_list("kind", flat=True))


class TestNamingCustodians:
    def names(self, by, source, *people):
        return source_set_custodians(by=by, source_id=source.pk, custodians=people)

    def test_by_whoever_knows_the_source(self, source, hanna, dora):
        self.names(hanna, source, dora)
        assert list(source.custodians.all()) == [dora]

    def test_by_a_custodian(self, source, carla, cem, dora):
        self.names(carla, source, carla, cem, dora)
        assert dora in source.custodians.all()

    @pytest.mark.parametrize("role", [Role.ADMIN, Role.EDITOR, Role.CUSTODIAN])
    def test_not_by_others(self, source, dora, role):
        with pytest.raises(PermissionDenied):
            self.names(factories.person(role), source, dora)

    def test_only_people_of_that_role(self, source, hanna):
        with pytest.raises(ValidationError, match="an admin gives that role"):
            self.names(hanna, source, hanna)

    def test_nobody_lets_themselves_in(self, hanna):
        """Of a source that nobody is known to know anybody may name, but not themselves."""
        source = factories.source(hanna, naming="anonymous")
        admin = factories.person(Role.ADMIN, Role.CUSTODIAN)
        with pytest.raises(ValidationError, match="Nobody lets themselves in"):
            self.names(admin, source, admin)

    def test_a_source_in_custody_is_known_to_somebody(self, hanna, carla, dora):
        source = factories.source(hanna, naming="anonymous")
        self.names(hanna, source, carla)
        with pytest.raises(PermissionDenied):
            self.names(factories.person(Role.ADMIN), source, dora)

    def test_one_stays_while_an_identity_is_sealed(self, sealed, hanna):
        with pytest.raises(ValidationError, match="one custodian stays"):
            self.names(hanna, sealed)

    def test_those_before_and_the_handler_are_told(self, sealed, carla, cem, hanna, dora):
        self.names(carla, sealed, dora)
        assert told(cem)[-1] == told(hanna)[-1] == told(dora)[-1] == NoticeKind.CUSTODIANS
        assert NoticeKind.CUSTODIANS not in told(carla)[-1:]

    def test_it_is_in_the_history(self, source, carla):
        rows = type(source).custodians.through.objects.filter(user=carla)
        assert rows.exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sources_custodianlinkhistory")
            assert cursor.fetchone() == (2,)


class TestHandingOver:
    def test_an_admin_does_not_hand_it_to_themselves(self, sealed, hanna):
        admin = factories.person(Role.ADMIN)
        person_update(by=admin, person=hanna, changes={"is_active": False})
        with pytest.raises(PermissionDenied, match="somebody else than oneself"):
            source_hand_over(by=admin, source_id=sealed.pk, to=admin)

    def test_custodians_are_told(self, sealed, hanna, carla):
        source_hand_over(by=hanna, source_id=sealed.pk, to=factories.person())
        assert told(carla)[-1] == NoticeKind.HANDED_OVER
        assert sealed.sealed_identities.exists()


class TestOpening:
    def test_is_on_record(self, sealed, carla):
        assert opened(carla, sealed) == ANN
        (row,) = IdentityOpening.objects.all()
        assert (row.by, row.version, row.reason) == (carla, 1, "a court asks")

    def test_the_others_are_told_on_their_pages(self, sealed, carla, cem, hanna):
        opened(carla, sealed)
        assert told(cem)[-1] == told(hanna)[-1] == NoticeKind.OPENED
        assert NoticeKind.OPENED not in told(carla)
        assert notice_acknowledge(by=cem, source_id=sealed.pk) == 3
        assert told(cem) == []
        assert told(hanna)

    @pytest.mark.parametrize("role", list(Role))
    def test_not_by_others_whatever_their_rank(self, sealed, role):
        person = factories.person(role)
        person.is_superuser = True
        person.save()
        with pytest.raises(PermissionDenied):
            opened(person, sealed)
        assert not IdentityOpening.objects.exists()

    def test_not_by_the_handler(self, sealed, hanna):
        with pytest.raises(PermissionDenied):
            opened(hanna, sealed)

    def test_not_by_one_who_lost_the_role(self, sealed, carla):
        person_set_roles(person=carla, roles=[Role.EDITOR])
        with pytest.raises(PermissionDenied):
            opened(carla, sealed)

    def test_wants_a_reason(self, sealed, carla):
        with pytest.raises(ValidationError, match="Say why"):
            opened(carla, sealed, reason=" ")

    def test_wants_something_sealed(self, keys, source, carla):
        with pytest.raises(Refused, match="No identity is sealed"):
            opened(carla, source)

    def test_one_form_opens_once(self, sealed, carla):
        form = uuid4()
        opened(carla, sealed, opening_id=form)
        with pytest.raises(Refused, match="shown already"):
            opened(carla, sealed, opening_id=form)

    def test_a_wrong_password_is_on_record_and_told(self, sealed, carla, cem):
        with pytest.raises(ValidationError, match="neither your password"):
            opened(carla, sealed, password="guess")
        assert FailedProof.objects.get().person == carla
        assert told(cem)[-1] == NoticeKind.WRONG_PROOF
        assert not IdentityOpening.objects.exists()

    def test_after_five_wrong_ones_not_even_the_right_one(self, sealed, carla):
        for _ in range(opening.MOST_FAILURES):
            with pytest.raises(ValidationError):
                opened(carla, sealed, password="guess")
        with pytest.raises(Refused, match="Too many wrong passwords"):
            opened(carla, sealed)

    def test_not_while_it_is_being_shredded(self, sealed, carla):
        sealed.shreddings.create(by=carla, reason="raid")
        with pytest.raises(Refused, match="shredded"):
            opened(carla, sealed)


@pytest.mark.django_db(transaction=True)
class TestTheRecordComesFirst:
    def test_it_stands_before_anything_is_opened(self, sealed, carla, monkeypatch):
        seen = []

        def spy(row):
            assert not connection.in_atomic_block
            seen.append(IdentityOpening.objects.count())
            return ANN

        monkeypatch.setattr(opening, "_opened", spy)
        opened(carla, sealed)
        assert seen == [1]

    def test_the_security_log_has_who_and_which_and_not_a_word_of_why(
        self, sealed, carla, monkeypatch
    ):
        logged = []
        monkeypatch.setattr(
            opening.security_log,
            "event",
            lambda name, *request, **said: logged.append((name, said)),
        )
        opened(carla, sealed, reason="a court asks")
        with pytest.raises(ValidationError):
            opened(carla, sealed, password="guess")
        kept = IdentityOpening.objects.get()
        of = {"by": carla, "source": sealed.pk}
        assert [one for one in logged if one[0].startswith("identity")] == [
            ("identity_opened", {**of, "opening": kept.pk, "version": kept.version}),
            ("identity_open_refused", of),
        ]

    def test_it_is_not_opened_inside_another_transaction(self, sealed, carla):
        with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
            opened(carla, sealed)
        assert not IdentityOpening.objects.exists()

    def test_mail_names_neither_person_nor_wording(self, sealed, carla, cem, settings):
        cem.email = "cem@paper.invalid"
        cem.save()
        opened(carla, sealed)
        (letter,) = mail.outbox
        assert letter.to == ["cem@paper.invalid"]
        said = letter.subject + letter.body
        assert f"carla opened the sealed identity of source {sealed.pk}." in said
        for secret in ("Ann", "Lee", sealed.description, "a court asks"):
            assert secret not in said

    def test_mail_that_fails_stops_nothing(self, sealed, carla, cem, settings, caplog):
        cem.email = "cem@paper.invalid"
        cem.save()
        settings.EMAIL_BACKEND = "tests.sources.test_custody.Unreachable"
        assert opened(carla, sealed) == ANN
        assert "could not be sent" in caplog.text


class Unreachable:
    def __init__(self, *args, **kwargs):
        raise OSError("no route to host")


class TestTwoPersons:
    @pytest.fixture
    def strict(self, sealed, settings):
        settings.IDENTITY_TWO_PERSONS = True
        return sealed

    def asked(self, by, source):
        return opening_ask(by=by, source_id=source.pk, reason="a court asks")

    def test_needs_leave(self, strict, carla):
        with pytest.raises(Refused, match="second custodian"):
            opened(carla, strict)

    def test_opens_once_with_leave(self, strict, carla, cem):
        request = self.asked(carla, strict)
        assert told(cem)[-1] == NoticeKind.ASKED
        opening_approve(by=cem, request_id=request.pk, password=PASSWORD)
        assert opened(carla, strict) == ANN
        assert IdentityOpening.objects.get().approval.by == cem
        with pytest.raises(Refused, match="second custodian"):
            opened(carla, strict)

    def test_leave_is_for_whoever_asked(self, strict, carla, cem):
        request = self.asked(carla, strict)
        opening_approve(by=cem, request_id=request.pk, password=PASSWORD)
        with pytest.raises(Refused):
            opened(cem, strict)

    def test_nobody_gives_leave_to_themselves(self, strict, carla):
        request = self.asked(carla, strict)
        with pytest.raises(PermissionDenied):
            opening_approve(by=carla, request_id=request.pk, password=PASSWORD)

    @pytest.mark.parametrize("role", [Role.ADMIN, Role.CUSTODIAN])
    def test_others_give_none(self, strict, carla, role):
        request = self.asked(carla, strict)
        with pytest.raises(PermissionDenied):
            opening_approve(by=factories.person(role), request_id=request.pk, password=PASSWORD)

    def test_leave_wants_the_password(self, strict, carla, cem):
        request = self.asked(carla, strict)
        with pytest.raises(ValidationError, match="neither your password"):
            opening_approve(by=cem, request_id=request.pk, password="guess")

    def test_leave_is_given_once(self, strict, carla, cem):
        request = self.asked(carla, strict)
        opening_approve(by=cem, request_id=request.pk, password=PASSWORD)
        with pytest.raises(Refused, match="already"):
            opening_approve(by=cem, request_id=request.pk, password=PASSWORD)

    def test_it_expires(self, strict, carla, cem, settings):
        settings.IDENTITY_LEAVE = timedelta(microseconds=1)
        request = self.asked(carla, strict)
        with pytest.raises(Refused, match="expired"):
            opening_approve(by=cem, request_id=request.pk, password=PASSWORD)
        with pytest.raises(IntegrityError, match="expired"):
            OpeningApproval.objects.create(request=request, by=cem)

    def test_wants_a_second_custodian(self, strict, carla, cem):
        person_set_roles(person=cem, roles=[Role.EDITOR])
        with pytest.raises(Refused, match="no second custodian"):
            self.asked(carla, strict)

    def test_what_was_sealed_under_it_stays_under_it(self, strict, hanna, carla, settings):
        identity_seal(by=hanna, source_id=strict.pk, identity=ANN)
        settings.IDENTITY_TWO_PERSONS = False
        with pytest.raises(Refused, match="second custodian"):
            opened(carla, strict)
        with pytest.raises(IntegrityError, match="second custodian"):
            IdentityOpening.objects.create(source=strict, version=2, by=carla, reason="alone")


class TestTheDatabaseItself:
    """Raw SQL, a superuser of the database included."""

    def refused(self, match, statement, *values):
        with (
            pytest.raises(IntegrityError, match=match),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, values)

    OPENING = (
        "INSERT INTO sources_identityopening (id, source_id, version, by_id, at, reason) "
        "VALUES (gen_random_uuid(), %s, 1, %s, now(), 'looking')"
    )

    def test_an_opening_by_no_custodian(self, sealed, hanna, dora):
        for person in (hanna, dora, factories.person(Role.ADMIN)):
            self.refused("Only a custodian of the source", self.OPENING, sealed.pk, person.pk)

    def test_an_opening_by_one_who_left(self, sealed, carla):
        type(carla).objects.filter(pk=carla.pk).update(is_active=False)
        self.refused("Only a custodian of the source", self.OPENING, sealed.pk, carla.pk)

    def test_an_opening_of_nothing(self, source, carla):
        self.refused("No such identity is sealed", self.OPENING, source.pk, carla.pk)

    def test_an_opening_is_not_dated_back(self, sealed, carla):
        row = IdentityOpening(source=sealed, version=1, by=carla, reason="looking")
        row.at = timezone.now() - timedelta(days=30)
        row.save(force_insert=True)
        row.refresh_from_db()
        assert timezone.now() - row.at < timedelta(minutes=5)

    def test_a_request_by_no_custodian(self, sealed, dora):
        now = timezone.now()
        with pytest.raises(IntegrityError, match="Only a custodian"):
            OpeningRequest.objects.create(
                source=sealed, by=dora, reason="x", asked_at=now, expires_at=now + timedelta(1)
            )

    def test_nothing_on_record_is_changed(self, sealed, carla):
        opened(carla, sealed)
        for statement in (
            "UPDATE sources_identityopening SET reason = 'another'",
            "DELETE FROM sources_identityopening",
            "UPDATE sources_sealedidentity SET sealed_by_id = sealed_by_id",
            "DELETE FROM sources_sealedidentity",
            "DELETE FROM sources_custodynotice",
            "UPDATE sources_custodynotice SET kind = 'asked'",
        ):
            self.refused("on record", statement)

    def test_nothing_is_sealed_for_a_named_source(self, keys, hanna):
        with pytest.raises(IntegrityError, match="Only of a confidential source"):
            SealedIdentity.objects.create(
                source=factories.source(hanna),
                version=1,
                ciphertext=b"x",
                two_persons=False,
                sealed_by=hanna,
            )


@pytest.mark.django_db(transaction=True)
def test_not_even_as_a_superuser_of_the_database(sealed, hanna):
    with superuser.connect() as session:
        session.execute("SET session_replication_role = replica")
        with pytest.raises(psycopg.IntegrityError, match="custodian"):
            session.execute(TestTheDatabaseItself.OPENING, [sealed.pk, hanna.pk])
