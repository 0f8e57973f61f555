"""The annotated article: who may read it, and what stands in it."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.services.articles import article_update
from newsroom.common.models import Desk
from newsroom.common.roles import Role
from tests import factories
from tests.desk.conftest import WORDS


def text_of(page: str) -> str:
    """What a reader selects of the text on `page`: without what is marked as not of it."""
    (article,) = re.findall(r'<article id="text".*?</article>', page, re.S)
    lines = re.findall(r'<p data-start="\d+">(.*?)</p>', article, re.S)
    plain = [re.sub(r"<a [^>]*data-not.*?</a>|<[^>]+>", "", line) for line in lines]
    return unescape("\n".join(plain))


def pages(article, claim):
    of_article = (
        reverse(f"desk:{name}", args=[article.pk]) for name in ("article", "text", "list")
    )
    return [*of_article, reverse("desk:claim", args=[article.pk, claim.pk])]


class TestWhoMayRead:
    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.CONSUMER])
    def test_whoever_works_here(self, client, article, claim, role):
        client.force_login(factories.person(role))
        assert [client.get(one).status_code for one in pages(article, claim)] == [200] * 4

    def test_a_consumer_is_told_that_there_is_nothing_here(self, client, article, claim):
        client.force_login(factories.person(Role.CONSUMER))
        assert {client.get(one).status_code for one in pages(article, claim)} == {403}

    def test_a_stranger_is_asked_to_sign_in(self, client, article, claim):
        for one in pages(article, claim):
            assert client.get(one).url == f"/admin/login/?next={one}"

    def test_no_sign_in_is_put_into_a_part_of_a_page(self, client, article, claim):
        for one in pages(article, claim):
            answer = client.get(one, headers={"HX-Request": "true"})
            assert (answer.status_code, answer.content) == (401, b"")

    def test_an_article_of_another_desk_is_not_there(self, client, editor, article, claim):
        desk = Desk.objects.create(name="Sport")
        changes = {"access": "desk", "desk": desk}
        article_update(by=editor, article_id=article.pk, changes=changes)
        client.force_login(factories.person(Role.FACT_CHECKER))
        assert {client.get(one).status_code for one in pages(article, claim)} == {404}

    def test_a_claim_of_another_article_is_not_there(self, at_desk, editor, article):
        other = factories.claim(editor)
        assert at_desk.get(reverse("desk:claim", args=[article.pk, other.pk])).status_code == 404


class TestText:
    def test_it_stands_as_it_is(self, at_desk, editor):
        body = 'A <b>bold</b> & "quoted" 😀 line.\n\n  Two  spaces, and\ttabs.'
        article = factories.article(editor, body=body)
        factories.claim(editor, article, anchors=[{"exact": '& "quoted" 😀'}])
        page = at_desk.get(reverse("desk:article", args=[article.pk])).content.decode()
        assert text_of(page) == article.current_version.text

    def test_a_claim_is_marked_with_its_status_and_opened_by_its_tag(self, at_desk, article, claim):
        page = at_desk.get(reverse("desk:article", args=[article.pk])).content.decode()
        (marked,) = re.findall(
            r'<span class="([^"]*)" data-start="\d+" data-keys="c1">(.*?)</span>', page
        )
        assert marked == ("m s-unverified d1", WORDS)
        assert f'href="{reverse("desk:claim", args=[article.pk, claim.pk])}"' in page
        assert f'aria-label="claim 1, unverified: {claim.statement}"' in page

    def test_an_orphan_is_listed_with_the_words_that_it_lost(self, at_desk, editor, article, claim):
        article_update(by=editor, article_id=article.pk, changes={"body": "Something else."})
        page = at_desk.get(reverse("desk:article", args=[article.pk])).content.decode()
        assert "lost its place:" in page
        assert WORDS in page

    def test_an_article_without_text(self, at_desk, editor):
        article = factories.article(editor, body="")
        page = at_desk.get(reverse("desk:article", args=[article.pk]))
        assert page.status_code == 200


class TestPanel:
    def test_the_claim_in_hand_in_words_with_its_counts(self, at_desk, article, claim):
        page = at_desk.get(reverse("desk:claim", args=[article.pk, claim.pk])).content.decode()
        assert "1 source, named" in page
        assert "Ann Lee" in page
        assert "Nobody has checked it yet." in page

    def test_htmx_gets_the_panel_alone(self, at_desk, article, claim):
        url = reverse("desk:claim", args=[article.pk, claim.pk])
        part = at_desk.get(url, headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in part
        assert claim.statement in part

    def test_a_finding_leads_to_where_it_is_mended(self, at_desk, editor, article):
        claim = factories.claim(editor, article)
        page = at_desk.get(reverse("desk:claim", args=[article.pk, claim.pk])).content.decode()
        change = reverse("desk:edit", args=[claim.pk])
        assert re.search(rf'class="remedy"><a href="{change}" hx-get="{change}"', page)


def test_as_many_queries_for_thirty_claims_as_for_three(at_desk, editor, article):
    """The page of the article; a claim's panel asks of that claim alone."""
    url = reverse("desk:article", args=[article.pk])
    at_desk.get(url)  # the first one looks up what later ones remember
    numbers = []
    for amount in (3, 27):
        for _ in range(amount):
            factories.claim(editor, article, anchors=[{"exact": WORDS}])
        with CaptureQueriesContext(connection) as asked:
            at_desk.get(url)
        numbers.append(len(asked))
    assert 0 < numbers[0] == numbers[1]
