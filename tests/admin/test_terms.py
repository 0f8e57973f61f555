"""What terms of attribution mean, per outlet, in the admin."""

import pytest

from claims.models import OutletTerms
from claims.services import approvals
from newsroom.common.roles import Role
from tests import factories
from tests.admin.pages import opened, save, text_of, url

pytestmark = pytest.mark.django_db
ADD = url(OutletTerms, "add")
TYPED = {"outlet": "us", "terms": "background", "meaning": "No name."}


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def terms(editor):
    return approvals.outlet_terms_set(by=editor, **TYPED)


def test_they_are_logged_and_renamed(desk):
    assert desk.post(ADD, TYPED).status_code == 302
    terms = OutletTerms.objects.get()
    assert (terms.outlet, terms.terms, terms.meaning) == tuple(TYPED.values())
    renamed = {"outlet": "The wire", "terms": "deep background"}
    response = save(desk, terms, opened(desk, terms) | renamed)
    assert response.status_code == 302
    terms = OutletTerms.objects.get()
    assert (terms.outlet, terms.terms, terms.meaning) == (*renamed.values(), "No name.")


def test_each_is_said_once(desk, terms):
    response = desk.post(ADD, TYPED | {"meaning": "Never named."})
    assert "already exists" in text_of(response)
    assert "Never named." in response.content.decode()
    other = approvals.outlet_terms_set(
        by=factories.person(Role.EDITOR), outlet="", terms="anonymity", meaning="No name."
    )
    taken = {"outlet": "us", "terms": "background"}
    assert "already exists" in text_of(save(desk, other, opened(desk, other) | taken))
    terms.refresh_from_db()
    assert terms.meaning == "No name."


@pytest.mark.parametrize("blank", ["", " ", "\n"])
def test_they_mean_something(desk, terms, blank):
    for response in (
        desk.post(ADD, TYPED | {"outlet": "The wire", "meaning": blank}),
        save(desk, terms, opened(desk, terms) | {"meaning": blank}),
    ):
        assert list(response.context["adminform"].form.errors) == ["meaning"]
    assert OutletTerms.objects.get().meaning == "No name."
