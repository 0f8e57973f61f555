"""Notices: what they say, and what they make of an article."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from claims.models import Notice
from claims.services.articles import article_update
from claims.services.notices import notice_create, notice_update
from newsroom.common.records import Stale
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(editor):
    return factories.article(editor, status="published")


def fields(**changes):
    return {
        "kind": "correction",
        "dated": timezone.now(),
        "public_note": "An earlier version named the wrong month.",
        "what_was_wrong": "The month.",
        **changes,
    }


def create(article, by, claims=(), **changes):
    return notice_create(by=by, article_id=article.pk, fields=fields(**changes), claims=claims)


def status(article):
    article.refresh_from_db()
    return article.status


def problems(caught):
    return {field: " ".join(texts) for field, texts in caught.value.message_dict.items()}


def test_a_notice_about_claims(article, editor):
    claims = [factories.claim(editor, article) for _ in range(2)]
    notice = create(article, editor, claims, cause="misread", told="the desk")
    assert set(notice.claims.all()) == set(claims)
    assert (notice.created_by, notice.version, notice.told) == (editor, 1, "the desk")


@pytest.mark.parametrize(
    ("kind", "was", "becomes"),
    [
        ("correction", "published", "corrected"),
        ("correction", "corrected", "corrected"),
        ("clarification", "published", "published"),
        ("update", "published", "published"),
        ("withdrawal", "published", "retracted"),
        ("withdrawal", "corrected", "retracted"),
        ("kill", "published", "retracted"),
        # nothing brings back what was retracted, and what is not out is marked by nobody
        ("correction", "retracted", "retracted"),
        ("correction", "draft", "draft"),
        ("kill", "ready", "ready"),
    ],
)
def test_what_it_makes_of_the_article(article, editor, kind, was, becomes):
    article_update(by=editor, article_id=article.pk, changes={"status": was})
    article.refresh_from_db()
    version = article.version
    create(article, editor, kind=kind)
    assert status(article) == becomes
    assert article.version == version + (was != becomes)


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"kind": "apology"}, "kind", "not a valid choice"),
        ({"dated": None}, "dated", "cannot be null"),
        ({"public_note": ""}, "public_note", "cannot be blank"),
        ({"what_was_wrong": ""}, "what_was_wrong", "cannot be blank"),
        ({"cause": "x" * 301}, "cause", "at most 300 characters"),
        ({"told": "a\0"}, "told", "null characters"),
        ({"created_by": None}, "created_by", "Cannot be changed here"),
    ],
)
def test_bad_fields_are_named(article, editor, changes, field, says):
    with pytest.raises(ValidationError) as caught:
        create(article, editor, **changes)
    assert says in problems(caught)[field]
    assert not Notice.objects.exists()
    assert status(article) == "published"


def test_claims_of_the_same_article(article, editor):
    with pytest.raises(ValidationError) as caught:
        create(article, editor, [factories.claim(editor)])
    assert problems(caught)["claims"] == "Claims of the same article only."
    assert not Notice.objects.exists()


def test_no_such_article(editor):
    with pytest.raises(ValidationError) as caught:
        notice_create(by=editor, article_id=editor.pk, fields=fields())
    assert "Create it first" in problems(caught)["article"]


class TestChanges:
    def test_the_wording_and_the_claims(self, article, editor):
        first, second = (factories.claim(editor, article) for _ in range(2))
        notice = create(article, editor, [first])
        notice_update(
            by=editor,
            notice_id=notice.pk,
            changes={"public_note": "It was June, not May."},
            claims=[second],
            seen=1,
        )
        notice.refresh_from_db()
        assert (notice.public_note, notice.version) == ("It was June, not May.", 2)
        assert list(notice.claims.all()) == [second]
        notice_update(by=editor, notice_id=notice.pk, changes={}, claims=[])
        notice.refresh_from_db()
        assert (notice.version, notice.claims.count()) == (3, 0)

    def test_no_change_is_none(self, article, editor):
        claim = factories.claim(editor, article)
        notice = create(article, editor, [claim])
        notice_update(
            by=editor, notice_id=notice.pk, changes={"kind": "correction"}, claims=[claim]
        )
        notice.refresh_from_db()
        assert notice.version == 1

    def test_a_worse_kind_marks_the_article(self, article, editor):
        notice = create(article, editor, kind="clarification")
        for kind, becomes in (("correction", "corrected"), ("kill", "retracted")):
            notice_update(by=editor, notice_id=notice.pk, changes={"kind": kind})
            assert status(article) == becomes

    def test_refusals(self, article, editor):
        notice = create(article, editor)
        with pytest.raises(Stale):
            notice_update(by=editor, notice_id=notice.pk, changes={"told": "x"}, seen=4)
        with pytest.raises(ValidationError) as caught:
            notice_update(by=editor, notice_id=article.pk, changes={"told": "x"})
        assert "No notice" in problems(caught)["notice"]
        with pytest.raises(ValidationError) as caught:
            notice_update(by=editor, notice_id=notice.pk, changes={"created_by": editor})
        assert "Cannot be changed here" in problems(caught)["created_by"]
        other = factories.claim(editor)
        with pytest.raises(ValidationError) as caught:
            notice_update(by=editor, notice_id=notice.pk, changes={}, claims=[other])
        assert "same article" in problems(caught)["claims"]
        with pytest.raises(ValidationError) as caught:
            notice_update(by=editor, notice_id=notice.pk, changes={"what_was_wrong": ""})
        assert "what_was_wrong" in problems(caught)
