"""A claim's own fields at the desk: saved, refused by field, or both versions side by side."""

import pytest
from django.urls import reverse

from claims.services.claims import claim_update
from newsroom.common import admin_seen
from newsroom.common.models import Desk
from newsroom.common.roles import Role
from tests import factories

HTMX = {"HX-Request": "true"}


def address(claim):
    return reverse("desk:edit", args=[claim.pk])


def typed(client, claim, **changes):
    """What the form of the claim sends, with `changes` typed into it."""
    form = client.get(address(claim), headers=HTMX).context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    sent = {name: value for name, value in values.items() if value not in (None, False)}
    return {**sent, **changes}


def send(client, claim, data):
    return client.post(address(claim), data, headers=HTMX)


def test_it_is_saved_through_the_service(at_desk, editor, claim):
    data = typed(at_desk, claim, hedge="probably", due_at="2030-01-02T03:04:05", is_lead="on")
    answer = send(at_desk, claim, data)
    assert (answer.status_code, answer["HX-Trigger"]) == (200, "desk:changed")
    claim.refresh_from_db()
    assert (claim.hedge, claim.is_lead, claim.version) == ("probably", True, 2)
    assert claim.due_at.isoformat() == "2030-01-02T03:04:05+00:00"
    same = send(at_desk, claim, typed(at_desk, claim))
    claim.refresh_from_db()
    assert (same.status_code, claim.version) == (200, 2)


def test_without_htmx_it_is_a_page(at_desk, claim):
    page = at_desk.get(address(claim))
    assert b"<html" in page.content
    saved = at_desk.post(address(claim), typed(at_desk, claim, hedge="may"))
    assert saved["Location"] == reverse("desk:claim", args=[claim.article_id, claim.pk])


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("statement", "", "This field is required."),
        ("kind", "gossip", "not one of the available choices"),
        ("due_at", "soon", "Enter a valid date/time."),
        ("outcome", "borne out", "On which day was that known?"),
        ("label", "S9", "Another claim of this article has this label."),
        ("hedge", "x" * 101, "at most 100 characters"),
        ("note", "a\x00b", "Null characters are not allowed."),
    ],
)
def test_what_is_refused_comes_back_with_what_was_typed(at_desk, editor, claim, name, value, said):
    factories.claim(editor, claim.article, label="S9")
    answer = send(at_desk, claim, typed(at_desk, claim, note="kept") | {name: value})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert name == "note" or "kept" in page
    claim.refresh_from_db()
    assert claim.version == 1


class TestTwoAtOnce:
    def test_both_versions_stand_side_by_side_and_the_choice_is_saved(self, at_desk, claim):
        anna = factories.person(username="anna")
        data = typed(at_desk, claim, statement="Mine", as_of="2024")
        claim_update(
            by=anna, claim_id=claim.pk, changes={"statement": "Theirs", "kind": "forecast"}
        )
        answer = send(at_desk, claim, data)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "anna changed this claim while you were at it." in page
        notes = answer.context["form"].notes
        assert (notes["statement"].now, notes["statement"].mine) == ("Theirs", "Mine")
        assert notes["kind"].mine is None
        assert page.count('class="pair"') == 2
        claim.refresh_from_db()
        assert (claim.statement, claim.as_of) == ("Theirs", "")

        again = {bound.html_name: bound.value() for bound in answer.context["form"]}
        assert (again["kind"], again["as_of"], again["statement"]) == ("forecast", "2024", "Mine")
        sent = {name: value for name, value in again.items() if value not in (None, False)}
        assert send(at_desk, claim, sent).status_code == 200
        claim.refresh_from_db()
        assert (claim.statement, claim.kind, claim.as_of) == ("Mine", "forecast", "2024")

    def test_new_sourcing_is_no_conflict(self, at_desk, editor, claim):
        data = typed(at_desk, claim, hedge="may")
        factories.attribution(editor, claim)
        assert send(at_desk, claim, data).status_code == 200

    def test_a_form_that_says_not_what_it_showed_is_not_saved(self, at_desk, claim):
        for seal in ("", "forged", admin_seen.seal(claim)):
            answer = send(at_desk, claim, typed(at_desk, claim, statement="Mine", seen=seal))
            assert answer.status_code == 422
            assert "Mine" in answer.content.decode()
        claim.refresh_from_db()
        assert claim.version == 1

    def test_since_tells_what_others_did(self, at_desk, claim):
        seen = admin_seen.seal(claim)
        path = reverse("desk:since", args=[claim.pk])
        anna = factories.person(username="anna")
        claim_update(by=anna, claim_id=claim.pk, changes={"hedge": "may"})
        page = at_desk.get(path, {"seen": seen}, headers=HTMX).content.decode()
        assert "Changed by anna" in page
        assert "<b>may</b>" in page
        assert "Changed meanwhile." in at_desk.get(path, {"seen": "x"}).content.decode()


class TestDoors:
    def test_who_only_checks_may_not_edit(self, as_checker, claim):
        assert as_checker.get(address(claim)).status_code == 403
        assert as_checker.post(address(claim), {}).status_code == 403

    def test_others_are_kept_out(self, client, editor, claim):
        assert client.get(address(claim)).status_code == 302
        client.force_login(factories.person(Role.CONSUMER))
        assert client.get(address(claim)).status_code == 403
        desk = Desk.objects.create(name="politics")
        closed = factories.claim(editor, factories.article(editor, access="desk", desk=desk))
        client.force_login(factories.person())
        assert client.get(address(closed)).status_code == 404
        assert client.get(reverse("desk:since", args=[closed.pk])).status_code == 404
