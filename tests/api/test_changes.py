"""The feed: each change of what the public may read, once, in the order of the commits; and the
stored copies behind it.
"""

import gzip
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from claims.api import publishing
from claims.api.published import sheet
from claims.models import (
    Attribution,
    Claim,
    DuePublication,
    PublicChange,
    PublishedRecord,
    PublishedSheet,
)
from claims.services.articles import article_update
from claims.services.claims import claim_update
from claims.services.feed import forget
from claims.services.sources import source_update
from newsroom.common.roles import Role
from tests import factories
from tests.soak.public_writes import PublicWriter, Replica, drift

pytestmark = pytest.mark.django_db


@pytest.fixture
def replica(consumer):
    return Replica(consumer)


def told(client, cursor):
    page = client.get(f"/api/v1/changes/?cursor={cursor}").json()
    return [(one["kind"], one["change"], one["id"]) for one in page["changes"]]


def cursor_of(client):
    return client.get("/api/v1/changes/?cursor=now").json()["cursor"]


@pytest.mark.parametrize("seed", range(3))
def test_random_writes_leave_what_is_stored_and_told_as_it_is(seed, settings, replica):
    settings.API_LIMIT = 0
    by = factories.person(Role.EDITOR, Role.ADMIN)
    second, lawyer = factories.person(Role.EDITOR), factories.person(Role.LAWYER)
    for _ in range(2):
        factories.article(by, status="published")
    writer = PublicWriter(by, second, lawyer, seed)
    for _ in range(6):
        writer.run(25)
        assert drift(replica) == []
    assert len(replica.numbers) > 5
    assert replica.numbers == sorted(set(replica.numbers))
    assert not DuePublication.objects.exists()


class TestTold:
    def test_a_claim_and_its_source_come_and_change(self, editor, consumer, article):
        start = cursor_of(consumer)
        claim = factories.claim(editor, article)
        assert told(consumer, start) == [("claim", "created", str(claim.pk))]
        start = cursor_of(consumer)
        row = factories.attribution(editor, claim)
        assert told(consumer, start) == [
            ("source", "created", str(row.source_id)),
            ("claim", "changed", str(claim.pk)),
        ]
        other = factories.claim(editor, article)
        start = cursor_of(consumer)
        factories.attribution(editor, other, source=row.source)
        assert told(consumer, start) == [("claim", "changed", str(other.pk))]
        source_update(by=editor, source_id=row.source_id, changes={"role": "spokesman"})
        assert told(consumer, start)[1:] == [("source", "changed", str(row.source_id))]

    def test_each_says_where_the_record_is_and_how_it_stands(self, editor, consumer, claim):
        factories.comment_request(editor, claim, outcome="responded")
        page = consumer.get("/api/v1/changes/").json()
        kinds = {one["kind"] for one in page["changes"]}
        assert kinds == {"article", "claim", "comment request", "source"}
        latest = {one["url"]: one["etag"] for one in page["changes"]}
        for url, etag in latest.items():
            answer = consumer.get(url)
            assert answer["ETag"] == f'"{etag}"', url

    def test_what_is_internal_is_not_told(self, editor, consumer, claim):
        start = cursor_of(consumer)
        for terms in ("off the record", "deep background"):
            factories.attribution(editor, claim, "confirms", independent=True, terms=terms)
        claim_update(by=editor, claim_id=claim.pk, changes={"note": "for us", "importance": "high"})
        source = factories.source(editor, naming="anonymous")
        source_update(by=editor, source_id=source.pk, changes={"notes": "Bob"})
        factories.claim(editor, factories.article(editor))
        assert told(consumer, start) == []
        assert cursor_of(consumer) == start

    def test_an_article_goes_and_comes_with_all_that_is_in_it(self, editor, consumer, claim):
        row = factories.attribution(editor, claim)
        start = cursor_of(consumer)
        article_update(by=editor, article_id=claim.article_id, changes={"access": "named people"})
        assert sorted(told(consumer, start)) == [
            ("article", "removed", str(claim.article_id)),
            ("claim", "removed", str(claim.pk)),
            ("source", "removed", str(row.source_id)),
        ]
        start = cursor_of(consumer)
        article_update(
            by=editor, article_id=claim.article_id, changes={"access": "everyone in house"}
        )
        assert {change for _, change, _ in told(consumer, start)} == {"created"}

    def test_the_end_of_an_embargo_is_told_when_somebody_looks(self, editor, consumer, monkeypatch):
        until = timezone.now() + timedelta(hours=1)
        article = factories.article(editor, status="published", embargo_until=until)
        start = cursor_of(consumer)
        assert told(consumer, start) == []
        later = until + timedelta(minutes=1)
        monkeypatch.setattr("claims.access.timezone.now", lambda: later)
        assert told(consumer, start) == [("article", "created", str(article.pk))]
        assert sheet(article.pk) is not None


class TestCursor:
    def test_page_by_page(self, editor, consumer, article):
        claims = [factories.claim(editor, article) for _ in range(7)]
        seen, cursor, more = [], "0", True
        while more:
            page = consumer.get(f"/api/v1/changes/?cursor={cursor}&limit=3").json()
            seen += [one["id"] for one in page["changes"]]
            cursor, more = page["cursor"], page["more"]
        assert seen == [str(article.pk), *(str(one.pk) for one in claims)]

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ("cursor=soon", "cursor"),
            ("cursor=-1", "cursor"),
            ("cursor=", "cursor"),
            ("limit=0", "limit"),
            ("limit=1001", "limit"),
            ("wait=61", "wait"),
            ("since=3", "since"),
        ],
    )
    def test_what_is_not_understood_is_said(self, consumer, query, field):
        answer = consumer.get(f"/api/v1/changes/?{query}")
        assert answer.status_code == 400
        assert [one["field"] for one in answer.json()["errors"]] == [field]

    def test_too_old_and_of_another_feed(self, editor, consumer, article):
        for _ in range(3):
            factories.claim(editor, article)
        cursor = cursor_of(consumer)
        assert forget(timezone.now()) == 4
        assert told(consumer, cursor) == []
        claim = factories.claim(editor, article)
        assert told(consumer, cursor) == [("claim", "created", str(claim.pk))]
        for odd in ("3", "999"):
            answer = consumer.get(f"/api/v1/changes/?cursor={odd}")
            assert answer.status_code == 410
            assert "cursor=now" in answer.json()["detail"]
        assert forget(timezone.now() - timedelta(days=1)) == 0


class TestStored:
    def test_a_copy_is_asked_about_and_not_sent_again(self, editor, consumer, claim):
        for path in (f"articles/{claim.article_id}/sheet/", f"claims/{claim.pk}/"):
            first = consumer.get(f"/api/v1/{path}")
            assert first["Cache-Control"] == "private, no-cache"
            assert first["Last-Modified"]
            known = consumer.get(f"/api/v1/{path}", HTTP_IF_NONE_MATCH=first["ETag"])
            assert (known.status_code, known.content) == (304, b"")
            assert known["ETag"] == first["ETag"]
            claim_update(by=editor, claim_id=claim.pk, changes={"statement": path})
            second = consumer.get(f"/api/v1/{path}", HTTP_IF_NONE_MATCH=first["ETag"])
            assert second.status_code == 200
            assert path in second.content.decode()

    def test_packed_for_who_takes_it(self, consumer, claim):
        path = f"/api/v1/articles/{claim.article_id}/sheet/"
        plain = consumer.get(path)
        packed = consumer.get(path, HTTP_ACCEPT_ENCODING="br, gzip;q=0.5")
        assert packed["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.content) == plain.content
        assert packed["ETag"] != plain["ETag"]
        for tag in (packed["ETag"], plain["ETag"], f'"x", {plain["ETag"]}'):
            known = consumer.get(path, HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH=tag)
            assert known.status_code == 304
        refused = consumer.get(path, HTTP_ACCEPT_ENCODING="gzip;q=0")
        assert "Content-Encoding" not in refused

    def test_it_is_the_same_as_afresh(self, consumer, claim):
        paths = [f"/api/v1/articles/{claim.article_id}/sheet/", f"/api/v1/claims/{claim.pk}/"]
        stored = [consumer.get(path) for path in paths]
        PublishedSheet.objects.all().delete()
        PublishedRecord.objects.all().delete()
        afresh = [consumer.get(path) for path in paths]
        for one, two in zip(stored, afresh, strict=True):
            assert (one.content, one["ETag"]) == (two.content, two["ETag"])

    def test_what_is_written_past_the_services_is_seen_at_once(self, consumer, claim):
        path = f"/api/v1/claims/{claim.pk}/"
        start = cursor_of(consumer)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE claims_claim SET label = 'S9' WHERE id = %s", [claim.pk])
        assert consumer.get(path).json()["label"] == "S9"
        assert told(consumer, start) == [("claim", "changed", str(claim.pk))]

    def test_staff_read_the_whole_and_no_copy(self, api, editor, claim):
        claim_update(by=editor, claim_id=claim.pk, changes={"note": "for us"})
        assert api.get(f"/api/v1/claims/{claim.pk}/").json()["note"] == "for us"
        sheet_in_house = api.get(f"/api/v1/articles/{claim.article_id}/sheet/").json()
        assert sheet_in_house["claims"][0]["note"] == "for us"

    def test_what_cannot_be_rendered_keeps_nobody_from_mending_it(
        self, editor, consumer, claim, monkeypatch, caplog
    ):
        monkeypatch.setattr(publishing, "sheet_of", lambda *args: 1 / 0)
        claim_update(by=editor, claim_id=claim.pk, changes={"statement": "mended"})
        assert "cannot be rendered" in caplog.text
        monkeypatch.undo()
        assert consumer.get(f"/api/v1/claims/{claim.pk}/").json()["statement"] == "mended"
        publishing.publish_due()
        assert json.loads(sheet(claim.article_id).body)["claims"][0]["statement"] == "mended"

    def test_a_draft_costs_nothing(self, editor):
        claim = factories.claim(editor, factories.article(editor))
        factories.attribution(editor, claim)
        for model in (PublishedRecord, PublishedSheet, PublicChange, DuePublication):
            assert not model.objects.exists()
        assert Claim.objects.exists()
        assert Attribution.objects.exists()
