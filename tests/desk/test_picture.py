"""The picture of sourcing: who may see it, what stands in it, and whom it holds back."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.services.attributions import attribution_withdraw
from newsroom.common.transactions import whole
from tests import factories


def urls(claim):
    return [
        reverse("desk:claim-picture", args=[claim.pk]),
        reverse("desk:article-picture", args=[claim.article_id]),
    ]


def drawn(page, size="wide"):
    """What the nodes of the pictures of this size say to whoever hears them."""
    pictures = re.findall(rf'<div class="canvas {size}".*?</svg>', page, re.S)
    return [said for one in pictures for said in re.findall(r'aria-label="([^"]*)"><title>', one)]


@pytest.fixture
def briefed(editor, article):
    """A claim that two officials have from one minister."""
    minister = factories.source(editor, description="the minister")
    claim = factories.claim(editor, article)
    for stance, who in (("asserts", "one official"), ("confirms", "another official")):
        source = factories.source(editor, description=who)
        more = {"knows_from": minister, "independent": True}
        factories.attribution(editor, claim, stance, source=source, **more)
    return claim


class TestWhatItShows:
    @pytest.mark.parametrize("size", ["wide", "narrow"])
    def test_claim_attributions_sources_and_whom_they_have_it_from(self, at_desk, briefed, size):
        for url in urls(briefed):
            said = drawn(at_desk.get(url).content.decode(), size)
            assert len([one for one in said if one.startswith("Claim 1, unverified:")]) == 1
            assert [one for one in said if one.startswith("Attribution")] == [
                "Attribution 1, asserts: Counted as 1 voice, 1 new origin.",
                "Attribution 2, confirms: Counted as 1 voice, no new origin; marked independent, "
                "but its origin asserts the claim or is unknown.",
            ]
            (minister,) = (one for one in said if "the minister" in one)
            assert minister == "the minister, person · named, ← they have it from here"

    def test_the_table_says_the_same(self, at_desk, briefed):
        page = at_desk.get(urls(briefed)[0]).content.decode()
        table = re.sub(r"<[^>]+>|\s+", " ", page[page.index('<table class="told"') :])
        said = " ".join(table.split())
        assert "1 asserts , terms not stated one official knows from the minister" in said
        assert said.count("shared origin A") == 2

    def test_a_withdrawn_row_is_there_with_its_reason(self, at_desk, editor, claim):
        row = claim.attributions.get()
        attribution_withdraw(by=editor, attribution_id=row.pk, reason="she took it back")
        page = at_desk.get(urls(claim)[0]).content.decode()
        assert "Left out: it was withdrawn. she took it back" in page
        assert 'class="node row left-out gone"' in page

    def test_a_circle_is_marked(self, at_desk, editor, article):
        one, two = (factories.source(editor, kind="media") for _ in range(2))
        claim = factories.claim(editor, article)
        factories.attribution(editor, claim, source=one, via=two)
        factories.attribution(editor, claim, "confirms", source=two, via=one)
        page = at_desk.get(urls(claim)[0]).content.decode()
        assert page.count('class="ring"') == 2  # of the wide and of the narrow one
        assert "cite each other" in page

    def test_words_are_no_markup(self, at_desk, editor, article):
        claim = factories.claim(editor, article, statement="<script>alert(1)</script> & more")
        source = factories.source(editor, description='"><img src=x> aide')
        factories.attribution(editor, claim, source=source)
        for url in urls(claim):
            page = at_desk.get(url).content.decode()
            assert "<script>alert" not in page
            assert "<img" not in page

    def test_claims_without_anybody_are_listed(self, at_desk, editor, article):
        claim = factories.claim(editor, article, statement="Nobody says so")
        for url in urls(claim):
            page = at_desk.get(url).content.decode()
            assert "Nobody stands behind these yet" in page
            assert "Nobody says so" in page
            assert "<table" not in page

    def test_an_article_without_claims(self, at_desk, article):
        page = at_desk.get(reverse("desk:article-picture", args=[article.pk]))
        assert "Nothing is logged yet." in page.content.decode()


class TestWhatIsHeldBack:
    @pytest.fixture
    def relayed(self, editor, article):
        aide = factories.source(
            editor, naming="anonymous", description="an aide of hers", handler=editor
        )
        claim = factories.claim(editor, article)
        for stance in ("asserts", "confirms"):
            factories.attribution(editor, claim, stance, via=aide)
        return claim

    def test_whoever_knows_the_conduit_sees_it(self, at_desk, relayed):
        for url in urls(relayed):
            page = at_desk.get(url).content.decode()
            assert len([one for one in drawn(page) if "an aide of hers" in one]) == 1
            assert "shared origin A" in page

    def test_others_see_that_there_is_one_on_each_row(self, as_checker, relayed):
        for url in urls(relayed):
            page = as_checker.get(url).content.decode()
            assert "an aide of hers" not in page
            assert len([one for one in drawn(page) if "a confidential source" in one]) == 2
            assert "shared origin" not in page
            assert str(relayed.attributions.first().via_id) not in page


def test_as_many_queries_for_thirty_claims_as_for_three(at_desk, editor, article):
    url = reverse("desk:article-picture", args=[article.pk])
    at_desk.get(url)
    numbers = []
    for amount in (3, 27):
        whole(lambda amount=amount: [_sourced(editor, article) for _ in range(amount)])
        with CaptureQueriesContext(connection) as asked:
            assert at_desk.get(url).status_code == 200
        numbers.append(len(asked))
    assert 0 < numbers[0] == numbers[1]


def _sourced(editor, article):
    claim = factories.claim(editor, article)
    via = factories.source(editor, naming="anonymous")
    factories.attribution(editor, claim, via=via)
