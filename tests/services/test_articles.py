"""Articles: verbatim text, immutable versions, anchors that follow the text."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from claims.models import Anchor, ArticleVersion
from claims.services.articles import article_update
from claims.services.attributions import attribution_create
from newsroom.common.records import Stale
from tests import factories

pytestmark = pytest.mark.django_db


def anchors_of(claim):
    return list(Anchor.objects.current().filter(claim=claim).order_by("position"))


def test_text_is_kept_verbatim_but_for_line_ends(editor):
    article = factories.article(editor, body="  one\r\ntwo\rthree \n\n")
    assert article.current_version.text == "  one\ntwo\nthree \n\n"
    assert article.body == article.current_version.text


def test_a_changed_body_is_a_new_version_and_the_old_one_stands(editor):
    article = factories.article(editor, body="first")
    article = article_update(by=editor, article_id=article.pk, changes={"body": "second"})
    assert [v.text for v in article.versions.order_by("number")] == ["first", "second"]
    assert article.current_version.number == 2
    assert article.version == 2


def test_metadata_makes_no_version_and_the_same_again_changes_nothing(editor):
    article = factories.article(editor, body="first")
    article = article_update(by=editor, article_id=article.pk, changes={"section": "World"})
    assert (article.version, article.versions.count()) == (2, 1)
    article = article_update(by=editor, article_id=article.pk, changes={"body": "first"})
    assert article.version == 2


def test_a_stale_write_is_refused_and_loses_nothing(editor):
    article = factories.article(editor)
    article_update(by=editor, article_id=article.pk, changes={"section": "World"}, seen=1)
    with pytest.raises(Stale, match="version 2 stands"):
        article_update(by=editor, article_id=article.pk, changes={"section": "Asia"}, seen=1)
    article.refresh_from_db()
    assert article.section == "World"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"headline": ""}, "headline"),
        ({"body": "a\x00b"}, "body"),
        ({"provenance": "stolen"}, "provenance"),
        ({"url": "no url"}, "url"),
        ({"access": "desk"}, "desk"),
        ({"published_at": "2024-03-19T05:26Z", "published_local": "2024-03-19T05:26"}, None),
        ({"colour": "red"}, "colour"),
    ],
)
def test_bad_fields_are_named(editor, fields, field):
    with pytest.raises(ValidationError) as caught:
        factories.article(editor, **fields)
    assert field is None or field in caught.value.message_dict


def test_anchors_follow_an_edit_before_them_and_claims_say_so(editor):
    article = factories.article(editor)
    claim = factories.claim(editor, article, anchors=[{"exact": "The Kremlin"}])
    still = factories.claim(editor, article, anchors=[{"exact": "Putin"}])
    body = "Putin will travel to China in late May. The Kremlin declined to comment."
    article_update(by=editor, article_id=article.pk, changes={"body": body})
    (anchor,) = anchors_of(claim)
    assert body[anchor.start : anchor.end] == "The Kremlin"
    assert anchor.fate == "moved"
    claim.refresh_from_db()
    still.refresh_from_db()
    assert (claim.version, still.version) == (2, 1)


def test_a_vanished_anchor_is_orphaned_and_comes_back_with_its_text(editor):
    article = factories.article(editor)
    claim = factories.claim(editor, article, anchors=[{"exact": "The Kremlin"}])
    row = attribution_create(
        by=editor,
        claim_id=claim.pk,
        fields={
            "source": factories.source(editor),
            "stance": "asserts",
            "anchor": {"exact": "declined"},
        },
    )
    without = "Putin will travel to China in May."
    article_update(by=editor, article_id=article.pk, changes={"body": without})
    (orphan,) = anchors_of(claim)
    assert orphan.is_orphaned
    assert orphan.fate == "gone"
    assert Anchor.objects.current().get(attribution=row).is_orphaned
    article_update(by=editor, article_id=article.pk, changes={"body": without + " Then more."})
    article_update(by=editor, article_id=article.pk, changes={"body": factories.BODY})
    (back,) = anchors_of(claim)
    assert factories.BODY[back.start : back.end] == "The Kremlin"


def test_a_duplicated_sentence_orphans_rather_than_guesses(editor):
    sentence = "He said so. "
    article = factories.article(editor, body=sentence)
    claim = factories.claim(editor, article, anchors=[{"exact": "He said so."}])
    article_update(by=editor, article_id=article.pk, changes={"body": sentence * 3})
    (anchor,) = anchors_of(claim)
    assert anchor.fate == "ambiguous"


def test_the_author_of_an_article_for_named_people_can_read_it(editor):
    other = factories.person()
    article = factories.article(editor, access="named people")
    assert type(article).objects.visible_to(editor).filter(pk=article.pk).exists()
    assert not type(article).objects.visible_to(other).filter(pk=article.pk).exists()
    article_update(by=editor, article_id=article.pk, changes={}, readers=[other])
    assert type(article).objects.visible_to(other).filter(pk=article.pk).exists()


@pytest.mark.parametrize("statement", ["UPDATE {} SET text = 'x'", "DELETE FROM {}"])
def test_a_version_cannot_be_changed_by_sql_either(editor, statement):
    factories.article(editor)
    table = ArticleVersion._meta.db_table
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        connection.cursor().execute(statement.format(table))
