"""Stored counts equal counting afresh, after whatever was written."""

import pytest
from django.core.management import call_command

from claims.models import Claim
from claims.services.recount import recount
from tests import factories
from tests.soak.writes import Writer

pytestmark = pytest.mark.django_db


def drift():
    return [one for batch in recount() for one in batch]


@pytest.mark.parametrize("seed", range(4))
def test_random_writes_leave_no_drift(editor, seed):
    factories.article(editor, body="The minister said on Monday that talks would resume in May.")
    writer = Writer(editor, seed)
    writer.run(250)
    assert drift() == []
    assert Claim.objects.filter(source_count__gt=0).exists()
    assert sum(writer.tally.values()) == 250


def test_the_command_finds_and_mends_drift(editor, capsys):
    claim = factories.claim(editor)
    factories.attribution(editor, claim)
    call_command("recount", "--check")
    Claim.objects.filter(pk=claim.pk).update(source_count=9, public_uncounted=True)
    with pytest.raises(SystemExit) as stop:
        call_command("recount", "--check")
    assert stop.value.code == 1
    assert str(claim.pk) in capsys.readouterr().out
    call_command("recount")
    call_command("recount", "--check")
    claim.refresh_from_db()
    assert claim.source_count == 1
