"""Sealing and opening: versions, keys that are gone, rows that were swapped."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection

from claims.services.sources import source_merge, source_update
from newsroom.common.records import Refused
from newsroom.common.roles import Role
from sources import vault
from sources.domain.identity import LONGEST, Identity
from sources.domain.sealing import (
    ContentDamaged,
    KeyFileDamaged,
    KeyFileMissing,
    KeyLost,
    KeyRing,
    NoKeys,
    WrongKey,
)
from sources.models import OpeningFailure, SealedIdentity
from sources.services.custody import source_set_custodians
from sources.services.identity import identity_seal, same_person_set
from sources.services.opening import identity_open
from tests import factories

pytestmark = pytest.mark.django_db
ANN = Identity("Ann Lee", "+7 900", "passport seen", "met in May")


def opened(by, source):
    return identity_open(
        by=by, source_id=source.pk, password=factories.PASSWORD, reason="a court asks"
    )


@pytest.fixture
def sealed(keys, hanna, source):
    identity_seal(by=hanna, source_id=source.pk, identity=ANN)
    return source


def path(source):
    return vault.store().folder / f"{source.pk}.key"


def test_what_was_sealed_is_opened(sealed, carla):
    assert opened(carla, sealed) == ANN


def test_a_new_version_leaves_the_old_one_sealed(sealed, carla, hanna):
    other = Identity("Ann Leigh")
    assert identity_seal(by=hanna, source_id=sealed.pk, identity=other).version == 2
    assert opened(carla, sealed) == other
    assert [one.version for one in sealed.sealed_identities.all()] == [1, 2]


@pytest.mark.parametrize("role", [Role.ADMIN, Role.EDITOR, Role.CUSTODIAN])
def test_others_seal_nothing(keys, source, role):
    with pytest.raises(PermissionDenied):
        identity_seal(by=factories.person(role), source_id=source.pk, identity=ANN)
    assert not SealedIdentity.objects.exists()


def test_a_custodian_has_to_be_named_first(keys, hanna):
    source = factories.source(hanna, naming="anonymous", handler=hanna)
    with pytest.raises(Refused, match="Name a custodian first"):
        identity_seal(by=hanna, source_id=source.pk, identity=ANN)


def test_a_named_source_has_no_sealed_identity(keys, hanna):
    with pytest.raises(Refused, match="anonymous or withheld"):
        identity_seal(by=hanna, source_id=factories.source(hanna).pk, identity=ANN)


@pytest.mark.parametrize(
    ("identity", "field"),
    [
        (Identity(" "), "name"),
        *((Identity(**{"name": "A", one: "x" * (LONGEST[one] + 1)}), one) for one in LONGEST),
    ],
    ids=str,
)
def test_what_cannot_be_sealed(keys, hanna, source, identity, field):
    with pytest.raises(ValidationError) as refused:
        identity_seal(by=hanna, source_id=source.pk, identity=identity)
    assert list(refused.value.message_dict) == [field]


def test_a_house_without_keys(hanna, source):
    with pytest.raises(NoKeys):
        identity_seal(by=hanna, source_id=source.pk, identity=ANN)
    assert not SealedIdentity.objects.exists()


class TestWhatIsGoneOrGarbled:
    """One clear error each; nothing is overwritten, and the attempt is on record."""

    def fails(self, carla, source, error):
        kept = path(source).read_bytes() if path(source).exists() else None
        with pytest.raises(error):
            opened(carla, source)
        assert OpeningFailure.objects.get(opening__source=source).what == error.__name__
        assert (path(source).read_bytes() if path(source).exists() else None) == kept

    def test_a_lost_key(self, sealed, carla, settings):
        settings.IDENTITY_KEYS = KeyRing({"old": bytes(range(32, 64))})
        self.fails(carla, sealed, KeyLost)

    def test_no_keys(self, sealed, carla, settings):
        settings.IDENTITY_KEYS = None
        self.fails(carla, sealed, NoKeys)

    def test_a_wrong_key(self, sealed, carla, settings):
        settings.IDENTITY_KEYS = KeyRing({"new": bytes(range(64, 96))})
        self.fails(carla, sealed, WrongKey)

    def test_a_cut_key_file(self, sealed, carla):
        path(sealed).write_bytes(path(sealed).read_bytes()[:-9])
        self.fails(carla, sealed, KeyFileDamaged)

    def test_a_key_file_that_is_gone(self, sealed, carla):
        path(sealed).unlink()
        self.fails(carla, sealed, KeyFileMissing)

    def test_a_key_file_of_another_source(self, sealed, carla, hanna):
        other = factories.source(hanna, naming="anonymous", handler=hanna)
        source_set_custodians(by=hanna, source_id=other.pk, custodians=[carla])
        identity_seal(by=hanna, source_id=other.pk, identity=Identity("Bo"))
        path(sealed).write_bytes(path(other).read_bytes())
        self.fails(carla, sealed, WrongKey)

    @pytest.mark.parametrize("change", ["ciphertext || '\\x00'", "substr(ciphertext, 1, 40)"])
    def test_a_cut_or_garbled_row(self, sealed, carla, change):
        rewrite(f"UPDATE sources_sealedidentity SET ciphertext = {change}")
        self.fails(carla, sealed, ContentDamaged)

    def test_a_row_of_another_version(self, sealed, carla, hanna):
        identity_seal(by=hanna, source_id=sealed.pk, identity=Identity("Bo"))
        rewrite("UPDATE sources_sealedidentity SET version = 4 - version")
        self.fails(carla, sealed, ContentDamaged)

    def test_nothing_is_sealed_over_a_key_that_does_not_open(self, sealed, hanna, settings):
        settings.IDENTITY_KEYS = KeyRing({"newest": bytes(range(64, 96))})
        kept = path(sealed).read_bytes()
        with pytest.raises(KeyLost):
            identity_seal(by=hanna, source_id=sealed.pk, identity=Identity("Bo"))
        assert path(sealed).read_bytes() == kept


def rewrite(statement):
    """As the owner of the tables, triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE sources_sealedidentity DISABLE TRIGGER USER")
        cursor.execute(statement)
        for guard in ("guard", "kept"):
            cursor.execute(
                "ALTER TABLE sources_sealedidentity "
                f"ENABLE ALWAYS TRIGGER sources_sealedidentity_{guard}"
            )


def test_an_orphaned_key_is_used_again(keys, source, hanna, carla):
    """Its row never came: the transaction was undone after the file was written."""
    identity_seal(by=hanna, source_id=source.pk, identity=ANN)
    kept = path(source).read_bytes()
    rewrite("DELETE FROM sources_sealedidentity")
    identity_seal(by=hanna, source_id=source.pk, identity=ANN)
    assert path(source).read_bytes() == kept
    assert opened(carla, source) == ANN


class TestTheSamePerson:
    def test_is_said_by_a_custodian_and_names_nobody(self, sealed, carla, hanna):
        other = factories.source(hanna)
        same_person_set(by=carla, source_id=sealed.pk, other_id=other.pk, same=True)
        same_person_set(by=carla, source_id=sealed.pk, other_id=other.pk, same=True)
        (row,) = sealed.same_person_tags.all()
        assert other.pk.bytes not in bytes(row.tag)
        same_person_set(by=carla, source_id=sealed.pk, other_id=other.pk, same=False)
        (other_way,) = sealed.same_person_tags.all()
        assert bytes(other_way.tag) != bytes(row.tag)

    def test_not_by_others(self, sealed, hanna):
        with pytest.raises(PermissionDenied):
            same_person_set(by=hanna, source_id=sealed.pk, other_id=sealed.pk, same=True)

    def test_not_of_itself_or_nobody(self, sealed, carla):
        for other in (sealed.pk, "00000000-0000-4000-8000-000000000000"):
            with pytest.raises(ValidationError):
                same_person_set(by=carla, source_id=sealed.pk, other_id=other, same=True)

    def test_not_without_a_sealed_identity(self, keys, source, carla, hanna):
        with pytest.raises(Refused):
            same_person_set(
                by=carla, source_id=source.pk, other_id=factories.source(hanna).pk, same=True
            )


class TestTheSourceItself:
    def test_is_not_named_while_sealed(self, sealed, hanna):
        with pytest.raises(ValidationError, match="shred it"):
            source_update(by=hanna, source_id=sealed.pk, changes={"naming": "named"})

    def test_is_not_merged_into_another(self, sealed, hanna):
        other = factories.source(hanna, naming="anonymous", handler=hanna)
        with pytest.raises(ValidationError, match="the other way round"):
            source_merge(by=hanna, source_id=sealed.pk, into_id=other.pk)
        with pytest.raises(ValidationError, match="Only those who know"):
            source_merge(by=factories.person(), source_id=sealed.pk, into_id=other.pk)
        stays = source_merge(by=hanna, source_id=other.pk, into_id=sealed.pk)
        assert stays.sealed_identities.count() == 1

    @pytest.mark.parametrize(
        "change", ["naming = 'named'", "merged_into_id = (SELECT id FROM sources_source LIMIT 1)"]
    )
    def test_nor_by_raw_sql(self, sealed, hanna, change):
        with pytest.raises(IntegrityError, match="shred it before"), connection.cursor() as cursor:
            cursor.execute(f"UPDATE sources_source SET {change} WHERE id = %s", [sealed.pk])
