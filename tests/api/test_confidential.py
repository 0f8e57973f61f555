"""What is restricted of a source, and that to everybody else there is no such address."""

import pytest

from claims.domain.vocabulary import ApprovalKind
from claims.services.approvals import approval_add
from newsroom.common.roles import Role
from sources.domain.identity import Identity
from sources.services import source_create
from sources.services.custody import source_set_custodians
from sources.services.identity import identity_seal
from tests import factories

pytestmark = pytest.mark.django_db
NOWHERE = "00000000-0000-4000-8000-000000000000"
RESTRICTED = {
    "affiliation": "the ministry",
    "role": "deputy",
    "motive": "passed over",
    "anonymity_reason": "fears for the job",
    "notes": "met in May",
}


@pytest.fixture
def handler(db):
    return factories.person(Role.EDITOR)


@pytest.fixture
def insider(db):
    return factories.person(Role.FACT_CHECKER)


@pytest.fixture
def secret(handler, insider):
    return source_create(
        by=handler,
        fields={"naming": "anonymous", "description": "an aide", "handler": handler, **RESTRICTED},
        known_to=[insider],
    )


def asked(client, source, more=""):
    return client.get(f"/api/v1/sources/{getattr(source, 'pk', source)}/confidential/{more}")


def test_handler_and_known_to_read_it(client_of, handler, insider, secret):
    for person in (handler, insider):
        answer = asked(client_of(person), secret)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store"
        assert not answer.has_header("ETag")
        assert answer.json() == {
            "id": str(secret.pk),
            **RESTRICTED,
            "handler": str(handler.pk),
            "known_to": [str(insider.pk)],
            "compromised_reason": "",
            "identity_sealed": False,
            "custodians": [],
        }


def test_whether_an_identity_is_sealed_and_never_which(keys, client_of, handler, secret):
    custodian = factories.person(Role.CUSTODIAN)
    source_set_custodians(by=handler, source_id=secret.pk, custodians=[custodian])
    identity_seal(by=handler, source_id=secret.pk, identity=Identity("Zubrowka"))
    answer = asked(client_of(handler), secret)
    assert answer.json()["identity_sealed"] is True
    assert answer.json()["custodians"] == [str(custodian.pk)]
    assert "Zubrowka" not in answer.content.decode()
    assert asked(client_of(custodian), secret).status_code == 404


@pytest.mark.parametrize("role", list(Role))
def test_to_others_there_is_no_such_source(client_of, secret, role):
    """Superusers too: word for word what is said of an id that there is not."""
    person = factories.person(role)
    person.is_superuser = True
    person.save()
    client = client_of(person)
    here, nowhere = asked(client, secret), asked(client, NOWHERE)
    assert here.status_code == nowhere.status_code == 404
    assert here.content == nowhere.content
    different = {"X-Request-Id"}
    assert {k: v for k, v in here.headers.items() if k not in different} == {
        k: v for k, v in nowhere.headers.items() if k not in different
    }


def test_who_approved_its_use_reads_it(client_of, handler, secret):
    row = factories.attribution(handler, factories.claim(handler), source=secret)
    approver, other = factories.person(), factories.person()
    approval_add(by=approver, subject=row, kind=ApprovalKind.ANONYMITY)
    assert asked(client_of(approver), secret).status_code == 200
    assert asked(client_of(other), secret).status_code == 404
    approver.is_active = False
    approver.save()
    assert asked(client_of(approver), secret).status_code == 401


def test_an_approval_of_something_else_opens_nothing(client_of, handler, secret):
    claim = factories.claim(handler)
    row = factories.attribution(handler, claim, source=secret)
    other = factories.attribution(handler, claim)
    approver = factories.person()
    approval_add(by=approver, subject=other, kind=ApprovalKind.ANONYMITY)
    approval_add(by=approver, subject=row, kind=ApprovalKind.SINGLE_ANONYMOUS_SOURCE)
    approval_add(by=approver, subject=claim, kind=ApprovalKind.ANONYMITY)
    assert asked(client_of(approver), secret).status_code == 404


def test_a_named_source_is_open_to_the_house(client_of, consumer, editor):
    named = factories.source(editor, affiliation="the Kremlin")
    assert asked(client_of(editor), named).json()["affiliation"] == "the Kremlin"
    assert asked(consumer, named).status_code == 404


def test_an_unknown_parameter_is_refused(client_of, handler, secret):
    assert asked(client_of(handler), secret, "?identity=1").status_code == 400
