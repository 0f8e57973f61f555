"""Claims: logged with anchors and sourcing in one step, or in several."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from claims.models import Anchor, Claim, ClaimContributor
from claims.services.claims import claim_update
from newsroom.common.records import Stale
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_statement_is_all_that_is_asked_for(editor):
    claim = factories.claim(editor, statement="It rains.")
    assert (claim.kind, claim.status, claim.outcome) == ("fact", "unverified", "open")
    assert (claim.source_count, claim.origin_count, claim.version) == (0, 0, 1)
    assert list(claim.contributors.values_list("act", "person")) == [("wrote statement", editor.pk)]


def test_anchors_and_sourcing_in_the_same_step(editor):
    group = factories.group(editor)
    claim = factories.claim(
        editor,
        anchors=[{"start": 0, "end": 33}, {"exact": "The Kremlin"}],
        attributions=[
            {"source": group, "stance": "asserts"},
            {"source": group, "stance": "asserts", "headcount": 1},
            {
                "source": group,
                "stance": "confirms",
                "headcount": 4,
                "others": True,
                "independent": True,
                "basis": "asserted in copy",
            },
        ],
    )
    claim.refresh_from_db()
    assert (claim.source_count, claim.origin_count) == (5, 5)
    assert (claim.independent_confirmations, claim.documented_confirmations) == (4, 0)
    assert claim.public_source_count == 5
    assert [a.exact for a in claim.anchors.order_by("position")] == [
        "Putin will travel to China in May",
        "The Kremlin",
    ]
    assert claim.version == 1


@pytest.mark.parametrize(
    ("extra", "field", "says"),
    [
        ({"statement": ""}, "statement", "blank"),
        ({"kind": "rumour"}, "kind", "rumour"),
        ({"anchors": [{"exact": "Napoleon"}]}, "anchors", "exact"),
        ({"anchors": [{"start": 0, "end": 9999}]}, "anchors", "end"),
        ({"anchors": [{"colour": 1}]}, "anchors", "colour"),
        ({"outcome": "borne out"}, "outcome_on", "day"),
        ({"status": "verified"}, "status", "Cannot be changed here"),
    ],
)
def test_bad_input_is_named_and_nothing_is_written(editor, extra, field, says):
    article = factories.article(editor)
    with pytest.raises(ValidationError) as caught:
        factories.claim(editor, article, **extra)
    assert says in str(caught.value.message_dict[field])
    assert not Claim.objects.exists()
    assert not ClaimContributor.objects.exists()


def test_a_bad_row_is_named_by_its_number_and_field(editor):
    group = factories.group(editor)
    rows = [
        {"source": group, "stance": "asserts"},
        {"source": group, "stance": "asserts", "headcount": 6},
    ]
    with pytest.raises(ValidationError) as caught:
        factories.claim(editor, attributions=rows)
    (message,) = caught.value.message_dict["attributions"]
    assert message.startswith("Row 2: headcount: 6 of 5")
    assert not Claim.objects.exists()


def test_a_label_stands_once_in_an_article(editor):
    article = factories.article(editor)
    factories.claim(editor, article, label="S1")
    with pytest.raises(ValidationError) as caught:
        factories.claim(editor, article, label="S1")
    assert "label" in caught.value.message_dict
    factories.claim(editor, factories.article(editor), label="S1")


def test_who_rewrites_the_statement_is_on_record(editor):
    claim = factories.claim(editor)
    other = factories.person()
    claim_update(by=other, claim_id=claim.pk, changes={"hedge": "could"})
    assert not claim.contributors.filter(person=other).exists()
    claim_update(by=other, claim_id=claim.pk, changes={"statement": "He may travel."})
    assert claim.contributors.filter(person=other, act="wrote statement").count() == 1


def test_new_anchors_take_the_place_of_the_old(editor):
    claim = factories.claim(editor, anchors=[{"exact": "The Kremlin"}])
    claim_update(by=editor, claim_id=claim.pk, changes={}, anchors=[{"exact": "China"}])
    assert [a.exact for a in Anchor.objects.filter(claim=claim)] == ["China"]


def test_stale_is_refused(editor):
    claim = factories.claim(editor)
    claim_update(by=editor, claim_id=claim.pk, changes={"hedge": "could"}, seen=1)
    with pytest.raises(Stale):
        claim_update(by=editor, claim_id=claim.pk, changes={"hedge": "may"}, seen=1)


def test_an_anchor_that_is_not_the_text_is_refused_by_the_database(editor):
    claim = factories.claim(editor, anchors=[{"exact": "China"}])
    with pytest.raises(IntegrityError, match="not the quote"), transaction.atomic():
        Anchor.objects.filter(claim=claim).update(exact="Japan")


def test_an_anchor_on_another_article_is_refused_by_the_database(editor):
    claim = factories.claim(editor, anchors=[{"exact": "China"}])
    other = factories.article(editor)
    with pytest.raises(IntegrityError, match="own article"), transaction.atomic():
        Anchor.objects.filter(claim=claim).update(version=other.current_version)


def test_contributors_stay_on_record(editor):
    factories.claim(editor)
    with pytest.raises(IntegrityError, match="stays on record"), transaction.atomic():
        ClaimContributor.objects.all().delete()
    with pytest.raises(IntegrityError, match="stays on record"), transaction.atomic():
        ClaimContributor.objects.update(act="logged attribution")
