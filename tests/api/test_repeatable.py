"""A POST that is sent again with its Idempotency-Key is done once, and answered the same."""

import threading
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.utils import timezone

from claims.models import Article, Claim, Evidence
from claims.services.articles import article_update
from newsroom.common.api import repeatable
from newsroom.common.models import RepeatableRequest
from newsroom.common.roles import Role
from newsroom.common.services import person_set_roles
from tests import factories
from tests.uploads import PNG

CLAIMS, ARTICLES = "/api/v1/claims/", "/api/v1/articles/"
KEY = "Idempotency-Key"


def post(client, url, body, key="k-1", **extra):
    return client.post(url, body, headers={KEY: key, **extra.pop("headers", {})}, **extra)


def body_of(article, **fields):
    return {"article": str(article.pk), "statement": "It rains.", **fields}


@pytest.mark.django_db
class TestOnce:
    def test_the_same_again_is_answered_the_same(self, api, article):
        first = post(api, CLAIMS, body_of(article))
        again = post(api, CLAIMS, body_of(article))
        assert (first.status_code, again.status_code) == (201, 201)
        assert again.json() == first.json()
        assert again["ETag"] == first["ETag"] == '"1"'
        assert (first.get("Idempotent-Replayed"), again["Idempotent-Replayed"]) == (None, "true")
        assert Claim.objects.count() == 1

    def test_what_was_answered_not_what_stands_now(self, api, article):
        first = post(api, CLAIMS, body_of(article))
        url = f"{CLAIMS}{first.json()['id']}/"
        api.patch(url, {"note": "seen"}, headers={"If-Match": '"1"'})
        again = post(api, CLAIMS, body_of(article))
        assert (again.json(), again["ETag"]) == (first.json(), '"1"')

    def test_the_order_of_keys_and_white_space_do_not_count(self, api, article):
        text = f'{{"article": "{article.pk}", "statement": "It rains."}}'
        other = f'{{"statement":"It rains.","article":"{article.pk}"}}'
        for one in (text, other):
            answer = post(api, CLAIMS, one, content_type="application/json")
            assert answer.status_code == 201
        assert Claim.objects.count() == 1

    def test_without_a_key_each_is_done(self, api, article):
        for _ in range(2):
            assert api.post(CLAIMS, body_of(article)).status_code == 201
        assert Claim.objects.count() == 2
        assert not RepeatableRequest.objects.exists()

    def test_another_body_with_the_same_key(self, api, article):
        post(api, CLAIMS, body_of(article))
        for other in (body_of(article, note="x"), body_of(article, statement="It rains"), {}):
            answer = post(api, CLAIMS, other)
            assert answer.status_code == 409
            assert answer["Content-Type"] == "application/problem+json"
            assert "Use a new key" in answer.json()["detail"]
        assert Claim.objects.count() == 1

    def test_an_action_is_done_once_too(self, api, client_of, claim):
        checker = client_of(factories.person(Role.FACT_CHECKER))
        url, seen = f"{CLAIMS}{claim.pk}/transitions/", {"If-Match": '"1"'}
        first = post(checker, url, {"to": "in_review"}, headers=seen)
        again = post(checker, url, {"to": "in_review"}, headers=seen)
        assert (first.status_code, again.status_code) == (200, 200)
        assert again.json() == first.json()
        assert claim.events.count() == 1
        # without the key, the version it names no longer stands
        assert checker.post(url, {"to": "in_review"}, headers=seen).status_code == 412

    def test_several_claims_at_once(self, api, editor, claim):
        other = factories.claim(editor)
        body = {"claims": [str(claim.pk), str(other.pk)], "to": str(editor.pk)}
        first, again = (post(api, f"{CLAIMS}assign/", body) for _ in range(2))
        assert again.json() == first.json()
        assert again["Idempotent-Replayed"] == "true"
        assert len(again.json()) == 2

    def test_a_file(self, api, claim, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path

        def send(content=PNG, name="photo.png", **fields):
            file = SimpleUploadedFile(name, content, "image/png")
            body = {"claim": str(claim.pk), "file": file, **fields}
            return post(api, "/api/v1/evidence/", body, format="multipart")

        first, again = send(), send()
        assert (first.status_code, again.status_code) == (201, 201)
        assert again.json() == first.json()
        assert Evidence.objects.count() == 1
        assert len([one for one in tmp_path.rglob("*") if one.is_file()]) == 1
        for other in (send(PNG + b"x"), send(name="other.png"), send(note="x")):
            assert other.status_code == 409
        assert Evidence.objects.count() == 1


@pytest.mark.django_db
class TestWhoseAndWhere:
    def test_each_person_has_keys_of_their_own(self, api, client_of, article):
        other = client_of(factories.person(Role.EDITOR))
        first, second = post(api, CLAIMS, body_of(article)), post(other, CLAIMS, body_of(article))
        assert first.json()["id"] != second.json()["id"]
        assert "Idempotent-Replayed" not in second

    def test_each_address_too(self, api, editor, article):
        post(api, CLAIMS, body_of(article))
        made = post(api, ARTICLES, {"headline": "Rain"})
        assert made.status_code == 201
        assert made.json()["headline"] == "Rain"

    def test_only_posts_are_remembered(self, api, claim):
        for version in ('"1"', '"2"'):
            headers = {KEY: "k", "If-Match": version}
            body = {"note": f"after {version}"}
            assert api.patch(f"{CLAIMS}{claim.pk}/", body, headers=headers).status_code == 200
        assert not RepeatableRequest.objects.exists()


@pytest.mark.django_db
class TestRefusals:
    def test_what_was_refused_can_be_sent_again(self, api, article):
        refused = post(api, CLAIMS, body_of(article, statement=""))
        assert refused.status_code == 400
        assert not RepeatableRequest.objects.exists()
        assert post(api, CLAIMS, body_of(article)).status_code == 201

    def test_also_where_the_database_refuses(self, api, article, monkeypatch):
        def fails(*args, **kwargs):
            raise RuntimeError

        with monkeypatch.context() as patch:
            patch.setattr("claims.services.core.contribute", fails)
            assert post(api, CLAIMS, body_of(article)).status_code == 500
        assert (Claim.objects.count(), RepeatableRequest.objects.count()) == (0, 0)
        assert post(api, CLAIMS, body_of(article)).status_code == 201

    def test_a_body_that_cannot_be_read(self, api):
        answer = post(api, CLAIMS, "{", content_type="application/json")
        assert answer.status_code == 400
        assert not RepeatableRequest.objects.exists()

    @pytest.mark.parametrize("key", ["", "a" * 256, "ключ", "a\tb", "tab\t"])
    def test_odd_keys(self, api, article, key):
        answer = post(api, CLAIMS, body_of(article), key=key)
        assert answer.status_code == 400
        (error,) = answer.json()["errors"]
        assert error["field"] == KEY
        assert "1 to 255 printable ASCII characters" in error["message"]
        assert not Claim.objects.exists()

    @pytest.mark.parametrize("key", ["a" * 255, "!", '"quoted"', "7f3a; b=c, d"])
    def test_any_other_key(self, api, article, key):
        for _ in range(2):
            assert post(api, CLAIMS, body_of(article), key=key).status_code == 201
        assert Claim.objects.count() == 1


@pytest.mark.django_db
class TestPermissionIsCheckedAgain:
    def test_a_role_that_was_lost(self, api, editor, article):
        post(api, CLAIMS, body_of(article))
        person_set_roles(person=editor, roles=[Role.CONSUMER])
        answer = post(api, CLAIMS, body_of(article))
        assert answer.status_code == 403
        assert "statement" not in answer.json()

    def test_an_article_that_was_closed(self, api, editor, client_of, article):
        writer = factories.person(Role.EDITOR)
        client = client_of(writer)
        body = {"claims": [], "to": None}
        made = post(client, CLAIMS, body_of(article))
        assert made.status_code == 201
        several = body | {"claims": [made.json()["id"]]}
        assert post(client, f"{CLAIMS}assign/", several).status_code == 200
        one = f"{CLAIMS}{made.json()['id']}/assign/"
        assert post(client, one, {"to": None}).status_code == 200
        article_update(by=editor, article_id=article.pk, changes={"access": "named people"})
        for url, sent in (
            (CLAIMS, body_of(article)),
            (f"{CLAIMS}assign/", several),
            (one, {"to": None}),
        ):
            answer = post(client, url, sent)
            assert answer.status_code == 404, url
            assert "statement" not in answer.content.decode()

    def test_nobody(self, client, api, article):
        post(api, CLAIMS, body_of(article))
        answer = client.post(
            CLAIMS, body_of(article), content_type="application/json", headers={KEY: "k-1"}
        )
        assert answer.status_code == 401


@pytest.mark.django_db
class TestAfterADay:
    def age(self, by):
        RepeatableRequest.objects.update(created_at=timezone.now() - by)

    def test_the_key_is_free_again(self, api, article):
        first = post(api, CLAIMS, body_of(article))
        self.age(repeatable.KEPT + timedelta(seconds=1))
        second = post(api, CLAIMS, body_of(article))
        assert second.status_code == 201
        assert second.json()["id"] != first.json()["id"]
        assert RepeatableRequest.objects.count() == 1

    def test_not_before(self, api, article):
        post(api, CLAIMS, body_of(article))
        self.age(repeatable.KEPT - timedelta(minutes=1))
        assert post(api, CLAIMS, body_of(article))["Idempotent-Replayed"] == "true"

    def test_however_many_are_past_their_time(self, api, editor, article):
        """The clearing goes by hundreds; the key that is sent is free all the same."""
        first = post(api, CLAIMS, body_of(article), key="last")
        RepeatableRequest.objects.bulk_create(
            RepeatableRequest(person=editor, method="POST", path=CLAIMS, key=f"{n}", status=201)
            for n in range(250)
        )
        self.age(repeatable.KEPT * 2)
        RepeatableRequest.objects.filter(key="last").update(
            created_at=timezone.now() - repeatable.KEPT * 1.5
        )
        second = post(api, CLAIMS, body_of(article), key="last")
        assert second.json()["id"] != first.json()["id"]
        assert RepeatableRequest.objects.count() < 250 - 90


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one(client_of):
    """The second waits for the first, and is answered as it was."""
    editor = factories.person(Role.EDITOR)
    article, clients = factories.article(editor), [client_of(editor) for _ in range(4)]
    start, answers = threading.Barrier(len(clients)), []

    def send(client):
        start.wait()
        try:
            answers.append(post(client, CLAIMS, body_of(article)))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=[one]) for one in clients]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [one.status_code for one in answers] == [201] * len(clients)
    assert len({one.json()["id"] for one in answers}) == 1
    assert sum("Idempotent-Replayed" in one for one in answers) == len(clients) - 1
    assert (Article.objects.count(), Claim.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_the_second_does_it_where_the_first_came_to_nothing(client_of, monkeypatch):
    editor = factories.person(Role.EDITOR)
    article, clients = factories.article(editor), [client_of(editor) for _ in range(2)]
    entered, go_on = threading.Event(), threading.Event()
    first = threading.local()

    class Renderer(repeatable.JSONRenderer):
        def render(self, *args, **kwargs):
            if first.is_it:
                entered.set()
                go_on.wait(10)
                raise RuntimeError
            return super().render(*args, **kwargs)

    monkeypatch.setattr(repeatable, "JSONRenderer", Renderer)
    answers = {}

    def send(name, client):
        first.is_it = name == "first"
        try:
            answers[name] = post(client, CLAIMS, body_of(article))
        finally:
            connections.close_all()

    one = threading.Thread(target=send, args=["first", clients[0]])
    other = threading.Thread(target=send, args=["second", clients[1]])
    one.start()
    assert entered.wait(10)
    other.start()
    other.join(0.5)
    assert other.is_alive()  # waits for what becomes of the first
    go_on.set()
    one.join()
    other.join()
    assert answers["first"].status_code == 500
    assert answers["second"].status_code == 201
    assert "Idempotent-Replayed" not in answers["second"]
    assert Claim.objects.count() == 1
