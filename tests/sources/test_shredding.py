"""Shredding: nothing opens afterwards, from no backup; broken off anywhere, it can be finished."""

import io
import signal
import subprocess

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from newsroom.common.records import Refused
from newsroom.common.roles import Role
from newsroom.database import cluster
from sources import vault
from sources.domain.identity import Identity
from sources.domain.sealing import KeyFileMissing, unseal
from sources.models import IdentityShredding, SealedIdentity
from sources.services.identity import identity_seal, same_person_set
from sources.services.opening import identity_open
from sources.services.shredding import identity_shred
from tests import factories
from tests.sources.other_process import database_url, run

MARKER = "Qvistgaard-Zubrowka"


@pytest.fixture
def sealed(keys, hanna, carla, source):
    for number in (1, 2):
        identity_seal(by=hanna, source_id=source.pk, identity=Identity(f"{MARKER} {number}"))
    other = factories.source(hanna)
    same_person_set(by=carla, source_id=source.pk, other_id=other.pk, same=True)
    return source


def shredded(by, source, reason="a raid is near"):
    return identity_shred(by=by, source_id=source.pk, reason=reason)


def is_gone(source):
    return not (
        vault.store().has(source.pk)
        or source.sealed_identities.exists()
        or source.same_person_tags.exists()
        or source.shreddings.filter(finished_at=None).exists()
    )


@pytest.mark.django_db
class TestShredding:
    def test_leaves_nothing_but_its_own_record(self, sealed, carla):
        record = shredded(carla, sealed)
        assert is_gone(sealed)
        assert not any(vault.store().folder.iterdir())
        record.refresh_from_db()
        assert (record.by, record.reason) == (carla, "a raid is near")
        assert record.finished_at
        with pytest.raises(Refused, match="No identity is sealed"):
            identity_open(
                by=carla, source_id=sealed.pk, password=factories.PASSWORD, reason="looking"
            )

    def test_by_the_handler_too(self, sealed, hanna):
        shredded(hanna, sealed)
        assert is_gone(sealed)

    @pytest.mark.parametrize("role", [Role.ADMIN, Role.EDITOR, Role.CUSTODIAN])
    def test_not_by_others(self, sealed, role):
        with pytest.raises(PermissionDenied):
            shredded(factories.person(role), sealed)
        assert sealed.sealed_identities.count() == 2

    def test_wants_a_reason_and_something_to_shred(self, sealed, source, carla):
        with pytest.raises(ValidationError, match="Say why"):
            shredded(carla, sealed, " ")
        shredded(carla, sealed)
        with pytest.raises(Refused, match="No identity is sealed"):
            shredded(carla, sealed)

    def test_a_new_identity_has_a_new_key(self, sealed, carla, hanna):
        old = [bytes(one.ciphertext) for one in sealed.sealed_identities.all()]
        shredded(carla, sealed)
        identity_seal(by=hanna, source_id=sealed.pk, identity=Identity("Bo"))
        key = vault.data_key(sealed.pk)
        for version, text in enumerate(old, start=1):
            with pytest.raises(Exception, match="cut, garbled"):
                unseal(text, source=sealed.pk, version=version, data_key=key)

    def test_its_record_stays(self, sealed, carla):
        record = shredded(carla, sealed)
        with pytest.raises(IntegrityError, match="on record"):
            IdentityShredding.objects.filter(pk=record.pk).update(reason="another")

    def test_is_not_said_to_be_done_before_it_is(self, sealed, carla):
        record = IdentityShredding.objects.create(source=sealed, by=carla, reason="raid")
        with pytest.raises(IntegrityError, match="on record"):
            IdentityShredding.objects.filter(pk=record.pk).update(finished_at=record.begun_at)

    def test_a_key_that_does_not_open_is_shredded_too(self, sealed, carla, settings):
        settings.IDENTITY_KEYS = None
        shredded(carla, sealed)
        assert is_gone(sealed)


@pytest.mark.django_db
class TestTheCommand:
    def test_shreds(self, sealed, carla):
        said = io.StringIO()
        given = {"by": "carla", "reason": "raid", "stdout": said}
        call_command("shred_identity", str(sealed.pk), **given)
        assert "1 shredded." in said.getvalue()
        assert is_gone(sealed)

    @pytest.mark.parametrize(
        ("by", "reason", "says"),
        [
            ("", "raid", "--by who orders it"),
            ("stranger", "raid", "Only a custodian"),
            ("carla", "", "Say why"),
        ],
    )
    def test_refuses(self, sealed, by, reason, says):
        factories.person(Role.ADMIN, username="stranger")
        with pytest.raises(CommandError, match=says):
            call_command("shred_identity", str(sealed.pk), by=by, reason=reason)
        assert sealed.sealed_identities.count() == 2


@pytest.mark.django_db(transaction=True)
class TestKilled:
    @pytest.mark.parametrize("when", ["before", "after"])
    def test_it_opens_for_nobody_and_is_finished(self, sealed, carla, hanna, when):
        order = ("shred_identity", str(sealed.pk), "--by=carla", "--reason=raid")
        killed = run(*order, method="remove", nth=1, when=when)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        assert sealed.shreddings.get().finished_at is None
        with pytest.raises(Refused, match="being shredded"):
            identity_open(
                by=carla, source_id=sealed.pk, password=factories.PASSWORD, reason="looking"
            )
        with pytest.raises(Refused, match="being shredded"):
            identity_seal(by=hanna, source_id=sealed.pk, identity=Identity("Bo"))
        again = run("shred_identity")
        assert again.stdout == "1 shredded.\n", again.stderr
        assert is_gone(sealed)


def dump():
    """The whole test database, as a backup has it."""
    done = subprocess.run(
        [cluster.programs() / "pg_dump", "--dbname", database_url(), "--format=plain", "--inserts"],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.django_db(transaction=True)
class TestWhatAThiefOfABackupGets:
    def test_the_dump_holds_neither_the_identity_nor_its_key(self, sealed, keys):
        data = dump()
        assert bytes(sealed.sealed_identities.get(version=1).ciphertext).hex().encode() in data
        wrapped = vault.store().read(sealed.pk)
        key = vault.data_key(sealed.pk)
        words = (MARKER.encode(), b"Qvistgaard", b"Zubrowka")
        for one in (*words, wrapped.strip(), wrapped.split()[2], key, *keys.keys.values()):
            assert one not in data
            assert one.hex().encode() not in data

    def test_an_old_dump_opens_nothing_after_shredding(self, sealed, carla):
        """Not with all of the house's keys, and the store as it then stands."""
        kept = list(SealedIdentity.objects.order_by("version").values())
        shredded(carla, sealed)
        SealedIdentity.objects.bulk_create(SealedIdentity(**row) for row in kept)
        with pytest.raises(KeyFileMissing):
            identity_open(
                by=carla, source_id=sealed.pk, password=factories.PASSWORD, reason="looking"
            )
        assert all(MARKER.encode() not in bytes(row["ciphertext"]) for row in kept)
