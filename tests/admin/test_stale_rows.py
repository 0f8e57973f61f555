"""Two people at the rows of a claim: each row is judged by its own version."""

import re

import pytest

from claims.models import Claim
from claims.services.attributions import attribution_withdraw
from newsroom.common.admin_seen import seal
from tests import factories
from tests.admin.pages import change, form_of, opened, row, save, text_of, url

pytestmark = pytest.mark.django_db


def test_a_row_is_judged_by_its_own_version(desk, editor, mara):
    claim = factories.claim(editor)
    rows = [factories.attribution(editor, claim) for _ in range(2)]
    data = opened(desk, claim) | {"label": "S1"}
    data |= row(0, stance="denies", note="mine")
    change(mara, rows[1], note="hers")
    assert save(desk, claim, data).status_code == 302
    assert [one.note for one in claim.attributions.all()] == ["mine", "hers"]

    data = opened(desk, claim) | row(0, note="my words") | row(1, quote="mine alone")
    change(mara, rows[0], note="her words", stance="disputes")
    response = save(desk, claim, data)
    assert response.status_code == 200
    told = text_of(response)
    for words in ("her words", "my words", "disputes", "denies", "Mara Lind"):
        assert words in told
    assert not claim.attributions.filter(quote="mine alone").exists()
    assert save(desk, claim, form_of(response)).status_code == 302
    first, second = claim.attributions.all()
    assert (first.note, first.stance, second.quote) == ("my words", "disputes", "mine alone")


def test_a_row_that_does_not_say_what_it_showed_is_refused(desk, editor):
    claim = factories.claim(editor)
    factories.attribution(editor, claim)
    data = opened(desk, claim) | row(0, note="mine")
    for forged in ("", seal(claim)):
        response = save(desk, claim, {**data, "attributions-0-seen": forged})
        assert "does not say which version you saw" in text_of(response)
    assert save(desk, claim, form_of(response)).status_code == 302
    assert claim.attributions.get().note == "mine"


def test_new_rows_on_a_wording_that_changed_wait(desk, editor, mara):
    claim, source = factories.claim(editor), factories.source(editor)
    data = opened(desk, claim) | {"attributions-TOTAL_FORMS": "1"}
    data |= row(0, source=str(source.pk), stance="confirms", terms="not stated")
    data |= row(0, medium="not stated", knowledge="not stated", occasion="not stated")
    change(mara, claim, statement="Something else")
    response = save(desk, claim, data)
    assert "Something" in text_of(response)
    assert not claim.attributions.exists()
    assert save(desk, claim, form_of(response)).status_code == 302
    assert claim.attributions.get().stance == "confirms"


@pytest.mark.parametrize("anew", [True, False])
def test_a_row_that_was_withdrawn_meanwhile(desk, editor, mara, anew):
    claim = factories.claim(editor)
    kept = factories.attribution(editor, claim, anchor={"exact": "The Kremlin"})
    factories.attribution(editor, claim)
    data = opened(desk, claim) | row(0, note="my words") | row(1, note="the other")
    attribution_withdraw(by=mara, attribution_id=kept.pk, reason="misheard")
    response = save(desk, claim, data)
    assert response.status_code == 200
    assert "Mara Lind withdrew this row on" in text_of(response)
    assert "misheard" in text_of(response)
    again = form_of(response)
    assert again["attributions-0-note"] == "my words"
    response = desk.post(
        url(Claim, "change", claim.pk),
        {**again, **({"attributions-0-anew": "on"} if anew else {})},
        follow=True,
    )
    assert ("was left out" in text_of(response)) is not anew
    kept.refresh_from_db()
    assert (kept.note, kept.withdrawn_by) == ("", mara)
    notes = list(claim.attributions.standing().values_list("note", flat=True))
    assert notes == ["the other", "my words"] if anew else ["the other"]
    if anew:
        assert claim.attributions.last().anchors.get().exact == "The Kremlin"


def test_a_withdrawn_row_that_was_left_alone_stops_nobody(desk, editor, mara):
    claim = factories.claim(editor)
    gone = factories.attribution(editor, claim)
    factories.attribution(editor, claim)
    data = opened(desk, claim) | row(1, note="mine")
    attribution_withdraw(by=mara, attribution_id=gone.pk, reason="misheard")
    assert save(desk, claim, data).status_code == 302
    assert [one.note for one in claim.attributions.all()] == ["", "mine"]


def test_a_reference_is_named_and_can_be_taken_over(desk, editor, mara):
    claim = factories.claim(editor)
    hers, mine = (factories.source(editor, description=one) for one in ("a readout", "a wire"))
    attribution = factories.attribution(editor, claim)
    data = opened(desk, claim) | row(0, via=str(mine.pk))
    change(mara, attribution, via=hers)
    response = save(desk, claim, data)
    assert "When you opened it empty Now a readout Yours a wire" in text_of(response)
    (theirs,) = re.findall(r"<template>.*?</template>", response.content.decode(), flags=re.S)
    assert f'value="{hers.pk}" selected' in theirs
    assert save(desk, claim, form_of(response)).status_code == 302
    attribution.refresh_from_db()
    assert attribution.via == mine
