"""How we know this, the page: for whom, what stands on it, and what browsers are told of it."""

import json
import re
from datetime import timedelta
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from claims.domain.vocabulary import Status
from claims.services.articles import article_update
from claims.services.notices import notice_create
from newsroom.common.roles import Role
from newsroom.outside_settings import refuse_no_address, refuse_no_origins
from tests import factories
from tests.doors.test_policies import policy_of
from tests.interchange.conftest import NASTY, decided
from tests.interchange.vocabulary import broken_schema

pytestmark = pytest.mark.django_db


def url(article, more=""):
    return f"/how/{article.pk}/{more}"


@pytest.fixture
def public(settings):
    settings.HOW_WE_KNOW_PUBLIC = True


class Elements(HTMLParser):
    """The scripts of a page with their types and contents, and which elements there are."""

    def __init__(self, html):
        super().__init__()
        self.scripts, self.names, self.inside = [], set(), None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        if tag == "script":
            self.scripts.append([dict(attrs).get("type"), ""])

    def handle_data(self, data):
        if self.cdata_elem == "script":
            self.scripts[-1][1] += data


class TestWho:
    def test_signed_in_or_with_a_token(self, client, client_of, consumer, article):
        there = client.get(url(article))
        assert there.status_code == 302
        assert there["Location"].startswith("/admin/login/")
        for more in ("?embed=1", "fragment/"):
            refused = client.get(url(article, more))
            assert refused.status_code == 401
            assert b"Sign in" in refused.content
        wrong = client.get(url(article), headers={"Authorization": "Token nwsr_wrong"})
        assert wrong.status_code == 401
        client.force_login(factories.person(Role.CONSUMER))
        for one in (consumer, client):
            answer = one.get(url(article))
            assert answer.status_code == 200
            assert answer["Cache-Control"] == "private, no-cache"

    def test_anybody_where_the_settings_say_so(self, client, public, article):
        for more in ("", "?embed=1", "fragment/"):
            answer = client.get(url(article, more))
            assert answer.status_code == 200
            assert answer["Cache-Control"] == "public, max-age=60"
            assert "Cookie" not in answer.get("Vary", "")

    def test_not_as_often_as_one_likes(self, client, public, article, settings):
        settings.API_LIMIT = 2
        assert [client.get(url(article)).status_code for _ in range(3)] == [200, 200, 429]
        assert int(client.get(url(article))["Retry-After"]) <= 60

    @pytest.mark.parametrize(
        "fields",
        [
            {"status": "draft"},
            {"access": "named people"},
            {"embargo_until": timezone.now() + timedelta(hours=1)},
        ],
        ids=["draft", "for some people", "embargo"],
    )
    def test_what_is_not_out(self, client, public, editor, article, fields, settings):
        article_update(by=editor, article_id=article.pk, changes=fields, readers=[editor])
        unknown = client.get(f"/how/{uuid4()}/")
        assert unknown.status_code == 404
        for signed_in in (False, True):
            if signed_in:
                client.force_login(editor)
            for more in ("", "?embed=1", "fragment/"):
                answer = client.get(url(article, more))
                assert (answer.status_code, answer.content) == (404, unknown.content)
        settings.HOW_WE_KNOW_PUBLIC = False
        told = client.get(url(article))
        assert told.status_code == 404
        assert b"Nobody outside the house may see this article yet" in told.content

    def test_the_same_to_everybody(self, client, public, article, claim, editor):
        before = client.get(url(article)).content
        client.force_login(editor)
        assert client.get(url(article)).content == before

    def test_only_to_read(self, client, public, article):
        assert client.post(url(article)).status_code == 405


class TestWhat:
    def test_a_claim_and_a_correction(self, client, public, editor, article, claim):
        factories.comment_request(
            editor,
            claim,
            source=factories.source(editor, description="The Kremlin", kind="organisation"),
            outcome="could not be reached",
            recorded="as reported in copy",
        )
        decided(editor, article, Status.DISPUTED, statement="He will stay for a week")
        notice = {"kind": "correction", "dated": timezone.now(), "public_note": "It is June."}
        notice["what_was_wrong"] = "the month"
        notice_create(by=editor, article_id=article.pk, fields=notice, claims=[claim])
        page = client.get(url(article)).content.decode()
        for words in (
            "Putin to visit China in May",
            "Demo News",
            '<time datetime="2024-03-19T05:26:00Z">19 March 2024, 05:26 UTC</time>',
            f'id="claim-{claim.pk}"',
            "Says so",
            "minister",
            "on the record",
            "The Kremlin could not be reached for comment.",
            "https://example.org/programme",
            "It is June.",
            "He will stay for a week",
            "Disputed",
        ):
            assert words in page, words

    def test_the_markup_of_its_checks(self, client, public, editor, article, claim):
        nasty = decided(editor, article, Status.DISPUTED, statement=NASTY)
        page = client.get(url(article)).content.decode()
        assert "alert(1)</script>" not in page
        ((kind, content),) = Elements(page).scripts
        assert kind == "application/ld+json"
        found = json.loads(content)
        assert {one["identifier"] for one in found} == {str(claim.pk), str(nasty.pk)}
        assert NASTY in {one["claimReviewed"] for one in found}
        for one in found:
            assert list(broken_schema(one)) == []
            assert one["url"].startswith(f"http://testserver{url(article)}#claim-")
            assert f'id="{one["url"].split("#")[1]}"' in page

    def test_no_script_beside_it(self, client, public, editor, article, claim):
        for more in ("?embed=1", "fragment/"):
            page = client.get(url(article, more)).content.decode()
            assert Elements(page).scripts == []
            assert not re.search(r"\s(on\w+|style)=", page)
        part = client.get(url(article, "fragment/")).content.decode()
        assert not {"html", "head", "body", "main", "link"} & Elements(part).names

    def test_the_language_and_direction_of_the_article(self, client, public, editor):
        words = "سيسافر الرئيس"
        article = factories.article(
            editor, status="published", headline=words, body=words, language="ar"
        )
        factories.claim(editor, article, statement=words)
        page = client.get(url(article)).content.decode()
        assert f'<h1 lang="ar" dir="rtl">{words}</h1>' in page
        assert f'<span lang="ar" dir="auto">{words}</span>' in page

    def test_an_article_without_claims(self, client, public, article):
        page = client.get(url(article)).content.decode()
        assert "No claim of this article is on record yet." in page
        assert "<script" not in page

    def test_unknown_parameters(self, client, public, article):
        for query in ("?embed=2", "?for=editor", "?embed"):
            answer = client.get(url(article, query))
            assert answer.status_code == 400
            assert b"Known: embed=1" in answer.content


class TestBrowsers:
    def test_may_run_nothing(self, client, public, article):
        for more in ("", "?embed=1", "fragment/"):
            answer = client.get(url(article, more))
            policy = policy_of(answer)
            assert policy["style-src"] == ["'self'"]
            assert "script-src" not in policy
            closed = ("default-src", "form-action", "base-uri", "frame-ancestors")
            assert all(policy[name] == ["'none'"] for name in closed)
            assert answer["X-Frame-Options"] == "DENY"
            assert "Content-Security-Policy-Report-Only" not in answer

    def test_may_frame_it_on_the_pages_named(self, client, public, article, settings):
        settings.HOW_WE_KNOW_FRAMES = ["https://www.example.org", "https://m.example.org"]
        embedded = client.get(url(article, "?embed=1"))
        assert policy_of(embedded)["frame-ancestors"] == settings.HOW_WE_KNOW_FRAMES
        assert "X-Frame-Options" not in embedded
        whole = client.get(url(article))
        assert policy_of(whole)["frame-ancestors"] == ["'none'"]
        again = client.get(url(article, "?embed=1"), headers={"If-None-Match": embedded["ETag"]})
        assert again.status_code == 304
        assert policy_of(again)["frame-ancestors"] == settings.HOW_WE_KNOW_FRAMES

    def test_have_it_already(self, client, public, editor, article, claim):
        first = client.get(url(article))
        again = client.get(url(article), headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        factories.attribution(editor, claim, "denies")
        changed = client.get(url(article), headers={"If-None-Match": first["ETag"]})
        assert changed.status_code == 200

    def test_head(self, client, public, article):
        answer = client.head(url(article))
        assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize("one", ["www.example.org", "https://a.example/x", "'self'", "https://a;b"])
def test_frames_are_origins(one):
    with pytest.raises(ImproperlyConfigured, match="HOW_WE_KNOW_FRAMES"):
        refuse_no_origins([one])
    refuse_no_origins(["https://www.example.org", "http://localhost:8000", "https://*.example.org"])


def test_the_house_has_an_address():
    with pytest.raises(ImproperlyConfigured, match="HOUSE_URL"):
        refuse_no_address("javascript:alert(1)")
    refuse_no_address("")
    refuse_no_address("https://www.example.org/")
