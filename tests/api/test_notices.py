"""Corrections and what they make of an article; readers see the public note alone."""

import pytest
from django.utils import timezone

from claims.models import Notice
from newsroom.common.roles import Role
from tests import factories
from tests.api.calls import get, patch, post

pytestmark = pytest.mark.django_db
INSIDE = ("what_was_wrong", "right_wording", "cause", "told")
AT = "2030-01-01T12:00:00Z"


def send(client, about, status=201, **changes):
    body = {
        "article": str(about.pk),
        "kind": "correction",
        "dated": AT,
        "public_note": "It was June, not May.",
        "what_was_wrong": "The month.",
        **changes,
    }
    return post(client, "notices", status, **body)


def fields_of(problem):
    return {one["field"]: one["message"] for one in problem["errors"]}


def status(client, article):
    return get(client, f"articles/{article.pk}/")["status"]


@pytest.mark.parametrize(
    ("kind", "becomes"),
    [
        ("correction", "corrected"),
        ("withdrawal", "retracted"),
        ("kill", "retracted"),
        ("clarification", "published"),
        ("update", "published"),
    ],
)
def test_what_it_makes_of_the_article(api, consumer, editor, article, claim, kind, becomes):
    made = send(api, article, kind=kind, claims=[str(claim.pk)])
    assert (made["created_by"], made["version"]) == (str(editor.pk), 1)
    assert made["claims"] == [str(claim.pk)]
    for client in (api, consumer):
        assert status(client, article) == becomes
        (shown,) = get(client, f"articles/{article.pk}/sheet/")["notices"]
        assert (shown["id"], shown["kind"], shown["dated"]) == (made["id"], kind, AT)


def test_readers_see_the_public_note_alone(api, consumer, editor, article, claim):
    made = send(api, article, claims=[str(claim.pk)], **dict.fromkeys(INSIDE, "MARK"))
    for path in ("notices/", f"notices/{made['id']}/", f"articles/{article.pk}/sheet/"):
        content = consumer.get(f"/api/v1/{path}").content.decode()
        assert "It was June" in content
        assert "MARK" not in content
        assert str(editor.pk) not in content
    shown = get(consumer, f"notices/{made['id']}/")
    assert shown.keys() == {"id", "article", "kind", "dated", "public_note", "claims"}
    etag = consumer.get(f"/api/v1/notices/{made['id']}/")["ETag"]
    assert len(etag) == 66  # of what is sent, and no version of the house
    whole = get(api, f"notices/{made['id']}/")
    assert {whole[name] for name in INSIDE} == {"MARK"}


def test_of_what_is_not_published_there_is_none(api, client_of, consumer, editor):
    draft = factories.article(editor)
    named = factories.article(editor, status="published", access="named people")
    named.readers.add(editor)
    made = [send(api, one)["id"] for one in (draft, named)]
    assert get(consumer, "notices/")["results"] == []
    for pk in made:
        get(consumer, f"notices/{pk}/", 404)
    outsider = client_of(factories.person(Role.EDITOR))
    assert [one["id"] for one in get(outsider, "notices/")["results"]] == made[:1]
    assert "does not exist" in fields_of(send(outsider, named, 400))["article"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "apology"}, "kind"),
        ({"dated": "2030-01-01T12:00:00"}, "dated"),
        ({"dated": None}, "dated"),
        ({"dated": "today"}, "dated"),
        ({"public_note": ""}, "public_note"),
        ({"what_was_wrong": ""}, "what_was_wrong"),
        ({"what_was_wrong": None}, "what_was_wrong"),
        ({"told": "x" * 301}, "told"),
        ({"cause": "a\x00"}, "cause"),
        ({"claims": ["x"]}, "claims"),
        ({"claims": None}, "claims"),
        ({"article": None}, "article"),
        ({"created_by": "me"}, "created_by"),
        ({"title": "x"}, "title"),
    ],
)
def test_what_is_wrong_is_named(api, article, change, field):
    named = fields_of(send(api, article, 400, **change))
    assert {name.split(".")[0] for name in named} == {field}
    assert not Notice.objects.exists()
    assert status(api, article) == "published"


def test_claims_of_its_own_article(api, editor, article):
    other = factories.claim(editor)
    problem = send(api, article, 400, claims=[str(other.pk)])
    assert fields_of(problem)["claims"] == "Claims of the same article only."


class TestChanging:
    def test_the_wording_the_claims_and_the_kind(self, api, article, claim):
        path = f"notices/{send(api, article, kind='clarification')['id']}"
        made = patch(api, path, public_note="It was July.", claims=[str(claim.pk)])
        assert (made["public_note"], made["version"]) == ("It was July.", 2)
        assert made["claims"] == [str(claim.pk)]
        assert status(api, article) == "published"
        patch(api, path, kind="correction")
        assert status(api, article) == "corrected"
        patch(api, path, article=str(article.pk))  # naming the same is no change
        assert get(api, f"{path}/")["version"] == 3

    def test_it_stays_with_its_article(self, api, editor, article):
        path = f"notices/{send(api, article)['id']}"
        other = factories.article(editor)
        assert "article" in fields_of(patch(api, path, 400, article=str(other.pk)))

    def test_each_write_names_what_it_saw(self, api, article):
        path = f"notices/{send(api, article)['id']}"
        etag = api.get(f"/api/v1/{path}/")["ETag"]
        assert api.patch(f"/api/v1/{path}/", {"told": "x"}).status_code == 428
        patch(api, path, told="the desk")
        problem = patch(api, path, 412, etag=etag, told="nobody")
        assert (problem["changed"], problem["current"]["told"]) == (["told"], "the desk")
        assert api.delete(f"/api/v1/{path}/").status_code == 405


def test_found_by_article_claim_and_kind(api, article, claim):
    made = send(api, article, claims=[str(claim.pk)])
    send(api, factories.article(claim.article.versions.get().created_by))
    for query in (
        f"article={article.pk}",
        f"claim={claim.pk}",
        f"kind=correction&claim={claim.pk}",
    ):
        assert [one["id"] for one in get(api, f"notices/?{query}")["results"]] == [made["id"]]
    assert get(api, f"notices/?kind=kill&article={article.pk}")["results"] == []
    assert "kind" in fields_of(get(api, "notices/?kind=apology", 400))


def test_a_corrected_claim_is_trouble_elsewhere(api, article, claim):
    send(api, article, claims=[str(claim.pk)], dated=timezone.now().isoformat())
    assert get(api, f"claims/{claim.pk}/affected/")["because"] == "a notice corrects it"
