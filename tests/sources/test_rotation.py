"""New keys for old: whole, in use, broken off anywhere, and nothing lost."""

import io
import signal

import pytest
from django.core.management import CommandError, call_command

from sources import vault
from sources.domain.identity import Identity
from sources.domain.sealing import KeyRing
from sources.models import SealedIdentity
from sources.services.custody import source_set_custodians
from sources.services.identity import identity_seal
from sources.services.opening import identity_open
from sources.services.rotation import Outcome, left_on, rotate, to_rotate
from tests import factories
from tests.racing import Writer
from tests.sources.other_process import run

OLD, NEW = bytes(range(32, 64)), bytes(range(64, 96))
COUNT = 5


@pytest.fixture
def sealed(keys, settings, hanna, carla):
    """Five sources sealed under the old key, and a house that has a new one since."""
    settings.IDENTITY_KEYS = KeyRing({"old": OLD})
    made = []
    for number in range(COUNT):
        one = factories.source(hanna, naming="anonymous", handler=hanna)
        source_set_custodians(by=hanna, source_id=one.pk, custodians=[carla])
        identity_seal(by=hanna, source_id=one.pk, identity=Identity(f"Person {number}"))
        made.append(one)
    settings.IDENTITY_KEYS = KeyRing({"new": NEW, "old": OLD})
    return made


def command(*arguments):
    said = io.StringIO()
    call_command("rotate_identity_keys", *arguments, stdout=said, stderr=said)
    return said.getvalue()


def all_open(by, sources):
    for number, one in enumerate(sources):
        found = identity_open(
            by=by, source_id=one.pk, password=factories.PASSWORD, reason="to see that it opens"
        )
        assert found.name == f"Person {number}"


@pytest.mark.django_db
class TestRotating:
    def test_all_are_under_the_newest_and_the_old_may_go(self, sealed, carla, settings):
        assert left_on() == {"old": COUNT}
        said = command()
        assert f"{COUNT} rewrapped" in said
        assert f"{COUNT} under new" in said
        assert "old may be dropped" in said
        settings.IDENTITY_KEYS = KeyRing({"new": NEW})
        all_open(carla, sealed)

    def test_a_second_time_changes_nothing(self, sealed):
        command()
        kept = {one: vault.store().read(one.pk) for one in sealed}
        assert f"{COUNT} current" in command()
        assert kept == {one: vault.store().read(one.pk) for one in sealed}

    def test_it_goes_on_where_it_was_broken_off(self, sealed, carla):
        work = rotate(to_rotate())
        next(work)
        next(work)
        work.close()
        assert left_on() == {"new": 2, "old": 3}
        all_open(carla, sealed)
        assert "3 rewrapped" in command()
        all_open(carla, sealed)

    def test_one_that_fails_stops_no_other(self, sealed, settings):
        file = vault.store().folder / f"{sealed[2].pk}.key"
        file.write_bytes(b"cut")
        with pytest.raises(CommandError, match="keep the old keys"):
            command()
        assert left_on() == {"new": COUNT - 1, "(damaged)": 1}
        assert file.read_bytes() == b"cut"

    def test_a_lost_key_is_said(self, sealed, settings, capsys):
        settings.IDENTITY_KEYS = KeyRing({"new": NEW})
        outcomes = {one.outcome for one in rotate(to_rotate())}
        assert outcomes == {Outcome.FAILED}
        assert left_on() == {"old": COUNT}

    def test_a_key_that_is_gone_is_said(self, sealed):
        (vault.store().folder / f"{sealed[0].pk}.key").unlink()
        (failed,) = [one for one in rotate(to_rotate()) if one.outcome is Outcome.FAILED]
        assert "not in the identity store" in failed.why

    def test_without_keys(self, sealed, settings):
        settings.IDENTITY_KEYS = None
        with pytest.raises(CommandError, match="no IDENTITY_KEYS"):
            command()

    def test_orphans_stay_until_they_are_swept(self, keys, source):
        vault.store().write(source.pk, b"newsroom")
        assert "1 orphan" in command()
        assert vault.store().has(source.pk)
        assert "1 swept" in command("--sweep")
        assert not vault.store().has(source.pk)


@pytest.mark.django_db(transaction=True)
class TestWithOthersAtWork:
    def test_people_seal_and_open_meanwhile(self, sealed, hanna, carla):
        def work():
            for number, one in enumerate(sealed):
                identity_seal(by=hanna, source_id=one.pk, identity=Identity(f"Person {number}"))
            all_open(carla, sealed)

        writer = Writer(work)
        while writer.is_at_work():
            list(rotate(to_rotate()))
        writer.result()
        assert SealedIdentity.objects.count() == 2 * COUNT
        all_open(carla, sealed)

    @pytest.mark.parametrize("when", ["before", "after"])
    def test_killed_in_the_middle(self, sealed, carla, when):
        killed = run("rotate_identity_keys", method="write", nth=3, when=when)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        done = 2 if when == "before" else 3
        assert left_on() == {"new": done, "old": COUNT - done}
        all_open(carla, sealed)
        again = run("rotate_identity_keys")
        assert again.returncode == 0, again.stderr
        assert f"{COUNT - done} rewrapped" in again.stdout
        assert left_on() == {"new": COUNT}
        all_open(carla, sealed)
