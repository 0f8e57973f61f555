"""A conduit or origin in confidence: who may not know of it sees that there is one, not which."""

import pytest

from newsroom.common.roles import Role
from tests import factories
from tests.admin.pages import opened, row, save, url

pytestmark = pytest.mark.django_db
FIELDS = pytest.mark.parametrize("field", ["via", "knows_from"])


@pytest.fixture
def secret(mara):
    return factories.source(mara, naming="anonymous", description="MARK", handler=mara)


def told(client, claim):
    return client.get(url(type(claim), "change", claim.pk)).content.decode()


@FIELDS
def test_to_an_editor_and_to_who_only_looks(desk, client, editor, mara, secret, field):
    claim = factories.claim(editor)
    factories.attribution(editor, claim, **{field: secret})
    for who in (editor, factories.person(Role.FACT_CHECKER), factories.person(Role.ADMIN)):
        client.force_login(who)
        page = told(client, claim)
        assert "MARK" not in page
        assert str(secret.pk) not in page
        assert "Held back: confidential" in page
    client.force_login(mara)
    assert "MARK" in told(client, claim)


@FIELDS
def test_a_save_leaves_it_as_it_is(desk, editor, secret, field):
    claim = factories.claim(editor)
    attribution = factories.attribution(editor, claim, **{field: secret})
    data = opened(desk, claim) | row(0, note="mine")
    assert f"attributions-0-{field}" not in data
    assert save(desk, claim, data).status_code == 302
    attribution.refresh_from_db()
    assert (attribution.note, getattr(attribution, field)) == ("mine", secret)


@FIELDS
def test_nor_is_it_shown_beside_an_error(desk, editor, secret, field):
    claim = factories.claim(editor)
    factories.attribution(editor, claim, **{field: secret})
    response = save(desk, claim, opened(desk, claim) | row(0, stance="no such"))
    assert response.status_code == 200
    assert "MARK" not in response.content.decode()
    assert "Held back: confidential" in response.content.decode()


def test_one_that_is_open_is_a_field_as_any_other(desk, editor):
    claim, readout = factories.claim(editor), factories.source(editor, description="a readout")
    attribution = factories.attribution(editor, claim, via=readout)
    data = opened(desk, claim)
    assert data["attributions-0-via"] == readout.pk
    assert save(desk, claim, data | row(0, via="")).status_code == 302
    attribution.refresh_from_db()
    assert attribution.via is None
