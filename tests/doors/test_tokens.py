"""API tokens: hashed, labelled, scoped, ending, revoked; and who sees whose."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from newsroom.common.models import ApiToken
from newsroom.common.roles import Role, Scope
from newsroom.common.services import token_create, token_revoke
from tests import factories
from tests.doors.signing_in import code_of, with_app

CLAIMS = "/api/v1/claims/"


def caller(secret):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {secret}")
    return client


@pytest.fixture
def secret(editor):
    return token_create(person=editor, label="planning", by=editor)


@pytest.fixture
def token(secret, editor):
    return editor.auth_token_set.get()


class TestUse:
    def test_the_secret_is_kept_nowhere(self, secret, token):
        row = str(ApiToken.objects.values().get())
        assert secret not in row
        assert secret.startswith("nwsr_")
        assert secret.startswith(token.prefix)
        assert len(secret) - len(token.token_key) >= 50  # what its beginning leaves to guess

    def test_it_reads_and_by_default_does_no_more(self, secret):
        assert caller(secret).get(CLAIMS).status_code == 200
        response = caller(secret).post(CLAIMS, {})
        assert response.status_code == 403
        assert "scope write" in response.json()["detail"]

    def test_with_the_scope_write_it_writes_as_its_person_may(self, editor):
        assert (
            caller(token_create(person=editor, scope=Scope.WRITE)).post(CLAIMS).status_code == 400
        )
        consumer = factories.person(Role.CONSUMER)
        secret = token_create(person=consumer, scope=Scope.WRITE)
        assert caller(secret).post(CLAIMS).status_code == 403

    @pytest.mark.parametrize("wrong", ["", "nwsr_", "x y", "é", "nwsr_" + "0" * 64])
    def test_a_wrong_one_is_refused(self, db, wrong):
        assert caller(wrong).get(CLAIMS).status_code == 401

    def test_revoked_expired_and_of_who_has_left(self, secret, token, editor):
        for changes in (
            {"revoked_at": timezone.now(), "revoked_by": editor},
            {"expiry": timezone.now() - timedelta(seconds=1)},
        ):
            before = {name: getattr(token, name) for name in changes}
            ApiToken.objects.filter(pk=token.pk).update(**changes)
            response = caller(secret).get(CLAIMS)
            assert response.status_code == 401
            assert "revoked or has expired" in response.json()["detail"]
            ApiToken.objects.filter(pk=token.pk).update(**before)
        assert caller(secret).get(CLAIMS).status_code == 200
        editor.is_active = False
        editor.save()
        assert caller(secret).get(CLAIMS).status_code == 401

    def test_it_is_found_in_one_query_and_last_use_is_noted_now_and_then(self, secret, token):
        caller(secret).get(CLAIMS)
        token.refresh_from_db()
        first = token.last_used_at
        assert first is not None
        with CaptureQueriesContext(
            connection,
        ) as queries:
            caller(secret).get(CLAIMS)
        about_tokens = [one["sql"] for one in queries if "common_apitoken" in one["sql"]]
        assert len(about_tokens) == 1
        token.refresh_from_db()
        assert token.last_used_at == first
        ApiToken.objects.update(last_used_at=first - timedelta(minutes=11))
        caller(secret).get(CLAIMS)
        token.refresh_from_db()
        assert token.last_used_at > first

    def test_the_log_tells_of_its_life(self, secret, token, editor, logged):
        caller(secret).get(CLAIMS)
        caller(secret).get(CLAIMS)
        caller(secret).post(CLAIMS, {})
        token_revoke(by=editor, token_id=token.pk)
        names = [one["event"] for one in logged]
        assert names == ["token_first_used", "token_refused", "write_refused", "token_revoked"]
        assert secret not in str(logged)


class TestMaking:
    def test_it_ends_by_default_and_at_most_after_so_many_days(self, editor, settings):
        settings.TOKEN_DAYS = 30
        token_create(person=editor)
        assert timezone.now() + timedelta(days=31) > editor.auth_token_set.get().expiry
        with pytest.raises(ValidationError, match="At most 30 days"):
            token_create(person=editor, days=31)

    def test_for_ever_only_where_the_house_allows_it(self, editor, settings):
        settings.TOKEN_DAYS = 0
        token_create(person=editor)
        assert editor.auth_token_set.get().expiry is None

    def test_those_of_others_are_an_admins_to_make_and_revoke(self, editor, token):
        other = factories.person(Role.EDITOR)
        with pytest.raises(PermissionDenied):
            token_create(by=other, person=editor)
        with pytest.raises(PermissionDenied):
            token_revoke(by=other, token_id=token.pk)
        boss = factories.person(Role.ADMIN)
        token_create(by=boss, person=editor)
        revoked = token_revoke(by=boss, token_id=token.pk)
        assert (revoked.revoked_by, revoked.state) == (boss, "revoked")
        again = token_revoke(by=editor, token_id=token.pk)
        assert again.revoked_by == boss

    def test_none_is_deleted(self, token):
        with pytest.raises(IntegrityError, match="revoked, never deleted"), transaction.atomic():
            token.delete()


class TestPages:
    PAGE = "/admin/common/apitoken/"

    def made(self, client, **fields):
        sent = {"label": "planning", "scope": "read", "days": "", "proof": factories.PASSWORD}
        return client.post(f"{self.PAGE}add/", sent | fields)

    def test_one_makes_ones_own_and_sees_it_once(self, client, editor):
        client.force_login(editor)
        response = self.made(client)
        secret = response.context["token"]
        assert "no-store" in response["Cache-Control"]
        assert secret in response.content.decode()
        assert caller(secret).get(CLAIMS).status_code == 200
        listed = client.get(self.PAGE).content.decode()
        assert "planning" in listed
        assert secret not in listed
        assert editor.auth_token_set.get().digest not in listed

    def test_who_does_not_prove_themselves_makes_none(self, client, editor):
        client.force_login(editor)
        response = self.made(client, proof="wrong")
        assert "not your password" in response.content.decode()
        assert 'value="planning"' in response.content.decode()
        assert not editor.auth_token_set.exists()

    def test_a_code_proves_too(self, client, editor):
        client.force_login(editor)
        code = code_of(with_app(editor))
        assert "token" in self.made(client, proof=code).context

    def test_who_was_asked_just_now_is_not_asked_again(self, client, editor):
        client.force_login(editor)
        client.post("/admin/account/reauthenticate/", {"password": factories.PASSWORD})
        assert "proof" not in client.get(f"{self.PAGE}add/").context["form"].fields
        assert "token" in self.made(client, proof="").context

    def test_too_many_days_are_said_at_their_field(self, client, editor):
        client.force_login(editor)
        response = self.made(client, days="91")
        assert "At most 90 days" in str(response.context["form"].errors["days"])

    def test_others_see_nothing_of_it_but_admins_do(self, client, token):
        client.force_login(factories.person(Role.EDITOR))
        assert "planning" not in client.get(self.PAGE).content.decode()
        client.force_login(factories.person(Role.ADMIN))
        assert "planning" in client.get(self.PAGE).content.decode()

    def test_it_is_revoked_on_its_page(self, client, editor, token, secret):
        client.force_login(editor)
        assert client.get(f"{self.PAGE}{token.pk}/revoke/").status_code == 200
        client.post(f"{self.PAGE}{token.pk}/revoke/", {"sure": "yes"})
        assert caller(secret).get(CLAIMS).status_code == 401
        assert "revoked" in client.get(self.PAGE).content.decode()
