"""An article comes to the desk: pasted, from a file, from an address; looked over, then saved."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from claims.models import Article
from newsroom.common import fetching
from newsroom.common.models import Desk
from newsroom.common.roles import Role
from tests import factories
from tests.domain.test_intake import PAGE

PASTED = {
    "headline": "A headline",
    "body": "One.\r\n\r\n  Two. \r\n",
    "provenance": "agency",
    "access": "everyone in house",
}


@pytest.fixture
def url(db):
    return reverse("desk:new-article")


def file(name, content):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())


def read(client, url, **given):
    return client.post(url, {"read": "1", **given})


def values(answer):
    return {bound.name: bound.value() for bound, _offer in answer.context["rows"]}


def offers(answer):
    return {bound.name: offer.value for bound, offer in answer.context["rows"] if offer}


class TestPasting:
    def test_it_is_saved_as_it_came(self, at_desk, editor, url):
        more = {"published": "2024-03-19T05:26:00+08:00", "language": "de-CH", "byline": "A. Lind"}
        answer = at_desk.post(url, PASTED | more)
        article = Article.objects.get()
        assert answer["Location"] == reverse("desk:article", args=[article.pk])
        assert article.current_version.text == "One.\n\n  Two. \n"
        assert article.published_at.isoformat() == "2024-03-18T21:26:00+00:00"
        assert (article.provenance, article.language, article.byline) == (
            "agency",
            "de-CH",
            "A. Lind",
        )
        assert article.current_version.created_by == editor

    def test_sent_twice_it_is_saved_once(self, at_desk, url):
        form_id = re.search(r'name="draft" value="([^"]+)"', at_desk.get(url).content.decode())[1]
        data = PASTED | {"draft": form_id}
        first, second = at_desk.post(url, data), at_desk.post(url, data)
        article = Article.objects.get()
        assert first["Location"] == second["Location"] == f"/desk/articles/{article.pk}/"
        changed = at_desk.post(url, data | {"body": "Another text."})
        page = changed.content.decode()
        assert changed.status_code == 409
        assert "This form has been saved before, as another text" in page
        assert first["Location"] in page
        assert form_id not in page
        assert "Another text.</textarea>" in page

    def test_a_time_without_a_zone_is_not_guessed(self, at_desk, url):
        at_desk.post(url, PASTED | {"published": "2024-03-19T05:26"})
        article = Article.objects.get()
        assert (article.published_at, article.published_local) == (None, "2024-03-19T05:26")

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"headline": ""}, "headline"),
            ({"headline": "x" * 501}, "headline"),
            ({"body": " \r\n "}, "body"),
            ({"body": "a\x00"}, "body"),
            ({"published": "yesterday"}, "published"),
            ({"published": "2024-02-30"}, "published"),
            ({"language": "Swiss German"}, "language"),
            ({"url": "ftp:x"}, "url"),
            ({"provenance": "stolen"}, "provenance"),
            ({"access": "desk"}, "desk"),
            ({"desk": "x"}, "desk"),
        ],
    )
    def test_what_is_refused_is_said_at_its_field(self, at_desk, url, changes, field):
        answer = at_desk.post(url, PASTED | {"byline": "typed with care"} | changes)
        assert answer.status_code == 422
        errors = {bound.name: bound.errors for bound, _ in answer.context["rows"] if bound.errors}
        assert list(errors) == [field]
        assert "typed with care" in answer.content.decode()
        assert not Article.objects.exists()


class TestReading:
    @pytest.mark.parametrize(
        ("name", "content", "headline", "body"),
        [
            ("a.txt", "Titel\n\nText.", "Titel", "Text."),
            ("a.TXT", "Grüße".encode("cp1252"), "", "Grüße"),
            ("a.html", PAGE.format(charset="utf-8"), "Der Titel", "Der Präsident reist"),
            ("a.json", json.dumps({"headline": "H", "body_text": "B"}), "H", "B"),
        ],
    )
    def test_a_file_is_shown_for_correction(self, at_desk, url, name, content, headline, body):
        answer = read(at_desk, url, upload=file(name, content))
        found = values(answer)
        assert (answer.status_code, found["headline"]) == (200, headline)
        assert found["body"].startswith(body)
        assert b"SCRIPT" not in answer.content
        assert not Article.objects.exists()
        saved = at_desk.post(
            url, {**PASTED, **{name: found[name] or "" for name in found}, **PASTED}
        )
        assert saved.status_code == 302

    def test_nothing_typed_is_replaced(self, at_desk, url):
        typed = {"headline": "Mine", "byline": "Me", "access": "desk"}
        answer = read(at_desk, url, upload=file("a.txt", "Titel\n\nText."), **typed)
        found = values(answer)
        assert (found["headline"], found["body"], found["byline"]) == ("Mine", "Text.", "Me")
        assert found["access"] == "desk"
        assert offers(answer) == {"headline": "Titel"}
        assert "Take this" in answer.content.decode()

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({}, "Choose a file, or give the address of a page."),
            ({"upload": ("a.pdf", b"%PDF")}, "ends in .txt, .html or .json"),
            ({"upload": ("a.txt", b"")}, "No text was found in it."),
            ({"upload": ("a.txt", b"PK\x00\x01")}, "null characters"),
            ({"upload": ("a.json", b"{}")}, "no body_text"),
            ({"address": "http://127.0.0.1/"}, "not on the public internet"),
            ({"address": "http://169.254.169.254/latest/meta-data"}, "not on the public internet"),
            ({"address": "file:///etc/passwd"}, "begin with http"),
            ({"address": "x" * 1001}, "at most 1000 characters"),
        ],
    )
    def test_what_cannot_be_read_is_said_and_nothing_typed_is_lost(self, at_desk, url, given, said):
        given = {name: file(*one) if name == "upload" else one for name, one in given.items()}
        answer = read(at_desk, url, body="typed with care", **given)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert said in page
        assert "typed with care" in page

    def test_enter_in_the_address_reads_it(self, at_desk, url):
        answer = at_desk.post(url, {"address": "http://10.0.0.1/", "headline": "Mine"})
        assert "not on the public internet" in answer.content.decode()
        assert values(answer)["headline"] == "Mine"

    def test_a_file_that_is_too_large(self, at_desk, url, monkeypatch):
        monkeypatch.setattr("desk.intake.MOST_BYTES", 10)
        answer = read(at_desk, url, upload=file("a.txt", "x" * 11))
        assert answer.status_code == 422
        assert "larger than" in answer.content.decode()

    def test_an_address(self, at_desk, url, settings):
        class Page(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=windows-1252")
                self.end_headers()
                self.wfile.write(PAGE.format(charset="x").encode("cp1252"))

            def log_message(self, *given):
                pass

        with HTTPServer(("127.0.0.1", 0), Page) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            address = f"http://127.0.0.1:{server.server_port}/a"
            settings.FETCH_HOSTS = [f"127.0.0.1:{server.server_port}"]
            found = values(read(at_desk, url, address=address))
            server.shutdown()
        assert found["body"].startswith("Der Präsident reist im Mai")
        assert (found["url"], found["outlet"]) == (address, "Die Zeitung")
        assert found["published"].startswith("2025-03-01T10:20:00")

    def test_what_is_fetched_is_no_page(self, at_desk, url, monkeypatch):
        page = fetching.Fetched("https://example.org/a.pdf", b"%PDF", "application/pdf", "")
        monkeypatch.setattr(fetching, "fetch", lambda address: page)
        answer = read(at_desk, url, address="https://example.org/a.pdf")
        assert "application/pdf cannot be read" in answer.content.decode()


def test_who_may(client, as_checker, url):
    assert as_checker.get(url).status_code == 403
    assert as_checker.post(url, PASTED).status_code == 403
    client.logout()
    assert client.get(url).status_code == 302
    client.force_login(factories.person(Role.CONSUMER))
    assert client.get(url).status_code == 403


def test_it_begins_with_the_desk_of_the_person(client, url):
    person = factories.person()
    person.desk = Desk.objects.create(name="politics")
    person.save()
    client.force_login(person)
    assert values(client.get(url))["desk"] == person.desk_id
