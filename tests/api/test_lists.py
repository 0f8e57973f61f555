"""Lists: filters, orders, pages by cursor, counts, fewer fields, and the records beside them."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.api.orders import OF_CLAIMS
from claims.domain.policy import REGISTRY
from claims.models import Article, Claim
from claims.services.claims import claim_update
from newsroom.common.api import counting, ordering
from newsroom.common.roles import Role
from newsroom.common.transactions import whole
from tests import factories, many, scenes
from tests.api.calls import get

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/"


class Scene:
    """Two published articles and a draft; three claims each, with one to three sources."""

    def __init__(self) -> None:
        self.editor = factories.person()
        whole(self._log)

    def _log(self) -> None:
        by = self.editor
        self.first = factories.article(
            by,
            status="published",
            outlet="Demo News",
            section="world",
            topics=["china"],
            language="en",
            published_at=timezone.now() - timedelta(days=3),
        )
        self.second = factories.article(by, status="corrected", headline="Rain", language="de")
        self.draft = factories.article(by, headline="A draft")
        self.claims = [
            self._claim(article, number)
            for article in (self.first, self.second, self.draft)
            for number in (1, 2, 3)
        ]

    def _claim(self, article: Article, number: int) -> Claim:
        rows = [
            {"source": factories.source(self.editor), "stance": "confirms", "terms": "background"}
            for _ in range(number)
        ]
        rows[0] |= {"terms": "on the record", "medium": "speech", "stance": "asserts"}
        return factories.claim(self.editor, article, attributions=rows)


built, scene = scenes.of_the_module(Scene)


def walked(client: Any, path: str, link: str = "next") -> list[str]:
    """The ids of all pages, by their links."""
    found: list[str] = []
    while path:
        page = get(client, path)
        ids = [one["id"] for one in page["results"]]
        found = found + ids if link == "next" else ids + found
        path = (page[link] or "").partition(ROOT)[2]
    return found


class TestFilters:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("section=world", 3),
            ("outlet=Demo News", 3),
            ("topic=china", 3),
            ("topic=chin", 0),
            ("language=DE", 3),
            ("article_status=corrected", 3),
            ("article_status=corrected&article_status=published", 6),
            ("kind=fact&kind=opinion", 6),
            ("source_count__gte=2", 4),
            ("source_count__lte=1", 2),
            ("partial_confirmations__gte=1", 0),
            ("published_after=2020-01-01T00:00:00Z", 3),
            ("published_before=2020-01-01T00:00:00Z", 0),
            ("medium=speech", 6),
        ],
    )
    def test_of_public_facts(self, public, query, found):
        assert len(get(public, f"claims/?{query}")["results"]) == found

    def test_what_is_asked_of_a_row_is_asked_of_one_row(self, public):
        """Each claim has a row on the record, and most have one that confirms; none has both."""
        assert len(get(public, "claims/?stance=confirms")["results"]) == 4
        assert len(get(public, "claims/?terms=on the record")["results"]) == 6
        assert get(public, "claims/?stance=confirms&terms=on the record")["results"] == []
        assert len(get(public, "claims/?stance=confirms&stance=asserts")["results"]) == 6

    @pytest.mark.parametrize(
        "query",
        [
            "updated_after=2020-01-01T00:00:00Z",
            "created_before=2020-01-01T00:00:00Z",
            "finding=unsourced",
            "severity=block",
            "assignee=me",
        ],
    )
    def test_of_what_the_house_knows(self, house, public, query):
        assert get(house, f"claims/?{query}")["results"] is not None
        assert query.split("=")[0] in get(public, f"claims/?{query}", 403)["detail"]

    @pytest.mark.parametrize(
        ("path", "known"),
        [
            ("claims/?status=done", "verified"),
            ("claims/?naming=secret", "anonymous"),
            ("claims/?finding=no-such", "unsourced"),
            ("claims/?order=luck", "-source_count"),
            ("claims/?count=all", "estimate"),
            ("claims/?fields=id,colour", "statement"),
            ("claims/?include=people", "sources"),
            ("claims/?colour=red", "source_count__gte"),
            ("articles/?status=gone", "retracted"),
            ("evidence/?kind=hearsay", "file"),
            ("people/?role=king", "lawyer"),
            ("claims/?order=id&order=-id", "once"),
            ("claims/?outlet=a&outlet=b", "once"),
            ("claims/?count=none&count=exact", "once"),
        ],
    )
    def test_what_is_wrong_is_answered_with_what_is_right(self, house, path, known):
        problem = get(house, path, 400)
        (error,) = problem["errors"]
        assert error["field"] == path.split("?")[1].split("=")[0]
        assert known in error["message"]

    def test_rules_are_those_of_the_register(self, house):
        message = get(house, "claims/?finding=x", 400)["errors"][0]["message"]
        assert all(code in message for code in REGISTRY)


class TestOrder:
    def test_by_the_publics_count_for_the_public(self, public, house, scene):
        hidden = scene.claims[0]
        for _ in range(5):
            factories.attribution(scene.editor, hidden, terms="deep background")
        for name in ("source_count", "independent_confirmations"):
            for client in (public, house):
                rows = get(client, f"claims/?order=-{name}")["results"]
                keys = [(one[name], one["id"]) for one in rows]
                assert keys == sorted(keys, reverse=True)
        first = get(house, "claims/?order=-source_count")["results"][0]
        assert first["id"] == str(hidden.pk)
        counts = [one["source_count"] for one in get(public, "claims/")["results"]]
        assert counts == [1, 2, 3, 1, 2, 3]

    def test_articles_by_their_day_those_without_one_last(self, house, scene):
        for _ in range(3):
            factories.article(scene.editor)
        newest = walked(house, "articles/?order=-published&page_size=1")
        assert newest[0] == str(scene.first.pk)
        assert newest[1:] == sorted(newest[1:], reverse=True)
        assert newest == walked(house, "articles/?order=published&page_size=2")[::-1]

    def test_the_houses_own(self, house, public):
        assert walked(house, "claims/?order=updated&page_size=2")
        problem = get(public, "claims/?order=-updated", 403)
        assert "-source_count" in problem["detail"]
        assert "due" not in problem["detail"].partition("Open to you")[2]

    @pytest.mark.parametrize("order", ["id", "-id", "updated", "source_count", "-source_count"])
    @pytest.mark.parametrize("size", [1, 2, 4])
    def test_there_and_back(self, house, order, size):
        path = f"claims/?order={order}&page_size={size}"
        there = walked(house, path)
        assert len(there) == len(set(there)) == 9
        last = path
        while following := get(house, last)["next"]:
            last = following.partition(ROOT)[2]
        assert walked(house, last, "previous") == there


class TestPages:
    def test_rows_that_come_and_move_meanwhile(self, house, scene):
        """A page begins behind a row, not at a number: none is skipped, none repeated but one that
        has moved on.
        """
        first = get(house, "claims/?order=source_count&page_size=3")
        for _ in range(4):
            factories.claim(scene.editor, scene.first)  # before all others
        moved = scene.claims[0]
        factories.attribution(scene.editor, moved)
        rest = walked(house, first["next"].partition(ROOT)[2])
        seen = {one["id"] for one in first["results"]}
        assert len(rest) == len(set(rest))
        assert set(rest) == {str(one.pk) for one in scene.claims} - seen | {str(moved.pk)}

    def test_the_row_at_which_a_page_began_may_go(self, house, scene):
        first = get(house, "claims/?kind=fact&page_size=2")
        gone = first["results"][-1]["id"]
        claim_update(by=scene.editor, claim_id=gone, changes={"kind": "opinion"})
        assert walked(house, first["next"].partition(ROOT)[2]) == [
            str(one.pk) for one in scene.claims[2:]
        ]

    def test_a_deep_page_goes_there_by_the_index(self, scene):
        """Of some thousand rows with one count: both by one condition of the index."""
        made = many.claims(scene.editor, scene.first, (f"Claim {n}" for n in range(1500)))
        for order in ("source_count", "-source_count"):
            plan = planned(order, ("0", made[700].pk))
            assert "claim_sources" in plan
            assert "ROW(source_count, id)" in plan
            assert "Sort" not in plan

    @pytest.mark.parametrize(
        "token",
        [
            "x",
            "",
            "\u00e9",
            [],
            {},
            7,
            ["id", 0, None],
            ["id", 0, None, "no id"],
            ["id", 2, None, "00000000-0000-4000-8000-000000000000"],
            ["id", 0, "1", "00000000-0000-4000-8000-000000000000"],
            ["-id", 0, None, "00000000-0000-4000-8000-000000000000"],
            ["source_count", 0, "1", "00000000-0000-4000-8000-000000000000"],
        ],
    )
    def test_what_is_no_cursor_of_this_list(self, house, token):
        given = token if isinstance(token, str) else encoded(token)
        if given:
            assert "`next`" in get(house, f"claims/?cursor={given}", 404)["detail"]
        else:
            get(house, "claims/?cursor=", 400)

    @pytest.mark.parametrize(
        ("order", "key"),
        [
            ("source_count", "many"),
            ("source_count", str(2**63)),
            ("source_count", None),
            ("source_count", 1),
            ("updated", "yesterday"),
            ("updated", "2024-03-19"),
            ("due", "a\x00b"),
        ],
    )
    def test_nor_one_with_a_key_of_another_kind(self, house, order, key):
        place = [order, 0, key, "00000000-0000-4000-8000-000000000000"]
        get(house, f"claims/?order={order}&cursor={encoded(place)}", 404)


class TestCount:
    def test_only_where_it_is_asked_for(self, public):
        for path in ("claims/", "claims/?count=none"):
            assert not {"count", "count_is"} & get(public, path).keys()

    @pytest.mark.parametrize("way", ["exact", "estimate"])
    def test_the_public_is_told_of_what_it_may_read(self, public, way):
        page = get(public, f"claims/?count={way}&page_size=2&source_count__gte=2")
        assert (page["count"], page["count_is"]) == (4, "exact")

    def test_of_many_about_how_many(self, public, monkeypatch):
        monkeypatch.setattr(counting, "ENOUGH", 3)
        page = get(public, "claims/?count=estimate")
        assert (page["count"], page["count_is"]) == (3, "at least")

    def test_an_admin_has_the_planners(self, client_of):
        page = get(client_of(factories.person(Role.ADMIN)), "claims/?count=estimate")
        assert page["count_is"] == "estimate"
        assert page["count"] >= 0

    def test_the_same_on_every_page(self, house):
        first = get(house, "claims/?count=exact&page_size=4")
        second = get(house, first["next"].partition(ROOT)[2])
        assert first["count"] == second["count"] == 9


class TestFields:
    def test_those_alone(self, public, house):
        for client in (public, house):
            for row in get(client, "claims/?fields=id,statement,source_count")["results"]:
                assert list(row) == ["id", "statement", "source_count"]
            for row in get(client, "attributions/?fields=stance")["results"]:
                assert list(row) == ["stance"]

    def test_never_more_than_one_may_read(self, public):
        for name in ("note", "assignee", "version", "public_counts", "updated_at", "anchor"):
            message = get(public, f"claims/?fields={name}", 400)["errors"][0]["message"]
            assert message.startswith(f"There is no '{name}'. Known: id, article, ")
        get(public, "articles/?fields=embargo_until", 400)

    def test_with_the_publics_values(self, public, scene):
        factories.attribution(scene.editor, scene.claims[0], terms="deep background")
        secret = factories.source(scene.editor, naming="anonymous")
        factories.attribution(
            scene.editor, scene.claims[0], source=secret, quote="never printed", stated_on="2024"
        )
        (row, *_) = get(public, "claims/?fields=source_count,status")["results"]
        assert row == {"source_count": 2, "status": "unverified"}
        rows = get(public, f"attributions/?source={secret.pk}&fields=quote,stated_on")["results"]
        assert rows == [{"quote": "", "stated_on": ""}]

    def test_what_is_not_asked_for_is_not_fetched(self, house):
        few = queries(house, "claims/?fields=id,statement")
        assert few <= queries(house, "claims/") - 4


class TestInclude:
    def test_each_once(self, public, scene):
        page = get(public, "claims/?include=article,sources")
        articles = {one["id"] for one in page["included"]["article"]}
        assert articles == {str(scene.first.pk), str(scene.second.pk)}
        assert articles == {one["article"] for one in page["results"]}
        named = {row["source"] for one in page["results"] for row in one["attributions"]}
        assert [one["id"] for one in page["included"]["sources"]] == sorted(named)
        assert "version" not in page["included"]["sources"][0]

    def test_sources_without_the_rows_that_name_them(self, public):
        page = get(public, "claims/?include=sources&fields=id")
        assert list(page["results"][0]) == ["id"]
        assert len(page["included"]["sources"]) == 12

    def test_of_whoever_is_held_back_nothing(self, public, scene):
        conduit = factories.source(scene.editor, naming="anonymous")
        hidden = factories.source(scene.editor)
        factories.attribution(scene.editor, scene.claims[0], via=conduit)
        factories.attribution(scene.editor, scene.claims[0], source=hidden, terms="deep background")
        ids = {one["id"] for one in get(public, "claims/?include=sources")["included"]["sources"]}
        assert not {str(conduit.pk), str(hidden.pk)} & ids

    def test_claims_of_articles(self, public, scene):
        page = get(public, "articles/?include=claims")
        assert len(page["included"]["claims"]) == 6
        assert "note" not in page["included"]["claims"][0]
        problem = get(public, "articles/?include=claims&page_size=200", 200)
        assert len(problem["results"]) == 2

    def test_as_many_queries_for_nine_as_for_one(self, house):
        for path in (
            "claims/?include=article,sources",
            "articles/?include=claims",
            "claims/?q=putin&order=rank",
            "articles/?q=china or rain or draft&order=rank",
        ):
            assert queries(house, f"{path}&page_size=1") == queries(house, f"{path}&page_size=50")


def queries(client: Any, path: str) -> int:
    get(client, path)
    with CaptureQueriesContext(connection) as captured:
        get(client, path)
    return len(captured)


def encoded(place: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def planned(order: str, place: tuple[str, UUID]) -> str:
    one = OF_CLAIMS[order]
    view: Any = type("View", (), {"is_public": False})
    key = one.expression(view)
    rows = ordering.ordered(Claim.objects.all(), one, key, backward=False)
    rows = ordering.behind(rows, one, key, place, backward=False)
    return str(rows[:51].explain())
