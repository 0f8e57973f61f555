"""Evidence by link and by upload: kept as it came, handed out only to be saved, to whom it may."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from claims.models import Evidence
from claims.services.verification import claim_transition
from newsroom.common.roles import Role
from tests import factories
from tests.api.calls import delete, get, patch, post, seen
from tests.uploads import EXE, KEPT, PDF, PNG

pytestmark = pytest.mark.django_db
LINK = "https://example.org/programme"


@pytest.fixture(autouse=True)
def _store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def person(db):
    return factories.person(Role.FACT_CHECKER)


@pytest.fixture
def checker(client_of, person):
    return client_of(person)


def send(client, claim, content=PDF, name="report.pdf", status=201, key="", **fields):
    body = {"claim": str(claim.pk), "file": SimpleUploadedFile(name, content), **fields}
    headers = {"HTTP_IDEMPOTENCY_KEY": key} if key else {}
    response = client.post("/api/v1/evidence/", body, format="multipart", **headers)
    assert response.status_code == status, response.content
    return response.json()


def fields_of(problem):
    return {one["field"]: one["message"] for one in problem["errors"]}


def saved(client, path, status=200):
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == status
    return response, b"".join(response.streaming_content) if response.streaming else b""


class TestAdding:
    def test_a_link(self, checker, person, claim):
        made = post(checker, "evidence", claim=str(claim.pk), url=LINK, locator="page 2", note="x")
        assert (made["kind"], made["url"], made["locator"]) == ("link", LINK, "page 2")
        assert (made["added_by"], made["is_public"]) == (str(person.pk), False)
        assert (made["download"], made["sha256"], made["also_on"]) == (None, "", [])

    @pytest.mark.parametrize("ending", KEPT)
    def test_a_file_of_each_kind_comes_back_as_it_was(self, checker, claim, ending):
        made = send(checker, claim, KEPT[ending], f"my file.{ending}", locator="line 1")
        assert (made["kind"], made["name"]) == ("file", f"my file.{ending}")
        assert (made["size"], made["locator"]) == (len(KEPT[ending]), "line 1")
        response, content = saved(checker, made["download"].removeprefix("/api/v1/"))
        assert content == KEPT[ending]
        assert response["Content-Type"] == made["media_type"]
        assert response["Content-Length"] == str(len(content))

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({}, "url"),
            ({"url": ""}, "url"),
            ({"url": "no address"}, "url"),
            ({"url": "javascript:alert(1)"}, "url"),
            ({"url": "ftp://example.org/a"}, "url"),
            ({"url": LINK, "archived_url": "file:///etc/passwd"}, "archived_url"),
            ({"url": LINK, "locator": "x" * 201}, "locator"),
            ({"url": LINK, "note": "a\x00b"}, "note"),
            ({"url": LINK, "is_public": "perhaps"}, "is_public"),
            ({"url": LINK, "sha256": "0" * 64}, "sha256"),
            ({"url": LINK, "added_by": "me"}, "added_by"),
            ({"file": "text"}, "file"),
            ({"file": None}, "file"),
            ({"url": LINK, "claim": "nonsense"}, "claim"),
            ({"url": LINK, "claim": None}, "claim"),
        ],
    )
    def test_what_is_wrong_is_named(self, checker, claim, body, field):
        problem = post(checker, "evidence", 400, **{"claim": str(claim.pk), **body})
        assert list(fields_of(problem)) == [field]
        assert not Evidence.objects.exists()

    @pytest.mark.parametrize(
        ("content", "name", "says"),
        [
            (EXE, "report.pdf", "By its content none of"),
            (b"<html><script>alert(1)</script>", "report.pdf", "mark-up or a script"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "chart.png", "mark-up or a script"),
            (b"plain words", "photo.jpg", "plain text, not .jpg"),
            (b"", "empty.pdf", "empty"),
        ],
    )
    def test_a_file_that_is_not_kept(self, checker, claim, content, name, says):
        problem = send(checker, claim, content, name, 400)
        assert says in fields_of(problem)["file"]
        assert not Evidence.objects.exists()
        assert not default_storage.listdir("")[0]

    def test_a_link_or_a_file(self, checker, claim):
        problem = send(checker, claim, status=400, url=LINK)
        assert "not both" in fields_of(problem)["url"]

    def test_too_large(self, checker, claim, settings):
        settings.EVIDENCE_LIMIT = 1000
        problem = send(checker, claim, PDF + b"x" * 1000, status=400)
        assert "Link to it instead" in fields_of(problem)["file"]
        problem = send(checker, claim, PDF + b"x" * 100_000, status=413)
        assert "larger than" in problem["detail"]
        assert not Evidence.objects.exists()

    def test_a_claim_that_one_may_not_read_is_not_there(self, checker, editor):
        hidden = factories.claim(editor, factories.article(editor, access="named people"))
        for problem in (
            post(checker, "evidence", 400, claim=str(hidden.pk), url=LINK),
            send(checker, hidden, status=400),
        ):
            assert "does not exist" in fields_of(problem)["claim"]

    def test_the_same_file_twice(self, checker, editor, claim, article):
        first = send(checker, claim, PNG, "chart.png")
        problem = send(checker, claim, PNG, "other.png", 400)
        assert "already" in fields_of(problem)["file"]
        other = factories.claim(editor, article)
        hidden = factories.claim(editor, factories.article(editor, access="named people"))
        Evidence.objects.create(
            claim=hidden, kind="file", file="x", sha256=first["sha256"], added_by=editor
        )
        second = send(checker, other, PNG, "copy.png")
        assert second["also_on"] == [str(claim.pk)]
        assert get(checker, f"evidence/{first['id']}/")["also_on"] == [str(other.pk)]
        found = get(checker, f"evidence/?sha256={first['sha256']}")["results"]
        assert [one["also_on"] for one in found] == [[str(other.pk)], [str(claim.pk)]]
        for _ in range(2):
            made = post(checker, "evidence", claim=str(other.pk), url=LINK)
            assert made["also_on"] == []

    def test_sent_again_after_a_broken_connection(self, checker, claim):
        first = send(checker, claim, key="k1")
        assert send(checker, claim, key="k1") == first
        problem = send(checker, claim, PDF + b"more", status=409, key="k1")
        assert "another body" in problem["detail"]
        assert Evidence.objects.count() == 1

    def test_it_stands_in_claim_and_sheet_and_reopens_what_was_decided(self, checker, claim):
        by = factories.person(Role.FACT_CHECKER)
        claim_transition(by=by, claim_id=claim.pk, to="in_review")
        claim_transition(by=by, claim_id=claim.pk, to="disputed", reason="unclear")
        made = post(checker, "evidence", claim=str(claim.pk), url=LINK)
        found = get(checker, f"claims/{claim.pk}/")
        assert [one["id"] for one in found["evidence"]] == [made["id"]]
        assert found["status"] == "in_review"
        (in_sheet,) = get(checker, f"articles/{claim.article_id}/sheet/")["claims"]
        assert in_sheet["evidence"] == found["evidence"]


class TestDownload:
    def test_it_is_saved_and_never_shown(self, checker, claim):
        made = send(checker, claim, name="report.pdf")
        response, content = saved(checker, f"evidence/{made['id']}/file/")
        assert content == PDF
        assert response["Content-Disposition"] == 'attachment; filename="report.pdf"'
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["Cache-Control"] == "private, no-store"

    @pytest.mark.parametrize(
        ("sent", "kept"),
        [
            ("Zürich – “Akte” (2).pdf", "Zürich _ _Akte_ (2).pdf"),
            ("invoice\u202efdp.exe", "invoicefdp.pdf"),
            ("a;b='c'.pdf", "a_b_c.pdf"),
            ("....pdf", "file.pdf"),
            ("報告書.pdf", "報告書.pdf"),
            ("x" * 300 + ".pdf", "x" * 150 + ".pdf"),
        ],
    )
    def test_odd_names(self, checker, claim, sent, kept):
        made = send(checker, claim, name=sent)
        assert made["name"] == kept
        response, _ = saved(checker, f"evidence/{made['id']}/file/")
        disposition = response["Content-Disposition"]
        assert disposition.startswith("attachment; filename")
        assert disposition.isascii()
        assert disposition.count(";") == 1

    def test_head(self, checker, claim):
        made = send(checker, claim)
        response = checker.head(f"/api/v1/evidence/{made['id']}/file/")
        assert (response.status_code, response["Content-Length"]) == (200, str(len(PDF)))
        assert response["Content-Disposition"].startswith("attachment")
        assert b"".join(response) == b""

    def test_what_has_no_file(self, checker, claim):
        link = post(checker, "evidence", claim=str(claim.pk), url=LINK)
        problem = get(checker, f"evidence/{link['id']}/file/", 404)
        assert "follow its url" in problem["detail"]

    def test_a_file_that_the_store_lost(self, checker, claim):
        made = send(checker, claim)
        default_storage.delete(Evidence.objects.get().file.name)
        for method in (checker.get, checker.head):
            assert method(f"/api/v1/evidence/{made['id']}/file/").status_code == 404
        assert "not in the store" in get(checker, f"evidence/{made['id']}/file/", 404)["detail"]


class TestPublic:
    """A consumer has the public evidence of public articles, and no word of the house's."""

    @pytest.fixture
    def rows(self, checker, claim):
        shown = send(checker, claim, name="from MARK.pdf", is_public=True, note="MARK")
        hidden = send(checker, claim, PNG, "MARK.png", note="MARK")
        return shown, hidden

    def test_only_what_is_public(self, consumer, claim, rows, person):
        shown, hidden = rows
        for path in (
            "evidence/",
            f"evidence/?claim={claim.pk}",
            f"evidence/{shown['id']}/",
            f"claims/{claim.pk}/",
            f"articles/{claim.article_id}/sheet/",
        ):
            content = consumer.get(f"/api/v1/{path}").content.decode()
            assert shown["id"] in content, path
            for word in (hidden["id"], "MARK", str(person.pk), "also_on"):
                assert word not in content, path
        assert get(consumer, f"evidence/?sha256={hidden['sha256']}")["results"] == []
        for path in (f"evidence/{hidden['id']}/", f"evidence/{hidden['id']}/file/"):
            get(consumer, path, 404)

    def test_what_the_house_calls_it_stays_in_the_house(self, consumer, checker, rows):
        path = f"evidence/{rows[0]['id']}/file/"
        response, content = saved(consumer, path)
        assert content == PDF
        name = f'attachment; filename="evidence-{rows[0]["id"]}.pdf"'
        assert response["Content-Disposition"] == name
        assert "MARK" in saved(checker, path)[0]["Content-Disposition"]

    def test_of_an_article_that_is_not_public_nothing(self, consumer, checker, editor):
        draft = factories.claim(editor, factories.article(editor, status="in review"))
        made = send(checker, draft, is_public=True)
        assert get(consumer, "evidence/")["results"] == []
        get(consumer, f"evidence/{made['id']}/", 404)
        get(consumer, f"evidence/{made['id']}/file/", 404)


class TestChanging:
    @pytest.fixture
    def path(self, checker, claim):
        return f"evidence/{post(checker, 'evidence', claim=str(claim.pk), url=LINK)['id']}"

    def test_what_is_said_about_it(self, checker, claim, path):
        archived = "https://archive.example.org/1"
        made = patch(checker, path, locator="page 3", archived_url=archived, is_public=True)
        assert (made["locator"], made["archived_url"]) == ("page 3", archived)
        assert (made["is_public"], made["version"]) == (True, 2)
        patch(checker, path, url=LINK, claim=str(claim.pk))  # naming what stands is no change

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"url": "https://example.org/other"}, "url"),
            ({"archived_url": "javascript:1"}, "archived_url"),
            ({"is_public": None}, "is_public"),
            ({"name": "x"}, "name"),
            ({"locator": "x" * 201}, "locator"),
        ],
    )
    def test_what_stays_as_it_is(self, checker, path, body, field):
        problem = patch(checker, path, 400, **body)
        assert list(fields_of(problem)) == [field]

    def test_it_stays_on_its_claim(self, checker, editor, path):
        other = factories.claim(editor)
        assert "claim" in fields_of(patch(checker, path, 400, claim=str(other.pk)))

    def test_another_file_is_other_evidence(self, checker, claim):
        path = f"evidence/{send(checker, claim)['id']}"
        body = {"file": SimpleUploadedFile("new.pdf", PDF + b"2")}
        url = f"/api/v1/{path}/"
        response = checker.patch(url, body, format="multipart", **seen(checker, path))
        assert response.status_code == 400
        assert "add other evidence" in fields_of(response.json())["file"]

    def test_each_write_names_what_it_saw(self, checker, path):
        etag = checker.get(f"/api/v1/{path}/")["ETag"]
        for method in (checker.patch, checker.delete):
            response = method(f"/api/v1/{path}/", {"note": "x"})
            assert response.status_code == 428
        patch(checker, path, note="first")
        problem = patch(checker, path, 412, etag=etag, note="second")
        assert problem["current"]["note"] == "first"
        assert problem["changed"] == ["note"]
        response = checker.delete(f"/api/v1/{path}/", HTTP_IF_MATCH=etag)
        assert (response.status_code, response["ETag"]) == (412, '"2"')
        assert get(checker, f"{path}/")["note"] == "first"

    def test_removed(self, checker, claim, path):
        made = send(checker, claim)
        name = Evidence.objects.get(pk=made["id"]).file.name
        for one in (path, f"evidence/{made['id']}"):
            delete(checker, one)
            get(checker, f"{one}/", 404)
        assert default_storage.exists(name)  # until the transaction is through

    def test_what_a_decision_names_stays(self, checker, person, claim, path):
        claim_transition(by=person, claim_id=claim.pk, to="in_review")
        claim_transition(
            by=person,
            claim_id=claim.pk,
            to="verified",
            reason="read it",
            evidence=list(Evidence.objects.all()),
        )
        problem = delete(checker, path, 409)
        assert "A decision rests on it" in problem["detail"]
        get(checker, f"{path}/")
