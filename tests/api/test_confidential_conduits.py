"""Over the API a confidential conduit is null, and null sent back takes nothing away."""

import pytest

from tests import factories
from tests.api.calls import get, patch

pytestmark = pytest.mark.django_db
FIELDS = pytest.mark.parametrize("field", ["via", "knows_from"])


@pytest.fixture
def secret(editor):
    return factories.source(editor, naming="anonymous", description="an aide", handler=editor)


@FIELDS
def test_what_was_read_and_sent_back(api, editor, claim, secret, field):
    row = factories.attribution(editor, claim, **{field: secret})
    path = f"attributions/{row.pk}"
    read = get(api, f"{path}/")
    assert read[field] is None
    changed = patch(api, path, note="mine", **{field: read[field]})
    assert (changed["note"], changed[field]) == ("mine", None)
    row.refresh_from_db()
    assert (row.note, getattr(row, field)) == ("mine", secret)


@FIELDS
def test_another_takes_its_place(api, editor, claim, secret, field):
    row, readout = factories.attribution(editor, claim, **{field: secret}), factories.source(editor)
    assert patch(api, f"attributions/{row.pk}", **{field: str(readout.pk)})[field] == str(
        readout.pk
    )
    assert patch(api, f"attributions/{row.pk}", **{field: None})[field] is None
    row.refresh_from_db()
    assert getattr(row, field) is None
