"""Attributions: counted at once, within the group, withdrawn but never deleted."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from claims.models import Attribution
from claims.services.attributions import (
    attribution_create,
    attribution_update,
    attribution_withdraw,
)
from newsroom.common.records import Refused, Stale
from sources.models import Source
from tests import factories

pytestmark = pytest.mark.django_db


def counts(claim):
    claim.refresh_from_db()
    return (claim.source_count, claim.origin_count, claim.independent_confirmations)


def test_each_row_is_counted_and_raises_the_claims_version(editor):
    claim = factories.claim(editor)
    factories.attribution(editor, claim)
    row = factories.attribution(editor, claim, "confirms", independent=True)
    assert counts(claim) == (2, 2, 1)
    assert claim.version == 3
    attribution_update(by=editor, attribution_id=row.pk, changes={"independent": False})
    assert counts(claim) == (2, 2, 0)
    attribution_withdraw(by=editor, attribution_id=row.pk, reason="misheard")
    assert counts(claim) == (1, 1, 0)
    assert claim.version == 5


def test_hidden_terms_count_for_the_house_only(editor):
    claim = factories.claim(editor)
    factories.attribution(editor, claim)
    factories.attribution(editor, claim, "confirms", independent=True, terms="deep background")
    factories.attribution(editor, claim, "confirms", independent=True, terms="off the record")
    assert counts(claim) == (2, 2, 1)
    assert claim.public_source_count == 1
    assert claim.public_independent_confirmations == 0


@pytest.mark.parametrize(
    ("fields", "field", "says"),
    [
        ({"headcount": 6}, "headcount", "6 of 5"),
        ({"headcount": 0}, "headcount", "1 or more"),
        ({"stance": "shrugs"}, "stance", "shrugs"),
        ({"stance": ""}, "stance", "blank"),
        ({"stated_on": "March"}, "stated_on", "2024-03-18"),
        ({"colour": "red"}, "colour", "Known"),
    ],
)
def test_bad_fields_are_named(editor, fields, field, says):
    claim = factories.claim(editor)
    fields = {"source": factories.group(editor), "stance": "asserts", **fields}
    with pytest.raises(ValidationError) as caught:
        attribution_create(by=editor, claim_id=claim.pk, fields=fields)
    assert says in str(caught.value.message_dict[field])
    assert not Attribution.objects.exists()


@pytest.mark.parametrize("field", ["via", "knows_from"])
def test_a_source_is_not_its_own_conduit_or_origin(editor, field):
    source = factories.source(editor)
    claim = factories.claim(editor)
    with pytest.raises(ValidationError) as caught:
        factories.attribution(editor, claim, source=source, **{field: source})
    assert field in caught.value.message_dict


def test_several_speakers_need_a_group(editor):
    claim = factories.claim(editor)
    with pytest.raises(ValidationError, match="use a group"):
        factories.attribution(editor, claim, source=factories.source(editor), headcount=2)


def test_a_missing_source_or_claim_is_named(editor):
    claim = factories.claim(editor)
    with pytest.raises(ValidationError) as caught:
        attribution_create(by=editor, claim_id=claim.pk, fields={"stance": "asserts"})
    assert "source" in caught.value.message_dict
    with pytest.raises(ValidationError) as caught:
        attribution_create(by=editor, claim_id=editor.pk, fields={"stance": "asserts"})
    assert "claim" in caught.value.message_dict


def test_withdrawal_needs_a_reason_and_is_final(editor):
    row = factories.attribution(editor, factories.claim(editor))
    with pytest.raises(ValidationError) as caught:
        attribution_withdraw(by=editor, attribution_id=row.pk, reason="  ")
    assert "withdrawn_reason" in caught.value.message_dict
    attribution_withdraw(by=editor, attribution_id=row.pk, reason="wrong person")
    for call in (
        lambda: attribution_withdraw(by=editor, attribution_id=row.pk, reason="again"),
        lambda: attribution_update(by=editor, attribution_id=row.pk, changes={"note": "x"}),
    ):
        with pytest.raises(Refused, match="withdrawn"):
            call()


def test_every_hand_is_on_record(editor):
    claim = factories.claim(editor)
    other = factories.person()
    row = factories.attribution(editor, claim)
    attribution_update(by=other, attribution_id=row.pk, changes={"stance": "confirms"})
    attribution_withdraw(by=other, attribution_id=row.pk, reason="wrong")
    acts = list(claim.contributors.filter(attribution=row).values_list("act", "person"))
    assert acts == [
        ("logged attribution", editor.pk),
        ("changed attribution", other.pk),
        ("withdrew attribution", other.pk),
    ]


def test_attesting_the_three_conditions_names_who_and_when(editor):
    claim = factories.claim(editor)
    row = factories.attribution(editor, claim, information_vital=True)
    assert row.conditions_attested_by == editor
    other = factories.person()
    row = attribution_update(
        by=other, attribution_id=row.pk, changes={"unavailable_on_record": True}
    )
    assert row.conditions_attested_by == other
    assert row.conditions_attested_at is not None


def test_stale_rows_are_refused(editor):
    row = factories.attribution(editor, factories.claim(editor))
    attribution_update(by=editor, attribution_id=row.pk, changes={"note": "one"}, seen=1)
    with pytest.raises(Stale):
        attribution_update(by=editor, attribution_id=row.pk, changes={"note": "two"}, seen=1)


def test_the_database_refuses_what_goes_round_the_services(editor):
    group = factories.group(editor)
    row = factories.attribution(editor, factories.claim(editor), source=group, headcount=2)
    rows = Attribution.objects.filter(pk=row.pk)
    for write, says in (
        (lambda: rows.update(headcount=6), "speak of a source of 5"),
        (lambda: rows.update(via=group), "attribution_via_another_source"),
        (lambda: rows.update(stance="shrugs"), "attribution_stance_known"),
        (lambda: rows.update(withdrawn_reason="x"), "attribution_withdrawal_is_whole"),
        (lambda: rows.update(claim=factories.claim(editor)), "stays with its claim"),
        (lambda: rows._raw_delete("default"), "withdrawn with a reason, never deleted"),
        (lambda: Source.objects.filter(pk=group.pk).update(headcount=1), "more people"),
    ):
        with pytest.raises(IntegrityError, match=says), transaction.atomic():
            write()
