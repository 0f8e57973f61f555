"""The pages on a sealed identity: who reaches which, what they ask, and that it is shown once."""

import logging
import re

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from newsroom.common.roles import Role
from sources.domain.identity import Identity
from sources.domain.sealing import KeyRing
from sources.models import IdentityOpening, SealedIdentity, Source
from sources.services.identity import identity_seal
from sources.services.opening import identity_open
from tests import factories
from tests.admin.pages import text_of
from tests.doors.signing_in import code_of, with_app
from tests.sources.test_shredding import MARKER, dump

pytestmark = pytest.mark.django_db
STEPS = ("seal", "custodians", "ask", "open", "shred", "same-person")
WHO = {"name": f"{MARKER} Ann", "contact": "+7 900", "established": "passport", "note": "shy"}


@pytest.fixture
def sealed(keys, hanna, source):
    identity_seal(by=hanna, source_id=source.pk, identity=Identity(**WHO))
    return source


def as_(person):
    client = Client()
    client.force_login(person)
    return client


def address(source, step=""):
    return f"/admin/sources/source/{source.pk}/identity/{step}" + ("/" if step else "")


def asked(client, source, reason="a court asks", password=factories.PASSWORD):
    form = client.get(address(source, "open")).context["form"]
    return {"opening": form.initial["opening"], "reason": reason, "password": password}


class TestWhoReachesWhat:
    @pytest.mark.parametrize("role", [one for one in Role if one is not Role.CONSUMER])
    def test_others_reach_nothing_sealed_or_not(self, keys, sealed, hanna, role):
        """A superuser neither; and the answer does not tell whether anything is sealed."""
        person = factories.person(role)
        person.is_superuser = person.is_staff = True
        person.save()
        client, other = as_(person), factories.source(hanna, naming="anonymous", handler=hanna)
        for step in ("", *STEPS, "acknowledge"):
            for method in (client.get, client.post):
                first, second = method(address(sealed, step)), method(address(other, step))
                assert first.status_code == second.status_code == 403
                assert first.content == second.content

    def test_the_button_is_there_for_those_who_may(self, sealed, carla, hanna):
        for person, there in ((carla, True), (hanna, True), (factories.person(), False)):
            page = as_(person).get(f"/admin/sources/source/{sealed.pk}/change/")
            assert ("Identity …" in page.content.decode()) is there

    @pytest.mark.parametrize(
        ("who", "open_to"),
        [("carla", set(STEPS)), ("hanna", {"seal", "custodians", "shred"})],
    )
    def test_the_handler_seals_and_shreds_but_opens_nothing(self, request, sealed, who, open_to):
        client = as_(request.getfixturevalue(who))
        assert client.get(address(sealed)).status_code == 200
        for step in STEPS:
            assert client.get(address(sealed, step)).status_code == (
                200 if step in open_to else 403
            )


class TestSealing:
    def test_nothing_of_it_comes_back(self, keys, source, hanna):
        client = as_(hanna)
        response = client.post(address(source, "seal"), WHO, follow=True)
        assert "Sealed. Nobody but a custodian" in text_of(response)
        assert MARKER not in response.content.decode()
        assert SealedIdentity.objects.count() == 1
        for session in Session.objects.all():
            assert MARKER not in str(session.get_decoded())

    def test_a_second_page_begins_empty(self, sealed, hanna):
        assert MARKER not in as_(hanna).get(address(sealed, "seal")).content.decode()

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            (WHO | {"name": ""}, "name"),
            (WHO | {"note": "x" * 4001}, "note"),
            (WHO | {"contact": "a\x00"}, "contact"),
        ],
    )
    def test_bad_input_comes_back_at_its_field(self, keys, source, hanna, given, field):
        response = as_(hanna).post(address(source, "seal"), given)
        assert list(response.context["form"].errors) == [field]
        assert "passport" in response.content.decode()  # nothing that was typed is lost
        assert "no-store" in response["Cache-Control"]

    def test_without_keys_it_is_said(self, source, hanna):
        response = as_(hanna).post(address(source, "seal"), WHO)
        assert "no IDENTITY_KEYS" in text_of(response)
        assert not SealedIdentity.objects.exists()


class TestOpening:
    def test_it_is_shown_once(self, sealed, carla):
        client = as_(carla)
        data = asked(client, sealed)
        response = client.post(address(sealed, "open"), data)
        assert all(value in response.content.decode() for value in WHO.values())
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "no-referrer"
        again = client.post(address(sealed, "open"), data)  # a page that is loaded anew
        assert MARKER not in again.content.decode()
        assert "shown already" in text_of(again)
        assert IdentityOpening.objects.count() == 1

    def test_a_code_of_the_app_will_do(self, sealed, carla):
        secret, client = with_app(carla), as_(carla)
        data = asked(client, sealed)
        wrong = client.post(address(sealed, "open"), data | {"password": "000000"})
        assert MARKER not in wrong.content.decode()
        right = client.post(address(sealed, "open"), data | {"password": code_of(secret)})
        assert MARKER in right.content.decode()

    @pytest.mark.parametrize(
        ("more", "says"),
        [
            ({"password": "guess"}, "That is neither your password"),
            ({"password": ""}, "This field is required."),
            ({"reason": " "}, "This field is required."),
            ({"opening": "x"}, "Enter a valid UUID."),
        ],
    )
    def test_what_is_refused_shows_nothing(self, sealed, carla, more, says):
        client = as_(carla)
        response = client.post(address(sealed, "open"), asked(client, sealed) | more)
        assert says in str(response.context["form"].errors)
        assert MARKER not in response.content.decode()
        assert not IdentityOpening.objects.exists()

    def test_what_does_not_open_is_an_error_of_the_form(self, sealed, carla, settings):
        settings.IDENTITY_KEYS = KeyRing({"other": bytes(range(64, 96))})
        client = as_(carla)
        response = client.post(address(sealed, "open"), asked(client, sealed))
        assert response.status_code == 200
        assert "“new”, which is not among IDENTITY_KEYS. Put that key back." in text_of(response)
        assert "failed, nothing was shown" in text_of(client.get(address(sealed)))
        settings.IDENTITY_KEYS = KeyRing({"new": bytes(range(32))})
        retry = response.context["form"]["opening"].value()
        response = client.post(address(sealed, "open"), asked(client, sealed) | {"opening": retry})
        assert MARKER in response.content.decode()

    def test_two_persons(self, sealed, carla, cem, settings):
        settings.IDENTITY_TWO_PERSONS = True
        mine, theirs = as_(carla), as_(cem)
        assert "second custodian has to give leave" in text_of(
            mine.post(address(sealed, "open"), asked(mine, sealed))
        )
        mine.post(address(sealed, "ask"), {"reason": "a court asks"})
        page = theirs.get(address(sealed)).content.decode()
        (link,) = re.findall(r'href="([^"]*/identity/approve/[^"]*)"', page)
        assert "carla asks to open" in text_of(theirs.get(link))
        assert "identity/approve" not in mine.get(address(sealed)).content.decode()
        said = theirs.post(link, {"password": factories.PASSWORD}, follow=True)
        assert "carla may open it once." in text_of(said)
        shown = mine.post(address(sealed, "open"), asked(mine, sealed))
        assert MARKER in shown.content.decode()
        assert "with the leave of cem" in text_of(mine.get(address(sealed)))

    def test_leave_of_another_source_is_no_address(self, sealed, carla):
        link = address(sealed, "approve/00000000-0000-4000-8000-000000000000")
        assert as_(carla).get(link).status_code == 404


class TestTheRest:
    def test_custodians_are_named(self, sealed, hanna, carla, cem):
        client = as_(hanna)
        page = client.get(address(sealed, "custodians"))
        data = {"seen": page.context["seen"], "custodians": [str(cem.pk)]}
        assert "is on record" in text_of(
            client.post(address(sealed, "custodians"), data, follow=True)
        )
        assert list(sealed.custodians.all()) == [cem]
        again = client.post(address(sealed, "custodians"), data)
        assert "meanwhile" in text_of(again)

    @pytest.mark.parametrize(("typed", "done"), [("shred", True), ("yes", False), ("", False)])
    def test_shredding_wants_the_word(self, sealed, carla, typed, done):
        as_(carla).post(address(sealed, "shred"), {"reason": "raid", "confirmed": typed})
        assert SealedIdentity.objects.exists() is not done

    def test_the_same_person(self, sealed, carla, hanna):
        other = factories.source(hanna)
        client = as_(carla)
        client.post(address(sealed, "same-person"), {"other": other.pk, "same": "yes"})
        (said,) = sealed.same_person_tags.all()
        assert str(other.pk) not in client.get(address(sealed)).content.decode()
        client.post(address(sealed, "same-person"), {"other": other.pk, "same": "no"})
        (taken_back,) = sealed.same_person_tags.all()
        assert bytes(said.tag) != bytes(taken_back.tag)

    def test_notices_stand_on_the_pages_until_acknowledged(self, sealed, carla, cem):
        identity_open(
            by=carla, source_id=sealed.pk, password=factories.PASSWORD, reason="a court asks"
        )
        client = as_(cem)
        pages = ("/admin/", f"/admin/sources/source/{sealed.pk}/change/", address(sealed))
        for one in pages:
            told = text_of(client.get(one))
            assert "carla opened the sealed identity of source “a Kremlin aide”." in told
            assert "a court asks" not in told.split("Openings")[0]
        client.post(address(sealed, "acknowledge"))
        for one in pages:
            assert "carla opened the sealed" not in text_of(client.get(one))
        assert "Custody" not in text_of(as_(factories.person(Role.ADMIN)).get("/admin/"))


@pytest.mark.django_db(transaction=True)
def test_the_marker_turns_up_nowhere_but_at_the_opening(keys, source, hanna, carla, caplog):
    """Sealed, opened, failed and asked for by everybody, with every log at DEBUG."""
    other = factories.source(hanna)
    article = factories.article(hanna)
    claim = factories.claim(hanna, article)
    factories.attribution(hanna, claim, source=source, terms="anonymity")
    caplog.set_level(logging.DEBUG)
    with connection.execute_wrapper(logged):
        as_(hanna).post(address(source, "seal"), WHO)
        as_(hanna).post(address(source, "seal"), WHO | {"name": ""})
        client = as_(carla)
        client.post(address(source, "same-person"), {"other": other.pk, "same": "yes"})
        shown = client.post(address(source, "open"), asked(client, source))
        assert MARKER in shown.content.decode()
    pages = {"/admin/", address(source), f"/admin/claims/article/{article.pk}/change/"}
    pages |= {f"/admin/claims/article/{article.pk}/timeline/", "/admin/sources/source/?q=Qvist"}
    pages |= {f"/admin/sources/source/{source.pk}/{one}/" for one in ("change", "history", "merge")}
    pages |= {f"/api/v1/{one}" for one in ("sources/", f"sources/{source.pk}/", "claims/")}
    pages |= {f"/api/v1/articles/{article.pk}/{one}/" for one in ("sheet", "history", "readiness")}
    people = [factories.person(role) for role in Role]
    words = (MARKER, "Qvistgaard", "passport", "+7 900")
    for person in (*people, hanna, carla):
        client = as_(person)
        for one in pages:
            page = client.get(one).content.decode()
            assert not [word for word in words if word in page], one
    dumped = dump()
    for word in words:
        assert word not in caplog.text
        assert word.encode() not in dumped
    assert IdentityOpening.objects.count() == 1
    assert Source.objects.get(pk=source.pk).name == ""


def logged(execute, sql, params, many, context):
    """Every statement with its values, as `django.db.backends` logs them under DEBUG."""
    logging.getLogger("django.db.backends").debug("%s; args=%s", sql, params)
    return execute(sql, params, many, context)
