"""What another person changed is shown to those who may read it, and to nobody else."""

import re

import pytest

from claims.services.custody import source_hand_over
from tests import factories
from tests.admin.pages import change, form_of, opened, row, save, text_of

pytestmark = pytest.mark.django_db


def test_what_an_outsider_may_not_read_is_not_shown_and_stops_nobody(desk, editor, mara):
    source = factories.source(mara, naming="anonymous", motive="old", handler=mara)
    data = opened(desk, source) | {"anonymity_reason": "fear"}
    change(mara, source, motive="MARK", notes="MARK", role="MARK", known_to=[mara])
    assert save(desk, source, data).status_code == 302
    data = opened(desk, source) | {"anonymity_reason": "mine"}
    change(mara, source, motive="MARK again", anonymity_reason="hers")
    response = save(desk, source, data)
    assert "hers" in text_of(response)
    assert "MARK" not in response.content.decode()
    assert save(desk, source, form_of(response)).status_code == 302
    source.refresh_from_db()
    assert (source.motive, source.anonymity_reason) == ("MARK again", "mine")
    assert list(source.known_to.all()) == [mara]


def test_what_was_typed_into_a_field_that_closed_meanwhile_comes_back(desk, editor, mara):
    source = factories.source(editor, motive="known to all")
    data = opened(desk, source) | {"notes": "my words", "anonymity_reason": "fear"}
    change(mara, source, naming="anonymous", handler=mara, motive="MARK", notes="MARK")
    response = save(desk, source, data)
    assert "where you may no longer write" in text_of(response)
    assert "Notes: my words" in text_of(response)
    assert "known to all" not in text_of(response)
    assert "MARK" not in response.content.decode()
    assert save(desk, source, form_of(response)).status_code == 302
    source.refresh_from_db()
    assert (source.notes, source.motive, source.anonymity_reason) == ("MARK", "MARK", "fear")


def test_a_field_that_opened_meanwhile_is_not_wiped(desk, editor, mara):
    source = factories.source(mara, naming="anonymous", notes="hers", handler=mara)
    data = opened(desk, source) | {"anonymity_reason": "fear"}
    source_hand_over(by=mara, source_id=source.pk, to=editor)
    response = save(desk, source, data)
    assert form_of(response)["notes"] == "hers"
    assert save(desk, source, form_of(response)).status_code == 302
    source.refresh_from_db()
    assert (source.notes, source.anonymity_reason) == ("hers", "fear")
    assert list(source.known_to.all()) == [mara]


@pytest.mark.parametrize("field", ["via", "knows_from"])
def test_a_confidential_conduit_is_not_named(desk, editor, mara, field):
    secret = factories.source(mara, naming="anonymous", description="MARK", handler=mara)
    claim, open_one = factories.claim(editor), factories.source(editor, description="a readout")
    attribution = factories.attribution(editor, claim)
    data = opened(desk, claim) | row(0, **{field: str(open_one.pk)})
    change(mara, attribution, **{field: secret})
    response = save(desk, claim, data)
    note = response.context["inline_admin_formsets"][0].formset.forms[0].notes[field]
    assert (note.was, note.now, note.mine) == (None, None, "a readout")
    assert "concerns a confidential source" in text_of(response)
    notes = re.findall(r"<div data-meanwhile.*?</div>", response.content.decode(), flags=re.S)
    assert notes
    assert not any("MARK" in one for one in notes)
