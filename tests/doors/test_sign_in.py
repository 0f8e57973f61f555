"""Signing in: Argon2, sessions that end, lockouts, and what a stranger can learn."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings as project_settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import Argon2PasswordHasher, identify_hasher
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from newsroom.common import sessions
from newsroom.common.proof import proven
from newsroom.common.roles import Role
from newsroom.common.services import person_unlock
from newsroom.settings import PASSWORD_HASHERS
from tests import factories
from tests.doors.signing_in import LOGIN, code_of, sign_in, with_app


def test_passwords_are_kept_with_argon2(settings):
    settings.PASSWORD_HASHERS = PASSWORD_HASHERS
    person = factories.person()
    assert identify_hasher(person.password).algorithm == "argon2"
    assert person.password.startswith("argon2$argon2id$")


def test_an_old_hash_becomes_argon2_when_its_person_signs_in(settings, client):
    settings.PASSWORD_HASHERS = PASSWORD_HASHERS[1:]
    person = factories.person()
    settings.PASSWORD_HASHERS = PASSWORD_HASHERS
    assert sign_in(client, person.username).status_code == 302
    person.refresh_from_db()
    assert identify_hasher(person.password).algorithm == "argon2"


class TestSessions:
    def test_signing_in_begins_a_new_one(self, client, editor):
        client.get(LOGIN)
        client.session["planted"] = 1
        before = client.session.session_key
        sign_in(client, editor.username)
        assert client.session.session_key != before

    @pytest.mark.parametrize(
        ("began", "used", "lasts"),
        [(0, 0, True), (0, 119, True), (0, 121, False), (719, 0, True), (721, 0, False)],
    )
    def test_they_end_after_their_time_and_unused(self, client, editor, began, used, lasts):
        sign_in(client, editor.username)
        client.get("/admin/")
        session = client.session
        session[sessions.BEGAN] -= began * 60
        session[sessions.USED] -= used * 60
        session.save()
        assert client.get("/admin/").status_code == (200 if lasts else 302)

    def test_use_does_not_lengthen_the_whole_time(self, client, editor):
        sign_in(client, editor.username)
        client.get("/admin/")
        began = client.session[sessions.BEGAN]
        client.get("/admin/")
        assert client.session[sessions.BEGAN] == began

    def test_signing_out_everywhere_else(self, client, editor):
        other = Client()
        sign_in(client, editor.username)
        sign_in(other, editor.username)
        assert other.get("/admin/").status_code == 200
        page = client.get("/admin/account/sessions/")
        assert page.context["session_count"] == 2
        client.post("/admin/account/sessions/")
        assert other.get("/admin/").status_code == 302
        assert client.get("/admin/").status_code == 200


class TestLockout:
    def test_after_five_wrong_passwords_with_the_time(self, client, editor, logged):
        for _ in range(4):
            assert sign_in(client, "editor", "wrong").status_code == 200
        response = sign_in(client, "editor", "wrong")
        assert response.status_code == 429
        assert 0 < int(response["Retry-After"]) <= 15 * 60
        assert "Try again at" in response.content.decode()
        assert sign_in(client, "editor").status_code == 429  # the right one, too
        assert "locked_out" in [one["event"] for one in logged]

    def test_who_sits_elsewhere_is_not_locked_out(self, client, editor):
        for _ in range(6):
            sign_in(client, "editor", "wrong", REMOTE_ADDR="198.51.100.7")
        assert sign_in(client, "editor", REMOTE_ADDR="198.51.100.7").status_code == 429
        assert sign_in(client, "editor", REMOTE_ADDR="203.0.113.9").status_code == 302

    def test_an_ipv6_customer_has_one_address(self, client, editor):
        for last in range(6):
            sign_in(client, "editor", "wrong", REMOTE_ADDR=f"2001:db8::{last}")
        assert sign_in(client, "editor", REMOTE_ADDR="2001:db8::ffff").status_code == 429
        assert sign_in(client, "editor", REMOTE_ADDR="2001:db8:0:1::1").status_code == 302

    def test_it_ends_by_itself(self, client, editor):
        for _ in range(5):
            sign_in(client, "editor", "wrong")
        AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
        assert sign_in(client, "editor").status_code == 302

    def test_an_admin_ends_it(self, client, editor):
        for _ in range(5):
            sign_in(client, "editor", "wrong")
        admin = Client()
        admin.force_login(factories.person(Role.ADMIN))
        done = admin.post(f"/admin/common/user/{editor.pk}/door/", {"x": "1"}, follow=True)
        assert "is unlocked" in done.content.decode()
        assert sign_in(client, "editor").status_code == 302

    def test_a_command_ends_it(self, client, editor):
        for _ in range(5):
            sign_in(client, "editor", "wrong")
        with_app(editor)
        call_command("unlock", "editor")
        assert editor.authenticator_set.exists()
        assert sign_in(client, "editor").status_code == 302
        call_command("unlock", "editor", "--second-factor")
        assert not editor.authenticator_set.exists()
        with pytest.raises(CommandError, match="nobody"):
            call_command("unlock", "nobody")

    def test_no_password_is_kept_of_the_attempts(self, client, editor):
        sign_in(client, "editor", "a-Secret-typed-wrong")
        kept = str(AccessAttempt.objects.values().get())
        assert "a-Secret-typed-wrong" not in kept


class TestWhatAStrangerLearns:
    def test_a_known_and_an_unknown_name_have_the_same_answer(self, client, editor):
        known, unknown = sign_in(client, "editor", "wrong"), sign_in(client, "nobody", "wrong")
        assert known.status_code == unknown.status_code == 200
        assert _without_token(known, "editor") == _without_token(unknown, "nobody")

    def test_and_so_has_one_that_is_no_longer_active(self, client, editor):
        get_user_model().objects.filter(pk=editor.pk).update(is_active=False)
        right, wrong = sign_in(client, "editor"), sign_in(client, "nobody", "wrong")
        assert _without_token(right, "editor") == _without_token(wrong, "nobody")

    def test_hashing_is_done_for_an_unknown_name_too(self, client, editor, settings, monkeypatch):
        settings.PASSWORD_HASHERS = PASSWORD_HASHERS
        hashed = []
        plain = Argon2PasswordHasher.encode
        monkeypatch.setattr(
            Argon2PasswordHasher,
            "encode",
            lambda *args, **kwargs: hashed.append(1) or plain(*args, **kwargs),
        )
        sign_in(client, "nobody", "wrong")
        assert hashed == [1]

    def test_nobody_signs_up_or_resets_a_password_by_mail(self, client, db):
        for page in ("signup", "password/reset", "account/signup", "account/password/reset"):
            assert client.get(f"/admin/{page}/").status_code in (302, 404), page
        assert "signup" not in client.get(LOGIN).content.decode()


def _without_token(response, name):
    text = response.content.decode().replace(name, "NAME")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)


class TestTheOneDoor:
    def test_the_admins_own_sign_in_is_not_reached_by_who_is_signed_in(self, client, editor):
        """It would let in by a password alone."""
        boss = factories.person(Role.ADMIN)
        with_app(boss)
        client.force_login(editor)
        sent = {"username": boss.username, "password": factories.PASSWORD}
        client.post("/admin/login/", sent)
        sign_in(client, boss.username)
        assert client.session["_auth_user_id"] == str(editor.pk)

    def test_a_consumer_is_told_that_there_is_nothing_here(self, client, db):
        client.force_login(factories.person(Role.CONSUMER))
        response = client.get(LOGIN)
        assert response.status_code == 403
        assert "Nothing here for you" in response.content.decode()

    def test_next_leads_nowhere_else(self, client, editor):
        response = sign_in(client, "editor", QUERY_STRING="next=https://elsewhere.example/")
        assert response.url == "/admin/"


class TestSecondFactor:
    def test_the_password_alone_lets_nobody_in_who_has_one(self, client, editor):
        secret = with_app(editor)
        assert sign_in(client, "editor").url == "/admin/account/2fa/authenticate/"
        assert client.get("/admin/").status_code == 302
        wrong = client.post("/admin/account/2fa/authenticate/", {"code": "000000"})
        assert wrong.status_code == 200
        right = client.post("/admin/account/2fa/authenticate/", {"code": code_of(secret)})
        assert right.url == "/admin/"
        assert client.get("/admin/").status_code == 200

    def test_a_code_is_good_once(self, client, editor):
        code = code_of(with_app(editor))
        for one, expected in ((client, 302), (Client(), 200)):
            sign_in(one, "editor")
            answer = one.post("/admin/account/2fa/authenticate/", {"code": code})
            assert answer.status_code == expected

    def test_codes_are_not_tried_for_ever(self, client, editor):
        secret = with_app(editor)
        sign_in(client, "editor")
        for _ in range(5):
            client.post("/admin/account/2fa/authenticate/", {"code": "000000"})
        late = client.post("/admin/account/2fa/authenticate/", {"code": code_of(secret)})
        assert late.status_code == 200
        assert client.get("/admin/").status_code == 302

    def test_where_it_is_required_one_gets_no_further_without(self, client, editor, settings):
        settings.TWO_FACTOR = True
        sign_in(client, "editor")
        assert client.get("/admin/").url == "/admin/account/2fa/"
        assert client.get("/api/v1/claims/").status_code == 403
        assert "second factor" in client.get("/api/v1/claims/").json()["detail"]
        page = client.get("/admin/account/2fa/")
        assert "Set one up to go on" in page.content.decode()

    def test_a_superuser_too(self, client, db, settings):
        settings.TWO_FACTOR = True
        person = factories.person(Role.CONSUMER)
        person.is_superuser = person.is_staff = True
        person.save()
        sign_in(client, person.username)
        assert client.get("/admin/").url == "/admin/account/2fa/"

    @pytest.mark.django_db(transaction=True)  # its signal waits for the commit
    def test_setting_one_up_is_enough_to_go_on(self, client, editor, settings):
        settings.TWO_FACTOR = True
        sign_in(client, "editor")
        activate = "/admin/account/2fa/totp/activate/"
        assert "reauthenticate" in client.get(activate).url
        client.post("/admin/account/reauthenticate/", {"password": factories.PASSWORD})
        secret = client.get(activate).context["form"].secret
        done = client.post(activate, {"code": code_of(secret)})
        assert done.url == "/admin/account/2fa/recovery-codes/"
        assert client.get("/admin/").status_code == 200
        kept = editor.authenticator_set.get(type="totp").data["secret"]
        assert secret not in kept  # sealed

    def test_the_last_one_stays_where_one_is_required(self, client, editor, settings):
        settings.TWO_FACTOR = True
        secret = with_app(editor)
        sign_in(client, "editor")
        client.post("/admin/account/2fa/authenticate/", {"code": code_of(secret)})
        client.post("/admin/account/reauthenticate/", {"password": factories.PASSWORD})
        client.post("/admin/account/2fa/totp/deactivate/")
        assert editor.authenticator_set.filter(type="totp").exists()

    def test_with_another_secret_key_no_code_fits_and_nothing_breaks(
        self, client, editor, settings
    ):
        secret = with_app(editor)
        settings.SECRET_KEY = "another-" * 10
        sign_in(client, "editor")
        answer = client.post("/admin/account/2fa/authenticate/", {"code": code_of(secret)})
        assert answer.status_code == 200
        assert "Incorrect code" in answer.content.decode()

    def test_an_admin_takes_a_lost_one_and_ends_the_sessions(self, client, editor, logged):
        sign_in(client, "editor")
        with_app(editor)
        admin = Client()
        admin.force_login(factories.person(Role.ADMIN))
        admin.post(f"/admin/common/user/{editor.pk}/door/", {"reset": "on"})
        assert not editor.authenticator_set.exists()
        assert client.get("/admin/").status_code == 302
        assert "two_factor_reset" in [one["event"] for one in logged]


class TestProof:
    def test_by_password_or_code(self, editor):
        secret = with_app(editor)
        assert proven(editor, password=factories.PASSWORD)
        assert proven(editor, code=code_of(secret))
        assert not proven(editor, code="000000")
        assert not proven(editor, password="wrong")
        assert not proven(editor)

    def test_not_of_another_nor_of_who_has_left(self, editor):
        other = factories.person(Role.EDITOR)
        secret = with_app(other)
        assert not proven(editor, code=code_of(secret))
        other.is_active = False
        other.save()
        assert not proven(other, password=factories.PASSWORD)

    def test_wrong_ones_count_towards_the_lockout(self, editor):
        for _ in range(5):
            assert not proven(editor, password="wrong")
        assert not proven(editor, password=factories.PASSWORD)
        person_unlock(person=editor)
        assert proven(editor, password=factories.PASSWORD)


def test_the_settings_say_so():
    assert project_settings.SESSION_COOKIE_HTTPONLY
    assert project_settings.SESSION_COOKIE_SAMESITE == "Lax"
    assert not project_settings.TWO_FACTOR  # on this machine; a public site is tested below
