"""Compromised sources and hand-overs in the admin: nobody undoes by mistake what another did."""

import pytest

from claims.models import HandOver
from claims.services.custody import source_hand_over, source_set_compromised
from claims.services.verification import claim_transition
from newsroom.common.roles import Role
from sources.models import Source
from tests import factories
from tests.admin.pages import change, text_of, url

pytestmark = pytest.mark.django_db
NOWHERE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def source(editor):
    return factories.source(editor, description="a ministry")


@pytest.fixture
def secret(editor):
    return factories.source(editor, naming="anonymous", handler=editor, description="an aide")


def page_of(source, page="compromised"):
    return f"/admin/sources/source/{source.pk}/{page}/"


def form_of(client, address):
    """What a browser would send back of the page."""
    context = client.get(address).context
    return {"seen": context["seen"], **dict(context.get("carried") or [])}


class TestCompromised:
    def test_marked_and_taken_back(self, desk, editor, source):
        claim = factories.claim(editor, statement="He goes in May")
        factories.attribution(editor, claim, source=source)
        checker = factories.person(Role.FACT_CHECKER)
        claim_transition(by=checker, claim_id=claim.pk, to="in_review")
        claim_transition(by=checker, claim_id=claim.pk, to="verified", reason="checked")
        page = text_of(desk.get(page_of(source)))
        assert "Every decided claim on which it stands goes back to review" in page
        assert "He goes in May" in page
        data = form_of(desk, page_of(source)) | {"reason": "fabricated quotes"}
        assert "Marked as compromised." in text_of(desk.post(page_of(source), data, follow=True))
        claim.refresh_from_db()
        assert claim.status == "in_review"
        card = text_of(desk.get(f"/admin/claims/claim/{claim.pk}/change/"))
        assert "because a source was marked as compromised" in card
        data = form_of(desk, page_of(source)) | {"reason": "it was another"}
        assert "The mark is taken back." in text_of(desk.post(page_of(source), data, follow=True))
        source.refresh_from_db()
        assert source.compromised_at is None
        claim.refresh_from_db()
        assert claim.status == "in_review"

    @pytest.mark.parametrize(
        ("reason", "says"),
        [("", "required"), (" \n", "required"), ("x" * 301, "at most 300"), ("a\x00", "Null")],
    )
    def test_bad_input_comes_back_at_its_field(self, desk, source, reason, says):
        data = form_of(desk, page_of(source)) | {"reason": reason}
        response = desk.post(page_of(source), data)
        assert says in str(response.context["form"].errors["reason"])
        assert Source.objects.get(pk=source.pk).compromised_at is None

    def test_two_who_mark_it_do_not_take_it_back(self, desk, source, mara):
        """The second page was made to mark it: sent again, it never becomes the contrary."""
        data = form_of(desk, page_of(source)) | {"reason": "my words"}
        source_set_compromised(by=mara, source_id=source.pk, compromised=True, reason="her reason")
        response = desk.post(page_of(source), data)
        told = text_of(response)
        assert "Mara Lind changed this meanwhile" in told
        assert "her reason" in told
        assert "my words" in told
        again = {"seen": response.context["seen"], **dict(response.context["carried"])}
        response = desk.post(page_of(source), again | {"reason": "my words"})
        assert "It is marked already." in text_of(response)
        source.refresh_from_db()
        assert source.compromised_reason == "her reason"

    def test_what_another_changed_meanwhile_is_shown(self, desk, source, mara):
        data = form_of(desk, page_of(source)) | {"reason": "my words"}
        change(mara, source, description="a spokesman")
        response = desk.post(page_of(source), data)
        assert "a ministry → a spokesman" in text_of(response)
        assert "You saw version" not in text_of(response)
        data |= {"seen": response.context["seen"]}
        assert desk.post(page_of(source), data).status_code == 302

    def test_without_saying_what_was_seen(self, desk, source):
        for seen in ({}, {"seen": "1"}):
            response = desk.post(page_of(source), {"reason": "x", **seen})
            assert "does not say which version" in text_of(response)
        assert Source.objects.get(pk=source.pk).compromised_at is None

    def test_on_its_page_who_and_when_and_to_some_why(self, desk, client, editor, source, secret):
        for one in (source, secret):
            source_set_compromised(by=editor, source_id=one.pk, compromised=True, reason="MARK")
        for person, sees in ((editor, True), (factories.person(Role.EDITOR), False)):
            client.force_login(person)
            for one, shown in ((source, True), (secret, sees)):
                response = client.get(url(Source, "change", one.pk))
                assert (b"MARK" in response.content) == shown
                assert f"Compromised by {editor}" in text_of(response).replace(" :", "")
        assert text_of(client.get(url(Source, "changelist"))).count("compromised") >= 2

    def test_nobody_else_reads_why_on_any_page(self, desk, client, editor, secret):
        claim = factories.claim(editor)
        factories.attribution(editor, claim, source=secret)
        data = form_of(desk, page_of(secret)) | {"reason": "MARK"}
        assert desk.post(page_of(secret), data).status_code == 302
        client.force_login(factories.person(Role.EDITOR))
        pages = [page_of(secret), page_of(secret, "merge"), url(Source, "change", secret.pk)]
        pages += [f"/admin/claims/claim/{claim.pk}/{one}/" for one in ("check", "timeline")]
        pages += [f"/admin/claims/claim/{claim.pk}/change/", url(Source, "changelist")]
        for page in pages:
            response = client.get(page)
            assert response.status_code == 200, page
            assert b"MARK" not in response.content, page
        stale = {"seen": "", "reason": "x"}
        assert b"MARK" not in client.post(page_of(secret), stale).content

    @pytest.mark.parametrize("pk", ["nonsense", NOWHERE])
    @pytest.mark.parametrize("page", ["compromised", "hand-over", "merge"])
    def test_odd_ids(self, desk, pk, page):
        address = f"/admin/sources/source/{pk}/{page}/"
        assert desk.get(address).status_code == 404
        assert desk.post(address, {"reason": "x"}).status_code == 404

    def test_merging_into_nonsense(self, desk, source):
        for into in ("nonsense", NOWHERE, ""):
            data = form_of(desk, page_of(source, "merge")) | {"into": into}
            response = desk.post(page_of(source, "merge"), data)
            assert response.status_code == 200
            assert response.context["form"].errors["into"]


class TestHandingOver:
    def test_on_record(self, desk, editor, secret, mara):
        address = page_of(secret, "hand-over")
        assert f"is with {editor}" in text_of(desk.get(address))
        data = form_of(desk, address) | {"to": str(mara.pk), "reason": "leave"}
        assert "Mara Lind handles it from now on." in text_of(desk.post(address, data, follow=True))
        secret.refresh_from_db()
        assert (secret.handler, list(secret.known_to.all())) == (mara, [editor])
        step = HandOver.objects.get()
        assert (step.from_person, step.to_person, step.reason) == (editor, mara, "leave")
        assert "leave" in text_of(desk.get(url(HandOver, "changelist")))

    def test_its_handler_hands_it_on_whatever_their_role(self, client, editor, secret):
        checker = factories.person(Role.FACT_CHECKER)
        source_hand_over(by=editor, source_id=secret.pk, to=checker)
        client.force_login(checker)
        address = page_of(secret, "hand-over")
        assert address in client.get(url(Source, "change", secret.pk)).content.decode()
        data = form_of(client, address) | {"to": str(editor.pk)}
        assert client.post(address, data).status_code == 302
        secret.refresh_from_db()
        assert secret.handler == editor

    @pytest.mark.parametrize("role", [Role.EDITOR, Role.FACT_CHECKER, Role.ADMIN])
    def test_nobody_else_does(self, client, secret, role):
        person = factories.person(role)
        client.force_login(person)
        address = page_of(secret, "hand-over")
        assert address not in client.get(url(Source, "change", secret.pk)).content.decode()
        assert client.get(address).status_code == 403
        assert client.post(address, {"to": str(person.pk)}).status_code == 403

    @pytest.mark.parametrize(
        ("data", "field", "says"),
        [
            ({"to": ""}, "to", "required"),
            ({"to": "nonsense"}, "to", "not"),
            ({"to": "CONSUMER"}, "to", "not one of the available choices"),
            ({"to": "SAME"}, "to", "handler already"),
            ({"reason": "x" * 301}, "reason", "at most 300"),
        ],
    )
    def test_bad_input_comes_back_at_its_field(self, desk, editor, secret, mara, data, field, says):
        people = {"SAME": editor.pk, "CONSUMER": factories.person(Role.CONSUMER).pk}
        address = page_of(secret, "hand-over")
        data = {"to": str(mara.pk), "reason": "my words", **data}
        data["to"] = str(people.get(data["to"], data["to"]))
        response = desk.post(address, form_of(desk, address) | data)
        assert says in str(response.context["form"].errors[field])
        if field != "reason":
            assert "my words" in response.content.decode()
        assert not HandOver.objects.exists()

    def test_of_a_confidential_one_only_those_concerned_read_it(self, client, editor, secret, mara):
        source_hand_over(by=editor, source_id=secret.pk, to=mara, reason="MARK")
        step = HandOver.objects.get()
        for person, sees in ((editor, True), (mara, True), (factories.person(), False)):
            client.force_login(person)
            assert (b"MARK" in client.get(url(HandOver, "changelist")).content) == sees
            page = client.get(url(HandOver, "change", step.pk), follow=True)
            assert (b"MARK" in page.content) == sees
