"""The status as the public sees it, and why a claim is sent back in secret."""

import pytest
from django.db import IntegrityError, connection, transaction

from claims.domain.vocabulary import Status
from claims.models import Claim, VerificationEvent
from claims.services.attributions import attribution_update, attribution_withdraw
from claims.services.claims import claim_update
from claims.services.evidence import evidence_add, evidence_update
from claims.services.history import first_broken
from claims.services.sources import source_update
from claims.services.verification import claim_transition
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(editor):
    claim = factories.claim(editor, factories.article(editor, status="published"))
    factories.attribution(editor, claim)
    return decided(claim)


def decided(claim, to=Status.VERIFIED):
    second = factories.person()
    if claim.status != Status.IN_REVIEW:
        claim_transition(by=second, claim_id=claim.pk, to=Status.IN_REVIEW)
    return claim_transition(by=second, claim_id=claim.pk, to=to, reason="Checked.")


def statuses(claim):
    claim = Claim.objects.get(pk=claim.pk)
    return Status(claim.status), Status(claim.public_status)


SENT_BACK = (Status.IN_REVIEW, Status.IN_REVIEW)
IN_SECRET = (Status.IN_REVIEW, Status.VERIFIED)


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ("on the record", SENT_BACK),
        ("anonymity", SENT_BACK),
        ("background", SENT_BACK),
        ("deep background", IN_SECRET),
        ("off the record", IN_SECRET),
    ],
)
def test_a_row(editor, claim, terms, expected):
    factories.attribution(editor, claim, "confirms", terms=terms)
    assert statuses(claim) == expected
    assert claim.events.latest("number").internal == (expected == IN_SECRET)


def test_a_row_that_comes_into_the_open(editor, claim):
    row = factories.attribution(editor, claim, "confirms", terms="off the record")
    assert statuses(claim) == IN_SECRET
    attribution_update(by=editor, attribution_id=row.pk, changes={"stance": "asserts"})
    assert statuses(claim) == IN_SECRET
    attribution_update(by=editor, attribution_id=row.pk, changes={"terms": "background"})
    assert statuses(claim) == SENT_BACK
    decided(claim)
    attribution_update(by=editor, attribution_id=row.pk, changes={"terms": "off the record"})
    assert statuses(claim) == SENT_BACK  # the public saw it go
    decided(claim)
    attribution_withdraw(by=editor, attribution_id=row.pk, reason="So.")
    assert statuses(claim) == IN_SECRET


@pytest.mark.parametrize(("public", "expected"), [(True, SENT_BACK), (False, IN_SECRET)])
def test_evidence(editor, claim, public, expected):
    fields = {"url": "https://example.org", "is_public": public}
    evidence = evidence_add(by=editor, claim_id=claim.pk, fields=fields)
    assert statuses(claim) == expected
    decided(claim)
    evidence_update(by=editor, evidence_id=evidence.pk, changes={"locator": "p. 7"})
    assert statuses(claim) == expected


def test_a_source_of_hidden_rows_alone(editor, claim):
    group = factories.group(editor, headcount=3)
    factories.attribution(editor, claim, source=group, terms="deep background")
    decided(claim)
    source_update(by=editor, source_id=group.pk, changes={"headcount": 4})
    assert statuses(claim) == IN_SECRET


def test_what_the_public_sees_next_moves_it(editor, claim):
    factories.attribution(editor, claim, terms="off the record")
    claim_update(by=editor, claim_id=claim.pk, changes={"statement": "Putin will fly to China"})
    assert statuses(claim) == SENT_BACK


@pytest.mark.parametrize("to", [Status.VERIFIED, Status.REFUTED, Status.DISPUTED])
def test_a_new_decision_is_for_everybody(editor, claim, to):
    factories.attribution(editor, claim, terms="off the record")
    decided(claim, to)
    assert statuses(claim) == (to, to)
    assert first_broken() is None


def test_the_database_keeps_the_two_in_step(claim):
    with pytest.raises(IntegrityError, match="claim_public_status_follows"), transaction.atomic():
        Claim.objects.update(public_status="refuted")
    with pytest.raises(IntegrityError, match="verification_internal_reopens"), transaction.atomic():
        VerificationEvent.objects.create(
            claim=claim,
            from_status=claim.status,
            to_status=Status.IN_REVIEW,
            by=factories.person(),
            internal=True,  # but nothing caused it
        )


def test_an_event_by_raw_sql_moves_both(editor, claim):
    VerificationEvent.objects.create(
        claim=claim, from_status=claim.status, to_status=Status.IN_REVIEW, by=editor
    )
    with connection.cursor() as cursor:
        cursor.execute("UPDATE claims_claim SET status = 'in_review' WHERE id = %s", [claim.pk])
    assert statuses(claim) == SENT_BACK


def test_the_digest_tells_whether_it_was_in_secret(editor, claim):
    factories.attribution(editor, claim, terms="off the record")
    assert first_broken() is None
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE claims_verificationevent DISABLE TRIGGER USER")
        cursor.execute("UPDATE claims_verificationevent SET internal = false WHERE internal")
    broken = first_broken()
    assert broken is not None
    assert broken.record == str(claim.events.latest("number").pk)
