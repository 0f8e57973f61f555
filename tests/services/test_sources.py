"""Sources: their claims follow every change, and two that are one can be merged."""

import pytest
from django.core.exceptions import ValidationError

from claims.services.attributions import attribution_withdraw
from claims.services.sources import source_merge, source_update
from newsroom.common.records import Refused, Stale
from sources.models import Source
from sources.services import source_create, source_delete
from tests import factories

pytestmark = pytest.mark.django_db


def counts(claim):
    claim.refresh_from_db()
    return (claim.source_count, claim.origin_count, claim.independent_confirmations)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"description": ""}, "description"),
        ({"naming": "anonymous", "name": "Jane Roe"}, "name"),
        ({"naming": "withheld", "name": "Jane Roe"}, "name"),
        ({"headcount": 3}, "headcount"),
        ({"kind": "group", "headcount": 0}, "headcount"),
        ({"kind": "ghost"}, "kind"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_bad_fields_are_named(editor, fields, field):
    with pytest.raises(ValidationError) as caught:
        factories.source(editor, **fields)
    assert field in caught.value.message_dict


def test_who_records_restricted_facts_can_read_them_again(editor):
    source = source_create(
        by=editor, fields={"description": "an official", "naming": "anonymous", "motive": "anger"}
    )
    assert source.handler == editor


def test_a_groups_size_is_followed_by_the_counts(editor):
    group = factories.group(editor, headcount=None)
    claim = factories.claim(editor, attributions=[{"source": group, "stance": "asserts"}])
    assert counts(claim) == (0, 1, 0)
    source_update(by=editor, source_id=group.pk, changes={"headcount": 5})
    assert counts(claim) == (5, 5, 0)
    assert claim.version == 2


def test_a_group_does_not_shrink_below_what_a_row_states(editor):
    group = factories.group(editor)
    factories.attribution(editor, factories.claim(editor), source=group, headcount=4)
    with pytest.raises(ValidationError) as caught:
        source_update(by=editor, source_id=group.pk, changes={"headcount": 3})
    assert "4 of this group" in str(caught.value.message_dict["headcount"])


def test_a_group_of_several_speakers_stays_a_group(editor):
    group = factories.group(editor, headcount=None)
    factories.attribution(editor, factories.claim(editor), source=group, headcount=2)
    with pytest.raises(ValidationError) as caught:
        source_update(by=editor, source_id=group.pk, changes={"kind": "organisation"})
    assert "2 people" in str(caught.value.message_dict["kind"])


def test_speaks_for_joins_origins_through_a_chain(editor):
    ministry, spokesman, deputy = (factories.source(editor) for _ in range(3))
    claim = factories.claim(editor)
    factories.attribution(editor, claim, source=ministry)
    factories.attribution(editor, claim, "confirms", source=deputy, independent=True)
    assert counts(claim) == (2, 2, 1)
    source_update(by=editor, source_id=deputy.pk, changes={"speaks_for": spokesman})
    assert counts(claim) == (2, 2, 1)
    source_update(by=editor, source_id=spokesman.pk, changes={"speaks_for": ministry})
    assert counts(claim) == (2, 1, 0)
    with pytest.raises(ValidationError, match="circle"):
        source_update(by=editor, source_id=ministry.pk, changes={"speaks_for": deputy})


def test_metadata_touches_no_claim(editor):
    source = factories.source(editor)
    claim = factories.claim(editor)
    factories.attribution(editor, claim, source=source)
    source_update(by=editor, source_id=source.pk, changes={"role": "minister"}, seen=1)
    claim.refresh_from_db()
    assert claim.version == 2
    with pytest.raises(Stale):
        source_update(by=editor, source_id=source.pk, changes={"role": "x"}, seen=1)


def test_merging_moves_every_role_and_recounts(editor):
    one, same = factories.source(editor), factories.source(editor)
    claim = factories.claim(editor)
    factories.attribution(editor, claim, source=one)
    factories.attribution(editor, claim, "confirms", source=same, independent=True)
    through = factories.claim(editor)
    factories.attribution(editor, through, via=same)
    factories.attribution(editor, through, knows_from=same)
    spokesman = factories.source(editor, speaks_for=same)
    request = factories.comment_request(editor, claim, source=same)
    assert counts(claim) == (2, 2, 1)
    source_merge(by=editor, source_id=same.pk, into_id=one.pk)
    assert counts(claim) == (1, 1, 0)
    for record in (same, spokesman, request):
        record.refresh_from_db()
    assert same.merged_into == one
    assert spokesman.speaks_for == one
    assert request.source == one
    assert through.attributions.filter(via=one).count() == 1
    assert through.attributions.filter(knows_from=one).count() == 1
    assert not Source.objects.standing().filter(pk=same.pk).exists()


def test_what_cannot_be_one_is_not_merged(editor):
    person, group = factories.source(editor), factories.group(editor)
    hidden = factories.source(editor, naming="anonymous")
    spokesman = factories.source(editor, speaks_for=person)
    for into, says in (
        (person, "Another source"),
        (group, "cannot be one"),
        (hidden, "confidential"),
        (spokesman, "speaks for"),
    ):
        with pytest.raises(ValidationError, match=says):
            source_merge(by=editor, source_id=person.pk, into_id=into.pk)


def test_a_merge_that_breaks_a_row_is_refused_whole_and_says_where(editor):
    outlet, readout = (factories.source(editor, kind="media") for _ in range(2))
    claim = factories.claim(editor, label="S4")
    row = factories.attribution(editor, claim, source=outlet, via=readout)
    with pytest.raises(ValidationError, match="S4"):
        source_merge(by=editor, source_id=readout.pk, into_id=outlet.pk)
    row.refresh_from_db()
    readout.refresh_from_db()
    assert row.via == readout
    assert readout.merged_into is None


def test_a_merge_keeps_what_withdrawn_rows_said(editor):
    large, small = factories.group(editor), factories.group(editor, headcount=2)
    row = factories.attribution(editor, factories.claim(editor), source=large, headcount=4)
    attribution_withdraw(by=editor, attribution_id=row.pk, reason="misheard")
    with pytest.raises(ValidationError, match="4 of 2"):
        source_merge(by=editor, source_id=large.pk, into_id=small.pk)


def test_a_tombstone_takes_no_new_rows_and_no_change(editor):
    gone, stays = factories.source(editor), factories.source(editor)
    source_merge(by=editor, source_id=gone.pk, into_id=stays.pk)
    with pytest.raises(ValidationError, match=str(stays.pk)):
        factories.attribution(editor, factories.claim(editor), source=gone)
    with pytest.raises(Refused, match="merged"):
        source_update(by=editor, source_id=gone.pk, changes={"role": "x"})


def test_a_source_in_a_sheet_is_kept_and_an_unused_one_can_go(editor):
    used, unused = factories.source(editor), factories.source(editor)
    factories.attribution(editor, factories.claim(editor), source=used)
    with pytest.raises(Refused, match="stands in a sheet"):
        source_delete(by=editor, source_id=used.pk)
    source_delete(by=editor, source_id=unused.pk)
    assert Source.objects.filter(pk__in=[used.pk, unused.pk]).count() == 1
