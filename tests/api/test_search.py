"""Full-text search: each text in the language of its article, ranked, with the words marked."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from claims import search
from claims.domain.languages import CONFIGURATIONS, configuration_of
from claims.models import Claim
from claims.services.articles import article_update
from claims.services.attributions import attribution_update, attribution_withdraw
from claims.services.claims import claim_update
from claims.services.sources import source_update
from newsroom.common.transactions import whole
from tests import factories, many, scenes
from tests.api.calls import get

pytestmark = pytest.mark.django_db
HTML = "<b>Ministers</b> & <mark>travel</mark> to b0 e0"


class Scene:
    def __init__(self) -> None:
        self.editor = factories.person()
        whole(self._log)

    def _log(self) -> None:
        by = self.editor
        body = "The vote was postponed. It was a hasty retreat, an official said."
        self.english = factories.article(
            by, status="published", language="en-GB", headline="Ministers travelling", body=body
        )
        self.german = factories.article(
            by, status="published", language="de", headline="Die Häuser der Stadt"
        )
        self.plain = factories.article(by, status="published", headline="The houses")
        self.travel = factories.claim(by, self.english, statement="Two ministers travelled there")
        self.houses = factories.claim(by, self.german, statement="Die Minister bauten Häuser")
        self.as_it_is = factories.claim(by, self.plain, statement="Ministers travelled to the sea")
        self.quoting = factories.claim(by, self.english, statement="The vote was put off")
        self.secret = factories.source(by, naming="anonymous")
        self.printed = factories.attribution(
            by, self.quoting, source=self.secret, quote="a hasty retreat"
        )
        self.unprinted = factories.attribution(
            by, self.quoting, source=self.secret, quote="they dithered for weeks"
        )
        self.named = factories.attribution(by, self.quoting, quote="We never dawdled, nor will we")


built, scene = scenes.of_the_module(Scene)


def found(client: Any, q: str, kind: str = "claims") -> set[str]:
    answer = client.get(f"/api/v1/{kind}/", {"q": q})
    assert answer.status_code == 200, answer.content
    return {one["id"] for one in answer.json()["results"]}


def ids(*records: Any) -> set[str]:
    return {str(one.pk) for one in records}


class TestWords:
    @pytest.mark.parametrize(
        ("q", "names"),
        [
            ("travel", ["travel"]),
            ("minister travels", ["travel"]),
            ("travelled", ["travel", "as_it_is"]),
            ("minister", ["travel", "houses"]),
            ("haus", ["houses"]),
            ("Häusern", ["houses"]),
            ('"ministers travelled"', ["travel", "as_it_is"]),
            ('"travelled ministers"', []),
            ("travelled -sea", ["travel"]),
            ("sea or haus", ["as_it_is", "houses"]),
            ("-travelled -haus", ["quoting"]),
            ("retreating", ["quoting"]),
            ("dawdle", ["quoting"]),
            ("vote retreat", ["quoting"]),  # one in the statement, one in a quote
            ("zebra", []),
        ],
    )
    def test_in_the_language_of_the_article(self, house, scene, q, names):
        assert found(house, q) == ids(*(getattr(scene, name) for name in names))

    def test_of_headlines(self, house, scene):
        assert found(house, "minister travel", "articles") == ids(scene.english)
        assert found(house, "haus", "articles") == ids(scene.german)
        assert found(house, "houses", "articles") == ids(scene.plain)

    @pytest.mark.parametrize("q", ["&", "...", '""', "' \" ( ) | ! :*"])
    def test_without_a_word_there_is_nothing_to_look_for(self, house, q):
        for kind in ("claims", "articles"):
            problem = house.get(f"/api/v1/{kind}/", {"q": q})
            assert problem.status_code == 400, problem.content
            assert problem.json()["errors"][0]["field"] == "q"

    @pytest.mark.parametrize("q", ["a & b | !c", "x:*", "'; DROP", "%s %% %(a)s", "\\a", "𝕏 😀 ok"])
    def test_signs_mean_nothing(self, house, q):
        assert found(house, q) is not None

    def test_the_database_reads_a_tag_as_we_do(self):
        tags = [*CONFIGURATIONS, "EN-us", "de_CH", "", "xx", "english", "no-NO", "-", "zh-Hant"]
        with connection.cursor() as cursor:
            for tag in tags:
                cursor.execute("SELECT claims_configuration(%s)::text", [tag])
                assert cursor.fetchone() == (configuration_of(tag),)


class TestKeptInStep:
    def test_with_what_is_written(self, house, scene):
        by, claim = scene.editor, scene.travel
        claim_update(by=by, claim_id=claim.pk, changes={"statement": "Nobody swam"})
        assert found(house, "swim") == set()  # swam is no form of it that a stemmer knows
        assert found(house, "swam") == ids(claim)
        article_update(by=by, article_id=scene.english.pk, changes={"language": "de"})
        assert found(house, "vote put") == ids(scene.quoting)
        assert found(house, "retreating") == set()
        row = factories.attribution(by, claim, quote="A kangaroo")
        assert found(house, "kangaroo") == ids(claim)
        attribution_update(by=by, attribution_id=row.pk, changes={"quote": "An ostrich"})
        assert (found(house, "kangaroo"), found(house, "ostrich")) == (set(), ids(claim))

    def test_however_long(self, house, scene):
        long = " ".join(f"word{n}" for n in range(60_000))
        claim = factories.claim(scene.editor, scene.english, statement=f"elephant {long}")
        factories.attribution(scene.editor, claim, quote="x" * 300_000)
        assert found(house, "elephant") == ids(claim)


class TestThePublic:
    """It finds by what it may read, and by nothing else."""

    def test_by_the_quotes_that_it_is_shown(self, house, public, scene):
        assert found(house, "dither") == ids(scene.quoting)
        assert found(public, "dither") == set()
        for q in ("dawdle", "retreat"):
            assert found(public, q) == ids(scene.quoting)

    def test_not_once_a_row_is_hidden(self, public, scene):
        by = scene.editor
        changes = {"terms": "off the record"}
        attribution_update(by=by, attribution_id=scene.printed.pk, changes=changes)
        attribution_withdraw(by=by, attribution_id=scene.named.pk, reason="no")
        for q in ("dawdle", "retreat"):
            assert found(public, q) == set()

    def test_nor_once_the_copy_no_longer_prints_it(self, public, scene):
        article_update(by=scene.editor, article_id=scene.english.pk, changes={"body": "A vote."})
        assert found(public, "retreat") == set()
        assert found(public, "dawdle") == ids(scene.quoting)

    def test_nor_once_its_source_is_held_back(self, public, scene):
        source = scene.named.source_id
        changes = {"naming": "anonymous", "name": ""}
        source_update(by=scene.editor, source_id=source, changes=changes)
        assert found(public, "dawdle") == set()
        source_update(by=scene.editor, source_id=source, changes={"naming": "collective"})
        assert found(public, "dawdle") == ids(scene.quoting)

    def test_what_is_hidden_moves_no_rank_no_count_no_mark(self, public, scene):
        asked = "/api/v1/claims/?q=vote or minister or put&order=rank&count=exact"
        before = public.get(asked).json()
        for terms in ("off the record", "deep background"):
            factories.attribution(
                scene.editor, scene.houses, terms=terms, quote="minister minister vote put vote"
            )
        factories.attribution(
            scene.editor, scene.houses, source=scene.secret, quote="minister vote, not in the copy"
        )
        after = public.get(asked).json()
        assert after["count"] == before["count"] == 3
        for name in ("id", "highlight"):
            assert [one[name] for one in after["results"]] == [
                one[name] for one in before["results"]
            ]

    def test_drafts_are_not_found(self, public, house, scene):
        claim = factories.claim(scene.editor, statement="A zebra escaped")
        assert (found(public, "zebra"), found(house, "zebra")) == (set(), ids(claim))


class TestRank:
    def test_close_words_first_and_of_these_a_statement_before_a_quote(self, house, scene):
        by, of = scene.editor, scene.english
        far = factories.claim(by, of, statement="A walrus sat on the shore and then saw a tapir")
        quoted = factories.claim(by, of, statement="Nothing")
        factories.attribution(by, quoted, quote="walrus and tapir")
        near = factories.claim(by, of, statement="A walrus and a tapir")
        rows = get(house, "claims/?q=walrus tapir&order=rank")["results"]
        assert [one["id"] for one in rows] == [str(one.pk) for one in (near, quoted, far)]

    def test_pages_of_ties_are_whole(self, house, scene):
        made = many.claims(scene.editor, scene.english, ["A walrus"] * 23)
        seen, path = [], "claims/?q=walrus&order=rank&page_size=5"
        while path:
            page = get(house, path)
            seen += [one["id"] for one in page["results"]]
            path = (page["next"] or "").partition("/api/v1/")[2]
        assert sorted(seen) == sorted(str(one.pk) for one in made)

    def test_needs_something_to_rank_by(self, house):
        for kind in ("claims", "articles"):
            assert "q" in get(house, f"{kind}/?order=rank", 400)["errors"][0]["message"]


class TestHighlight:
    def test_in_pieces_that_make_up_the_text(self, house, scene):
        (row,) = get(house, "claims/?q=minister travels")["results"]
        assert row["highlight"] == {
            "statement": [
                {"text": "Two ", "match": False},
                {"text": "ministers", "match": True},
                {"text": " ", "match": False},
                {"text": "travelled", "match": True},
                {"text": " there", "match": False},
            ],
            "quotes": [],
        }

    def test_of_quotes_those_that_answer(self, house, public, scene):
        for client in (house, public):
            (row,) = get(client, "claims/?q=retreat&fields=highlight")["results"]
            (quote,) = row["highlight"]["quotes"]
            assert quote["attribution"] == str(scene.printed.pk)
            assert quote["pieces"][-1] == {"text": "retreat", "match": True}
        asked = "claims/?q=vote or dither&fields=highlight"
        rows = {str(get(one, asked)["results"]) for one in (house, public)}
        assert sum("dithered" in one for one in rows) == 1
        assert "dithered" not in str(get(public, asked))

    def test_no_text_is_taken_for_a_mark(self, house, scene):
        claim = factories.claim(scene.editor, scene.english, statement=HTML)
        rows = get(house, "claims/?q=travel&fields=id,highlight")["results"]
        (row,) = (one for one in rows if one["id"] == str(claim.pk))
        pieces = row["highlight"]["statement"]
        assert [one["text"] for one in pieces if one["match"]] == ["travel"]
        assert "&" in "".join(one["text"] for one in pieces)

    def test_only_where_something_is_looked_for_and_it_is_wanted(self, house):
        assert "highlight" not in get(house, "claims/")["results"][0]
        assert "highlight" not in get(house, "claims/?q=vote&fields=id")["results"][0]
        (row,) = get(house, "articles/?q=travel")["results"]
        assert row["highlight"]["headline"][-1] == {"text": "travelling", "match": True}


class TestIndex:
    @pytest.mark.parametrize("public", [True, False])
    def test_of_claims(self, scene, public):
        many.claims(
            scene.editor, scene.english, (f"walrus{n} swam past buoy {n % 7}" for n in range(3000))
        )
        asked = search.question("walrus77 buoy")
        rows = search.claims_found(Claim.objects.all(), asked, public=public)
        assert rows.count() == 1
        name = "claim_words_public" if public else "claim_words_house"
        plan = rows.explain()
        assert f"Bitmap Index Scan on {name}" in plan, plan

    def test_of_headlines(self, scene):
        article = type(scene.english)
        article.objects.bulk_create(
            [article(headline=f"walrus{n} swam", language="en") for n in range(1500)]
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE claims_article")
        rows = search.articles_found(article.objects.all(), search.question("walrus77"))
        assert rows.count() == 1
        assert "Bitmap Index Scan on article_headline_words" in rows.explain()
