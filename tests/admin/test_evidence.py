"""Evidence in the admin: by link and by upload, changed, removed; nothing typed is lost."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from claims.models import Evidence
from claims.services.evidence import evidence_add, evidence_remove, evidence_update
from claims.services.verification import claim_transition
from newsroom.common.admin_seen import seal
from newsroom.common.roles import Role
from tests import factories
from tests.admin.pages import form_of, opened, save, text_of, url
from tests.uploads import EXE, PDF

pytestmark = pytest.mark.django_db
LINK = "https://example.org/programme"
ADD = url(Evidence, "add")


@pytest.fixture(autouse=True)
def _store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def claim(editor):
    return factories.claim(editor)


@pytest.fixture
def checker(db):
    return factories.person(Role.FACT_CHECKER)


@pytest.fixture
def desk(client, checker):
    client.force_login(checker)
    return client


@pytest.fixture
def link(claim, checker):
    return evidence_add(by=checker, claim_id=claim.pk, fields={"url": LINK})


def blank(desk, claim):
    return {**form_of(desk.get(f"{ADD}?claim={claim.pk}")), "claim": str(claim.pk)}


def file(content=PDF, name="report.pdf"):
    return SimpleUploadedFile(name, content)


def errors(response):
    assert response.status_code == 200
    return response.context["adminform"].form.errors


class TestAdding:
    def test_a_link_from_the_claim_and_back_to_it(self, desk, claim, checker):
        data = blank(desk, claim)
        assert data["claim"] == str(claim.pk)
        response = desk.post(ADD, {**data, "url": LINK, "locator": "page 2", "is_public": "on"})
        assert response.status_code == 302, errors(response)
        assert response.url == f"/admin/claims/claim/{claim.pk}/change/"
        row = Evidence.objects.get()
        assert (row.url, row.locator, row.is_public) == (LINK, "page 2", True)
        assert row.added_by == checker
        page = text_of(desk.get(response.url))
        assert f"{LINK} , page 2" in page or f"{LINK}, page 2" in page

    def test_a_file_which_is_saved_from_its_page(self, desk, claim):
        response = desk.post(ADD, {**blank(desk, claim), "upload": file()})
        assert response.status_code == 302, errors(response)
        row = Evidence.objects.get()
        page = desk.get(url(Evidence, "change", row.pk))
        assert "Save report.pdf" in text_of(page)
        assert row.sha256 in text_of(page)
        response = desk.get(f"/api/v1/evidence/{row.pk}/file/")
        assert b"".join(response.streaming_content) == PDF

    @pytest.mark.parametrize(
        ("fields", "name", "says"),
        [
            ({}, "url", "Give the link, or upload the file"),
            ({"url": "no address at all"}, "url", "valid URL"),
            ({"url": "javascript:alert(1)"}, "url", "valid URL"),
            ({"url": "ftp://example.org/"}, "url", "begins with https"),
            ({"url": LINK, "archived_url": "ftp://example.org/"}, "archived_url", "https"),
            ({"url": LINK, "upload": PDF}, "url", "not both"),
            ({"upload": EXE}, "upload", "By its content none of"),
            ({"upload": b"<html>"}, "upload", "mark-up"),
            ({"upload": b""}, "upload", "empty"),
            ({"url": LINK, "locator": "x" * 201}, "locator", "at most 200"),
            ({"url": LINK, "note": "a\x00b"}, "note", "Null characters"),
            ({"url": LINK, "claim": ""}, "claim", "required"),
            ({"url": LINK, "claim": "nonsense"}, "claim", "not a valid"),
        ],
    )
    def test_bad_input_comes_back_at_its_field(self, desk, claim, fields, name, says):
        data = {**blank(desk, claim), "note": "my words", **fields}
        if "upload" in data:
            data["upload"] = file(data["upload"])
        response = desk.post(ADD, data)
        assert says in str(errors(response)[name])
        if "note" not in fields:
            assert "my words" in response.content.decode()
        assert not Evidence.objects.exists()
        assert default_storage.listdir("") == ([], [])

    def test_too_large(self, desk, claim, settings):
        settings.EVIDENCE_LIMIT = 1000
        response = desk.post(ADD, {**blank(desk, claim), "upload": file(PDF + b"x" * 1500)})
        assert "Link to it instead" in str(errors(response)["upload"])
        response = desk.post(ADD, {"claim": str(claim.pk), "upload": file(PDF + b"x" * 90_000)})
        assert response.status_code == 413
        assert "Link to it instead" in text_of(response)

    def test_the_same_file(self, desk, claim, editor):
        desk.post(ADD, {**blank(desk, claim), "upload": file()})
        again = desk.post(ADD, {**blank(desk, claim), "upload": file(name="copy.pdf")})
        assert "already" in str(errors(again)["upload"])
        other = factories.claim(editor, statement="He will go elsewhere")
        desk.post(ADD, {**blank(desk, other), "upload": file()})
        hidden = factories.claim(
            editor, factories.article(editor, access="named people"), statement="MARK"
        )
        evidence_add(by=editor, claim_id=hidden.pk, fields={}, upload=file())
        page = text_of(desk.get(url(Evidence, "change", claim.evidence.get().pk)))
        assert "evidence elsewhere too: He will go elsewhere" in page
        assert "MARK" not in page

    @pytest.mark.parametrize(
        "query", ["claim=nonsense", "claim=%00", "is_public=x", "note=%00", "x=1"]
    )
    def test_odd_addresses(self, desk, query):
        assert desk.get(f"{ADD}?{query}").status_code == 200

    def test_a_claim_that_one_may_not_read_is_neither_named_nor_taken(self, desk, editor):
        hidden = factories.claim(
            editor, factories.article(editor, access="named people"), statement="MARK"
        )
        assert b"MARK" not in desk.get(f"{ADD}?claim={hidden.pk}").content
        response = desk.post(ADD, {"claim": str(hidden.pk), "url": LINK})
        assert "not one of the available choices" in str(errors(response)["claim"])
        assert b"MARK" not in response.content
        assert not Evidence.objects.exists()

    def test_it_reopens_what_was_decided(self, desk, claim, checker):
        claim_transition(by=checker, claim_id=claim.pk, to="in_review")
        claim_transition(by=checker, claim_id=claim.pk, to="disputed", reason="unclear")
        desk.post(ADD, {**blank(desk, claim), "url": LINK})
        claim.refresh_from_db()
        assert claim.status == "in_review"


class TestChanging:
    def test_what_is_said_about_it(self, desk, link):
        data = opened(desk, link) | {"locator": "page 3", "note": "the second list"}
        assert save(desk, link, data).status_code == 302
        link.refresh_from_db()
        assert (link.locator, link.note, link.version) == ("page 3", "the second list", 2)

    def test_neither_link_nor_file(self, desk, link, claim):
        data = opened(desk, link) | {"url": "https://example.org/other"}
        save(desk, link, data)
        response = save(desk, link, {**opened(desk, link), "upload": file()})
        link.refresh_from_db()
        assert (link.url, link.kind) == (LINK, "link")
        assert response.status_code == 200

    def test_what_another_changed_meanwhile_is_shown(self, desk, link, mara):
        data = opened(desk, link) | {"note": "my words"}
        evidence_update(by=mara, evidence_id=link.pk, changes={"locator": "page 9"})
        response = save(desk, link, data)
        assert "Mara Lind changed this meanwhile" in text_of(response)
        assert "my words" in response.content.decode()
        assert "page 9" in response.content.decode()
        link.refresh_from_db()
        assert link.note == ""
        assert save(desk, link, form_of(response)).status_code == 302
        link.refresh_from_db()
        assert (link.note, link.locator) == ("my words", "page 9")

    def test_what_another_removed_meanwhile_is_kept(self, desk, link, mara):
        data = opened(desk, link) | {"note": "my words"}
        evidence_remove(by=mara, evidence_id=link.pk)
        response = save(desk, link, data)
        assert response.status_code == 404
        assert "Mara Lind deleted it on" in text_of(response)
        assert "my words" in text_of(response)

    def test_others_look_and_change_nothing(self, desk, client, link):
        data = opened(desk, link)
        client.force_login(factories.person(Role.LAWYER))
        assert LINK in text_of(client.get(url(Evidence, "change", link.pk)))
        assert save(client, link, {**data, "note": "x"}).status_code == 403

    def test_of_a_claim_that_one_may_not_read_it_is_not_there(self, desk, editor):
        hidden = factories.claim(editor, factories.article(editor, access="named people"))
        row = evidence_add(
            by=editor, claim_id=hidden.pk, fields={"url": "https://example.org/MARK"}
        )
        for page in ("change", "delete", "history"):
            response = desk.get(url(Evidence, page, row.pk), follow=True)
            assert b"MARK" not in response.content, page
        assert desk.post(url(Evidence, "delete", row.pk), {"post": "yes"}).status_code == 404
        assert Evidence.objects.exists()

    def test_odd_ids(self, desk):
        for page in ("change", "delete"):
            for pk in ("nonsense", "00000000-0000-4000-8000-000000000000"):
                assert desk.post(url(Evidence, page, pk), {"post": "yes"}).status_code == 404


class TestRemoving:
    def page(self, row):
        return url(Evidence, "delete", row.pk)

    def test_as_its_page_showed_it(self, desk, link, claim):
        response = desk.get(self.page(link))
        assert "goes back to review" in text_of(response)
        data = {"post": "yes", "seen": response.context["seen"]}
        assert desk.post(self.page(link), data).status_code == 302
        assert not Evidence.objects.exists()

    def test_without_saying_what_was_seen(self, desk, link):
        for data in ({"post": "yes"}, {"post": "yes", "seen": "1"}):
            response = desk.post(self.page(link), data, follow=True)
            assert "does not say which version" in text_of(response)
        assert Evidence.objects.exists()

    def test_what_another_changed_meanwhile_stays(self, desk, link, mara):
        data = {"post": "yes", "seen": seal(link)}
        evidence_update(by=mara, evidence_id=link.pk, changes={"note": "the original"})
        response = desk.post(self.page(link), data, follow=True)
        told = text_of(response)
        assert "Mara Lind changed this meanwhile: note (empty → the original)" in told
        assert "was not deleted" in told
        assert Evidence.objects.exists()
        data["seen"] = response.context["seen"]
        assert desk.post(self.page(link), data).status_code == 302
        assert not Evidence.objects.exists()

    def test_what_a_decision_names_stays(self, desk, link, claim, checker):
        claim_transition(by=checker, claim_id=claim.pk, to="in_review")
        claim_transition(by=checker, claim_id=claim.pk, to="disputed", reason="x", evidence=[link])
        link.refresh_from_db()
        data = {"post": "yes", "seen": seal(link)}
        response = desk.post(self.page(link), data, follow=True)
        assert "A decision rests on it" in text_of(response)
        assert Evidence.objects.exists()
        claim.refresh_from_db()
        assert claim.status == "disputed"

    def test_what_another_removed_meanwhile(self, desk, link, mara):
        data = {"post": "yes", "seen": seal(link)}
        evidence_remove(by=mara, evidence_id=link.pk)
        response = desk.post(self.page(link), data)
        assert response.status_code == 404
        assert "Mara Lind deleted it" in text_of(response)
